import type { Actor } from '../../../kernel/identity/actor.ts'
import type { Pipelines } from '../pipelines.ts'
import { problems } from '../problems.ts'
import { mayRead, type Part } from '../sharing/rights.ts'
import type { ExperimentRow } from '../tables.ts'
import { findExperiment } from './experiment.store.ts'

/** What somebody wants of an experiment: to see what was shared of it, or to do what only its owner may. */
export type Right = Part | 'own'

/** The experiment, for whoever has the right to it; it is not there for anybody else. */
export async function requireExperiment(
  { db, kernel }: Pick<Pipelines, 'db' | 'kernel'>,
  actor: Pick<Actor, 'accountId'>,
  id: number,
  right: Right = 'results',
): Promise<ExperimentRow> {
  const row = await findExperiment(db, id)
  const has =
    row !== undefined &&
    (right === 'own'
      ? row.account_id === actor.accountId
      : await mayRead(db, { accountId: actor.accountId, now: kernel.clock.now() }, row, right))
  if (!row || !has) throw problems.notFound()
  return row
}
