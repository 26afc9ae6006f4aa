import { NumberInput, Select } from '@mantine/core'
import '@mantine/core/styles/NumberInput.css'
import { type ReactNode, useState } from 'react'
import { client } from './client.ts'
import { useData } from './data.tsx'
import { personName } from './session.ts'

export interface OfWhom {
  kind: 'account' | 'group'
  id: number
  name: string
}

/** A number that may be left out. */
export function OptionalNumber({
  value,
  onChange,
  description = 'Empty: no limit of its own.',
  ...rest
}: {
  label: string
  value: string
  onChange: (value: string) => void
  description?: string
  error?: ReactNode
}) {
  return (
    <NumberInput
      {...rest}
      value={value}
      onChange={(next) => onChange(String(next))}
      min={0}
      description={description}
      hideControls
    />
  )
}

/** People and groups by name, as one types; for those who set what others may use. */
export function ChooseWhom({
  chosen,
  choose,
  error,
}: {
  chosen: OfWhom | undefined
  choose: (whom: OfWhom | undefined) => void
  error?: ReactNode
}) {
  const [search, setSearch] = useState('')
  const query = { search: search || undefined, limit: 20 }
  const people = useData(['accounts', 'named', search], (signal) =>
    client.read('/api/accounts', { query: { ...query, sort: 'name' }, signal }),
  )
  const groups = useData(['groups', 'named', search], (signal) =>
    client.read('/api/groups', { query, signal }),
  )
  const options: (OfWhom & { value: string; label: string })[] = [
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
      value={chosen ? `${chosen.kind}:${chosen.id}` : null}
      onChange={(value) => choose(options.find((option) => option.value === value))}
      error={error}
    />
  )
}
