import { Card } from '../../../ui/card.tsx'
import { Link } from '../../../ui/link.tsx'
import { State } from '../../../ui/state.tsx'
import { Hint } from '../../../ui/states.tsx'
import { TextDiff } from '../../../ui/text-diff.tsx'
import { counted } from '../../../ui/time.tsx'
import { RUNS } from '../section.ts'
import { type ApprovalDetail, hunksOf } from './data.ts'

const isOver = (status: string): boolean => ['finished', 'failed', 'aborted'].includes(status)

/** What the run would change, by host, as its dry run said. */
export function DryRun({ of }: { of: ApprovalDetail }) {
  const { dryRun, hosts, moreHosts } = of
  if (!dryRun)
    return (
      <Card title="What would change">
        <p className="small">
          The template knows no dry run, or none was made yet: what it would change is not known beforehand.
        </p>
      </Card>
    )
  const page = <Link to={`${RUNS}/${dryRun.id}`}>The dry run</Link>
  return (
    <Card title="What would change" aside={page}>
      <div className="stack">
        {!isOver(dryRun.status) && (
          <Hint look="running">The dry run is not over yet. What it has found so far stands here.</Hint>
        )}
        {isOver(dryRun.status) && hosts.length === 0 && (
          <Hint look="failed">The dry run told nothing of any host. Look at it before you decide.</Hint>
        )}
        {hosts.map((host) => (
          <Host key={host.name} of={host} />
        ))}
        {moreHosts > 0 && <p className="small muted">{counted(moreHosts, 'more host')} in the dry run.</p>}
      </div>
    </Card>
  )
}

function Host({ of: { name, state, changed, diff, error } }: { of: ApprovalDetail['hosts'][number] }) {
  const hunks = hunksOf(diff)
  return (
    <div className="stack-small">
      <div className="spread">
        <h3>
          <bdi>{name}</bdi>
        </h3>
        {state === 'ok' ? (
          <State look={changed ? 'attention' : 'done'}>{changed ? 'Would change' : 'Stays as it is'}</State>
        ) : (
          <State look={['waiting', 'running'].includes(state) ? 'running' : 'failed'}>
            {state.replace('-', ' ')}
          </State>
        )}
      </div>
      {error !== null && <p className="small">{error}</p>}
      {hunks.length > 0 && (
        <TextDiff diff={{ hunks, isCut: false, isExact: true }} label={`What would change on ${name}`} />
      )}
    </div>
  )
}
