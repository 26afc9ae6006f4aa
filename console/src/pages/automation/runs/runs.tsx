import type { Answer } from '@atelier/client'
import { IconPlayerPlay } from '@tabler/icons-react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { Tag } from '../../../ui/card.tsx'
import { FilterBar, FilterChip, SearchField } from '../../../ui/filters.tsx'
import { type ListState, useListState } from '../../../ui/list.ts'
import { PageHead } from '../../../ui/page-head.tsx'
import { ColumnsButton, Pager } from '../../../ui/pager.tsx'
import { State } from '../../../ui/state.tsx'
import { Empty, NoneMatch } from '../../../ui/states.tsx'
import { type Column, DataTable } from '../../../ui/table.tsx'
import { Time, zone } from '../../../ui/time.tsx'
import { RUNS, TRAIL, useAutomation } from '../section.ts'
import { StopButton, StopMany, useRepeat } from './acts.tsx'
import css from './run.module.css'
import { countsInWords, isOpen, likePath, type Run, runPath, standingOf, took } from './words.ts'

const STATES = [
  { value: 'open', label: 'Not over' },
  { value: 'created', label: 'Not started' },
  { value: 'scheduled', label: 'Waiting' },
  { value: 'running', label: 'Running' },
  { value: 'finished', label: 'Finished' },
  { value: 'failed', label: 'Failed' },
  { value: 'aborted', label: 'Stopped' },
] as const
type StateFilter = (typeof STATES)[number]['value']
const FILTERS = ['state', 'template', 'inventory', 'by'] as const
type Filter = (typeof FILTERS)[number]
type RunPage = Answer<'/api/automation/runs'>

export default function Runs() {
  const { runs: mayRun } = useAutomation()
  const list = useListState({ filters: [...FILTERS] })
  const { state, template, inventory, by } = list.filters
  const isFiltered = list.search !== '' || Boolean(state || template || inventory || by)
  const runs = useData(
    ['automation', 'runs', list.search, state, template, inventory, by, list.cursor],
    (signal) =>
      client.read('/api/automation/runs', {
        query: {
          search: list.search || undefined,
          status: (state as StateFilter) || undefined,
          template: Number(template) || undefined,
          inventory: Number(inventory) || undefined,
          by: Number(by) || undefined,
          before: list.cursor,
        },
        signal,
      }),
    { live: ['automation.run'], keep: true },
  )
  return (
    <>
      <PageHead
        title="Runs"
        trail={TRAIL}
        sentence="What was run on which hosts, how it went, and what goes on now."
        acts={
          <>
            <Button to="/app/automation/queue">Queue</Button>
            {mayRun && (
              <Button look="filled" to={`${RUNS}/new`}>
                New run
              </Button>
            )}
          </>
        }
      />
      <FilterBar right={<ColumnsButton columns={COLUMNS} state={list} />}>
        <SearchField label="Name of a run" value={list.search} onChange={list.setSearch} />
        <FilterChip
          label="State"
          value={state}
          options={STATES.map(({ value, label }) => ({
            value,
            label,
            count: value === 'open' ? undefined : runs.data?.data.statuses[value],
          }))}
          onChange={(value) => list.setFilter('state', value)}
        />
        <Chosen list={list} of={runs.data?.data.items ?? []} />
      </FilterBar>
      <Ready of={runs} what="The list of runs">
        {(page) =>
          page.items.length === 0 ? (
            <None isFiltered={isFiltered} mayRun={mayRun} onClear={list.clear} />
          ) : (
            <Table page={page} list={list} mayRun={mayRun} isOld={runs.isPlaceholderData} />
          )
        }
      </Ready>
    </>
  )
}

/** What another page has chosen; here it can be taken away, or chosen from what is listed. */
function Chosen({ list, of }: { list: ListState<Filter>; of: readonly Run[] }) {
  const chips = [
    { filter: 'template', label: 'Template', part: (run: Run) => run.template },
    { filter: 'inventory', label: 'Inventory', part: (run: Run) => run.inventory },
    { filter: 'by', label: 'By', part: (run: Run) => run.by },
  ] as const
  return chips.map(({ filter, label, part }) => {
    const found = new Map(of.flatMap((run) => part(run) ?? []).map(({ id, name }) => [String(id), name]))
    const value = list.filters[filter]
    if (value && !found.has(value)) found.set(value, `#${value}`)
    if (found.size === 0) return null
    return (
      <FilterChip
        key={filter}
        label={label}
        value={value}
        options={[...found].map(([value, label]) => ({ value, label }))}
        onChange={(chosen) => list.setFilter(filter, chosen)}
      />
    )
  })
}

