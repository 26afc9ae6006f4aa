import { Type } from 'typebox'
import { inTransaction } from '../../../kernel/db/db.ts'
import { defineJob, type Job } from '../../../kernel/jobs/jobs.ts'
import type { Automation } from '../automation.ts'
import type { Db } from '../tables.ts'
import { removeOfAttempt } from './output.ts'
import { REMAINS } from './run.store.ts'

const PAGE = 20
const payload = Type.Object({})

/**
 * Clears away what is left of runs that were removed, a few rows at a time: hundreds of MB at once would hold everybody
 * up. Cut at any moment, the next one goes on.
 */
export const clearRemains: Job<typeof payload, Automation> = defineJob({
  name: 'automation.clear-remains',
  payload,
  async run(_payload, { db }, { signal }) {
    for (;;) {
      signal.throwIfAborted()
      const rows = await db
        .selectFrom('automation_attempt')
        .select('id')
        .where('run_id', '=', REMAINS)
        .orderBy('id')
        .limit(PAGE)
        .execute()
      for (const { id } of rows) await clear(db, id, signal)
      if (rows.length < PAGE) return
    }
  },
})

async function clear(db: Db, attempt: number, signal: AbortSignal): Promise<void> {
  for (const table of ['automation_output', 'automation_attempt_host'] as const)
    await removeOfAttempt(db, table, attempt, signal)
  signal.throwIfAborted()
  await inTransaction(db, (tx) =>
    tx.deleteFrom('automation_attempt').where('id', '=', attempt).where('run_id', '=', REMAINS).execute(),
  )
}
