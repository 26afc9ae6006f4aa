import { FilterBar, FilterChip, SearchField, ToggleChip } from '../../../ui/filters.tsx'
import type { ListState } from '../../../ui/list.ts'
import { ColumnsButton } from '../../../ui/pager.tsx'
import type { Column } from '../../../ui/table.tsx'
import { count, Time } from '../../../ui/time.tsx'
import { type Person, PROGRESS, type Progress, ProgressMark } from './person.tsx'
import type { Selection } from './selection.ts'

export type Filter = 'progress' | 'class' | 'group' | 'signedIn' | 'waiting'
export const FILTERS: readonly Filter[] = ['progress', 'class', 'group', 'signedIn', 'waiting']

export const columns: readonly Column<Person>[] = [
  { key: 'name', head: 'Name', cell: ({ name }) => <bdi>{name}</bdi> },
  { key: 'class', head: 'Class', cell: ({ userClass }) => userClass || <Dash /> },
  { key: 'group', head: 'Group', optional: true, cell: ({ targetGroup }) => targetGroup || <Dash /> },
  { key: 'progress', head: 'Chosen', cell: ({ progress }) => <ProgressMark of={progress} /> },
  {
    key: 'choices',
    head: 'Workshops',
    wide: true,
    optional: true,
    cell: ({ choices, waiting }) => (
      <>
        {choices.length === 0 && waiting === 0 && <Dash />}
        {choices.map(({ title }) => title).join(', ')}
        {waiting > 0 && <span className="caption"> waits for {count(waiting)}</span>}
      </>
    ),
  },
  {
    key: 'signedIn',
    head: 'Signed in',
    num: true,
    optional: true,
    cell: ({ signedInAt }) => (signedInAt === null ? 'never' : <Time at={signedInAt} />),
  },
  { key: 'email', head: 'E-mail', optional: true, cell: ({ email }) => email ?? <Dash /> },
]

function Dash() {
  return <span className="muted dash">–</span>
}

/** What the address says, as the server takes it. */
export function filtersOf({ search, filters }: ListState<Filter>): Omit<Selection, 'ids' | 'all'> {
  return {
    search: search || undefined,
    progress: (filters.progress || undefined) as Progress | undefined,
    class: filters.class || undefined,
    group: filters.group || undefined,
    signedIn: filters.signedIn === 'never' ? false : undefined,
    waiting: filters.waiting === 'yes' ? true : undefined,
  }
}

export interface Counts extends Record<Progress, number> {
  neverSignedIn: number
}

export interface Found {
  items: Person[]
  next: number | null
  total: number
  counts: Counts
  classes: { value: string; count: number }[]
  groups: { value: string; count: number }[]
}

export function Filters({ list, found }: { list: ListState<Filter>; found: Found | undefined }) {
  const named = (values: Found['classes'] = []) =>
    values.filter(({ value }) => value !== '').map((each) => ({ ...each, label: each.value }))
  const counts = found?.counts
  return (
    <FilterBar right={<ColumnsButton columns={columns} state={list} />}>
      <SearchField label="Name, class or address" value={list.search} onChange={list.setSearch} />
      <FilterChip
        label="Chosen"
        value={list.filters.progress}
        options={(['none', 'partial', 'complete'] as const).map((value) => ({
          value,
          label: PROGRESS[value].label,
          count: counts?.[value],
        }))}
        onChange={(value) => list.setFilter('progress', value)}
      />
      <FilterChip
        label="Class"
        value={list.filters.class}
        options={named(found?.classes)}
        onChange={(value) => list.setFilter('class', value)}
      />
      {(found?.groups.length ?? 0) > 1 && (
        <FilterChip
          label="Group"
          value={list.filters.group}
          options={named(found?.groups)}
          onChange={(value) => list.setFilter('group', value)}
        />
      )}
      <ToggleChip
        label="Never signed in"
        count={counts?.neverSignedIn}
        isOn={list.filters.signedIn === 'never'}
        onChange={(isOn) => list.setFilter('signedIn', isOn ? 'never' : undefined)}
      />
      <ToggleChip
        label="Waits for a seat"
        isOn={list.filters.waiting === 'yes'}
        onChange={(isOn) => list.setFilter('waiting', isOn ? 'yes' : undefined)}
      />
    </FilterBar>
  )
}
