import type { Answer } from '@atelier/client'
import { IconInbox, IconTableExport } from '@tabler/icons-react'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { FilterBar, FilterChip, SearchField, ToggleChip } from '../../../ui/filters.tsx'
import { useQueryState } from '../../../ui/link.tsx'
import { type ListState, useListState } from '../../../ui/list.ts'
import { PageHead, WithSide } from '../../../ui/page-head.tsx'
import { ColumnsButton, Pager } from '../../../ui/pager.tsx'
import { Empty, NoneMatch } from '../../../ui/states.tsx'
import { type Column, DataTable } from '../../../ui/table.tsx'
import { bytes, count, Time, zone } from '../../../ui/time.tsx'
import { nameFor } from '../answers-words.ts'
import { BACK, mayIn, type Project, trailTo, useProject } from '../project.ts'
import { canMail, useAskAgain } from './ask.ts'
import { UploadPanel } from './panel.tsx'
import { SignDialog } from './records.tsx'
import { Slices, type Upload, UploadMark, whatIs } from './upload.tsx'

type Summary = Answer<'/api/collection/projects/{id}/uploads/summary'>
type Filter = 'state' | 'activity' | 'days' | 'superseded' | 'locked'

const LOOK = 'needs-a-look'
const DAY_MS = 86_400_000

const columns: readonly Column<Upload>[] = [
  {
    key: 'participant',
    head: 'Participant',
    mono: true,
    cell: ({ participant }) => <bdi>{participant ?? 'unknown'}</bdi>,
  },
  { key: 'what', head: 'What', wide: true, cell: (row) => <bdi>{whatIs(row)}</bdi> },
  { key: 'state', head: 'State', cell: (row) => <UploadMark of={row} /> },
  { key: 'slices', head: 'Slices', optional: true, cell: (row) => <Slices of={row} /> },
  {
    key: 'size',
    head: 'Size',
    num: true,
    optional: true,
    cell: ({ bytes: size, state }) => `${bytes(size)}${state === 'arriving' ? ' so far' : ''}`,
  },
  {
    key: 'answers',
    head: 'Answers',
    num: true,
    optional: true,
    cell: ({ readable, answers }) => (readable ? count(answers) : <span className="muted dash">–</span>),
  },
  { key: 'received', head: 'Received', num: true, cell: ({ lastAt }) => <Time at={lastAt} /> },
]

/** All that came in: how whole it is, what needs a look, and what to do about it. */
export default function Submissions() {
  const { id, url, project } = useProject()
  const list = useListState<Filter>({ filters: ['state', 'activity', 'days', 'superseded', 'locked'] })
  const [isSigning, setSigning] = useState(false)
  const [query, change] = useQueryState()
  const chosen = query.upload === undefined ? undefined : Number(query.upload)
  const { state, activity, days, superseded, locked } = list.filters
  const live = {
    live: ['collection.upload', 'collection.uploads', 'collection.submission', 'collection.participant'],
  }
  const summary = useData(
    ['project', id, 'uploads', 'summary'],
    (signal) => client.read('/api/collection/projects/{id}/uploads/summary', { path: { id }, signal }),
    live,
  )
  const uploads = useData(
    ['project', id, 'uploads', list.search, state, activity, days, superseded, locked, list.cursor],
    (signal) =>
      client.read('/api/collection/projects/{id}/uploads', {
        path: { id },
        query: {
          search: list.search || undefined,
          state: (state || undefined) as Upload['state'] | undefined,
          activity: activity || undefined,
          superseded: superseded === 'hide' ? 'hide' : undefined,
          locked: locked === undefined || locked === '' ? undefined : locked === 'yes',
          from: days ? new Date(Date.now() - Number(days) * DAY_MS).toISOString() : undefined,
          before: list.cursor,
        },
        signal,
      }),
    { ...live, keep: true },
  )
  const close = () => change({ upload: undefined })
  return (
    <Ready of={project} thing={`project ${id}`} back={BACK}>
      {(project) => (
        <>
          <PageHead
            title="Submissions"
            trail={trailTo(project, url)}
            sentence={summary.data && sentenceOf(summary.data.data)}
            acts={
              mayIn(project, 'manager') && (
                <>
                  <Button onClick={() => setSigning(true)}>Sign all whole ones</Button>
                  <Button look="filled" icon={<IconTableExport aria-hidden="true" />} to={`${url}/exports`}>
                    Export
                  </Button>
                  <SignDialog project={project} isOpen={isSigning} onClose={() => setSigning(false)} />
                </>
              )
            }
          />
          <WithSide
            side={
              chosen !== undefined && <UploadPanel id={chosen} project={project} url={url} close={close} />
            }
          >
            <Filters list={list} summary={summary.data?.data} />
            <Ready of={uploads} what="The list of submissions">
              {(found) => (
                <List
                  of={found}
                  isOld={uploads.isPlaceholderData}
                  list={list}
                  project={project}
                  url={url}
                  chosen={chosen}
                  close={close}
                />
              )}
            </Ready>
          </WithSide>
        </>
      )}
    </Ready>
  )
}

