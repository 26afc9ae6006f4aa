import { SegmentedControl } from '@mantine/core'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { FilterBar, FilterChip, SearchField } from '../../../ui/filters.tsx'
import { useQueryState } from '../../../ui/link.tsx'
import { useListState } from '../../../ui/list.ts'
import { PageHead } from '../../../ui/page-head.tsx'
import { ColumnsButton, Pager } from '../../../ui/pager.tsx'
import { State } from '../../../ui/state.tsx'
import { Empty, NoneMatch } from '../../../ui/states.tsx'
import { type Column, DataTable } from '../../../ui/table.tsx'
import { duration, Time, zone } from '../../../ui/time.tsx'
import { TRAIL, useCompute, WORKSPACES } from '../section.ts'
import { AgainButton, OpenButton, StopButton } from './acts.tsx'
import {
  askedFor,
  isOpen,
  isPending,
  lastedMs,
  type Session,
  sessionPath,
  standingOf,
  usedOfAsked,
  workspacePath,
} from './words.ts'

const STATES = [
  { value: 'open', label: 'Not over' },
  { value: 'waiting', label: 'Waiting' },
  { value: 'running', label: 'Running' },
  { value: 'ended', label: 'Ended' },
  { value: 'failed', label: 'Failed' },
]
type StateFilter = 'open' | 'waiting' | 'running' | 'ended' | 'failed'

