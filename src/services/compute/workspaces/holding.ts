import { type KernelDb, type KernelTx, viewOf } from '../../../kernel/db/db.ts'
import type { Merging } from '../../../kernel/identity/merge.ts'
import type { Holding } from '../../../kernel/identity/own-data.ts'
import { enqueue } from '../../../kernel/jobs/jobs.ts'
import type { Compute } from '../compute.ts'
import type { ComputeTables } from '../tables.ts'
import { eraseJob } from './erase.ts'

const MOST = 10_000
const dbOf = (db: KernelDb) => viewOf<ComputeTables>(db)
const txOf = (tx: KernelTx) => viewOf<ComputeTables>(tx)

/** Workspaces of a person: their files go with the person, on the disk too. */
export const workspaceHolding = ({ kernel }: Compute): Holding => ({
  what: 'compute-workspaces',
  export: async (db, account) => ({
    workspaces: await dbOf(db)
      .selectFrom('compute_workspace')
      .select(['id', 'name', 'description', 'folder', 'disk_bytes', 'created_at', 'trashed_at'])
      .where('account_id', '=', account)
      .where('erased_at', 'is', null)
      .orderBy('id')
      .limit(MOST)
      .execute(),
    shares: await dbOf(db)
      .selectFrom('compute_share')
      .select(['copy_id', 'original_id', 'from_account', 'to_account', 'accepted', 'created_at'])
      .where((is) => is.or([is('from_account', '=', account), is('to_account', '=', account)]))
      .orderBy('copy_id')
      .limit(MOST)
      .execute(),
  }),
  async erase(kernelTx, account) {
    const tx = txOf(kernelTx)
    const now = kernel.clock.now()
    const gone = await tx
      .updateTable('compute_workspace')
      .set((is) => ({
        account_id: null,
        name: '',
        name_folded: '',
        description: '',
        requested: '{}',
        current: '{}',
        status: 'deleting',
        trashed_at: is.fn.coalesce('trashed_at', is.val(now)),
        erased_at: is.fn.coalesce('erased_at', is.val(now)),
      }))
      .where('account_id', '=', account)
      .returning('id')
      .execute()
    for (const { id } of gone) {
      await tx.deleteFrom('compute_share').where('copy_id', '=', id).execute()
      await tx.updateTable('compute_share').set({ original_id: null }).where('original_id', '=', id).execute()
      await enqueue(tx, eraseJob, { workspaceId: id }, { key: `compute.erase:${id}` })
    }
    for (const side of ['from_account', 'to_account'] as const)
      await tx
        .updateTable('compute_share')
        .set({ [side]: null })
        .where(side, '=', account)
        .execute()
    await tx.deleteFrom('compute_storage').where('account_id', '=', account).execute()
  },
})

/** When two accounts become one, its workspaces stay in their folders and have another owner. */
export const workspaceMerging: Merging = {
  what: 'workspaces',
  async count(db, from) {
    const { n } = await dbOf(db)
      .selectFrom('compute_workspace')
      .select((is) => is.fn.countAll<number>().as('n'))
      .where('account_id', '=', from)
      .where('erased_at', 'is', null)
      .executeTakeFirstOrThrow()
    return Number(n)
  },
  async move(kernelTx, from, to) {
    const tx = txOf(kernelTx)
    await tx.updateTable('compute_workspace').set({ account_id: to }).where('account_id', '=', from).execute()
    for (const side of ['from_account', 'to_account'] as const)
      await tx
        .updateTable('compute_share')
        .set({ [side]: to })
        .where(side, '=', from)
        .execute()
  },
}
