import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { Card, Row, Rows } from '../../../ui/card.tsx'
import { Facts } from '../../../ui/facts.tsx'
import { Link, useGo, useParam } from '../../../ui/link.tsx'
import { Menu } from '../../../ui/menu.tsx'
import { PageHead, WithSide } from '../../../ui/page-head.tsx'
import { State, StateIcon } from '../../../ui/state.tsx'
import { Hint } from '../../../ui/states.tsx'
import { Time } from '../../../ui/time.tsx'
import { countsInWords, runPath, standingOf as runStanding } from '../runs/words.ts'
import { TRAIL, useAutomation } from '../section.ts'
import { RemoveSchedule, useScheduleActs } from './acts.tsx'
import { ScheduleDialog } from './schedule-dialog.tsx'
import { BACK, type Schedule, standingOf } from './words.ts'

const SHOWN_RUNS = 20

/** One schedule: when it runs, and the runs that came of it. */
export default function SchedulePage() {
  useAutomation()
  const id = Number(useParam('id'))
  const schedule = useData(
    ['automation', 'schedules', 'one', id],
    (signal) => client.read('/api/automation/schedules/{id}', { path: { id }, signal }),
    { live: ['automation.schedule', 'automation.run'] },
  )
  return (
    <Ready of={schedule} thing={`schedule ${id}`} back={BACK}>
      {(found) => <Found of={found} />}
    </Ready>
  )
}

function Found({ of }: { of: Schedule }) {
  const { runs: mayRun } = useAutomation()
  const [open, setOpen] = useState<'change' | 'remove' | null>(null)
  const acts = useScheduleActs()
  const go = useGo()
  const { look, word } = standingOf(of)
  return (
    <>
      <PageHead
        title={of.name}
        trail={[...TRAIL, { label: 'Schedules', to: BACK.to }]}
        state={
          <State look={look} pill>
            {word}
          </State>
        }
        sentence={of.words}
        acts={
          mayRun && (
            <>
              {of.orphanedAt !== null && (
                <Button look="filled" onClick={() => acts.takeOver(of)}>
                  Take over
                </Button>
              )}
              <Button
                {...(of.orphanedAt === null && { look: 'filled' as const })}
                onClick={() => acts.start(of)}
              >
                Run now
              </Button>
              <Button onClick={() => setOpen('change')}>Change</Button>
              <Menu
                framed
                label={`More acts on ${of.name}`}
                items={[
                  of.isEnabled
                    ? { label: 'Pause', run: () => acts.pause(of) }
                    : { label: 'Resume', run: () => acts.resume(of) },
                  { label: 'Remove', run: () => setOpen('remove') },
                ]}
              />
            </>
          )
        }
      />
      <div className="stack">
        {of.message !== '' && <Hint look={of.missedAt === null ? 'waiting' : 'attention'}>{of.message}</Hint>}
        <WithSide
          side={
            <>
              <Next of={of} />
              <Card title="What it runs">
                <Facts
                  of={[
                    ['Preset', of.preset ?? 'It was removed.'],
                    ['In the name of', <bdi key="o">{of.owner ?? 'nobody any more'}</bdi>],
                    ['Template', of.template === null ? 'gone' : <Template key="t" of={of} />],
                    ['Inventory', of.inventory ?? 'gone'],
                    ['A missed time', of.missed === 'once' ? 'is made up for once' : 'is left out'],
                    ['While one runs', of.overlap === 'wait' ? 'the next waits' : 'the next is left out'],
                    of.endsAt === null ? null : ['Ends', <Time key="e" at={of.endsAt} />],
                  ]}
                />
              </Card>
            </>
          }
        >
          <Runs of={of} />
        </WithSide>
      </div>
      {open === 'change' && <ScheduleDialog of={of} onClose={() => setOpen(null)} />}
      <RemoveSchedule
        of={open === 'remove' ? of : null}
        onClose={() => setOpen(null)}
        onDone={() => go(BACK.to)}
      />
    </>
  )
}

const Template = ({ of }: { of: Schedule }) => (
  <Link to={`/app/automation/templates/${of.templateId}`}>{of.template}</Link>
)

function Next({ of: { next, isEnabled } }: { of: Schedule }) {
  return (
    <Card title="Next times">
      {next.length === 0 ? (
        <p>{isEnabled ? 'It has come to its end.' : 'None while it is paused.'}</p>
      ) : (
        <ol>
          {next.map(({ at, words }) => (
            <li key={at}>{words}</li>
          ))}
        </ol>
      )}
    </Card>
  )
}

function Runs({ of: { id } }: { of: Schedule }) {
  const runs = useData(
    ['automation', 'runs', 'of-schedule', id],
    (signal) => client.read('/api/automation/runs', { query: { schedule: id, limit: SHOWN_RUNS }, signal }),
    { live: ['automation.run'] },
  )
  return (
    <Card title="Runs that came of it" flush>
      <Ready of={runs} what="The list of runs">
        {({ items }) => (
          <Rows>
            {items.length === 0 && <Row title="None yet." />}
            {items.map((run) => {
              const { look, word } = runStanding(run)
              return (
                <Row
                  key={run.id}
                  icon={<StateIcon look={look} />}
                  title={<Link to={runPath(run)}>{run.name}</Link>}
                  note={[word, run.exception ?? countsInWords(run.counts)].filter(Boolean).join(', ')}
                >
                  <Time at={run.startedAt ?? run.dueAt ?? run.createdAt} />
                </Row>
              )
            })}
          </Rows>
        )}
      </Ready>
    </Card>
  )
}
