import { Card } from '../../../ui/card.tsx'
import { FilterBar, FilterChip, SearchField } from '../../../ui/filters.tsx'
import { useListState } from '../../../ui/list.ts'
import { State } from '../../../ui/state.tsx'
import { NoneMatch } from '../../../ui/states.tsx'
import { type Column, DataTable } from '../../../ui/table.tsx'
import { count, counted } from '../../../ui/time.tsx'
import css from './settings.module.css'
import type { Setting } from './settings.tsx'

const ORIGINS = [
  { value: 'default', label: 'Default' },
  { value: 'environment', label: 'Variable' },
  { value: 'file', label: 'atelier.yaml' },
  { value: 'console', label: 'Console' },
] as const

const COLUMNS: readonly Column<Setting>[] = [
  {
    key: 'name',
    head: 'Setting',
    wide: true,
    cell: (row) => (
      <div className={css.name}>
        <span className="mono">{row.name}</span>
        <span className="caption">{row.description}</span>
      </div>
    ),
  },
  { key: 'value', head: 'Value', cell: (row) => <Value of={row} /> },
  {
    key: 'from',
    head: 'From',
    cell: (row) => (
      <div className={css.name}>
        <span>{ORIGINS.find(({ value }) => value === row.origin)?.label}</span>
        <span className="caption mono">{row.variable}</span>
      </div>
    ),
  },
  {
    key: 'counts',
    head: 'A change counts',
    cell: (row) => (row.waiting ? <State look="waiting">Waits for a restart</State> : row.applies),
  },
]

/** Every setting with its value and where that came from. */
export function AllSettings({ of }: { of: readonly Setting[] }) {
  const list = useListState({ filters: ['from'] })
  const words = list.search.toLowerCase()
  const shown = of.filter(
    (each) =>
      (list.filters.from === '' || each.origin === list.filters.from) &&
      [each.name, each.variable, each.description].some((text) => text.toLowerCase().includes(words)),
  )
  return (
    <Card title="Every setting" aside={`${counted(shown.length, 'setting')} of ${count(of.length)}`}>
      <div className="stack-small">
        <FilterBar>
          <SearchField label="Name or what it does" value={list.search} onChange={list.setSearch} />
          <FilterChip
            label="From"
            value={list.filters.from}
            options={ORIGINS}
            onChange={(value) => list.setFilter('from', value)}
          />
        </FilterBar>
        {shown.length === 0 ? (
          <NoneMatch title="No setting is called so." onClear={list.clear}>
            There are {count(of.length)} without the filter.
          </NoneMatch>
        ) : (
          <DataTable
            label="Settings"
            columns={COLUMNS}
            rows={shown}
            rowKey={({ name }) => name}
            rowName={({ name }) => name}
          />
        )}
      </div>
    </Card>
  )
}

function Value({ of: { secret, isSet, value } }: { of: Setting }) {
  if (secret) return <span className="muted">{isSet ? 'Set, not shown' : 'Not set'}</span>
  if (value === null || (Array.isArray(value) && value.length === 0))
    return <span className="muted">None</span>
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  return <span className={css.value}>{Array.isArray(value) ? value.join(', ') : String(value)}</span>
}
