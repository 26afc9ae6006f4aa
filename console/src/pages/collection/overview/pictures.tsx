import { SegmentedControl } from '@mantine/core'
import { HorizontalBars } from '../../../ui/bars.tsx'
import { ChartCard, Legend } from '../../../ui/chart.tsx'
import { BarsByDay, Histogram } from '../../../ui/columns.tsx'
import { useQueryState } from '../../../ui/link.tsx'
import { Empty } from '../../../ui/states.tsx'
import { count, counted } from '../../../ui/time.tsx'
import type { Dashboard } from './overview.tsx'

const dayOf = (at: string) => new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })
const minutes = (ms: number): string =>
  `${Math.floor(ms / 60_000)}:${String(Math.floor(ms / 1_000) % 60).padStart(2, '0')}`
const percent = (n: number, of: number): string => (of === 0 ? '–' : `${Math.round((n / of) * 100)} %`)

const PERIODS = [
  { value: '7', label: '7 d' },
  { value: '30', label: '30 d' },
  { value: 'all', label: 'All' },
]

/** How much came in, day by day; what is not whole on top. */
export function SubmissionsByDay({
  of: { days },
  days: period,
}: {
  of: Dashboard
  days: '7' | '30' | 'all'
}) {
  const [, change] = useQueryState()
  const total = days.reduce((sum, { whole, incomplete }) => sum + whole + incomplete, 0)
  return (
    <ChartCard
      title="Submissions by day"
      aside={
        <>
          <Legend series={1}>whole</Legend>
          <Legend series={3}>incomplete upload</Legend>
          <SegmentedControl
            size="xs"
            aria-label="How many days"
            data={PERIODS}
            value={period}
            onChange={(value) => change({ days: value === '30' ? undefined : value })}
          />
        </>
      }
      table={{
        heads: ['Day', 'Whole', 'Incomplete'],
        rows: days.map(({ at, whole, incomplete }) => [dayOf(at), whole, incomplete]),
      }}
    >
      <BarsByDay
        of={days.map(({ at, whole, incomplete }) => ({ label: dayOf(at), value: whole, second: incomplete }))}
        label={`${counted(total, 'submission')} in ${counted(days.length, 'day')}`}
        unit="submissions"
      />
    </ChartCard>
  )
}

/** Where people stop, and how long each part takes them. */
export function Steps({ of: { steps, opened } }: { of: Dashboard }) {
  return (
    <ChartCard
      title="How far people come"
      aside={<span className="caption">{counted(opened, 'person', 'people')} answered something</span>}
      table={{
        heads: ['Activity', 'People', 'Share', 'Median time'],
        rows: steps.map(({ activity, people, medianMs }) => [
          activity,
          people,
          percent(people, opened),
          minutes(medianMs),
        ]),
      }}
    >
      {steps.length === 0 ? (
        <Empty title="No answers yet">Each activity gets a bar once somebody has answered it.</Empty>
      ) : (
        <HorizontalBars
          of={steps.map(({ activity, people, medianMs }, at) => ({
            key: activity,
            label: <span dir="auto">{`${at + 1}. ${activity}`}</span>,
            value: people,
            of: opened,
            facts: [percent(people, opened), people > 0 ? `${minutes(medianMs)} median` : ''],
          }))}
        />
      )}
    </ChartCard>
  )
}

/** How long people took in all, in steps that grow. */
export function Durations({ of: { durations } }: { of: Dashboard }) {
  const people = durations.reduce((sum, each) => sum + each.people, 0)
  if (people === 0) return null
  const bins = durations.map(({ fromMs, toMs, people }) => ({
    from: fromMs,
    to: toMs ?? fromMs * 2,
    count: people,
    label: toMs === null ? `over ${fromMs / 60_000} min` : `${fromMs / 60_000}–${toMs / 60_000} min`,
  }))
  let before = 0
  const middle = bins.find(({ count: n }) => {
    before += n
    return before * 2 >= people
  })
  return (
    <ChartCard
      title="Time for all answers"
      aside={<span className="caption">{counted(people, 'person', 'people')}</span>}
      table={{ heads: ['Time', 'People'], rows: bins.map(({ label, count: n }) => [label, n]) }}
    >
      <Histogram
        of={bins}
        label={`How long ${counted(people, 'person', 'people')} took${middle ? `, half of them up to ${middle.label}` : ''}`}
        median={middle && { at: (middle.from + middle.to) / 2, label: `median ${middle.label}` }}
      />
    </ChartCard>
  )
}

/** How many of the activities each participant has done. */
export function Completion({ of: { completion, expected } }: { of: Dashboard }) {
  const people = completion.reduce((sum, each) => sum + each.people, 0)
  if (people === 0) return null
  return (
    <ChartCard
      title="Completion by participant"
      aside={
        expected > 0 && (
          <span className="caption">{counted(expected, 'activity', 'activities')} expected</span>
        )
      }
      table={{
        heads: ['Activities done', 'People'],
        rows: completion.map(({ activities, people }) => [activities, people]),
      }}
    >
      <HorizontalBars
        of={completion.map(({ activities, people: n }) => ({
          key: String(activities),
          label:
            activities === 0
              ? 'nothing yet'
              : `${count(activities)}${expected > 0 ? ` of ${expected}` : ''} done`,
          value: n,
          of: people,
          facts: [percent(n, people)],
        }))}
      />
    </ChartCard>
  )
}
