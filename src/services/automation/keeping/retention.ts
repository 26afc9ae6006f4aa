import { Type } from 'typebox'
import { inTransaction, lock } from '../../../kernel/db/db.ts'
import { defineJob, type Job } from '../../../kernel/jobs/jobs.ts'
import { DAY_MS } from '../../../kernel/span.ts'
import type { Automation } from '../automation.ts'
import { removeOutputOf } from '../runs/output.ts'

const PAGE = 50

const payload = Type.Object({})

/** Removes what hosts said in runs that ended long ago. The runs stay, with their counts. */
const removeOld: Job<typeof payload, Automation> = defineJob({
  name: 'automation.remove-old',
  payload,
  run: (_payload, automation, { signal }) => removeOutputs(automation, signal),
})

/** Page after page, all that is past its time. */
export async function removeOutputs(automation: Automation, signal?: AbortSignal): Promise<void> {
  const { keepDays } = automation.settings
  if (keepDays === 0) return
  const before = automation.kernel.clock.now() - keepDays * DAY_MS
  while (!signal?.aborted) {
    const ids = await listOld(automation, before)
    for (const id of ids) {
      await removeOutputOf(automation.db, id, signal)
      if (signal?.aborted) return
      await forget(automation, id)
    }
    if (ids.length < PAGE) return
  }
}

export function registerRetention(automation: Automation): void {
  const { jobs } = automation.kernel
  jobs.register(removeOld, automation)
  jobs.schedule({ name: removeOld.name, cron: '47 3 * * *', job: removeOld, payload: {} })
}

async function listOld({ db }: Automation, before: number): Promise<number[]> {
  const rows = await db
    .selectFrom('automation_attempt')
    .select('id')
    .where('finished_at', '<', before)
    .where('output_removed_at', 'is', null)
    .orderBy('finished_at')
    .orderBy('id')
    .limit(PAGE)
    .execute()
  return rows.map(({ id }) => id)
}

/** What hosts gave goes with the last of what they printed. */
async function forget({ db, kernel }: Automation, id: number): Promise<void> {
  await inTransaction(db, async (tx) => {
    await lock(tx, 'automation_attempt', [id])
    await tx.deleteFrom('automation_output').where('attempt_id', '=', id).execute()
    await tx
      .updateTable('automation_attempt_host')
      .set({ entries: null, error: null, kept_bytes: 0 })
      .where('attempt_id', '=', id)
      .execute()
    await tx
      .updateTable('automation_attempt')
      .set({ output_removed_at: kernel.clock.now() })
      .where('id', '=', id)
      .execute()
  })
}
