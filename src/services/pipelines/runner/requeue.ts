import { inTransaction, lock } from '../../../kernel/db/db.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { problem } from '../../../kernel/problem.ts'
import { findApp } from '../apps/apps.ts'
import { findExperiment } from '../experiments/experiment.store.ts'
import { changeStatus } from '../experiments/status.ts'
import { OUTSIDE } from '../hosts/host.ts'
import type { Pipelines } from '../pipelines.ts'
import { problems as common } from '../problems.ts'
import { RELEASED } from './retry.ts'

const problems = {
  atWork: () =>
    problem(
      'at_work',
      409,
      'This server is at it right now, or it is over. Only what waits, or is with a program outside, can be put back.',
    ),
  noHost: (key: string) => problem('unknown_host', 400, `There is no host ${key} here.`),
  noCommand: () =>
    problem(
      'no_command',
      409,
      'Its app has no command here, or is switched off: only a program outside can run it.',
    ),
}

/**
 * Puts an experiment back into the queue: what a program outside took and never brought back, or what pauses after a fault;
 * on another host where one is said.
 */
export async function requeue(
  pipelines: Pipelines,
  { by, id, host }: { by: By; id: number; host?: string },
): Promise<void> {
  const runner = host === undefined ? undefined : await runnerOn(pipelines, { id, host })
  await inTransaction(pipelines.db, async (tx) => {
    await lock(tx, 'pipelines_experiment', [id])
    const row = await findExperiment(tx, id)
    if (!row) throw common.notFound()
    if (row.runner === 'own' && row.status !== 'submitted') throw problems.atWork()
    const done = await changeStatus(pipelines, tx, id, {
      from: ['submitted', 'claimed'],
      to: 'submitted',
      by,
      action: 'requeued',
      set: { ...RELEASED, due_at: null, message: '', ...(host !== undefined && { host, runner }) },
      step: 'requeued',
      text: 'An administrator put it back into the queue.',
      details: host === undefined ? {} : { host },
    })
    if (!done) throw problems.atWork()
  })
  pipelines.runner.kick()
}

async function runnerOn(
  pipelines: Pipelines,
  { id, host }: { id: number; host: string },
): Promise<'own' | 'outside'> {
  const { db } = pipelines
  const [row, experiment] = await Promise.all([
    db.selectFrom('pipelines_host').select('backend').where('key', '=', host).executeTakeFirst(),
    findExperiment(db, id),
  ])
  if (!experiment) throw common.notFound()
  if (!row) throw problems.noHost(host)
  if (row.backend === OUTSIDE) return 'outside'
  const app = await findApp(pipelines, experiment.app)
  if (!app?.definition.command || app.policy.enabled !== 1) throw problems.noCommand()
  return 'own'
}
