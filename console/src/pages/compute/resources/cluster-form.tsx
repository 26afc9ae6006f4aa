import { PasswordInput, SegmentedControl, Switch, Textarea, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { Card } from '../../../ui/card.tsx'
import { Form, type FormHandle } from '../../../ui/form.tsx'
import type { Values } from './values.ts'

const DRIVERS = [
  { value: 'cli', label: 'Commands on this machine' },
  { value: 'rest', label: 'slurmrestd' },
]

/** Everything about a cluster, in groups. */
export function ClusterForm({
  form,
  submit,
  isNew,
  hasKey,
  cancel,
}: {
  form: FormHandle<Values>
  submit: string
  isNew?: boolean
  hasKey?: boolean
  cancel?: ReactNode
}) {
  return (
    <Form of={form} submit={submit} cancel={cancel}>
      <Card title="What it is">
        <div className="stack-small">
          <TextInput
            label="Name (required)"
            description="What people read who start a session there."
            maxLength={64}
            {...form.field('name')}
          />
          {isNew && (
            <TextInput
              label="Key (required)"
              description="How programs and session kinds name it; it stays for good."
              maxLength={32}
              {...form.field('key')}
            />
          )}
        </div>
      </Card>
      <Card title="How it is reached">
        <div className="stack-small">
          <SegmentedControl
            aria-label="How it is reached"
            data={DRIVERS}
            value={form.values.driver}
            onChange={(driver) => form.set({ driver: driver as Values['driver'] })}
          />
          {form.values.driver === 'cli' ? <ByCommands form={form} /> : <ByRest form={form} hasKey={hasKey} />}
        </div>
      </Card>
      <WhereCard form={form} />
    </Form>
  )
}

const CONF = 'Empty: where Slurm looks by itself. Nobody but the machine’s operators may be able to write it.'

function ByCommands({ form }: { form: FormHandle<Values> }) {
  return (
    <>
      <TextInput
        label="Configuration file"
        description={CONF}
        placeholder="/etc/slurm/slurm.conf"
        {...form.field('settings.conf')}
      />
      <TextInput
        label="Folder of the commands"
        description="Where sbatch, squeue and scancel are. Empty: the usual folders."
        placeholder="/opt/slurm/bin"
        {...form.field('settings.commands')}
      />
    </>
  )
}

function ByRest({ form, hasKey }: { form: FormHandle<Values>; hasKey?: boolean | undefined }) {
  return (
    <>
      <TextInput
        label="Address (required)"
        placeholder="http://slurm.lab.example:6820"
        {...form.field('settings.url')}
      />
      <PasswordInput
        label="Key of auth/jwt"
        description={
          hasKey
            ? 'One is kept. Type another to replace it.'
            : 'The cluster’s jwt_hs256.key, in Base64; it is kept sealed. Each person gets tokens of their own for some minutes.'
        }
        autoComplete="off"
        maxLength={2_000}
        {...form.field('tokenKey')}
      />
      <TextInput
        label="Key file"
        description="Instead, where it lies on the server."
        placeholder="/etc/slurm/jwt_hs256.key"
        {...form.field('settings.keyFile')}
      />
      <TextInput
        label="Account that reads the queue"
        description="It sees everybody’s jobs; to lengthen them it needs an operator’s rights. Where the server is not root, sessions run as it: then leave it empty."
        placeholder="slurm"
        {...form.field('settings.user')}
      />
      <TextInput
        label="Configuration file"
        description={`For “scontrol token”, where no key is given. ${CONF}`}
        {...form.field('settings.conf')}
      />
    </>
  )
}

function WhereCard({ form }: { form: FormHandle<Values> }) {
  return (
    <Card title="Where sessions go on it">
      <div className="stack-small">
        <div className="columns">
          <TextInput
            label="Partition"
            description="Empty: the cluster’s default."
            {...form.field('settings.partition')}
          />
          <TextInput
            label="Partition with GPUs"
            description="For sessions that ask for one; none gets one without."
            {...form.field('settings.gpuPartition')}
          />
        </div>
        <TextInput
          label="Charged to"
          description="An account of the scheduler, where it wants one."
          {...form.field('settings.account')}
        />
        <Textarea
          label="Options of session kinds"
          description="A line for each, as queue = partition: what a kind asks for under this name is given to the scheduler."
          autosize
          minRows={2}
          maxRows={10}
          spellCheck={false}
          {...form.field('parameters')}
        />
        <Switch
          label="Sessions can be extended"
          description="It takes an operator’s rights on the cluster to lengthen a job."
          {...form.toggle('mayExtend')}
        />
      </div>
    </Card>
  )
}
