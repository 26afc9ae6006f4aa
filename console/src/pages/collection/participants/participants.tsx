import { IconMailForward, IconUserPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { FilterBar, FilterChip, SearchField } from '../../../ui/filters.tsx'
import { type ListState, useListState } from '../../../ui/list.ts'
import { usePageActs } from '../../../ui/page.ts'
import { PageHead } from '../../../ui/page-head.tsx'
import { ColumnsButton, Pager } from '../../../ui/pager.tsx'
import { Empty, NoneMatch } from '../../../ui/states.tsx'
import { type Column, DataTable } from '../../../ui/table.tsx'
import { count, counted, Time, zone } from '../../../ui/time.tsx'
import { BACK, type Project, trailTo, useProject } from '../project.ts'
import { ParticipantDialogs } from './dialogs.tsx'
import css from './participants.module.css'
import { type Open, RowAct, rowMenu } from './row.tsx'
import { SelectionActs } from './selected.tsx'
import type { Selection } from './selection.ts'
import { MISSING, type Participant, ParticipantMark, STATES } from './state.tsx'

type States = NonNullable<Selection['states']>

/** Few and narrow: the list fits beside the navigation on a tablet. */
const columnsFor = (expected: number): readonly Column<Participant>[] => [
  { key: 'code', head: 'Code', mono: true, cell: ({ code }) => <bdi className={css.code}>{code}</bdi> },
  { key: 'state', head: 'State', cell: ({ state }) => <ParticipantMark state={state} /> },
  {
    key: 'done',
    head: 'Done',
    num: true,
    cell: ({ activitiesDone }) =>
      expected > 0 ? `${activitiesDone} of ${expected}` : activitiesDone || <Dash />,
  },
  {
    key: 'email',
    head: 'E-mail',
    wide: true,
    optional: true,
    cell: ({ email, note }) => (
      <>
        {email ?? (note === null && <Dash />)}
        {note !== null && (
          <span className={css.note}>
            <bdi>{note}</bdi>
          </span>
        )}
      </>
    ),
  },
  { key: 'last', head: 'Last answer', num: true, cell: ({ lastAt }) => <Time at={lastAt} /> },
  {
    key: 'expires',
    head: 'Link until',
    num: true,
    optional: true,
    cell: ({ linkExpiresAt }) => <Time at={linkExpiresAt} form="day" />,
  },
]

function Dash() {
  return <span className="muted dash">–</span>
}

/** Who is asked, how far each has come, and what to do about it. */
export default function Participants() {
  const { id, url, project } = useProject()
  const list = useListState({ filters: ['state'] })
  const [open, setOpen] = useState<Open | null>(null)
  const states = list.filters.state ? (list.filters.state.split(',') as States) : undefined
  const people = useData(
    ['project', id, 'participants', list.search, list.filters.state, list.cursor],
    (signal) =>
      client.read('/api/collection/projects/{id}/participants', {
        path: { id },
        query: {
          search: list.search || undefined,
          states: list.filters.state || undefined,
          after: list.cursor,
        },
        signal,
      }),
    { live: ['collection'], keep: true },
  )
  const counts = people.data?.data.counts
  const toRemind = counts ? counts.unused + counts.partial : 0
  const remind = () =>
    setOpen({
      kind: 'remind',
      selection: { states: ['unused', 'partial'], search: list.search || undefined },
      chosen: toRemind,
    })
  usePageActs([{ label: 'Remind who has not answered', run: remind }])
  return (
    <Ready of={project} thing={`project ${id}`} back={BACK}>
      {(project) => (
        <>
          <PageHead
            title="Participants"
            trail={trailTo(project, url)}
            sentence={counts && sentenceOf(counts)}
            acts={
              <>
                {toRemind > 0 && (
                  <Button icon={<IconMailForward aria-hidden="true" />} onClick={remind}>
                    Remind {count(toRemind)}
                  </Button>
                )}
                <Button
                  look="filled"
                  icon={<IconUserPlus aria-hidden="true" />}
                  to={`${url}/participants/add`}
                >
                  Add participants
                </Button>
              </>
            }
          />
          <Filters list={list} counts={counts} columns={columnsFor(project.activities.length)} />
          <Ready of={people} what="The list of participants">
            {(found) => (
              <List
                of={found}
                isOld={people.isPlaceholderData}
                list={list}
                project={project}
                states={states}
                url={url}
                setOpen={setOpen}
              />
            )}
          </Ready>
          <ParticipantDialogs open={open} onClose={() => setOpen(null)} project={project} />
        </>
      )}
    </Ready>
  )
}

type Counts = Record<keyof typeof STATES, number>

function sentenceOf(counts: Counts): string {
  const all = Object.values(counts).reduce((sum, n) => sum + n, 0)
  if (all === 0) return 'Nobody is on the list yet.'
  const missing = all - counts.complete - counts.withdrawn
  return `${counted(all, 'person', 'people')}: ${count(counts.complete)} complete, ${count(counts.partial)} partial, ${counted(missing, 'is', 'are')} missing.`
}

interface FiltersProps {
  list: ListState<'state'>
  counts: Counts | undefined
  columns: readonly Column<Participant>[]
}

function Filters({ list, counts, columns }: FiltersProps) {
  const options = Object.entries(STATES).map(([value, { label }]) => ({
    value,
    label,
    count: counts?.[value as keyof Counts],
  }))
  const all = Object.values(counts ?? {}).reduce((sum, n) => sum + n, 0)
  const missing = counts && all - counts.complete - counts.withdrawn
  return (
    <FilterBar right={<ColumnsButton columns={columns} state={list} />}>
      <SearchField label="Code, address or note" value={list.search} onChange={list.setSearch} />
      <FilterChip
        label="State"
        value={list.filters.state}
        options={[{ value: MISSING, label: 'Missing', count: missing }, ...options]}
        onChange={(value) => list.setFilter('state', value)}
      />
    </FilterBar>
  )
}

interface ListProps {
  of: { items: Participant[]; next: number | null; total: number }
  isOld: boolean
  list: ListState<'state'>
  project: Project
  states: States | undefined
  url: string
  setOpen: (open: Open) => void
}

function List({ of: { items, next, total }, isOld, list, project, states, url, setOpen }: ListProps) {
  if (items.length === 0 && list.active > 0)
    return <NoneMatch title="No participant matches" onClear={list.clear} />
  if (items.length === 0)
    return (
      <Empty
        icon={<IconUserPlus aria-hidden="true" />}
        title="Nobody is on the list yet"
        acts={
          <Button look="tint" to={`${url}/participants/add`}>
            Paste or import a list
          </Button>
        }
      >
        A participant is a code of yours. With it comes a link; with an address it can be mailed.
      </Empty>
    )
  // A column of dashes says nothing.
  const isMailed = items.some(({ email, note }) => email !== null || note !== null)
  const columns = columnsFor(project.activities.length).filter(({ key }) => key !== 'email' || isMailed)
  const chosenBy = (keys: readonly (number | string)[], isAll: boolean): Selection => {
    if (!isAll) return { ids: keys.map(Number) }
    return list.active > 0 ? { states, search: list.search || undefined } : { all: true }
  }
  return (
    <>
      <DataTable
        label="Participants"
        columns={columns}
        rows={items}
        rowKey={({ id }) => id}
        rowName={({ code }) => code}
        act={(row) => <RowAct of={row} project={project} open={setOpen} />}
        menu={(row) => rowMenu(row, project, setOpen)}
        select={{
          total,
          acts: ({ keys, isAll, clear }) => (
            <SelectionActs
              project={project}
              selection={chosenBy(keys, isAll)}
              chosen={isAll ? total : keys.length}
              open={setOpen}
              clear={clear}
            />
          ),
        }}
        state={list}
        isOld={isOld}
      />
      <Pager
        state={list}
        next={next}
        rows={items.length}
        total={total}
        words={{ newer: 'Previous', older: 'Next' }}
        note={`Times in ${zone()}.`}
      />
    </>
  )
}
