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

interface ChooseProps {
  chosen: OfWhom | undefined
  choose: (whom: OfWhom | undefined) => void
  error?: ReactNode
}

/** People and groups by name, as one types; for administrators, who set what others may use. */
export function ChooseWhom(props: ChooseProps) {
  const [search, setSearch] = useState('')
  const query = { search: search || undefined, limit: 20 }
  const people = useData(['accounts', 'named', search], (signal) =>
    client.read('/api/accounts', { query: { ...query, sort: 'name' }, signal }),
  )
  const groups = useData(['groups', 'named', search], (signal) =>
    client.read('/api/groups', { query, signal }),
  )
  const found: Found[] = [
    ...(groups.data?.data.items ?? []).map(({ id, name }) => groupFound(id, name)),
    ...(people.data?.data.items ?? []).map((person) =>
      accountFound(person.id, personName(person), person.name),
    ),
  ]
  return <WhomSelect {...props} found={found} onSearch={setSearch} />
}

interface Found extends OfWhom {
  label: string
}

export const groupFound = (id: number, name: string): Found => ({
  ...{ kind: 'group', id, name, label: `${name} (group)` },
})

export const accountFound = (id: number, name: string, signIn: string): Found => ({
  ...{ kind: 'account', id, name, label: `${name} (${signIn})` },
})

/** The field itself, with who was found for what was typed. */
export function WhomSelect({
  found,
  onSearch,
  chosen,
  choose,
  error,
}: ChooseProps & { found: readonly Found[]; onSearch: (search: string) => void }) {
  const keyOf = ({ kind, id }: OfWhom) => `${kind}:${id}`
  return (
    <Select
      label="Of whom (required)"
      placeholder="Name of a person or group"
      searchable
      onSearchChange={onSearch}
      filter={({ options }) => options}
      data={found.map((each) => ({ value: keyOf(each), label: each.label }))}
      value={chosen ? keyOf(chosen) : null}
      onChange={(value) => choose(found.find((each) => keyOf(each) === value))}
      error={error}
    />
  )
}
