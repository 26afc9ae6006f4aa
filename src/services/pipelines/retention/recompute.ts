import { inTransaction } from '../../../kernel/db/db.ts'
import { DAY_MS } from '../../../kernel/span.ts'
import type { Pipelines } from '../pipelines.ts'
import type { Tx } from '../tables.ts'

const MOST = 10_000
const SIDES = ['inputs', 'outputs'] as const

/**
 * Brings the dates of what has ended in line with policies and settings: of one app, or of all. What now stays longer does so
 * at once; what now goes sooner still waits until its owner can be told.
 */
export async function recomputeDates(pipelines: Pipelines, tx: Tx, only?: string): Promise<void> {
  const { settings } = pipelines
  const policies = await tx
    .selectFrom('pipelines_policy as p')
    .innerJoin('pipelines_app as a', 'a.id', 'p.app_id')
    .select(['a.key', 'p.input_days as inputs', 'p.output_days as outputs'])
    .orderBy('a.id')
    .limit(MOST)
    .execute()
  for (const side of SIDES) {
    const own = policies.flatMap(({ key, [side]: days }) => (days === null ? [] : [{ key, days }]))
    const general = side === 'inputs' ? settings.inputDays : settings.outputDays
    const keys = own.map(({ key }) => key)
    for (const { key, days } of own)
      if (only === undefined || only === key) await setDates(pipelines, tx, { side, days, apps: [key] })
    if (only === undefined) await setDates(pipelines, tx, { side, days: general, but: keys })
    else if (!keys.includes(only)) await setDates(pipelines, tx, { side, days: general, apps: [only] })
  }
}

interface Rule {
  side: (typeof SIDES)[number]
  days: number
  apps?: readonly string[]
  but?: readonly string[]
}

async function setDates(
  { kernel, settings }: Pipelines,
  tx: Tx,
  { side, days, apps = [], but = [] }: Rule,
): Promise<void> {
  const until = `${side}_until` as const
  const soonest = kernel.clock.now() + settings.warnDays * DAY_MS
  const span = days * DAY_MS
  // Whoever was told of another day is told again.
  const again = side === 'outputs' ? { warned_at: null } : {}
  const those = tx
    .updateTable('pipelines_experiment')
    .where('ended_at', 'is not', null)
    .where('kept', '=', 0)
    .where(`${side}_removed_at`, 'is', null)
    .$if(apps.length > 0, (query) => query.where('app', 'in', apps))
    .$if(but.length > 0, (query) => query.where('app', 'not in', but))
  if (days === 0) {
    await those
      .set({ [until]: null, ...again })
      .where(until, 'is not', null)
      .execute()
    return
  }
  await those
    .set((is) => ({ [until]: is('ended_at', '+', span), ...again }))
    .where((is) => is(until, '<', is('ended_at', '+', span)))
    .execute()
  await those
    .set((is) => ({
      [until]: is
        .case()
        .when(is(is('ended_at', '+', span), '>', soonest))
        .then(is('ended_at', '+', span))
        .else(soonest)
        .end(),
      ...again,
    }))
    .where((is) =>
      is.or([
        is(until, 'is', null),
        is.and([is(until, '>', is('ended_at', '+', span)), is(until, '>', soonest)]),
      ]),
    )
    .execute()
}

/** The same for everything, after settings may have changed. */
export const recomputeAll = (pipelines: Pipelines): Promise<void> =>
  inTransaction(pipelines.db, (tx) => recomputeDates(pipelines, tx))