export default function Sessions() {
  const { operates, session } = useCompute()
  const [{ of }] = useQueryState()
  const isAll = operates && of === 'everybody'
  const list = useListState({
    filters: ['state', 'kind', 'resource', 'person', 'of'],
    // A person more and an act more: the rest is there for those who ask.
    hidden: isAll ? ['place', 'asked', 'used', 'lasted'] : [],
  })
  const { state, kind, resource, person } = list.filters
  const sessions = useData(
    ['sessions', list.search, state, kind, resource, person, isAll, list.cursor],
    (signal) =>
      client.read('/api/compute/sessions', {
        query: {
          of: isAll ? 'everybody' : 'me',
          search: list.search || undefined,
          state: (state as StateFilter) || undefined,
          kind: kind || undefined,
          resource: resource || undefined,
          person: (isAll && Number(person)) || undefined,
          before: list.cursor,
        },
        signal,
      }),
    { live: ['compute.session'], keep: true, again: ({ items }) => items.some(isPending) },
  )
  const columns = columnsOf(isAll)
  return (
    <>
      <PageHead
        title="Sessions"
        trail={TRAIL}
        sentence="What runs, waits and ran in workspaces."
        acts={
          operates && (
            <SegmentedControl
              aria-label="Whose sessions"
              data={[
                { value: 'me', label: 'Mine' },
                { value: 'everybody', label: 'Everybody’s' },
              ]}
              value={isAll ? 'everybody' : 'me'}
              onChange={(value) => list.setFilter('of', value === 'me' ? undefined : value)}
            />
          )
        }
      />
      <FilterBar right={<ColumnsButton columns={columns} state={list} />}>
        <SearchField
          label={isAll ? 'Workspace or person' : 'Workspace'}
          value={list.search}
          onChange={list.setSearch}
        />
        <FilterChip
          label="State"
          value={state}
          options={STATES}
          onChange={(value) => list.setFilter('state', value)}
        />
        {isAll && <OperatorFilters kind={kind} resource={resource} onChange={list.setFilter} />}
        {isAll && person !== '' && (
          <FilterChip
            label="Person"
            value={person}
            options={[
              { value: person, label: sessions.data?.data.items[0]?.person?.name ?? `Person ${person}` },
            ]}
            onChange={(value) => list.setFilter('person', value)}
          />
        )}
      </FilterBar>
      <Ready of={sessions} what="The list of sessions">
        {({ items, next, total }) =>
          items.length === 0 ? (
            <None
              isFiltered={list.search !== '' || Boolean(state || kind || resource || person)}
              onClear={list.clear}
            />
          ) : (
            <>
              <DataTable
                label="Sessions"
                columns={columns}
                rows={items}
                rowKey={({ id }) => id}
                rowName={({ kind, workspace }) => `${kind.name} in ${workspace.name}`}
                rowTo={sessionPath}
                act={(each) => <Act of={each} isAll={isAll} />}
                {...(isAll && {
                  menu: ({ workspace, person }: Session) =>
                    person && person.id !== session.account.id
                      ? [{ label: 'Look at the files', to: `${workspacePath(workspace.id)}/visit` }]
                      : [],
                })}
                state={list}
                isByTime
                isOld={sessions.isPlaceholderData}
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
      </Ready>
    </>
  )
}

/** What only those see who know all kinds and places. */
function OperatorFilters({
  kind,
  resource,
  onChange,
}: {
  kind: string
  resource: string
  onChange: (name: 'kind' | 'resource', value: string | undefined) => void
}) {
  const kinds = useData(['kinds', true], (signal) =>
    client.read('/api/compute/kinds', { query: { archived: true }, signal }),
  )
  const resources = useData(['compute', 'resources'], (signal) =>
    client.read('/api/compute/resources', { signal }),
  )
  return (
    <>
      <FilterChip
        label="Kind"
        value={kind}
        options={(kinds.data?.data.items ?? []).map(({ key, definition }) => ({
          value: key,
          label: definition.name,
        }))}
        onChange={(value) => onChange('kind', value)}
      />
      <FilterChip
        label="Place"
        value={resource}
        options={(resources.data?.data.items ?? []).map(({ key, name }) => ({ value: key, label: name }))}
        onChange={(value) => onChange('resource', value)}
      />
    </>
  )
}

function None({ isFiltered, onClear }: { isFiltered: boolean; onClear: () => void }) {
  if (isFiltered) return <NoneMatch title="No session matches" onClear={onClear} />
  return (
    <Empty
      title="No sessions yet"
      acts={
        <Button look="filled" to={WORKSPACES}>
          To the workspaces
        </Button>
      }
    >
      A session is a program that works on the files of a workspace. It is launched there.
    </Empty>
  )
}

function columnsOf(isAll: boolean): Column<Session>[] {
  const columns: (Column<Session> | false)[] = [
    { key: 'workspace', head: 'Workspace', cell: ({ workspace }) => workspace.name },
    { key: 'kind', head: 'Kind', cell: ({ kind }) => kind.name, short: true },
    {
      key: 'state',
      head: 'State',
      cell: (session) => {
        const { look, word } = standingOf(session)
        return <State look={look}>{word}</State>
      },
    },
    isAll && { key: 'person', head: 'Person', cell: ({ person }) => person?.name ?? '–', short: true },
    { key: 'place', head: 'Runs on', cell: ({ resource }) => resource.name, short: true, optional: true },
    { key: 'asked', head: 'Asked for', cell: askedFor, optional: true },
    { key: 'used', head: 'Used', cell: (session) => usedOfAsked(session) ?? '–', optional: true },
    {
      key: 'lasted',
      head: 'Lasted',
      cell: (session) => (session.startedAt === null ? '–' : duration(lastedMs(session))),
      num: true,
      optional: true,
    },
    { key: 'at', head: 'When', cell: ({ createdAt }) => <Time at={createdAt} />, num: true },
  ]
  return columns.filter((each) => each !== false)
}

/** The likeliest one, by its state. */
function Act({ of: session, isAll }: { of: Session; isAll: boolean }) {
  if (isAll) return isOpen(session) && <StopButton of={session} small />
  if (session.isReady && session.canOpen) return <OpenButton of={session} small />
  if (isOpen(session)) return <StopButton of={session} small />
  return <AgainButton of={session} label="Launch again" look="plain" small />
}
