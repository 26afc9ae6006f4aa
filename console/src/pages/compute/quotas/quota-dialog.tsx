import { NumberInput, Select } from '@mantine/core'
import '@mantine/core/styles/NumberInput.css'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { useData } from '../../../app/data.tsx'
import { personName } from '../../../app/session.ts'
import { Dialog } from '../../../ui/dialog.tsx'
import { Form, useForm } from '../../../ui/form.tsx'
import { notify } from '../../../ui/notices.tsx'

export type Subject = { kind: 'everybody' } | { kind: 'account' | 'group'; id: number; name: string }

export interface Figures {
  sessions: number | null
  coreHours: number | null
  diskBytes: number | null
}

export const NO_LIMIT: Figures = { sessions: null, coreHours: null, diskBytes: null }
const GB = 1_000_000_000

export function set(subject: Subject, body: Figures): Promise<unknown> {
  if (subject.kind === 'everybody') return client.put('/api/compute/quotas/everybody', { body })
  const at = { path: { id: subject.id }, body }
  return subject.kind === 'account'
    ? client.put('/api/compute/quotas/accounts/{id}', at)
    : client.put('/api/compute/quotas/groups/{id}', at)
}

export function remove(subject: Subject): Promise<unknown> {
  if (subject.kind === 'everybody') return client.delete('/api/compute/quotas/everybody', {})
  const at = { path: { id: subject.id } }
  return subject.kind === 'account'
    ? client.delete('/api/compute/quotas/accounts/{id}', at)
    : client.delete('/api/compute/quotas/groups/{id}', at)
}

/** Three figures, each of which may be left out. */
export function QuotaDialog({
  subject,
  figures,
  onClose,
}: {
  subject?: Subject
  figures: Figures
  onClose: () => void
}) {
  const [chosen, choose] = useState<Subject | undefined>(subject)
  const form = useForm({
    initial: {
      who: '',
      sessions: figures.sessions?.toString() ?? '',
      coreHours: figures.coreHours?.toString() ?? '',
      disk: figures.diskBytes === null ? '' : String(figures.diskBytes / GB),
    },
    check: () => ({ who: !chosen && 'Choose a person or a group.' }),
    send: async ({ sessions, coreHours, disk }) => {
      const number = (text: string) => (text === '' ? null : Number(text))
      const gigabytes = number(disk)
      await set(chosen as Subject, {
        sessions: number(sessions),
        coreHours: number(coreHours),
        diskBytes: gigabytes === null ? null : Math.round(gigabytes * GB),
      })
    },
    done: () => {
      notify({ title: 'The quota counts from now on', detail: 'What runs goes on.' })
      onClose()
    },
  })
  const title =
    subject === undefined
      ? 'Add a quota'
      : `Quota of ${subject.kind === 'everybody' ? 'everybody' : subject.name}`
  return (
    <Dialog title={title} isOpen onClose={onClose}>
      <Form of={form} submit="Set the quota">
        {subject === undefined && <Who chosen={chosen} choose={choose} error={form.field('who').error} />}
        <Limit label="Sessions at once" {...form.field('sessions')} />
        <Limit label="Core hours in a month" {...form.field('coreHours')} />
        <Limit label="Disk, in GB" {...form.field('disk')} />
      </Form>
    </Dialog>
  )
}

/** A number that may be left out. */
function Limit({ value, onChange, ...rest }: LimitProps) {
  return (
    <NumberInput
      {...rest}
      value={value}
      onChange={(next) => onChange(String(next))}
      min={0}
      description="Empty: no limit of its own."
      hideControls
    />
  )
}

interface LimitProps {
  label: string
  value: string
  onChange: (value: string) => void
  error?: React.ReactNode
}

/** People and groups by name, as one types. */
function Who({
  chosen,
  choose,
  error,
}: {
  chosen: Subject | undefined
  choose: (subject: Subject | undefined) => void
  error?: React.ReactNode
}) {
  const [search, setSearch] = useState('')
  const query = { search: search || undefined, limit: 20 }
  const people = useData(['accounts', 'named', search], (signal) =>
    client.read('/api/accounts', { query: { ...query, sort: 'name' }, signal }),
  )
  const groups = useData(['groups', 'named', search], (signal) =>
    client.read('/api/groups', { query, signal }),
  )
  const options: (Exclude<Subject, { kind: 'everybody' }> & { value: string; label: string })[] = [
    ...(groups.data?.data.items ?? []).map(({ id, name }) => ({
      ...{ kind: 'group' as const, id, name, value: `group:${id}`, label: `${name} (group)` },
    })),
    ...(people.data?.data.items ?? []).map((person) => ({
      ...{ kind: 'account' as const, id: person.id, name: personName(person) },
      ...{ value: `account:${person.id}`, label: `${personName(person)} (${person.name})` },
    })),
  ]
  return (
    <Select
      label="Of whom (required)"
      placeholder="Name of a person or group"
      searchable
      onSearchChange={setSearch}
      filter={({ options }) => options}
      data={options.map(({ value, label }) => ({ value, label }))}
      value={chosen && chosen.kind !== 'everybody' ? `${chosen.kind}:${chosen.id}` : null}
      onChange={(value) => choose(options.find((option) => option.value === value))}
      error={error}
    />
  )
}
