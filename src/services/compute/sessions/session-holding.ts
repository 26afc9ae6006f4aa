import { type KernelDb, type KernelTx, viewOf } from '../../../kernel/db/db.ts'
import type { Merging } from '../../../kernel/identity/merge.ts'
import type { Holding } from '../../../kernel/identity/own-data.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import type { Compute } from '../compute.ts'
import type { ComputeTables, Tx } from '../tables.ts'
import { stopSessionIn } from './session-stop.ts'

const MOST = 10_000
const SYSTEM: By = { via: 'system' }
const dbOf = (db: KernelDb) => viewOf<ComputeTables>(db)
const txOf = (tx: KernelTx) => viewOf<ComputeTables>(tx)

/** Sessions of a person: with the person goes what they hold, and their hours are counted on without a name. */
export const sessionHolding = (compute: Compute): Holding => ({
  what: 'compute-sessions',
  export: async (db, account) => ({
    sessions: await dbOf(db)
      .selectFrom('compute_session')
      .select(['id', 'workspace_id', 'kind_key', 'resource_key', 'status', 'message', 'cause'])
      .select([
        'created_at',
        'started_at',
        'ended_at',
        'core_hours',
        'details',
        'options',
        'fields',
        'log_tail',
      ])
      .where('account_id', '=', account)
      .orderBy('id')
      .limit(MOST)
      .execute(),
    profiles: await dbOf(db)
      .selectFrom('compute_profile')
      .select(['name', 'kind_key', 'wanted', 'made_at'])
      .where('account_id', '=', account)
      .orderBy('id')
      .limit(MOST)
      .execute(),
  }),
  async erase(kernelTx, account) {
    const tx = txOf(kernelTx)
    const open = await tx
      .selectFrom('compute_session')
      .select(['id', 'workspace_id'])
      .where('account_id', '=', account)
      .where('status', 'in', ['pending', 'running'])
      .orderBy('id')
      .limit(MOST)
      .execute()
    for (const session of open)
      await stopSessionIn(compute, tx, SYSTEM, { session, message: 'Its owner was erased.' })
    const rows = await tx
      .updateTable('compute_session')
      .set({ ...EMPTY, account_id: null })
      .where('account_id', '=', account)
      .returning('id')
      .execute()
    await deleteLinks(
      tx,
      rows.map(({ id }) => id),
    )
    await tx.deleteFrom('compute_profile').where('account_id', '=', account).execute()
  },
})

const EMPTY = { details: '{}', options: '{}', fields: '{}', message: '', log_tail: null }

/** What the sessions of a workspace hold goes when its files go. The rows stay: their hours are counted on. */
export async function forgetSessionsOf(tx: Tx, workspace: number): Promise<void> {
  const rows = await tx
    .updateTable('compute_session')
    .set(EMPTY)
    .where('workspace_id', '=', workspace)
    .returning('id')
    .execute()
  await deleteLinks(
    tx,
    rows.map(({ id }) => id),
  )
}

async function deleteLinks(tx: Tx, sessions: readonly number[]): Promise<void> {
  if (sessions.length === 0) return
  for (const table of ['compute_session_link', 'compute_session_port'] as const)
    await tx.deleteFrom(table).where('session_id', 'in', sessions).execute()
}

/** When two accounts become one, its sessions and profiles are the other's; of two profiles of a name theirs stays. */
export const sessionMerging: Merging = {
  what: 'sessions',
  async count(db, from) {
    const { n } = await dbOf(db)
      .selectFrom('compute_session')
      .select((is) => is.fn.countAll<number>().as('n'))
      .where('account_id', '=', from)
      .executeTakeFirstOrThrow()
    return Number(n)
  },
  async move(kernelTx, from, to) {
    const tx = txOf(kernelTx)
    await tx.updateTable('compute_session').set({ account_id: to }).where('account_id', '=', from).execute()
    await tx
      .deleteFrom('compute_profile')
      .where('account_id', '=', from)
      .where(
        'name',
        'in',
        tx.selectFrom('compute_profile as theirs').select('theirs.name').where('theirs.account_id', '=', to),
      )
      .execute()
    await tx.updateTable('compute_profile').set({ account_id: to }).where('account_id', '=', from).execute()
  },
}
