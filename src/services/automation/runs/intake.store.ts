import { compileOnce } from '../../../kernel/db/db.ts'
import type { HostState } from '../run-tables.ts'
import type { AutomationTables, Db, Tx } from '../tables.ts'

/** A host as far as its events matter. */
export interface KnownHost {
  id: number
  name: string
  state: HostState
  started_at: number | null
  output_bytes: number
  kept_bytes: number
}

const MOST_HOSTS = 100_000

export const listKnownHosts = (db: Db, attempt: number): Promise<KnownHost[]> =>
  db
    .selectFrom('automation_attempt_host')
    .select(['id', 'name', 'state', 'started_at', 'output_bytes', 'kept_bytes'])
    .where('attempt_id', '=', attempt)
    .orderBy('position')
    .limit(MOST_HOSTS)
    .execute()

type Progress = Omit<KnownHost, 'name'> & { seq: number }
/** What a host has once it is done. */
export interface Outcome {
  finished_at: number
  changed: number
  entries: string
  error_kind: string | null
  error: string | null
}

// Some statements for each host of a run: they are compiled once.

/** Writes how far a host is. */
export const putProgress = compileOnce<AutomationTables, Progress, never>((db, value) =>
  (db as Tx)
    .updateTable('automation_attempt_host')
    .set({
      state: value('state'),
      started_at: value('started_at'),
      output_bytes: value('output_bytes'),
      kept_bytes: value('kept_bytes'),
      seq: value('seq'),
    })
    .where('id', '=', value('id')),
)

/** Writes how much a host has printed. */
export const putSizes = compileOnce<
  AutomationTables,
  Pick<KnownHost, 'id' | 'output_bytes' | 'kept_bytes'>,
  never
>((db, value) =>
  (db as Tx)
    .updateTable('automation_attempt_host')
    .set({ output_bytes: value('output_bytes'), kept_bytes: value('kept_bytes') })
    .where('id', '=', value('id')),
)

/** Writes that a host is done, and how. */
export const putOutcome = compileOnce<AutomationTables, Progress & Outcome, never>((db, value) =>
  (db as Tx)
    .updateTable('automation_attempt_host')
    .set({
      state: value('state'),
      started_at: value('started_at'),
      output_bytes: value('output_bytes'),
      kept_bytes: value('kept_bytes'),
      seq: value('seq'),
      finished_at: value('finished_at'),
      changed: value('changed'),
      entries: value('entries'),
      error_kind: value('error_kind'),
      error: value('error'),
    })
    .where('id', '=', value('id')),
)
