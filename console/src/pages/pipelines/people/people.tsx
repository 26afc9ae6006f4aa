import { SegmentedControl } from '@mantine/core'
import { IconUserPlus, IconUsers } from '@tabler/icons-react'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { useSession } from '../../../app/session.ts'
import { Button } from '../../../ui/button.tsx'
import { FilterBar, SearchField } from '../../../ui/filters.tsx'
import { type ListState, useListState } from '../../../ui/list.ts'
import { PageHead } from '../../../ui/page-head.tsx'
import { Pager } from '../../../ui/pager.tsx'
import { State } from '../../../ui/state.tsx'
import { Empty, NoneMatch } from '../../../ui/states.tsx'
import { type Column, DataTable } from '../../../ui/table.tsx'
import { Time, zone } from '../../../ui/time.tsx'
import { TRAIL, usePipelines } from '../section.ts'
import { Applicants } from './applicants.tsx'
import { type Deciding, DecisionDialog } from './decision.tsx'
import { nameOf, type Person, STATES, type StateFilter } from './words.ts'

/** Who may use pipelines: those who ask, and those who were answered. */
export default function People() {
  usePipelines()
  const { account } = useSession()
  const list = useListState({ filters: ['state'] })
  const state: StateFilter = STATES.find(({ value }) => value === list.filters.state)?.value ?? 'waiting'
  const [deciding, decide] = useState<Deciding | null>(null)
  const people = useData(
    ['pipelines', 'people', state, list.search, list.cursor],
    (signal) =>
      client.read('/api/pipelines/people', {
        query: {
          state: state === 'all' ? undefined : state,
          search: list.search || undefined,
          before: list.cursor,
        },
        signal,
      }),
    { live: ['pipelines.person', 'role', 'account'], keep: true },
  )
  return (
    <>
      <PageHead
        title="People"
        trail={TRAIL}
        sentence="Who asks to use pipelines, and who may. They are told by mail what you decide."
        acts={
          account.administrator && (
            <Button icon={<IconUserPlus aria-hidden="true" />} to="/app/operate/accounts/invite">
              Invite somebody
            </Button>
          )
        }
      />
      <FilterBar
        right={
          <SegmentedControl
            aria-label="Which people"
            data={STATES.map(({ value, label }) => ({ value, label }))}
            value={state}
            onChange={(value) => list.setFilter('state', value === 'waiting' ? undefined : value)}
          />
        }
      >
        <SearchField label="Name or e-mail" value={list.search} onChange={list.setSearch} />
      </FilterBar>
      <Ready of={people} what="The list of people">
        {({ items, next }) =>
          items.length === 0 ? (
            <None state={state} search={list.search} onClear={list.clear} />
          ) : (
            <>
              {state === 'waiting' ? (
                <Applicants of={items} />
              ) : (
                <Everybody of={items} list={list} isOld={people.isPlaceholderData} onDecide={decide} />
              )}
              <Pager state={list} next={next} rows={items.length} note={`Times in ${zone()}.`} />
            </>
          )
        }
      </Ready>
      {deciding && <DecisionDialog of={deciding} onClose={() => decide(null)} />}
    </>
  )
}

const COLUMNS: readonly Column<Person>[] = [
  { key: 'name', head: 'Name', wide: true, cell: (person) => <bdi>{nameOf(person)}</bdi> },
  { key: 'email', head: 'E-mail', cell: ({ email }) => email ?? '–' },
  {
    key: 'state',
    head: 'May use pipelines',
    cell: ({ state }) => {
      const { look, word } = STANDINGS[state]
      return <State look={look}>{word}</State>
    },
  },
  { key: 'groups', head: 'Groups', cell: ({ groups }) => groups.map(({ name }) => name).join(', ') || '–' },
  { key: 'by', head: 'Decided by', cell: ({ decidedBy }) => decidedBy ?? '–', short: true },
  {
    key: 'at',
    head: 'Since',
    num: true,
    cell: ({ decidedAt, appliedAt }) => <Time at={decidedAt ?? appliedAt} />,
  },
]

const STANDINGS = {
  unverified: { look: 'draft', word: 'Address not checked' },
  waiting: { look: 'waiting', word: 'Waits' },
  approved: { look: 'done', word: 'Yes' },
  denied: { look: 'stopped', word: 'No' },
} as const

function Everybody({
  of,
  list,
  isOld,
  onDecide,
}: {
  of: readonly Person[]
  list: ListState<'state'>
  isOld: boolean
  onDecide: (deciding: Deciding) => void
}) {
  return (
    <DataTable
      label="People"
      columns={COLUMNS}
      rows={of}
      rowKey={({ id }) => id}
      rowName={nameOf}
      menu={(person) => [
        person.state !== 'approved' && { label: 'Approve', run: () => onDecide({ person, verb: 'approve' }) },
        person.state !== 'denied' && {
          label: person.state === 'approved' ? 'Take the right away' : 'Decline',
          danger: true,
          run: () => onDecide({ person, verb: 'deny' }),
        },
      ]}
      state={list}
      isByTime
      isOld={isOld}
    />
  )
}

function None({ state, search, onClear }: { state: StateFilter; search: string; onClear: () => void }) {
  if (search !== '') return <NoneMatch title="Nobody matches" onClear={onClear} />
  if (state !== 'waiting') return <Empty title="Nobody is here" />
  return (
    <Empty icon={<IconUsers aria-hidden="true" />} title="Nobody waits">
      Whoever signs up stands here until you have answered.
    </Empty>
  )
}