function sentenceOf({ total, participants, bytes: size, states, needsLook }: Summary): string {
  if (total === 0) return 'Nothing has come in yet.'
  const facts = [
    `${overCount(states.whole)} whole`,
    states.arriving > 0 && `${overCount(states.arriving)} arriving`,
    needsLook > 0 && `${overCount(needsLook)} ${needsLook === 1 ? 'needs' : 'need'} a look`,
  ].filter(Boolean)
  const people =
    participants > 0
      ? ` from ${overCount(participants)} ${participants === 1 ? 'participant' : 'participants'}`
      : ''
  return `${overCount(total)}${people}, ${bytes(size)}. ${facts.join(', ')}.`
}

const overCount = (n: number): string => (n > 10_000 ? `over ${count(10_000)}` : count(n))

function Filters({ list, summary }: { list: ListState<Filter>; summary: Summary | undefined }) {
  const { states, activities = [], needsLook } = summary ?? {}
  const named = [
    { value: 'arriving', label: 'Arriving', count: states?.arriving },
    { value: 'whole', label: 'Whole', count: states?.whole },
    { value: 'incomplete', label: 'Incomplete', count: states?.incomplete },
    { value: 'unreadable', label: 'Unreadable', count: states?.unreadable },
    { value: 'superseded', label: 'Superseded', count: states?.superseded },
  ]
  const isLook = list.filters.state === LOOK
  return (
    <FilterBar right={<ColumnsButton columns={columns} state={list} />}>
      <SearchField label="Participant or file" value={list.search} onChange={list.setSearch} />
      <ToggleChip
        label="Needs a look"
        count={needsLook}
        isOn={isLook}
        onChange={(isOn) => list.setFilter('state', isOn ? LOOK : undefined)}
      />
      <FilterChip
        label="State"
        value={isLook ? '' : list.filters.state}
        options={named}
        onChange={(value) => list.setFilter('state', value)}
      />
      <FilterChip
        label="Activity"
        value={list.filters.activity}
        options={activities.map(({ activity, uploads }) => ({
          value: activity,
          label: nameFor(activity),
          count: uploads,
        }))}
        onChange={(value) => list.setFilter('activity', value)}
      />
      <FilterChip
        label="When"
        value={list.filters.days}
        options={[
          { value: '1', label: 'Last 24 hours' },
          { value: '7', label: 'Last 7 days' },
          { value: '30', label: 'Last 30 days' },
        ]}
        onChange={(value) => list.setFilter('days', value)}
      />
      <FilterChip
        label="Lock"
        value={list.filters.locked}
        options={[
          { value: 'yes', label: 'Locked', count: summary?.locked },
          { value: 'no', label: 'Not locked' },
        ]}
        onChange={(value) => list.setFilter('locked', value)}
      />
      <ToggleChip
        label="Hide superseded"
        isOn={list.filters.superseded === 'hide'}
        onChange={(isOn) => list.setFilter('superseded', isOn ? 'hide' : undefined)}
      />
    </FilterBar>
  )
}

interface ListProps {
  of: { items: Upload[]; next: number | null; total: number }
  isOld: boolean
  list: ListState<Filter>
  project: Project
  url: string
  chosen: number | undefined
  close: () => void
}

function List({ of: { items, next, total }, isOld, list, project, url, chosen, close }: ListProps) {
  const [query] = useQueryState()
  const ask = useAskAgain(project)
  if (items.length === 0 && list.active > 0)
    return (
      <NoneMatch
        title={list.filters.state === LOOK ? 'Nothing needs a look' : 'No submission matches'}
        onClear={list.clear}
      />
    )
  if (items.length === 0)
    return (
      <Empty
        icon={<IconInbox aria-hidden="true" />}
        title="Nothing has come in yet"
        acts={
          <Button look="tint" to={`${url}/participants`}>
            Send links to participants
          </Button>
        }
      >
        What participants send appears here while it arrives, with each slice of a large upload.
      </Empty>
    )
  const to = (upload: number) => {
    const kept = Object.entries({ ...query, upload: String(upload) }).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as [string, string]],
    )
    return `${url}/submissions?${new URLSearchParams(kept)}`
  }
  const hasAct = items.some((row) => mayAsk(row))
  return (
    <>
      <DataTable
        label="Submissions"
        columns={columns}
        rows={items}
        rowKey={({ id }) => id}
        rowName={(row) => `${row.participant ?? 'unknown'}, ${whatIs(row)}`}
        rowTo={({ id }) => to(id)}
        chosen={chosen}
        onEscape={close}
        {...(hasAct && {
          act: (row: Upload) =>
            mayAsk(row) && canMail(row, project) ? (
              <Button small look="quiet" onClick={() => ask(row)}>
                Ask again
              </Button>
            ) : null,
        })}
        state={list}
        isByTime
        isOld={isOld}
      />
      <Pager state={list} next={next} rows={items.length} total={total} note={`Times in ${zone()}.`} />
    </>
  )
}

/** What did not come, or cannot be read, can be asked for again. */
const mayAsk = ({ state, person }: Upload): boolean =>
  (state === 'incomplete' || state === 'unreadable') && person !== null
