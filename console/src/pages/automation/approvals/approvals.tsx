import { IconShieldCheck } from '@tabler/icons-react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { FilterBar, ToggleChip } from '../../../ui/filters.tsx'
import { useListState } from '../../../ui/list.ts'
import { PageHead } from '../../../ui/page-head.tsx'
import { Pager } from '../../../ui/pager.tsx'
import { State } from '../../../ui/state.tsx'
import { Empty, NoneMatch } from '../../../ui/states.tsx'
import { type Column, DataTable } from '../../../ui/table.tsx'
import { Time, zone } from '../../../ui/time.tsx'
import { TRAIL, useAutomation } from '../section.ts'
import { APPROVALS, type Approval, STATES, selectionWords } from './data.ts'

const columns: readonly Column<Approval>[] = [
  { key: 'run', head: 'Run', wide: true, cell: ({ run }) => <bdi>{run.name}</bdi> },
  { key: 'on', head: 'On', cell: (approval) => <bdi>{selectionWords(approval)}</bdi> },
  {
    key: 'state',
    head: 'State',
    cell: ({ state }) => <State look={STATES[state].look}>{STATES[state].label}</State>,
  },
  { key: 'by', head: 'Asked by', cell: ({ askedBy }) => <bdi>{askedBy?.name ?? '–'}</bdi> },
  { key: 'at', head: 'Asked', num: true, cell: ({ askedAt }) => <Time at={askedAt} /> },
]

/** Runs that begin only after a second person has said yes. */
export default function Approvals() {
  useAutomation()
  const list = useListState({ filters: ['open', 'run'] })
  const isOpen = list.filters.open === 'true'
  const run = Number(list.filters.run) || undefined
  const rows = useData(
    ['automation', 'approvals', isOpen, run, list.cursor],
    (signal) =>
      client.read('/api/automation/approvals', {
        query: { open: isOpen || undefined, run, before: list.cursor },
        signal,
      }),
    { live: ['automation.approval', 'automation.run'], keep: true },
  )
  return (
    <>
      <PageHead
        title="Approvals"
        trail={TRAIL}
        sentence="Runs that begin only after a second person has seen what they would change."
      />
      <FilterBar>
        <ToggleChip
          label="Waits for an answer"
          isOn={isOpen}
          onChange={(isOn) => list.setFilter('open', isOn ? 'true' : '')}
        />
        {run !== undefined && (
          <ToggleChip label={`Run #${run}`} isOn onChange={() => list.setFilter('run', '')} />
        )}
      </FilterBar>
      <Ready of={rows} what="The list of approvals">
        {({ items, next }) => {
          if (items.length === 0 && list.active > 0)
            return (
              <NoneMatch
                title={isOpen ? 'Nothing waits for an answer' : 'Nothing was asked for this run'}
                onClear={list.clear}
              />
            )
          if (items.length === 0)
            return (
              <Empty icon={<IconShieldCheck aria-hidden="true" />} title="Nothing was asked yet">
                A template can say that its runs need approval. Each of them then waits here for a second
                person.
              </Empty>
            )
          return (
            <>
              <DataTable
                label="Approvals"
                columns={columns}
                rows={items}
                rowKey={({ id }) => id}
                rowName={({ run }) => run.name}
                rowTo={({ id }) => `${APPROVALS}/${id}`}
                act={({ id, mayDecide, run }) =>
                  mayDecide && (
                    <Button small to={`${APPROVALS}/${id}`} aria-label={`Review ${run.name}`}>
                      Review
                    </Button>
                  )
                }
                state={list}
                isByTime
                isOld={rows.isPlaceholderData}
              />
              <Pager state={list} next={next} rows={items.length} note={`Times in ${zone()}.`} />
            </>
          )
        }}
      </Ready>
    </>
  )
}