/** In two lines at most: the page of the run says all of it. */
const cut = (of: { name: string } | null, look = '') => (
  <span className={`${css.cut} ${look}`} dir="auto" title={of?.name}>
    {of?.name}
  </span>
)

const COLUMNS: readonly Column<Run>[] = [
  {
    key: 'name',
    head: 'Run',
    wide: true,
    cell: ({ id, name, isDryRun }) => (
      <>
        <span dir="auto">{name}</span> <span className="caption">#{id}</span>
        {isDryRun && (
          <>
            {' '}
            <Tag>dry run</Tag>
          </>
        )}
      </>
    ),
  },
  {
    key: 'state',
    head: 'State',
    cell: (run) => {
      const { look, word } = standingOf(run)
      return <State look={look}>{word}</State>
    },
  },
  {
    key: 'hosts',
    head: 'Hosts',
    wide: true,
    cell: (run) => run.exception ?? (countsInWords(run.counts) || run.waitsFor || ''),
  },
  {
    key: 'template',
    optional: true,
    head: 'Template',
    cell: ({ template, inventory }) => (
      <>
        {cut(template)}
        {cut(inventory, 'caption')}
      </>
    ),
  },
  {
    key: 'at',
    head: 'When',
    short: true,
    cell: (run) => (
      <>
        <Time at={run.startedAt ?? run.dueAt ?? run.createdAt} />
        <span className={`${css.cut} caption`} dir="auto">
          {[took(run), run.by?.name].filter(Boolean).join(', ')}
        </span>
      </>
    ),
  },
]

function Table({
  page: { items, next, total },
  list,
  mayRun,
  isOld,
}: {
  page: RunPage
  list: ListState<Filter>
  mayRun: boolean
  isOld: boolean
}) {
  const repeat = useRepeat()
  return (
    <>
      <DataTable
        label="Runs"
        columns={COLUMNS}
        rows={items}
        rowKey={({ id }) => id}
        rowName={({ name }) => name}
        rowTo={runPath}
        act={(run) => mayRun && <Act of={run} onRepeat={() => void repeat(run.id, 'failed')} />}
        menu={(run) => [
          mayRun && { label: 'Run again', to: likePath(run) },
          mayRun &&
            run.attempts > 0 &&
            !isOpen(run) && { label: 'Repeat on all hosts', run: () => void repeat(run.id, 'all') },
        ]}
        {...(mayRun && {
          select: {
            acts: ({ keys, clear }: { keys: readonly (string | number)[]; clear: () => void }) => (
              <StopMany ids={keys.map(Number)} onDone={clear} />
            ),
          },
        })}
        state={list}
        isByTime
        isOld={isOld}
      />
      <Pager
        state={list}
        next={next}
        rows={items.length}
        total={total.exact ? total.count : total.count + 1}
        note={`Times in ${zone()}.`}
      />
    </>
  )
}

/** The likeliest one, by its state. */
function Act({ of: run, onRepeat }: { of: Run; onRepeat(): void }) {
  if (isOpen(run)) return <StopButton of={run} small />
  const bad = run.counts ? run.counts.hosts - run.counts.ok : 0
  if (bad > 0)
    return (
      <Button small onClick={onRepeat} aria-label={`Repeat failed: ${run.name}`}>
        Repeat failed
      </Button>
    )
  return null
}

function None({
  isFiltered,
  mayRun,
  onClear,
}: {
  isFiltered: boolean
  mayRun: boolean
  onClear: () => void
}) {
  if (isFiltered) return <NoneMatch title="No run matches" onClear={onClear} />
  return (
    <Empty
      icon={<IconPlayerPlay aria-hidden="true" />}
      title="No runs yet"
      acts={
        mayRun && (
          <>
            <Button look="filled" to={`${RUNS}/new`}>
              New run
            </Button>
            <Button to="/app/automation/templates">Look at the templates</Button>
          </>
        )
      }
    >
      A run is a template at work on hosts of an inventory: each host’s state, output and result are kept
      here.
    </Empty>
  )
}
