import { Type } from 'typebox'
import { inTransaction } from '../../../kernel/db/db.ts'
import { defineJob, type Job } from '../../../kernel/jobs/jobs.ts'
import type { Automation } from '../automation.ts'
import type { Db } from '../tables.ts'
import { removeOutputOf } from './output.ts'
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
  await removeOutputOf(db, attempt, signal)
  for (let removed = PAGE; removed === PAGE; ) {
    signal.throwIfAborted()
    removed = await removeHosts(db, attempt)
  }
  await inTransaction(db, (tx) =>
    tx.deleteFrom('automation_attempt').where('id', '=', attempt).where('run_id', '=', REMAINS).execute(),
  )
}

const removeHosts = (db: Db, attempt: number): Promise<number> =>
  inTransaction(db, async (tx) => {
    const some = tx
      .selectFrom('automation_attempt_host')
      .select('id')
      .where('attempt_id', '=', attempt)
      .limit(PAGE)
    const { numDeletedRows } = await tx
      .deleteFrom('automation_attempt_host')
      .where('id', 'in', some)
      .executeTakeFirstOrThrow()
    return Number(numDeletedRows)
  })
