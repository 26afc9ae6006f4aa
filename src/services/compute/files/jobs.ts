import { Type } from 'typebox'
import { inTransaction } from '../../../kernel/db/db.ts'
import { defineJob } from '../../../kernel/jobs/jobs.ts'
import { HOUR_MS } from '../../../kernel/span.ts'
import type { Compute } from '../compute.ts'
import { removeFolder } from './remove.ts'
import { askScan, registerScan } from './scan.ts'
import { sweepTrash } from './trash.ts'
import { sweepUploads } from './upload.ts'
import { VISIT_NOTICE } from './visit.ts'

const PAGE = 200

const sweepJob = defineJob({
  name: 'compute.sweep-files',
  payload: Type.Object({}),
  async run(_payload, compute: Compute, { signal }) {
    await sweepUploads(compute)
    await sweepStaging(compute, HOUR_MS)
    await sweepTrashes(compute, signal)
  },
})

/** What the files of workspaces need done at the start and in the background. */
export async function registerFiles(compute: Compute): Promise<void> {
  const { jobs, notices, database } = compute.kernel
  if (database.dialect === 'sqlite') await sweepStaging(compute, 0)
  registerScan(compute)
  jobs.register(sweepJob, compute)
  jobs.schedule({ name: 'compute.sweep-files', cron: '41 * * * *', job: sweepJob, payload: {} })
  notices.define({
    kind: VISIT_NOTICE,
    service: 'compute',
    title: 'Somebody looked at my files',
    default: { console: true, mail: true },
  })
}

/**
 * Removes what killed servers have left: at the start all of it, where this process is the only one, and hourly what
 * nobody has touched for an hour. Bytes of uploads stay as long as their row does.
 */
async function sweepStaging({ files, db }: Compute, olderThanMs: number): Promise<void> {
  for (const name of await files.staging.leftovers(olderThanMs)) {
    const upload = /^u-(\d{1,15})$/.exec(name)?.[1]
    const row = upload
      ? await db.selectFrom('compute_upload').select('id').where('id', '=', Number(upload)).executeTakeFirst()
      : undefined
    if (!row) await removeFolder(`${files.staging.folder}/${name}`)
  }
}

async function sweepTrashes(compute: Compute, signal: AbortSignal): Promise<void> {
  const { db } = compute
  for (let after = 0; ; ) {
    const rows = await db
      .selectFrom('compute_workspace')
      .selectAll()
      .where('trashed_at', 'is', null)
      .where('erased_at', 'is', null)
      .where('id', '>', after)
      .orderBy('id')
      .limit(PAGE)
      .execute()
    for (const row of rows) {
      signal.throwIfAborted()
      if (await sweepTrash(compute, row)) await inTransaction(db, (tx) => askScan(compute, tx, row.id))
    }
    if (rows.length < PAGE) return
    after = rows.at(-1)?.id ?? after
  }
}
