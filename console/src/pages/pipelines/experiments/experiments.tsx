import type { Answer } from '@atelier/client'
import { SegmentedControl } from '@mantine/core'
import { IconFlask } from '@tabler/icons-react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { FilterBar, FilterChip, SearchField } from '../../../ui/filters.tsx'
import { useQueryState } from '../../../ui/link.tsx'
import { type ListState, useListState } from '../../../ui/list.ts'
import { PageHead } from '../../../ui/page-head.tsx'
import { ColumnsButton, Pager } from '../../../ui/pager.tsx'
import { Empty, NoneMatch } from '../../../ui/states.tsx'
import { type Column, DataTable } from '../../../ui/table.tsx'
import { zone } from '../../../ui/time.tsx'
import { APPS, TRAIL, usePipelines } from '../section.ts'
import { CancelButton, CancelMany } from './acts.tsx'
import { columnsOf, type Of } from './columns.tsx'
import { isBatch, type Line, lineKey, linesOf, useBatchActs } from './lines.ts'
import { batchPath, type Experiment, experimentPath, isOpen, rerunPath } from './words.ts'

const STATES = [
  { value: 'open', label: 'Not over' },
  { value: 'waiting', label: 'Waiting' },
  { value: 'running', label: 'Running' },
  { value: 'completed', label: 'Finished' },
  { value: 'failed', label: 'Failed' },
  { value: 'cancelled', label: 'Cancelled' },
]
type StateFilter = 'open' | 'waiting' | 'running' | 'completed' | 'failed' | 'cancelled'
const MOST_OF_BATCH = 200

export default function Experiments() {
  const { operates } = usePipelines()
  const [{ of: asked }] = useQueryState()
  const of: Of = asked === 'shared' || (asked === 'everybody' && operates) ? asked : 'me'
  const list = useListState({ filters: ['state', 'app', 'batch', 'of'] })
  const { state, app, batch } = list.filters
  const isFiltered = list.search !== '' || Boolean(state || app || batch)
  const experiments = useData(
    ['experiments', of, list.search, state, app, batch, list.cursor],
    (signal) =>
      client.read('/api/pipelines/experiments', {
        query: {
          of,
          search: list.search || undefined,
          state: (state as StateFilter) || undefined,
          app: app || undefined,
          batch: Number(batch) || undefined,
          grouped: (of === 'me' && !isFiltered) || undefined,
          before: list.cursor,
        },
        signal,
      }),
    { live: ['pipelines.experiment', 'pipelines.batch'], keep: true },
  )
  const columns = columnsOf(of)
  return (
    <>
      <PageHead
        title="Experiments"
        trail={TRAIL}
        sentence="What was handed in to apps, how it stands, and what it made."
        acts={
          <>
            <Whose of={of} operates={operates} onChange={(value) => list.setFilter('of', value)} />
            <Button look="filled" to={APPS}>
              New experiment
            </Button>
          </>
        }
      />
      <FilterBar right={<ColumnsButton columns={columns} state={list} />}>
        <SearchField label="Name or app" value={list.search} onChange={list.setSearch} />
        <FilterChip
          label="State"
          value={state}
          options={STATES}
          onChange={(value) => list.setFilter('state', value)}
        />
        <Chosen list={list} first={experiments.data?.data.items[0]} />
      </FilterBar>
      <Ready of={experiments} what="The list of experiments">
        {({ items, next, total }) =>
          items.length === 0 ? (
            <None of={of} isFiltered={isFiltered} onClear={list.clear} />
          ) : (
            <Table
              page={{ items, next, total }}
              isGrouped={of === 'me' && !isFiltered}
              columns={columns}
              list={list}
              isOld={experiments.isPlaceholderData}
            />
          )
        }
      </Ready>
    </>
  )
}

function Whose({
  of,
  operates,
  onChange,
}: {
  of: Of
  operates: boolean
  onChange: (of: string | undefined) => void
}) {
  return (
    <SegmentedControl
      aria-label="Whose experiments"
      data={[
        { value: 'me', label: 'Mine' },
        { value: 'shared', label: 'Shared with me' },
        ...(operates ? [{ value: 'everybody', label: 'Everybody’s' }] : []),
      ]}
      value={of}
      onChange={(value) => onChange(value === 'me' ? undefined : value)}
    />
  )
}

