import { SegmentedControl, TextInput } from '@mantine/core'
import { useId } from 'react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { useVersions, VersionsChoice } from '../../../app/versions.tsx'
import type { ConflictField } from '../../../ui/conflict.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Form, type FormHandle, useForm } from '../../../ui/form.tsx'
import { notify } from '../../../ui/notices.tsx'
import type { Event } from '../event.ts'
import type { Person } from './person.tsx'

const ONE = '/api/training/participants/{id}'

interface Values {
  name: string
  userClass: string
  targetGroup: string
  email: string
  language: string
}

const FIELDS: readonly ConflictField<Values>[] = [
  { name: 'name', label: 'Name' },
  { name: 'userClass', label: 'Class' },
  { name: 'targetGroup', label: 'Group' },
  { name: 'email', label: 'E-mail' },
  { name: 'language', label: 'Language' },
]

const valuesOf = (person?: Person): Values => ({
  name: person?.name ?? '',
  userClass: person?.userClass ?? '',
  targetGroup: person?.targetGroup ?? '',
  email: person?.email ?? '',
  language: person?.language ?? '',
})

const bodyOf = ({ name, userClass, targetGroup, email, language }: Values) => ({
  name: name.trim(),
  userClass: userClass.trim(),
  targetGroup: targetGroup.trim(),
  email: email.trim() || null,
  language: (language || null) as 'en' | 'nl' | null,
})

const check = ({ name, email }: Values) => ({
  name: !name.trim() && 'Write the name.',
  email: email !== '' && !/^[^\s@]+@[^\s@]+$/.test(email.trim()) && 'This is no e-mail address.',
})

function Fields({ of: form }: { of: FormHandle<Values> }) {
  const id = useId()
  return (
    <>
      <TextInput label="Name (required)" maxLength={80} data-autofocus {...form.field('name')} />
      <TextInput label="Class" maxLength={80} {...form.field('userClass')} />
      <TextInput
        label="Group"
        description="They choose among the workshops of this group alone."
        maxLength={80}
        {...form.field('targetGroup')}
      />
      <TextInput
        label="E-mail"
        description="For reminders and confirmations; may stay empty."
        type="email"
        {...form.field('email')}
      />
      <div className="stack-small">
        <span className="small" id={id}>
          Language of mails and letters
        </span>
        <SegmentedControl
          aria-labelledby={id}
          data={[
            { value: '', label: 'As the event' },
            { value: 'en', label: 'English' },
            { value: 'nl', label: 'Dutch' },
          ]}
          value={form.values.language}
          onChange={(language) => form.set({ language })}
        />
      </div>
    </>
  )
}

/** Adds one participant, with a key that is made. */
export function AddDialog({ event, onClose }: { event: Event; onClose: () => void }) {
  const form = useForm({
    initial: valuesOf(),
    check,
    send: (values) =>
      client.post('/api/training/events/{id}/participants', {
        path: { id: event.id },
        body: bodyOf(values),
      }),
    done: (_, { name }) => {
      notify({ title: `${name.trim()} is on the list`, detail: 'Their key is made; print the letter.' })
      onClose()
    },
  })
  return (
    <Dialog title={`Add a participant to ${event.name}`} isOpen onClose={onClose}>
      <Form of={form} submit="Add">
        <Fields of={form} />
      </Form>
    </Dialog>
  )
}

/** Changes what the list says of somebody; what they have chosen stays. */
export function EditDialog({
  event,
  person,
  onClose,
}: {
  event: Event
  person: Person
  onClose: () => void
}) {
  const read = (signal?: AbortSignal) =>
    client.read(ONE, { path: { id: person.id }, ...(signal && { signal }) })
  const found = useData(['event', event.id, 'participants', person.id, 'edit'], read)
  return (
    <Dialog title={`${person.name} at ${event.name}`} isOpen onClose={onClose}>
      <Ready of={found} what="The participant">
        {(data, { etag }) => <EditForm person={data} etag={etag} again={read} onClose={onClose} />}
      </Ready>
    </Dialog>
  )
}

interface EditFormProps {
  person: Person
  etag: string | undefined
  again: () => Promise<{ data: Person; etag: string | undefined }>
  onClose: () => void
}

function EditForm({ person, etag, again, onClose }: EditFormProps) {
  const versions = useVersions<Values>(
    { etag, values: valuesOf(person) },
    {
      load: async () => {
        const now = await again()
        return { etag: now.etag, values: valuesOf(now.data) }
      },
      save: (values, match) => client.patch(ONE, { path: { id: person.id }, body: bodyOf(values), ...match }),
      done: ({ name }) => {
        notify({ title: `${name.trim()} is changed` })
        onClose()
      },
    },
  )
  const form: FormHandle<Values> = useForm<Values, unknown>({
    initial: versions.base.values,
    check,
    ...versions.formOf(() => form),
  })
  if (versions.theirs)
    return (
      <VersionsChoice
        of={versions}
        form={form}
        title={`Somebody else has changed ${versions.theirs.values.name} meanwhile.`}
        fields={FIELDS}
      />
    )
  return (
    <Form of={form} submit="Save">
      <Fields of={form} />
    </Form>
  )
}
