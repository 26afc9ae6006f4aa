import { Type } from 'typebox'
import { inTransaction, lock } from '../../../kernel/db/db.ts'
import { defineJob, enqueue } from '../../../kernel/jobs/jobs.ts'
import { type Compute, SERVICE } from '../compute.ts'
import { scanWorkspace } from '../files/scan.ts'
import { bytesInWords } from './figures.ts'
import { limitsOf } from './quota.ts'
import { diskOf } from './use.ts'

const DISK_OVER = 'compute.disk-over'
/** A look costs a walk through the whole folder, so they are rare, and spread over this time: the disk is people's. */
const EVERY_MS = 600_000
const MOST = 10_000

const lookJob = defineJob({
  name: 'compute.look-at-disk',
  payload: Type.Object({ id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) }),
  async run({ id }, compute: Compute) {
    await scanWorkspace(compute, id)
    await tellIfOver(compute, id)
  },
})

const watchJob = defineJob({
  name: 'compute.watch-disk',
  payload: Type.Object({}),
  async run(_payload, compute: Compute) {
    const { db, kernel } = compute
    const rows = await db
      .selectFrom('compute_session')
      .select('workspace_id as id')
      .distinct()
      .where('status', '=', 'running')
      .orderBy('workspace_id')
      .limit(MOST)
      .execute()
    const now = kernel.clock.now()
    await inTransaction(db, async (tx) => {
      for (const [at, { id }] of rows.entries()) {
        const afterMs = Math.floor((at * EVERY_MS) / rows.length)
        const when = afterMs > 0 && { runAt: now + afterMs }
        await enqueue(tx, lookJob, { id }, { key: `compute.look-at-disk:${id}`, ...when })
      }
    })
  },
})

/** Counts what running sessions write, so that quotas hold before their end. */
export function registerDiskWatch(compute: Compute): void {
  const { jobs, notices } = compute.kernel
  jobs.register(lookJob, compute)
  jobs.register(watchJob, compute)
  jobs.schedule({ name: 'compute.watch-disk', cron: '*/10 * * * *', job: watchJob, payload: {} })
  notices.define({
    kind: DISK_OVER,
    service: SERVICE,
    title: 'My workspaces hold more than they may',
    default: { console: true, mail: true },
  })
}

/** Once for all sessions that run then: whoever has been told knows it. */
async function tellIfOver({ db, kernel }: Compute, workspace: number): Promise<void> {
  await inTransaction(db, async (tx) => {
    const row = await tx
      .selectFrom('compute_workspace')
      .select('account_id')
      .where('id', '=', workspace)
      .executeTakeFirst()
    const account = row?.account_id
    if (account == null) return
    await lock(tx, 'kernel_account', [account])
    const { diskBytes } = await limitsOf(tx, account)
    const used = await diskOf(tx, account)
    if (diskBytes === null || used <= diskBytes) return
    const told = await tx
      .updateTable('compute_session')
      .set({ disk_told_at: kernel.clock.now() })
      .where('account_id', '=', account)
      .where('status', '=', 'running')
      .where('disk_told_at', 'is', null)
      .returning('id')
      .execute()
    if (told.length === 0) return
    await kernel.notices.send(tx, {
      to: [account],
      kind: DISK_OVER,
      title: `Your workspaces hold ${bytesInWords(used)} of ${bytesInWords(diskBytes)}`,
      text: 'What runs goes on. Nothing new is started, made or uploaded until you remove files or empty the trash.',
      link: `/app/compute/workspaces/${workspace}`,
    })
  })
}
