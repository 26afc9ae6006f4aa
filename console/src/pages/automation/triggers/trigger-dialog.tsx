import type { Answer } from '@atelier/client'
import { NativeSelect, Switch, TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { client } from '../../../app/client.ts'
import { Button, IconButton } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Form, type FormHandle, useForm } from '../../../ui/form.tsx'
import type { Trigger } from './data.ts'

interface Values {
  name: string
  presetId: string
  variables: readonly { name: string; pointer: string }[]
  namesHosts: boolean
  acceptsUntimed: boolean
  hostsPointer: string
}

const POINTER = /^(\/([^~/]|~[01])*)*$/
const isPointer = (text: string): boolean => POINTER.test(text)

const valuesOf = (of?: Trigger): Values => ({
  name: of?.name ?? '',
  presetId: of ? String(of.preset.id) : '',
  variables: of?.variables ?? [],
  namesHosts: of !== undefined && of.hostsPointer !== null,
  acceptsUntimed: of?.acceptsUntimed ?? false,
  hostsPointer: of?.hostsPointer ?? '/hosts',
})

const check = ({ name, presetId, variables, namesHosts, hostsPointer }: Values) => ({
  name: !name.trim() && 'Give it a name.',
  presetId: presetId === '' && 'Choose the preset that it runs.',
  variables:
    variables.some(({ name, pointer }) => name === '' || !isPointer(pointer)) &&
    'Each has a name, and a place such as /alert/text.',
  hostsPointer: namesHosts && !isPointer(hostsPointer) && 'Write a place such as /alert/host.',
})

const bodyOf = ({ name, presetId, variables, namesHosts, hostsPointer, acceptsUntimed }: Values) => ({
  name: name.trim(),
  presetId: Number(presetId),
  variables: [...variables],
  hostsPointer: namesHosts ? hostsPointer : null,
  acceptsUntimed,
})

type Made = Answer<'/api/automation/triggers', 'post'>

/** Makes a trigger, or changes one. */
export function TriggerDialog({
  of,
  onClose,
  done = onClose,
}: {
  of?: Trigger
  onClose: () => void
  done?: (made: Made) => void
}) {
  const form = useForm<Values, Made | Trigger>({
    initial: valuesOf(of),
    check,
    send: (values) =>
      of
        ? client.patch('/api/automation/triggers/{id}', { path: { id: of.id }, body: bodyOf(values) })
        : client.post('/api/automation/triggers', { body: bodyOf(values) }),
    done: (answer) => ('secret' in answer ? done(answer) : onClose()),
    fieldOf: { no_preset: 'presetId', no_variable: 'variables' },
  })
  return (
    <Dialog title={of ? `Edit ${of.name}` : 'New trigger'} isOpen onClose={onClose} wide>
      <Form
        of={form}
        submit={of ? 'Save' : 'Make the trigger'}
        cancel={<Button onClick={onClose}>Back</Button>}
      >
        <TextInput label="Name (required)" maxLength={200} data-autofocus {...form.field('name')} />
        <PresetField form={form} />
        <VariableFields form={form} />
        <Switch
          label="Calls name hosts"
          description="Only hosts of the preset. A call that names none is refused."
          {...form.toggle('namesHosts')}
        />
        {form.values.namesHosts && (
          <TextInput
            label="Where hosts stand in the body (required)"
            description="A JSON pointer to a name, or to a list of names."
            maxLength={500}
            spellCheck={false}
            {...form.field('hostsPointer')}
          />
        )}
        <Switch
          label="GitHub or Gitea calls it"
          description="They sign without a time: a call that was overheard can be sent again after a day. Leave it off for all others."
          {...form.toggle('acceptsUntimed')}
        />
      </Form>
    </Dialog>
  )
}

function PresetField({ form }: { form: FormHandle<Values> }) {
  const presets = useQuery({
    queryKey: ['automation', 'presets', 'all'],
    queryFn: ({ signal }) =>
      client.get('/api/automation/runs', { query: { preset: true, limit: 200 }, signal }),
  })
  const items = presets.data?.items ?? []
  return (
    <NativeSelect
      label="Preset (required)"
      description={
        presets.data && items.length === 0 ? 'There is none yet: save a run as a preset first.' : undefined
      }
      data={[
        { value: '', label: 'Choose a preset' },
        ...items.map(({ id, name }) => ({ value: String(id), label: name })),
      ]}
      {...form.field('presetId')}
    />
  )
}

/** Which variables a call sets, and from where in its body. */
function VariableFields({ form }: { form: FormHandle<Values> }) {
  const { variables } = form.values
  const { id, error } = form.field('variables')
  const put = (at: number, change: Partial<Values['variables'][number]>) =>
    form.set({ variables: variables.map((each, index) => (index === at ? { ...each, ...change } : each)) })
  return (
    <div className="stack-small" id={id} tabIndex={-1}>
      {variables.map(({ name, pointer }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: names change while they are typed
        <div className="line" key={at}>
          <TextInput
            label={`Variable ${at + 1}`}
            placeholder="text"
            value={name}
            maxLength={200}
            onChange={({ currentTarget }) => put(at, { name: currentTarget.value })}
          />
          <TextInput
            label={`Where variable ${at + 1} stands in the body`}
            placeholder="/alert/text"
            value={pointer}
            maxLength={500}
            spellCheck={false}
            onChange={({ currentTarget }) => put(at, { pointer: currentTarget.value })}
          />
          <IconButton
            label={`Take away variable ${at + 1}`}
            onClick={() => form.set({ variables: variables.filter((_, index) => index !== at) })}
          >
            <IconX aria-hidden="true" />
          </IconButton>
        </div>
      ))}
      {error && <p className="small">{error}</p>}
      <div className="line">
        <Button
          small
          icon={<IconPlus aria-hidden="true" />}
          onClick={() => form.set({ variables: [...variables, { name: '', pointer: '/' }] })}
        >
          Set a variable from the body
        </Button>
      </div>
    </div>
  )
}
