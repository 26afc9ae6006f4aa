import type { Answer } from '@atelier/client'
import { IconPin } from '@tabler/icons-react'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { useData } from '../../../app/data.tsx'
import { Card } from '../../../ui/card.tsx'
import { FilterBar, FilterChip, SearchField } from '../../../ui/filters.tsx'
import { useListState } from '../../../ui/list.ts'
import type { Column } from '../../../ui/table.tsx'
import { MoveDialog } from './move-dialog.tsx'
import { PeopleTable } from './people-table.tsx'
import css from './wishes.module.css'
import { type Distribution, LIVE, ordinal, type Wishes } from './words.ts'

export type Seated = Answer<'/api/training/allocations/{id}/people'>['items'][number]

const GOT = [
  { value: '1', label: 'A 1st wish' },
  { value: '2', label: 'A 2nd wish' },
  { value: '3', label: 'A 3rd wish' },
  { value: 'later', label: 'A later wish' },
  { value: 'other', label: 'Not what they wished' },
  { value: 'none', label: 'Nothing where they wished' },
  { value: 'without', label: 'None of their wishes' },
  { value: 'held', label: 'Held by hand' },
] as const

/** Everybody with their places; of a draft each can be moved. */
export function Seats({ of: found, wishes }: { of: Distribution; wishes: Wishes }) {
  const { id, state } = found
  const list = useListState({ filters: ['got', 'class'] })
  const [moved, setMoved] = useState<Seated | null>(null)
  const rows = useData(
    ['allocation', id, 'people', list.search, list.filters.got, list.filters.class, list.cursor],
    (signal) =>
      client.read('/api/training/allocations/{id}/people', {
        path: { id },
        query: {
          ...(list.search && { search: list.search }),
          ...(list.filters.got && { got: list.filters.got as (typeof GOT)[number]['value'] }),
          ...(list.filters.class && { class: list.filters.class }),
          ...(list.cursor !== undefined && { after: list.cursor }),
        },
        signal,
      }),
    { live: LIVE, keep: true },
  )
  const columns: Column<Seated>[] = [
    { key: 'places', head: 'Places', wide: true, cell: (row) => <Places of={row} wishes={wishes} /> },
  ]
  return (
    <Card title="Who sits where">
      <FilterBar>
        <SearchField label="Name" value={list.search} onChange={list.setSearch} />
        <FilterChip
          label="Got"
          value={list.filters.got}
          options={GOT}
          onChange={(value) => list.setFilter('got', value)}
        />
        <FilterChip
          label="Class"
          value={list.filters.class}
          options={found.classes
            .filter(({ name }) => name)
            .map(({ name, people }) => ({ value: name, label: name, count: people }))}
          onChange={(value) => list.setFilter('class', value)}
        />
      </FilterBar>
      <PeopleTable
        label="Who sits where"
        of={rows}
        list={list}
        columns={columns}
        act={state === 'draft' ? { label: 'Move', run: setMoved } : undefined}
      />
      {moved && <MoveDialog of={moved} distribution={found} wishes={wishes} onClose={() => setMoved(null)} />}
    </Card>
  )
}

function Places({ of: { seats }, wishes: { workshops } }: { of: Seated; wishes: Wishes }) {
  const known = new Map(workshops.map((each) => [each.id, each]))
  if (seats.length === 0) return <span className="muted">No place</span>
  return (
    <span className={css.lines}>
      {seats.map(({ workshopId, rank, held, fixed }) => {
        const workshop = known.get(workshopId)
        return (
          <span key={workshopId}>
            <span className="caption">{workshop?.moment}:</span> <bdi>{workshop?.title}</bdi>{' '}
            <span className="caption">
              {fixed ? 'fixed place' : rank === null ? 'not wished' : `${ordinal(rank)} wish`}
            </span>
            {held && !fixed && (
              <span className="caption">
                {' '}
                <IconPin size={13} aria-hidden="true" /> held
              </span>
            )}
          </span>
        )
      })}
    </span>
  )
}
