import { Type } from 'typebox'
import { inTransaction, lock } from '../../../kernel/db/db.ts'
import { defineJob, type Job } from '../../../kernel/jobs/jobs.ts'
import { DAY_MS } from '../../../kernel/span.ts'
import type { Automation } from '../automation.ts'
import { removeOfAttempt } from '../runs/output.ts'
import { clearRemains } from '../runs/remains.ts'

const PAGE = 50

const payload = Type.Object({})

/** Removes what hosts said in runs that ended long ago, and versions of files that are old and many. The runs stay, with their counts. */
const removeOld: Job<typeof payload, Automation> = defineJob({
  name: 'automation.remove-old',
  payload,
  async run(_payload, automation, { signal }) {
    await removeOutputs(automation, signal)
    await removeFileVersions(automation, signal)
  },
})

/** Page after page, all that is past its time. */
export async function removeOutputs(automation: Automation, signal?: AbortSignal): Promise<void> {
  const { keepDays } = automation.settings
  if (keepDays === 0) return
  const before = automation.kernel.clock.now() - keepDays * DAY_MS
  while (!signal?.aborted) {
    const ids = await listOld(automation, before)
    for (const id of ids) {
      await removeOfAttempt(automation.db, 'automation_output', id, signal)
      if (signal?.aborted) return
      await forget(automation, id)
    }
    if (ids.length < PAGE) return
  }
}

/** Page after page, those past their time that are not among the newest of their file, and that no run shows any more. */
export async function removeFileVersions(automation: Automation, signal?: AbortSignal): Promise<void> {
  const { keepFileDays } = automation.settings
  if (keepFileDays === 0) return
  const before = automation.kernel.clock.now() - keepFileDays * DAY_MS
  while (!signal?.aborted) {
    const ids = await listOldVersions(automation, before)
    if (ids.length > 0)
      await inTransaction(automation.db, (tx) =>
        tx.deleteFrom('automation_file_version').where('id', 'in', ids).execute(),
      )
    if (ids.length < PAGE) return
  }
}

async function listOldVersions({ db, settings }: Automation, before: number): Promise<number[]> {
  const rows = await db
    .selectFrom('automation_file_version as v')
    .select('v.id')
    .where('v.at', '<', before)
    .where('v.id', '<', (is) =>
      is
        .selectFrom('automation_file_version as n')
        .select('n.id')
        .whereRef('n.path', '=', 'v.path')
        .orderBy('n.id', 'desc')
        .limit(1)
        .offset(settings.keepFileVersions - 1),
    )
    .where((is) =>
      is.not(
        is.exists(
          is
            .selectFrom('automation_attempt as a')
            .select('a.id')
            .whereRef('a.template_version_id', '=', 'v.id')
            .where('a.output_removed_at', 'is', null),
        ),
      ),
    )
    .orderBy('v.id')
    .limit(PAGE)
    .execute()
  return rows.map(({ id }) => id)
}

export function registerRetention(automation: Automation): void {
  const { jobs } = automation.kernel
  jobs.register(removeOld, automation)
  jobs.register(clearRemains, automation)
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
