import { NativeSelect, TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useId, useState } from 'react'
import { client } from '../../../app/client.ts'
import { Button, IconButton } from '../../../ui/button.tsx'
import { Row, Rows } from '../../../ui/card.tsx'
import { placeWords, type Use } from './data.ts'

type Scope = 'all' | 'group' | 'host'

const same = (a: Use, b: Use): boolean =>
  a.inventoryId === b.inventoryId && a.group === b.group && a.host === b.host

/** Inventories, groups and hosts for which a credential is. */
export function Places({
  value,
  error,
  onChange,
}: {
  value: readonly Use[]
  error: ReactNode
  onChange: (uses: readonly Use[]) => void
}) {
  return (
    <div className="stack-small">
      {value.length === 0 ? (
        <p className="small muted">Nothing yet: it is kept, and opens no host.</p>
      ) : (
        <Rows>
          {value.map((use) => (
            <Row
              key={`${use.inventoryId} ${use.group} ${use.host}`}
              title={<bdi>{placeWords(use)}</bdi>}
              act={
                <IconButton
                  label={`Take away ${placeWords(use)}`}
                  onClick={() => onChange(value.filter((each) => each !== use))}
                >
                  <IconX aria-hidden="true" />
                </IconButton>
              }
            />
          ))}
        </Rows>
      )}
      {error && (
        <p className="small" role="alert">
          {error}
        </p>
      )}
      <Adder onAdd={(use) => !value.some((each) => same(each, use)) && onChange([...value, use])} />
    </div>
  )
}

function Adder({ onAdd }: { onAdd: (use: Use) => void }) {
  const [inventoryId, setInventory] = useState(0)
  const [scope, setScope] = useState<Scope>('all')
  const [name, setName] = useState('')
  const inventories = useQuery({
    queryKey: ['automation', 'inventories', 'all'],
    queryFn: ({ signal }) => client.get('/api/automation/inventories', { query: { limit: 200 }, signal }),
  })
  const items = inventories.data?.items ?? []
  const inventory = items.find(({ id }) => id === inventoryId)
  const why = !inventory ? 'Choose an inventory.' : scope !== 'all' && name === '' ? 'Name it.' : undefined
  const add = () => {
    if (!inventory || why !== undefined) return
    onAdd({
      inventoryId,
      inventory: inventory.name,
      group: scope === 'group' ? name : null,
      host: scope === 'host' ? name : null,
    })
    setName('')
  }
  return (
    <>
      <div className="columns">
        <NativeSelect
          label="Inventory"
          value={String(inventoryId)}
          data={[
            { value: '0', label: 'Choose an inventory' },
            ...items.map(({ id, name }) => ({ value: String(id), label: name })),
          ]}
          onChange={({ currentTarget }) => {
            setInventory(Number(currentTarget.value))
            setName('')
          }}
        />
        <NativeSelect
          label="Which of its hosts"
          value={scope}
          data={[
            { value: 'all', label: 'All of them' },
            { value: 'group', label: 'Those of a group' },
            { value: 'host', label: 'One host' },
          ]}
          onChange={({ currentTarget }) => {
            setScope(currentTarget.value as Scope)
            setName('')
          }}
        />
      </div>
      {scope !== 'all' && inventory && (
        <NameField inventory={inventoryId} scope={scope} value={name} onChange={setName} />
      )}
      <div className="line">
        <Button small icon={<IconPlus aria-hidden="true" />} onClick={add} why={why}>
          Use it there
        </Button>
      </div>
    </>
  )
}

/** A group or host, with those that the inventory has to choose from. */
export function NameField({
  id,
  error,
  inventory,
  scope,
  value,
  onChange,
}: {
  id?: string
  error?: ReactNode
  inventory: number
  scope: 'group' | 'host'
  value: string
  onChange: (name: string) => void
}) {
  const list = useId()
  const names = useQuery({
    queryKey: ['automation', 'inventory', inventory, 'names', scope, scope === 'host' ? value : ''],
    queryFn: async ({ signal }) => {
      const path = { id: inventory }
      const { items } =
        scope === 'group'
          ? await client.get('/api/automation/inventories/{id}/groups', { path, signal })
          : await client.get('/api/automation/inventories/{id}/hosts', {
              path,
              query: { limit: 20, search: value || undefined },
              signal,
            })
      return items.map(({ name }) => name)
    },
    placeholderData: (before) => before,
  })
  return (
    <>
      <TextInput
        label={scope === 'group' ? 'Group' : 'Host'}
        value={value}
        maxLength={255}
        list={list}
        error={error}
        {...(id !== undefined && { id })}
        autoComplete="off"
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
      />
      <datalist id={list}>
        {(names.data ?? []).map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </>
  )
}
