import { IconStack2 } from '@tabler/icons-react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Card, Row, Rows } from '../../../ui/card.tsx'
import { Link } from '../../../ui/link.tsx'
import { PageHead } from '../../../ui/page-head.tsx'
import { StateIcon } from '../../../ui/state.tsx'
import { Empty } from '../../../ui/states.tsx'
import { count, moment } from '../../../ui/time.tsx'
import { RUNS, TRAIL, useAutomation } from '../section.ts'
import { StopButton } from './acts.tsx'
import { countsInWords, type Run, runPath, standingOf } from './words.ts'

/** What is at work, and what waits in which order and why. */
export default function Queue() {
  const { runs: mayRun } = useAutomation()
  const queue = useData(
    ['automation', 'queue'],
    (signal) => client.read('/api/automation/queue', { signal }),
    { live: ['automation.run'] },
  )
  return (
    <>
      <PageHead
        title="Queue"
        trail={[...TRAIL, { label: 'Runs', to: RUNS }]}
        sentence="Runs at work, and those that wait, in the order in which they begin."
      />
      <Ready of={queue} what="The queue">
        {({ places, working, waiting }) => (
          <div className="stack">
            <Card title="At work" aside={`${count(working.length)} of ${count(places)} places`} flush>
              <Lines of={working} mayRun={mayRun} none="No run is at work." />
            </Card>
            <Card title="Waiting" aside={count(waiting.length)} flush>
              <Lines of={waiting} mayRun={mayRun} none="No run waits." />
            </Card>
          </div>
        )}
      </Ready>
    </>
  )
}

function Lines({ of: runs, mayRun, none }: { of: readonly Run[]; mayRun: boolean; none: string }) {
  if (runs.length === 0)
    return (
      <Empty icon={<IconStack2 aria-hidden="true" />} title={none}>
        Whoever starts a run sees it here until it is over.
      </Empty>
    )
  return (
    <Rows>
      {runs.map((run) => (
        <Row
          key={run.id}
          icon={<StateIcon look={standingOf(run).look} />}
          title={
            <Link to={runPath(run)}>
              #{run.id} <span dir="auto">{run.name}</span>
            </Link>
          }
          note={noteOf(run)}
          act={mayRun && <StopButton of={run} small />}
        />
      ))}
    </Rows>
  )
}

function noteOf(run: Run): string {
  const { status, counts, waitsFor, dueAt, inventory, by } = run
  const how =
    status === 'running'
      ? countsInWords(counts)
      : (waitsFor ??
        (dueAt !== null && Date.parse(dueAt) > Date.now() ? `Starts ${moment(dueAt)}` : 'Begins in a moment'))
  return [how, inventory?.name, by?.name].filter(Boolean).join(' · ')
}
