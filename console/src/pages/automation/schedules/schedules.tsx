import type { Answer } from '@atelier/client'
import { IconCalendarRepeat } from '@tabler/icons-react'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { FilterBar, FilterChip, SearchField } from '../../../ui/filters.tsx'
import { Link } from '../../../ui/link.tsx'
import { type ListState, useListState } from '../../../ui/list.ts'
import { PageHead } from '../../../ui/page-head.tsx'
import { ColumnsButton, Pager } from '../../../ui/pager.tsx'
import { State } from '../../../ui/state.tsx'
import { Empty, NoneMatch } from '../../../ui/states.tsx'
import { type Column, DataTable } from '../../../ui/table.tsx'
import { Time, zone } from '../../../ui/time.tsx'
import { runPath } from '../runs/words.ts'
import { TRAIL, useAutomation } from '../section.ts'
import { RemoveSchedule, useScheduleActs } from './acts.tsx'
import { ScheduleDialog } from './schedule-dialog.tsx'
import { type Schedule, schedulePath, standingOf } from './words.ts'

type Page = Answer<'/api/automation/schedules'>
type Open = { is: 'new' } | { is: 'change' | 'remove'; schedule: Schedule } | null

/** Presets that run by themselves, and when. */
export default function Schedules() {
  const { runs: mayRun } = useAutomation()
  const [open, setOpen] = useState<Open>(null)
  const list = useListState({ filters: [...FILTERS], hidden: HIDDEN })
  const { preset } = list.filters
  const schedules = useData(
    ['automation', 'schedules', list.search, preset, list.cursor],
    (signal) =>
      client.read('/api/automation/schedules', {
        query: {
          search: list.search || undefined,
          preset: Number(preset) || undefined,
          after: list.cursor,
        },
        signal,
      }),
    { live: ['automation.schedule', 'automation.run'], keep: true },
  )
  const close = () => setOpen(null)
  return (
    <>
      <PageHead
        title="Schedules"
        trail={TRAIL}
        sentence="Presets that run by themselves, at their times."
        acts={
          mayRun && (
            <Button look="filled" onClick={() => setOpen({ is: 'new' })}>
              New schedule
            </Button>
          )
        }
      />
      <FilterBar right={<ColumnsButton columns={COLUMNS} state={list} />}>
        <SearchField label="Schedule or preset" value={list.search} onChange={list.setSearch} />
        <OfPreset
          value={preset}
          of={schedules.data?.data.items ?? []}
          onChange={(value) => list.setFilter('preset', value)}
        />
      </FilterBar>
      <Ready of={schedules} what="The list of schedules">
        {(page) =>
          page.items.length === 0 ? (
            <None
              isFiltered={list.active > 0}
              onClear={list.clear}
              {...(mayRun && { onNew: () => setOpen({ is: 'new' }) })}
            />
          ) : (
            <Table
              page={page}
              list={list}
              mayRun={mayRun}
              onOpen={setOpen}
              isOld={schedules.isPlaceholderData}
            />
          )
        }
      </Ready>
      {open?.is === 'new' && <ScheduleDialog preset={Number(preset) || undefined} onClose={close} />}
      {open?.is === 'change' && <ScheduleDialog of={open.schedule} onClose={close} />}
      <RemoveSchedule of={open?.is === 'remove' ? open.schedule : null} onClose={close} />
    </>
  )
}

/** What another page has chosen; it can be taken away. */
function OfPreset({
  value,
  of,
  onChange,
}: {
  value: string
  of: readonly Schedule[]
  onChange: (value: string | undefined) => void
}) {
  if (!value) return null
  const name = of.find(({ presetId }) => presetId === Number(value))?.preset ?? `#${value}`
  return <FilterChip label="Preset" value={value} options={[{ value, label: name }]} onChange={onChange} />
}

/** Until somebody shows them. */
const HIDDEN = ['preset', 'inventory']
const FILTERS = ['preset'] as const

const COLUMNS: readonly Column<Schedule>[] = [
  { key: 'name', head: 'Schedule', wide: true, cell: ({ name }) => <span dir="auto">{name}</span> },
  {
    key: 'state',
    head: 'State',
    cell: (schedule) => {
      const { look, word } = standingOf(schedule)
      return <State look={look}>{word}</State>
    },
  },
  { key: 'when', head: 'When', wide: true, cell: ({ words }) => words },
  { key: 'next', head: 'Next', short: true, cell: ({ nextAt }) => <Time at={nextAt} /> },
  {
    key: 'last',
    head: 'Last run',
    short: true,
    cell: ({ lastRunId, lastAt }) =>
      lastRunId === null ? (
        <Time at={lastAt} none="none yet" />
      ) : (
        <Link to={runPath({ id: lastRunId })}>
          <Time at={lastAt} none={`Run ${lastRunId}`} />
        </Link>
      ),
  },
  { key: 'preset', head: 'Preset', optional: true, cell: ({ preset }) => preset ?? 'gone' },
  { key: 'inventory', head: 'Inventory', optional: true, cell: ({ inventory }) => inventory ?? '' },
]

function Table({
  page: { items, next, total },
  list,
  mayRun,
  onOpen,
  isOld,
}: {
  page: Page
  list: ListState<'preset'>
  mayRun: boolean
  onOpen: (open: Open) => void
  isOld: boolean
}) {
  const acts = useScheduleActs()
  return (
    <>
      <DataTable
        label="Schedules"
        columns={COLUMNS}
        rows={items}
        rowKey={({ id }) => id}
        rowName={({ name }) => name}
        rowTo={schedulePath}
        act={(schedule) =>
          mayRun &&
          (schedule.orphanedAt !== null ? (
            <Button small onClick={() => acts.takeOver(schedule)} aria-label={`Take over: ${schedule.name}`}>
              Take over
            </Button>
          ) : schedule.isEnabled ? (
            <Button small onClick={() => acts.start(schedule)} aria-label={`Run now: ${schedule.name}`}>
              Run now
            </Button>
          ) : (
            <Button small onClick={() => acts.resume(schedule)} aria-label={`Resume: ${schedule.name}`}>
              Resume
            </Button>
          ))
        }
        menu={(schedule) => [
          mayRun && { label: 'Change', run: () => onOpen({ is: 'change', schedule }) },
          mayRun && schedule.isEnabled && { label: 'Pause', run: () => acts.pause(schedule) },
          mayRun && { label: 'Remove', run: () => onOpen({ is: 'remove', schedule }) },
        ]}
        state={list}
        isOld={isOld}
      />
      <Pager
        state={list}
        next={next}
        rows={items.length}
        total={total.exact ? total.count : total.count + 1}
        note={`Next and last in ${zone()}.`}
      />
    </>
  )
}

function None({
  isFiltered,
  onClear,
  onNew,
}: {
  isFiltered: boolean
  onClear: () => void
  onNew?: () => void
}) {
  if (isFiltered) return <NoneMatch title="No schedule matches" onClear={onClear} />
  return (
    <Empty
      icon={<IconCalendarRepeat aria-hidden="true" />}
      title="No schedules yet"
      acts={
        onNew && (
          <>
            <Button look="filled" onClick={onNew}>
              New schedule
            </Button>
            <Button to="/app/automation/presets">Look at the presets</Button>
          </>
        )
      }
    >
      A schedule runs a preset at its times: each night, on Mondays, or every hour.
    </Empty>
  )
}
