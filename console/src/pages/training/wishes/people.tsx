import type { Answer } from '@atelier/client'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { useData } from '../../../app/data.tsx'
import { Card } from '../../../ui/card.tsx'
import { FilterBar, FilterChip, SearchField } from '../../../ui/filters.tsx'
import { useListState } from '../../../ui/list.ts'
import { State } from '../../../ui/state.tsx'
import type { Column } from '../../../ui/table.tsx'
import type { Event } from '../event.ts'
import { PeopleTable } from './people-table.tsx'
import { WishDialog } from './wish-dialog.tsx'
import css from './wishes.module.css'
import type { Wishes } from './words.ts'

export type Wisher = Answer<'/api/training/events/{id}/wishes/people'>['items'][number]

const WISHED = {
  none: { look: 'draft', word: 'Nothing yet' },
  partial: { look: 'attention', word: 'In part' },
  complete: { look: 'done', word: 'Complete' },
} as const

/** Everybody with what they wish. */
export function Wishers({ event: { id, mode }, wishes }: { event: Event; wishes: Wishes }) {
  const list = useListState({ filters: ['wished'] })
  const [edited, setEdited] = useState<Wisher | null>(null)
  const rows = useData(
    ['event', id, 'wishers', list.search, list.filters.wished, list.cursor],
    (signal) =>
      client.read('/api/training/events/{id}/wishes/people', {
        path: { id },
        query: {
          ...(list.search && { search: list.search }),
          ...(list.filters.wished && { wished: list.filters.wished as Wisher['wished'] }),
          ...(list.cursor !== undefined && { after: list.cursor }),
        },
        signal,
      }),
    { live: ['training.wishes', 'training.participants', 'training.participant'], keep: true },
  )
  const columns: Column<Wisher>[] = [
    {
      key: 'wished',
      head: 'Wished',
      cell: ({ wished }) => <State look={WISHED[wished].look}>{WISHED[wished].word}</State>,
    },
    { key: 'wishes', head: 'Wishes', wide: true, cell: (row) => <Lines of={row} wishes={wishes} /> },
  ]
  return (
    <Card title="Who wishes what">
      <FilterBar>
        <SearchField label="Name or class" value={list.search} onChange={list.setSearch} />
        <FilterChip
          label="Wished"
          value={list.filters.wished}
          options={(['none', 'partial', 'complete'] as const).map((value) => ({
            value,
            label: WISHED[value].word,
            count: wishes.people[value],
          }))}
          onChange={(value) => list.setFilter('wished', value)}
        />
      </FilterBar>
      <PeopleTable
        label="Who wishes what"
        of={rows}
        list={list}
        columns={columns}
        act={mode === 'wishes' ? { label: 'Set wishes', run: setEdited } : undefined}
      />
      {edited && <WishDialog of={edited} wishes={wishes} onClose={() => setEdited(null)} />}
    </Card>
  )
}

/** "Morning: Robots, Drawing" for each time slot. */
function Lines({ of, wishes: { workshops } }: { of: Wisher; wishes: Wishes }) {
  const known = new Map(workshops.map((each) => [each.id, each]))
  const slots = Map.groupBy(of.wishes, ({ workshopId }) => known.get(workshopId)?.moment ?? '')
  return (
    <span className={css.lines}>
      {[...slots].map(([moment, inIt]) => (
        <span key={moment} dir="auto">
          <span className="caption">{moment}:</span>{' '}
          {inIt.map(({ workshopId }) => known.get(workshopId)?.title ?? '').join(', ')}
        </span>
      ))}
    </span>
  )
}
