import type { Answer } from '@atelier/client'
import { SegmentedControl, Select } from '@mantine/core'
import '@mantine/core/styles/SegmentedControl.css'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { HorizontalBars } from '../../../ui/bars.tsx'
import { Button } from '../../../ui/button.tsx'
import { ChartCard, Legend } from '../../../ui/chart.tsx'
import { BarsByDay } from '../../../ui/columns.tsx'
import { Figures } from '../../../ui/facts.tsx'
import { Link, useQueryState } from '../../../ui/link.tsx'
import { PageHead } from '../../../ui/page-head.tsx'
import { Empty } from '../../../ui/states.tsx'
import { bytes, count, counted, duration, zone } from '../../../ui/time.tsx'
import { TRAIL, useCompute, WORKSPACES } from '../section.ts'
import { MyLimits } from './limits.tsx'
import { PERIODS, type Period, spanOf } from './periods.ts'

export type Used = Answer<'/api/compute/usage'>

/** What was used in a time: by oneself; those who run compute see everybody. */
export default function Usage() {
  const { operates } = useCompute()
  const [query, set] = useQueryState()
  const period = (PERIODS.find(({ key }) => key === query.period) ?? PERIODS[0]) as Period
  const of = operates && query.of !== 'me' ? 'everybody' : 'me'
  const span = spanOf(period.key, new Date())
  const usage = useData(
    ['compute', 'usage', of, span.from],
    (signal) => client.read('/api/compute/usage', { query: { ...span, of }, signal }),
    { live: ['compute.session'], keep: true },
  )
  return (
    <>
      <PageHead
        title="Usage"
        trail={TRAIL}
        sentence={`${of === 'me' ? 'What I used' : 'What everybody used'}, ${period.words}. Times in ${zone()}.`}
        acts={
          <>
            {operates && (
              <SegmentedControl
                aria-label="Whose"
                data={[
                  { value: 'everybody', label: 'Everybody' },
                  { value: 'me', label: 'Mine' },
                ]}
                value={of}
                onChange={(value) => set({ of: value === 'everybody' ? undefined : value })}
              />
            )}
            <Select
              aria-label="When"
              data={PERIODS.map(({ key, label }) => ({ value: key, label }))}
              value={period.key}
              allowDeselect={false}
              onChange={(value) =>
                set({ period: value === PERIODS[0]?.key ? undefined : (value ?? undefined) })
              }
            />
          </>
        }
      />
      <div className="stack">
        {of === 'me' && <MyLimits />}
        <Ready of={usage} what="The figures of this time">
          {(used) =>
            used.sessions === 0 ? (
              <Nothing used={used} />
            ) : (
              <Pictures used={used} isAll={of === 'everybody'} />
            )
          }
        </Ready>
      </div>
    </>
  )
}

function Nothing({ used }: { used: Used }) {
  return (
    <Empty title="Nothing ran in this time." acts={<Button to={WORKSPACES}>Go to the workspaces</Button>}>
      {used.workspacesMade > 0 ? `${counted(used.workspacesMade, 'workspace')} made. ` : ''}
      Sessions are counted here once they run.
    </Empty>
  )
}

const hoursText = (hours: number): string => count(Math.round(hours * 10) / 10)
const partText = (part: number, of: number): string => (of > 0 ? `${Math.round((part / of) * 100)} %` : '0 %')

function Pictures({ used, isAll }: { used: Used; isAll: boolean }) {
  return (
    <>
      <Figures of={figuresOf(used)} />
      <Course used={used} />
      {isAll && <People used={used} />}
      <Kinds used={used} />
    </>
  )
}

function figuresOf({ coreHours, cpuHours, sessions, failed, starts, workspacesMade }: Used) {
  const { medianSeconds, slowest5Seconds, over5Minutes } = starts
  return [
    {
      name: 'Core hours',
      value: hoursText(coreHours),
      note: `${partText(cpuHours, coreHours)} of them computed`,
    },
    {
      name: 'Sessions',
      value: count(sessions),
      note: failed === 0 ? 'none failed' : `${count(failed)} failed`,
    },
    {
      name: 'Until it answers',
      value: medianSeconds === null ? '–' : duration(medianSeconds * 1_000),
      note:
        slowest5Seconds === null
          ? 'no session was ready'
          : `half of them; one in 20 took ${duration(slowest5Seconds * 1_000)}`,
    },
    { name: 'Slow starts', value: count(over5Minutes), note: 'took over 5 minutes' },
    { name: 'Workspaces', value: count(workspacesMade), note: 'made in this time' },
  ]
}

