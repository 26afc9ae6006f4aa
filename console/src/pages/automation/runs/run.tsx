import { IconLayoutGrid, IconRefresh } from '@tabler/icons-react'
import { Ready } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Link } from '../../../ui/link.tsx'
import { Menu } from '../../../ui/menu.tsx'
import { PageHead } from '../../../ui/page-head.tsx'
import { State } from '../../../ui/state.tsx'
import { Empty, Hint } from '../../../ui/states.tsx'
import { moment, Time } from '../../../ui/time.tsx'
import { RUNS, TRAIL, useAutomation } from '../section.ts'
import { StopButton, useRepeat } from './acts.tsx'
import { AttemptView } from './attempt.tsx'
import { useChosen } from './chosen.ts'
import { type Live, useLiveRun, useRun } from './data.ts'
import { type Counts, countsOf } from './host-state.ts'
import { isOpen, likePath, type RunDetail, runPath, standingOf } from './words.ts'

const BACK = { label: 'To the runs', to: RUNS }

export default function RunPage() {
  const { runs } = useAutomation()
  const { id, run } = useRun()
  return (
    <Ready of={run} thing={`run ${id}`} back={BACK}>
      {(found) => <Shown key={found.id} of={found} mayRun={runs} />}
    </Ready>
  )
}

function Shown({ of: run, mayRun }: { of: RunDetail; mayRun: boolean }) {
  const chosen = useChosen()
  const isNewest = chosen.attempt === undefined || chosen.attempt === run.attempts
  const live = useLiveRun(run, isNewest ? chosen.host : undefined)
  const counts = live.hosts && countsOf(live.hosts)
  return (
    <>
      <Head of={run} live={live} counts={counts} mayRun={mayRun} />
      <div className="stack">
        {run.exception !== null && <Hint look="failed">{run.exception}</Hint>}
        {live.run.status === 'scheduled' && <Waiting of={live.run} needsApproval={run.needsApproval} />}
        {live.attempt === 0 && run.attempts === 0 ? (
          live.run.status === 'created' && <NotStarted />
        ) : (
          <AttemptView run={run} live={live} mayRun={mayRun} chosen={chosen} />
        )}
      </div>
    </>
  )
}

function Head({
  of: run,
  live,
  counts,
  mayRun,
}: {
  of: RunDetail
  live: Live
  counts: Counts | undefined
  mayRun: boolean
}) {
  const { id, name } = run
  const repeat = useRepeat()
  const { look, word } = standingOf(live.run)
  const isAtWork = isOpen(live.run)
  const bad = run.counts ? run.counts.hosts - run.counts.ok : 0
  return (
    <PageHead
      title={name}
      place={`#${id} ${name}`}
      trail={[...TRAIL, { label: 'Runs', to: RUNS }]}
      state={
        <State look={look} pill>
          {word}
        </State>
      }
      sentence={<Sentence of={run} />}
      acts={
        <>
          {mayRun && !isAtWork && run.attempts > 0 && (
            <Button
              icon={<IconRefresh aria-hidden="true" />}
              why={bad > 0 ? undefined : run.counts?.hosts ? 'No host failed.' : 'It has reached no host.'}
              onClick={() => void repeat(id, 'failed')}
            >
              Repeat failed
            </Button>
          )}
          {mayRun && !isAtWork && (
            <Button look={bad === 0 && !run.isDryRun ? 'filled' : 'plain'} to={likePath({ id })}>
              Run again
            </Button>
          )}
          {mayRun && !isAtWork && run.isDryRun && (
            <Button look="filled" to={likePath({ id }, 'real')}>
              Run it for real
            </Button>
          )}
          {mayRun && isAtWork && <StopButton of={live.run} {...(counts && { counts })} />}
          <Menu
            framed
            label={`More acts on ${name}`}
            items={[
              mayRun &&
                run.attempts > 0 && { label: 'Repeat on all hosts', run: () => void repeat(id, 'all') },
              mayRun && { label: 'Save as a preset', to: likePath({ id }, 'preset') },
              run.template !== null && {
                label: 'Its template',
                to: `/app/automation/templates/${run.template.id}`,
              },
              run.inventory !== null && {
                label: 'Its inventory',
                to: `/app/automation/inventories/${run.inventory.id}/hosts`,
              },
            ]}
          />
        </>
      }
    />
  )
}

/** Run #1284 on inventory “Lab network”. Made today 14:30 by Jonas Lindqvist. Dry run: nothing is changed. */
function Sentence({ of: run }: { of: RunDetail }) {
  const { id, inventory, template, by, createdAt, isDryRun, likeId } = run
  return (
    <>
      Run #{id}
      {template && ` of template “${template.name}”`}
      {inventory && ` on inventory “${inventory.name}”`}. Made {moment(createdAt)}
      {by && ` by ${by.name}`}
      {likeId !== null && (
        <>
          {', like '}
          <Link to={runPath({ id: likeId })}>#{likeId}</Link>
        </>
      )}
      .{isDryRun && ' Dry run: it changes nothing.'}
    </>
  )
}

function Waiting({ of: run, needsApproval }: { of: Live['run']; needsApproval: boolean }) {
  const { id, dueAt, waitsFor } = run
  const isLater = dueAt !== null && Date.parse(dueAt) > Date.now()
  return (
    <Card title={<State look="waiting">{standingOf(run).word}</State>}>
      <p aria-live="polite">
        {waitsFor ?? (isLater ? 'It begins at its time.' : 'It begins as soon as there is a place.')}{' '}
        <Link to="/app/automation/queue">What is ahead of it</Link>
        {needsApproval && (
          <>
            {' · '}
            <Link to={`/app/automation/approvals?run=${id}`}>Its approval</Link>
          </>
        )}
      </p>
      {dueAt !== null && (
        <p className="caption">
          Due <Time at={dueAt} />
        </p>
      )}
    </Card>
  )
}

function NotStarted() {
  return (
    <Empty icon={<IconLayoutGrid aria-hidden="true" />} title="It has not been started">
      Its hosts and what they say are shown here once it runs.
    </Empty>
  )
}
