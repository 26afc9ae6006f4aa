import { PasswordInput, SegmentedControl, Textarea, TextInput } from '@mantine/core'
import '@mantine/core/styles/PasswordInput.css'
import '@mantine/core/styles/SegmentedControl.css'
import { Card } from '../../../ui/card.tsx'
import type { FormHandle } from '../../../ui/form.tsx'
import { AgentKeyField } from './agent-key-field.tsx'
import { KINDS, type Kind, type Values } from './data.ts'
import { Places } from './places.tsx'

type Of = { form: FormHandle<Values> }

/** Name, kind and user. The kind stays for good. */
export function WhatCard({ form, isNew }: Of & { isNew?: boolean }) {
  const { kind } = form.values
  return (
    <Card title="What it is">
      <div className="stack-small">
        <TextInput
          label="Name (required)"
          description="By which you find it again; hosts never see it."
          maxLength={200}
          {...form.field('name')}
        />
        {isNew && (
          <div className="stack-small">
            <SegmentedControl
              aria-label="What kind it is"
              data={Object.entries(KINDS).map(([value, { label }]) => ({ value, label }))}
              value={kind}
              onChange={(value) => form.set({ kind: value as Kind })}
            />
            <p className="small muted">{KINDS[kind].help}</p>
          </div>
        )}
        {kind !== 'token' && (
          <TextInput
            label="Signs in as (required)"
            description="The user on the hosts."
            maxLength={255}
            autoComplete="off"
            spellCheck={false}
            {...form.field('username')}
          />
        )}
        <Textarea label="Note" autosize minRows={1} maxRows={6} maxLength={2_000} {...form.field('note')} />
      </div>
    </Card>
  )
}

const ENABLE = 'For devices that ask once more before they let one change things.'

/** What is sealed: typed here, and never shown again. */
export function SecretFields({ form }: Of) {
  const { kind } = form.values
  return (
    <div className="stack-small">
      {kind === 'password' && (
        <PasswordInput
          label="Password (required)"
          autoComplete="new-password"
          {...form.field('secret.password')}
        />
      )}
      {kind === 'key' && (
        <>
          <Textarea
            label="Private key (required)"
            description="All of the file, as ssh-keygen writes it: Ed25519, ECDSA or RSA."
            autosize
            minRows={4}
            maxRows={10}
            spellCheck={false}
            autoComplete="off"
            {...form.field('secret.privateKey')}
          />
          <PasswordInput
            label="Passphrase"
            description="Where the key has one. It is tried when you save."
            autoComplete="new-password"
            {...form.field('secret.passphrase')}
          />
        </>
      )}
      {kind === 'agent' && <AgentKeyField form={form} />}
      {kind === 'token' && (
        <PasswordInput label="Token (required)" autoComplete="new-password" {...form.field('secret.token')} />
      )}
      {kind !== 'token' && (
        <PasswordInput
          label="Enable secret"
          description={ENABLE}
          autoComplete="new-password"
          {...form.field('secret.enable')}
        />
      )}
    </div>
  )
}

/** Where it is used. */
export function PlacesCard({ form }: Of) {
  const { id, error } = form.field('uses')
  return (
    <Card title="Which hosts it opens">
      <div id={id} tabIndex={-1}>
        <Places value={form.values.uses} error={error} onChange={(uses) => form.set({ uses })} />
      </div>
    </Card>
  )
}
