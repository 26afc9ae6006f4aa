import { Type } from 'typebox'
import { inTransaction } from '../../kernel/db/db.ts'
import { defineJob, enqueue, type Jobs } from '../../kernel/jobs/jobs.ts'
import { DAY_MS } from '../../kernel/span.ts'
import { readUpload } from './answers/read-job.ts'
import { ensureResponses } from './answers/response-file.ts'
import { type Collection, responsesPath } from './collection.ts'
import { registerOutJobs } from './exports/out-jobs.ts'
import * as store from './submissions/submission.store.ts'
import { findIncomplete } from './uploads/incomplete-job.ts'
import { sortSubmissions } from './uploads/sort-job.ts'

const BATCH = 200

/** Puts the files of responses on disk, makes missing ones from their rows, and marks the rows. */
const syncResponses = defineJob({
  name: 'collection.sync-responses',
  payload: Type.Object({}),
  async run(_payload, collection: Collection, { signal }) {
    for (let after = 0; !signal.aborted; ) {
      const rows = await store.listUnsynced(collection.db, after, BATCH)
      const last = rows.at(-1)
      if (!last) return
      after = last.id
      // One that a request is about to write is for the next round.
      const due = rows.filter((row) => !collection.writing.has(row.id))
      try {
        await syncBatch(collection, due)
      } catch (error) {
        // The rows hold everything; the next round finds them again, and room perhaps.
        if ((error as { code?: string }).code !== 'storage_full') throw error
        return collection.kernel.log.warn('The disk is full: files of responses are written later.')
      }
      const ids = due.map((row) => row.id)
      await inTransaction(collection.db, (tx) => store.markSynced(tx, ids))
      for (const id of ids) collection.written.delete(id)
    }
  },
})

type Unsynced = Awaited<ReturnType<typeof store.listUnsynced>>

/** Files that this process wrote are synced together; what an earlier one may have written is looked at first. */
async function syncBatch(collection: Collection, rows: Unsynced): Promise<void> {
  const { area, written } = collection
  const ours = rows.filter((row) => written.has(row.id))
  try {
    await area.syncFiles(ours.map((row) => responsesPath(row.project_name, row.stamp)))
  } catch (error) {
    if ((error as { code?: string }).code !== 'file_missing') throw error
    // Somebody has taken one away: each is looked at.
    for (const row of ours) written.delete(row.id)
  }
  for (const row of rows) {
    const target = { id: row.id, projectId: row.project_id, project: row.project_name, stamp: row.stamp }
    if (!written.has(row.id)) await ensureResponses(collection, target, row.responses ?? '')
  }
}

/** Forgets grants that ended long ago and were never used; used ones stay, their submissions name them. */
const forgetGrants = defineJob({
  name: 'collection.forget-grants',
  payload: Type.Object({}),
  async run(_payload, { db, kernel, settings, logs }: Collection) {
    const before = kernel.clock.now() - settings.keepExpiredDays * DAY_MS
    const gone = await inTransaction(db, async (tx) => {
      const rows = await tx
        .deleteFrom('collection_grant')
        .where('expires_at', '<', before)
        .where('uses', '=', 0)
        .returning('id')
        .execute()
      if (rows.length > 0) {
        await kernel.journal.record(tx, {
          by: { via: 'system' },
          action: 'collection.grants.forgotten',
          service: 'collection',
          details: { ids: rows.slice(0, 1_000).map((row) => row.id), count: rows.length },
        })
      }
      return rows
    })
    for (const { id } of gone) logs.add('console', `remove: grant ${id}`)
  },
})

/** Asks for the files of responses that a kill or a power loss may have taken. */
export function syncSoon(collection: Collection): Promise<void> {
  return inTransaction(collection.db, (tx) => enqueue(tx, syncResponses, {}, { key: syncResponses.name }))
}

/** Lets this server do the service's background work. */
export function registerJobs(jobs: Jobs, collection: Collection): void {
  jobs.register(syncResponses, collection)
  jobs.register(forgetGrants, collection)
  jobs.register(sortSubmissions, collection)
  jobs.register(readUpload, collection)
  jobs.register(findIncomplete, collection)
  registerOutJobs(jobs, collection)
  jobs.schedule({ name: syncResponses.name, cron: '* * * * *', job: syncResponses, payload: {} })
  jobs.schedule({ name: sortSubmissions.name, cron: '* * * * *', job: sortSubmissions, payload: {} })
  jobs.schedule({ name: findIncomplete.name, cron: '*/5 * * * *', job: findIncomplete, payload: {} })
  jobs.schedule({ name: forgetGrants.name, cron: '41 3 * * *', job: forgetGrants, payload: {} })
}
