import type { By, Json } from '../../../kernel/journal/journal.ts'
import { type Automation, SERVICE, SUPPORT_ROLE } from '../automation.ts'
import type { RunRow, Tx } from '../tables.ts'

export type RunAct =
  | 'created'
  | 'changed'
  | 'removed'
  | 'repeated'
  | 'scheduled'
  | 'started'
  | 'finished'
  | 'failed'
  | 'aborted'

/** Writes what happened to a run into the journal: never what its hosts said, and never its variables. */
export const recordRun = (
  { kernel }: Pick<Automation, 'kernel'>,
  tx: Tx,
  { by, act, run, details }: { by: By; act: RunAct; run: Pick<RunRow, 'id' | 'name'>; details?: Json },
): Promise<void> =>
  kernel.journal.record(tx, {
    by,
    action: `automation.run.${act}`,
    object: `automation.run:${run.id}`,
    service: SERVICE,
    details: { name: run.name, ...(details as object) },
    audience: SUPPORT_ROLE,
  })
