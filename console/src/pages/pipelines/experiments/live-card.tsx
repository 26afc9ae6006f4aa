import { Card } from '../../../ui/card.tsx'
import { Link, usePathname } from '../../../ui/link.tsx'
import { LogBox } from '../../../ui/log-box.tsx'
import { State } from '../../../ui/state.tsx'
import { Time } from '../../../ui/time.tsx'
import type { Live } from './data.ts'
import { type ExperimentDetail, experimentPath, standingOf } from './words.ts'

const logPath = (experiment: { id: number }) => `${experimentPath(experiment)}/log`

const SHOWN = 12

/** What an experiment waits for, or what it prints: a card that is there as long as it is not over. */
export function LiveCard({ of: experiment, live }: { of: ExperimentDetail; live: Live }) {
  const { id, createdAt, startedAt, host, status, attempts } = experiment
  // Its own page has the whole log below.
  const isOnLog = usePathname() === logPath({ id })
  const { look, word } = standingOf({ ...experiment, isEnding: live.isEnding })
  const { lines, message } = live
  return (
    <Card
      title={
        <State look={look}>
          {word}
          {status === 'submitted' ? '' : ` on ${host.name}`}
        </State>
      }
    >
      <div className="stack-small">
        <p aria-live="polite">
          {message || (status === 'submitted' ? 'It waits for its turn.' : 'It is at work.')}
        </p>
        <p className="caption">
          {startedAt === null ? 'Handed in ' : 'At work since '}
          <Time at={startedAt ?? createdAt} />
          {attempts > 1 && `, attempt ${attempts}`}
        </p>
        {lines.length > 0 && !isOnLog && (
          <>
            <LogBox lines={lines.slice(-SHOWN)} label="The last lines of its log" />
            <p className="small">
              <Link to={logPath({ id })}>The whole log</Link>
            </p>
          </>
        )}
      </div>
    </Card>
  )
}
