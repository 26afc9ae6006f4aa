import { DAY_MS } from '../../../kernel/span.ts'
import type { Pipelines } from '../pipelines.ts'

/** Of one answer. What was deleted is not in the next one. */
const MOST = 10_000

/** Inputs that are still there of experiments from before today (UTC) minus so many days; not of kept ones. */
export function listOldInputs({ db, kernel }: Pick<Pipelines, 'db' | 'kernel'>, days: number) {
  const now = kernel.clock.now()
  const before = now - (now % DAY_MS) - days * DAY_MS
  return db
    .selectFrom('pipelines_input as i')
    .innerJoin('pipelines_experiment as e', 'e.id', 'i.experiment_id')
    .select(['i.name', 'i.experiment_id', 'e.account_id'])
    .where('i.file_id', 'is not', null)
    .where('e.created_at', '<', before)
    .where('e.kept', '=', 0)
    .orderBy('e.id')
    .orderBy('i.id')
    .limit(MOST)
    .execute()
}

/** Experiments whose results are there, and have not changed for so many days; not kept ones. */
export function listOldResults({ db, kernel }: Pick<Pipelines, 'db' | 'kernel'>, days: number) {
  const until = kernel.clock.now() - days * DAY_MS
  return db
    .selectFrom('pipelines_experiment as e')
    .innerJoin('pipelines_output as o', 'o.experiment_id', 'e.id')
    .select(['e.id', 'e.account_id'])
    .where('o.file_id', 'is not', null)
    .where('e.kept', '=', 0)
    .groupBy(['e.id', 'e.account_id'])
    .having((is) => is.fn.max('o.added_at'), '<=', until)
    .orderBy('e.id')
    .limit(MOST)
    .execute()
}
