import { DAY_MS } from '../../../kernel/span.ts'
import type { PipelinesSettings } from '../settings.ts'
import type { Db, ExperimentRow, Tx } from '../tables.ts'

/** How many days inputs and results of an app are kept after the end; 0 keeps them. */
export interface Days {
  inputs: number
  outputs: number
}

/** What an operator says about an app, else the settings. */
export async function daysOf(db: Db | Tx, settings: PipelinesSettings, app: string): Promise<Days> {
  const policy = await db
    .selectFrom('pipelines_policy as p')
    .innerJoin('pipelines_app as a', 'a.id', 'p.app_id')
    .select(['p.input_days', 'p.output_days'])
    .where('a.key', '=', app)
    .executeTakeFirst()
  return {
    inputs: policy?.input_days ?? settings.inputDays,
    outputs: policy?.output_days ?? settings.outputDays,
  }
}

/** When inputs and results of an experiment go that ends now, for the statement that ends it. */
export const datesFrom = (
  endedAt: number,
  { inputs, outputs }: Days,
  { kept }: Pick<ExperimentRow, 'kept'>,
): Pick<ExperimentRow, 'inputs_until' | 'outputs_until'> => {
  const until = (days: number) => (kept === 1 || days === 0 ? null : endedAt + days * DAY_MS)
  return { inputs_until: until(inputs), outputs_until: until(outputs) }
}

/** The same for one that ended earlier: nothing goes sooner than its owner can be told before. */
export function datesAgain(
  row: Pick<ExperimentRow, 'kept' | 'ended_at'>,
  days: Days,
  { now, warnDays }: { now: number; warnDays: number },
): Pick<ExperimentRow, 'inputs_until' | 'outputs_until'> {
  const soonest = now + warnDays * DAY_MS
  const { inputs_until, outputs_until } = datesFrom(row.ended_at ?? now, days, row)
  const later = (until: number | null) => (until === null ? null : Math.max(until, soonest))
  return { inputs_until: later(inputs_until), outputs_until: later(outputs_until) }
}

export interface Retention {
  kept: boolean
  inputsUntil: number | null
  outputsUntil: number | null
  /** Whole days until the results go, the last one counted; empty where they stay or are gone. */
  daysLeft: number | null
}

/** How long inputs and results of an experiment are still there. */
export function retentionOf(row: ExperimentRow, now: number): Retention {
  const inputsUntil = row.inputs_removed_at === null ? row.inputs_until : null
  const outputsUntil = row.outputs_removed_at === null ? row.outputs_until : null
  return {
    kept: row.kept === 1,
    inputsUntil,
    outputsUntil,
    daysLeft: outputsUntil === null ? null : Math.max(0, Math.ceil((outputsUntil - now) / DAY_MS)),
  }
}
