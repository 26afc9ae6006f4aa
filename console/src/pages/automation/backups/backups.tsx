import { IconFileDiff } from '@tabler/icons-react'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { FilterBar, FilterChip, SearchField } from '../../../ui/filters.tsx'
import { useListState } from '../../../ui/list.ts'
import { PageHead } from '../../../ui/page-head.tsx'
import { ColumnsButton } from '../../../ui/pager.tsx'
import { Empty, NoneMatch } from '../../../ui/states.tsx'
import { TRAIL, useAutomation } from '../section.ts'
import { BackupTable, COLUMNS } from './backup-table.tsx'
import { ReadDialog } from './read-dialog.tsx'
import type { Config } from './words.ts'

const STATES = [
  { value: 'drift', label: 'Not as intended' },
  { value: 'failed', label: 'Not read last time' },
  { value: 'as-intended', label: 'As intended' },
  { value: 'unintended', label: 'Nobody said what it should be' },
] as const
type StateFilter = (typeof STATES)[number]['value']
const FILTERS = ['state', 'inventory'] as const

/** Configurations of hosts: when each was read, and whether it is as it should be. */
export default function Backups() {
  const { runs: mayRun } = useAutomation()
  const [isReading, setReading] = useState(false)
  const list = useListState({ filters: [...FILTERS] })
  const { state, inventory } = list.filters
  const configs = useData(
    ['automation', 'configs', list.search, state, inventory, list.cursor],
    (signal) =>
      client.read('/api/automation/configs', {
        query: {
          search: list.search || undefined,
          state: (state as StateFilter) || undefined,
          inventory: Number(inventory) || undefined,
          after: list.cursor,
        },
        signal,
      }),
    { live: ['automation.config', 'automation.run'], keep: true },
  )
  const read = mayRun ? { onRead: () => setReading(true) } : {}
  return (
    <>
      <PageHead
        title="Backups"
        trail={TRAIL}
        sentence="The configurations of hosts as they were read, and what changed in them."
        acts={
          mayRun && (
            <>
              <Button to="/app/automation/schedules">Schedules</Button>
              <Button look="filled" onClick={() => setReading(true)}>
                Read now
              </Button>
            </>
          )
        }
      />
      <FilterBar right={<ColumnsButton columns={COLUMNS} state={list} />}>
        <SearchField label="Name of a host" value={list.search} onChange={list.setSearch} />
        <FilterChip
          label="State"
          value={state}
          options={[...STATES]}
          onChange={(value) => list.setFilter('state', value)}
        />
        <Inventories
          value={inventory}
          of={configs.data?.data.items ?? []}
          onChange={(value) => list.setFilter('inventory', value)}
        />
      </FilterBar>
      <Ready of={configs} what="The list of configurations">
        {(page) =>
          page.items.length === 0 ? (
            <None isFiltered={list.active > 0} onClear={list.clear} {...read} />
          ) : (
            <BackupTable page={page} list={list} mayRun={mayRun} isOld={configs.isPlaceholderData} />
          )
        }
      </Ready>
      {isReading && <ReadDialog onClose={() => setReading(false)} />}
    </>
  )
}

function Inventories({
  value,
  of,
  onChange,
}: {
  value: string
  of: readonly Config[]
  onChange: (value: string | undefined) => void
}) {
  const found = new Map(of.map(({ inventoryId, inventory }) => [String(inventoryId), inventory ?? 'gone']))
  if (value && !found.has(value)) found.set(value, `#${value}`)
  return (
    <FilterChip
      label="Inventory"
      value={value}
      options={[...found].map(([value, label]) => ({ value, label }))}
      onChange={onChange}
    />
  )
}

function None({
  isFiltered,
  onClear,
  onRead,
}: {
  isFiltered: boolean
  onClear: () => void
  onRead?: () => void
}) {
  if (isFiltered) return <NoneMatch title="No host matches" onClear={onClear} />
  return (
    <Empty
      icon={<IconFileDiff aria-hidden="true" />}
      title="No configuration is kept yet"
      acts={
        onRead && (
          <>
            <Button look="filled" onClick={onRead}>
              Read now
            </Button>
            <Button to="/app/automation/templates">Look at the templates</Button>
          </>
        )
      }
    >
      A run of a template whose results are configurations keeps what each host said, and shows what changed
      since.
    </Empty>
  )
}