/** What another page has chosen; here it can only be taken away. */
function Chosen({
  list,
  first,
}: {
  list: ListState<'state' | 'app' | 'batch' | 'of'>
  first: Experiment | undefined
}) {
  const { app, batch } = list.filters
  return (
    <>
      {app !== '' && (
        <FilterChip
          label="App"
          value={app}
          options={[{ value: app, label: first?.app.title ?? app }]}
          onChange={(value) => list.setFilter('app', value)}
        />
      )}
      {batch !== '' && (
        <FilterChip
          label="Batch"
          value={batch}
          options={[{ value: batch, label: first?.batch?.name ?? `Batch ${batch}` }]}
          onChange={(value) => list.setFilter('batch', value)}
        />
      )}
    </>
  )
}

function Table({
  page: { items, next, total },
  isGrouped,
  columns,
  list,
  isOld,
}: {
  page: Answer<'/api/pipelines/experiments'>
  isGrouped: boolean
  columns: readonly Column<Line>[]
  list: ListState<string>
  isOld: boolean
}) {
  const [{ open }, change] = useQueryState()
  const unfolded = isGrouped ? Number(open) || undefined : undefined
  const inside = useData(
    ['experiments', 'batch', unfolded],
    (signal) =>
      client.read('/api/pipelines/experiments', {
        query: { batch: unfolded, limit: MOST_OF_BATCH },
        signal,
      }),
    { live: ['pipelines.experiment'], when: unfolded !== undefined, keep: true },
  )
  const rows = linesOf(items, { isGrouped, unfolded, inside: inside.data?.data.items ?? [] })
  const batchActs = useBatchActs()
  return (
    <>
      <DataTable
        label="Experiments"
        columns={columns}
        rows={rows}
        rowKey={lineKey}
        rowName={(line) => (isBatch(line) ? `batch ${line.batch.name}` : line.experiment.name)}
        rowTo={(line) => (isBatch(line) ? batchPath(line.batch) : experimentPath(line.experiment))}
        act={(line) =>
          isBatch(line) ? (
            <Button
              small
              look="quiet"
              aria-expanded={line.batch.id === unfolded}
              aria-label={`${line.batch.id === unfolded ? 'Fold' : 'Unfold'} ${line.batch.name}`}
              onClick={() => change({ open: line.batch.id === unfolded ? undefined : String(line.batch.id) })}
            >
              {line.batch.id === unfolded ? 'Fold' : 'Unfold'}
            </Button>
          ) : (
            <Act of={line.experiment} />
          )
        }
        menu={(line) =>
          isBatch(line)
            ? batchActs(line.batch)
            : [
                line.experiment.app.key !== '' && { label: 'Rerun', to: rerunPath(line.experiment) },
                { label: 'Log', to: `${experimentPath(line.experiment)}/log` },
              ]
        }
        select={{
          acts: ({ keys, clear }) => {
            const ids = keys.flatMap((key) => (typeof key === 'number' ? key : []))
            return ids.length > 0 && <CancelMany ids={ids} onDone={clear} />
          },
        }}
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

function None({ of, isFiltered, onClear }: { of: Of; isFiltered: boolean; onClear: () => void }) {
  if (isFiltered) return <NoneMatch title="No experiment matches" onClear={onClear} />
  if (of === 'shared') {
    return (
      <Empty icon={<IconFlask aria-hidden="true" />} title="Nobody shares an experiment with you">
        What others share is listed here, with its results and its log.
      </Empty>
    )
  }
  return (
    <Empty
      icon={<IconFlask aria-hidden="true" />}
      title="No experiments yet"
      acts={
        <Button look="filled" to={APPS}>
          Choose an app
        </Button>
      }
    >
      An experiment is one run of an app on files that you hand in. Its results come back here.
    </Empty>
  )
}

/** The likeliest one, by its state. */
function Act({ of: experiment }: { of: Experiment }) {
  if (isOpen(experiment)) return <CancelButton of={experiment} small />
  if (experiment.status === 'completed' || experiment.app.key === '') return null
  return (
    <Button small to={rerunPath(experiment)}>
      Rerun changed
    </Button>
  )
}