/** What was asked for, and how much of it was used. */
function Course({ used: { course, by } }: { used: Used }) {
  const label = (at: string) =>
    new Date(at).toLocaleDateString(
      'en-GB',
      by === 'day' ? { day: 'numeric', month: 'short' } : { month: 'short', year: 'numeric' },
    )
  const rounded = course.map(({ at, coreHours, cpuHours }) => ({
    label: label(at),
    value: Math.round(Math.max(0, coreHours - cpuHours) * 10) / 10,
    second: Math.round(Math.min(cpuHours, coreHours) * 10) / 10,
  }))
  return (
    <ChartCard
      title={by === 'day' ? 'Core hours by day' : 'Core hours by month'}
      aside={
        <>
          <Legend series={1}>asked for</Legend>
          <Legend series={3}>computed of it</Legend>
        </>
      }
      table={{
        heads: [by === 'day' ? 'Day' : 'Month', 'Core hours', 'Computed'],
        rows: course.map(({ at, coreHours, cpuHours }) => [
          label(at),
          hoursText(coreHours),
          hoursText(cpuHours),
        ]),
      }}
    >
      <BarsByDay
        of={rounded}
        label="Core hours that were asked for, and how much of them was computed"
        unit="core hours"
        says={({ label, value, second = 0 }) =>
          `${label}: ${hoursText(value + second)} core hours, ${hoursText(second)} of them computed`
        }
      />
    </ChartCard>
  )
}

const MOST_BARS = 10

function People({ used: { people } }: { used: Used }) {
  const top = people.slice(0, MOST_BARS)
  const others = people.slice(MOST_BARS).reduce((sum, { coreHours }) => sum + coreHours, 0)
  const most = Math.max(1, others, ...top.map(({ coreHours }) => coreHours))
  const bars = [
    ...top.map(({ account, name, coreHours, cpuHours, diskBytes, workspaces }) => ({
      key: String(account),
      label:
        account === null ? (
          name
        ) : (
          <Link to={`/app/compute/sessions?of=everybody&person=${account}`}>{name}</Link>
        ),
      value: Math.round(coreHours * 10) / 10,
      of: most,
      facts: [
        `${partText(cpuHours, coreHours)} computed`,
        `${bytes(diskBytes)} in ${counted(workspaces, 'workspace')}`,
      ],
    })),
    ...(others > 0
      ? [
          {
            key: 'others',
            label: `${people.length - MOST_BARS} others`,
            value: Math.round(others * 10) / 10,
            of: most,
          },
        ]
      : []),
  ]
  return (
    <ChartCard
      title="Core hours by person"
      table={{
        heads: ['Person', 'Core hours', 'Computed', 'Sessions', 'Failed', 'Disk'],
        rows: people.map((person) => [
          person.name,
          hoursText(person.coreHours),
          hoursText(person.cpuHours),
          person.sessions,
          person.failed,
          bytes(person.diskBytes),
        ]),
      }}
    >
      <HorizontalBars of={bars} />
    </ChartCard>
  )
}

function Kinds({ used: { kinds } }: { used: Used }) {
  const most = Math.max(1, ...kinds.map(({ coreHours }) => coreHours))
  return (
    <ChartCard
      title="Core hours by kind of session"
      table={{
        heads: ['Kind', 'Core hours', 'Sessions', 'Failed', 'Mean length'],
        rows: kinds.map(({ name, coreHours, sessions, failed, meanMinutes }) => [
          name,
          hoursText(coreHours),
          sessions,
          failed,
          duration(meanMinutes * 60_000),
        ]),
      }}
    >
      <HorizontalBars
        of={kinds.map(({ kind, name, coreHours, sessions, failed, meanMinutes }) => ({
          key: kind,
          label: name,
          value: Math.round(coreHours * 10) / 10,
          of: most,
          facts: [
            `${counted(sessions, 'session')}${failed > 0 ? `, ${failed} failed` : ''}`,
            `${duration(meanMinutes * 60_000)} on average`,
          ],
        }))}
      />
    </ChartCard>
  )
}
