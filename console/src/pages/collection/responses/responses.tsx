import { IconMessageCircle, IconTableExport } from '@tabler/icons-react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { FilterBar, FilterChip, SearchField, ToggleChip } from '../../../ui/filters.tsx'
import { Link } from '../../../ui/link.tsx'
import { type ListState, useListState } from '../../../ui/list.ts'
import { PageHead } from '../../../ui/page-head.tsx'
import { ColumnsButton, Pager } from '../../../ui/pager.tsx'
import { State } from '../../../ui/state.tsx'
import { Empty, NoneMatch } from '../../../ui/states.tsx'
import { type Column, DataTable } from '../../../ui/table.tsx'
import { count, duration, Time, zone } from '../../../ui/time.tsx'
import { nameFor } from '../answers-words.ts'
import { BACK, trailTo, useProject } from '../project.ts'
import { type Response, Value } from './value.tsx'

type Filter = 'activity' | 'item' | 'upload' | 'superseded'

const COUNTS: Column<Response> = {
  key: 'counts',
  head: 'Counts',
  optional: true,
  cell: ({ superseded }) =>
    superseded ? <State look="past">Superseded</State> : <State look="done">Counts</State>,
}

const columnsOf = (url: string, isAll: boolean): readonly Column<Response>[] => [
  {
    key: 'participant',
    head: 'Participant',
    mono: true,
    cell: ({ participant }) => <bdi>{participant ?? 'unknown'}</bdi>,
  },
  { key: 'activity', head: 'Activity', cell: ({ activity }) => <bdi>{nameFor(activity)}</bdi> },
  { key: 'item', head: 'Item', cell: ({ item }) => <bdi>{nameFor(item)}</bdi> },
  { key: 'value', head: 'Answer', wide: true, cell: (row) => <Value of={row} /> },
  ...(isAll ? [COUNTS] : []),
  {
    key: 'took',
    head: 'Took',
    num: true,
    optional: true,
    cell: ({ durationMs }) =>
      durationMs === null ? <span className="muted dash">–</span> : duration(durationMs),
  },
  {
    key: 'answered',
    head: 'Answered',
    num: true,
    cell: ({ endedAt }) => <Time at={endedAt} />,
  },
  {
    key: 'upload',
    head: 'Submission',
    num: true,
    optional: true,
    cell: ({ upload }) => <Link to={`${url}/submissions?upload=${upload}`}>{`#${upload}`}</Link>,
  },
]

/** Every answer that counts, as it was given; the earlier ones on demand. */
export default function Responses() {
  const { id, url, project } = useProject()
  const list = useListState<Filter>({ filters: ['activity', 'item', 'upload', 'superseded'] })
  const { activity, item, upload, superseded } = list.filters
  const live = { live: ['collection.upload', 'collection.uploads', 'collection.participant.withdrawn'] }
  const summary = useData(
    ['project', id, 'uploads', 'summary'],
    (signal) => client.read('/api/collection/projects/{id}/uploads/summary', { path: { id }, signal }),
    live,
  )
  const responses = useData(
    ['project', id, 'responses', list.search, activity, item, upload, superseded, list.cursor],
    (signal) =>
      client.read('/api/collection/projects/{id}/responses', {
        path: { id },
        query: {
          participant: list.search || undefined,
          activity: activity || undefined,
          item: item || undefined,
          upload: upload ? Number(upload) : undefined,
          superseded: superseded === 'show' ? 'show' : undefined,
          before: list.cursor,
        },
        signal,
      }),
    { ...live, keep: true },
  )
  const total = responses.data?.data.total
  const columns = columnsOf(url, superseded === 'show')
  return (
    <Ready of={project} thing={`project ${id}`} back={BACK}>
      {(project) => (
        <>
          <PageHead
            title="Responses"
            trail={trailTo(project, url)}
            sentence={total !== undefined && sentenceOf(total, superseded === 'show')}
            acts={
              <Button look="filled" icon={<IconTableExport aria-hidden="true" />} to={`${url}/exports`}>
                Export
              </Button>
            }
          />
          <Filters list={list} columns={columns} activities={summary.data?.data.activities ?? []} />
          <Ready of={responses} thing={`project ${id}`} back={BACK}>
            {(found) => (
              <List of={found} isOld={responses.isPlaceholderData} list={list} columns={columns} url={url} />
            )}
          </Ready>
        </>
      )}
    </Ready>
  )
}

function sentenceOf(total: number, isAll: boolean): string {
  const n = total > 10_000 ? `Over ${count(10_000)}` : count(total)
  return isAll
    ? `${n} answers, with those that later ones have replaced.`
    : `${n} answers that count, as they were given.`
}

interface Counted {
  activity: string
  uploads: number
}

function Filters({
  list,
  columns,
  activities,
}: {
  list: ListState<Filter>
  columns: readonly Column<Response>[]
  activities: readonly Counted[]
}) {
  const { item, upload } = list.filters
  return (
    <FilterBar right={<ColumnsButton columns={columns} state={list} />}>
      <SearchField label="Participant’s code" value={list.search} onChange={list.setSearch} />
      <FilterChip
        label="Activity"
        value={list.filters.activity}
        options={activities.map(({ activity }) => ({ value: activity, label: nameFor(activity) }))}
        onChange={(value) => list.setFilter('activity', value)}
      />
      {item && (
        <ToggleChip
          label={`Item: ${nameFor(item)}`}
          isOn
          onChange={() => list.setFilter('item', undefined)}
        />
      )}
      {upload && (
        <ToggleChip
          label={`Submission #${upload}`}
          isOn
          onChange={() => list.setFilter('upload', undefined)}
        />
      )}
      <ToggleChip
        label="Show superseded"
        isOn={list.filters.superseded === 'show'}
        onChange={(isOn) => list.setFilter('superseded', isOn ? 'show' : undefined)}
      />
    </FilterBar>
  )
}

interface ListProps {
  of: { items: Response[]; next: number | null; total: number }
  isOld: boolean
  list: ListState<Filter>
  columns: readonly Column<Response>[]
  url: string
}

function List({ of: { items, next, total }, isOld, list, columns, url }: ListProps) {
  if (items.length === 0 && list.active > 0)
    return <NoneMatch title="No answer matches" onClear={list.clear} />
  if (items.length === 0)
    return (
      <Empty
        icon={<IconMessageCircle aria-hidden="true" />}
        title="No answers yet"
        acts={
          <Button look="tint" to={`${url}/submissions`}>
            See what came in
          </Button>
        }
      >
        Answers are read out of submissions as soon as these are whole.
      </Empty>
    )
  return (
    <>
      <DataTable
        label="Responses"
        columns={columns}
        rows={items}
        rowKey={({ id }) => id}
        rowName={({ participant, item }) => `${participant ?? 'unknown'}, ${nameFor(item)}`}
        menu={({ participant, activity, item }) => [
          participant !== null && {
            label: `Only ${participant}`,
            run: () => list.setSearch(participant),
          },
          { label: `Only ${nameFor(activity)}`, run: () => list.setFilter('activity', activity) },
          { label: `Only ${nameFor(item)}`, run: () => list.setFilter('item', item) },
        ]}
        state={list}
        isByTime
        isOld={isOld}
      />
      <Pager state={list} next={next} rows={items.length} total={total} note={`Times in ${zone()}.`} />
    </>
  )
}
