import { useQuery } from '@tanstack/react-query'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Link } from '../../../ui/link.tsx'
import { LogBox } from '../../../ui/log-box.tsx'
import { State } from '../../../ui/state.tsx'
import { linesOf, type Place } from './data.ts'
import { type ExperimentDetail, exitOf, experimentPath, rerunPath } from './words.ts'

const END_BYTES = 8_192
const SHOWN = 12

/** Why it failed, at one glance: how it ended, its last lines, and what to do. */
export function Failure({ of: experiment, place }: { of: ExperimentDetail; place: Place }) {
  const { id, message, standing, endedAt } = experiment
  const { data } = useQuery({
    queryKey: ['experiment', place.base, 'log-end', endedAt],
    queryFn: ({ signal }) => place.logEnd(END_BYTES, signal),
  })
  const lines = data ? linesOf(data.text).slice(-SHOWN) : []
  const exit = exitOf(experiment)
  return (
    <Card title={<State look="failed">{exit ?? 'It failed'}</State>}>
      <div className="stack-small">
        <p>{message || 'It ended without success.'}</p>
        {lines.length > 0 && <LogBox lines={lines} label="The last lines of its log" />}
        {standing === 'owner' && (
          <div className="line">
            <Button look="tint" to={rerunPath(experiment)}>
              Rerun changed
            </Button>
            <Link to={`${experimentPath({ id })}/log`} className="small">
              The whole log
            </Link>
          </div>
        )}
      </div>
    </Card>
  )
}
