import type { Actor } from '../../../kernel/identity/actor.ts'
import type { Compute } from '../compute.ts'
import { problems } from '../problems.ts'
import type { SessionStatus } from '../session-tables.ts'
import type { Db, WorkspaceRow } from '../tables.ts'

/** A workspace that is not gone for good; those in the trash are found too. */
export function findWorkspace(db: Db, id: number): Promise<WorkspaceRow | undefined> {
  return db
    .selectFrom('compute_workspace')
    .selectAll()
    .where('id', '=', id)
    .where('erased_at', 'is', null)
    .executeTakeFirst()
}

/** Which of a person's workspaces do as well, beside those that they work in. */
export interface Also {
  trashed?: boolean
  /** A copy that was shared with them, and that they have not accepted. */
  offered?: boolean
}

/** The workspace of an actor who owns it; for everybody else it is not there (404). */
export async function requireWorkspace(
  { db }: Compute,
  actor: Pick<Actor, 'accountId'> | undefined,
  id: number,
  also: Also = {},
): Promise<WorkspaceRow> {
  const row = await findWorkspace(db, id)
  if (!row || row.account_id !== actor?.accountId) throw problems.notFound()
  if (row.trashed_at !== null && !also.trashed) throw problems.notFound()
  if (!also.offered && (await isOffered(db, id))) throw problems.notFound()
  return row
}

/** It is a copy that waits for its receiver's word. */
export async function isOffered(db: Db, id: number): Promise<boolean> {
  const share = await db
    .selectFrom('compute_share')
    .select('copy_id')
    .where('copy_id', '=', id)
    .where('accepted', '=', 0)
    .executeTakeFirst()
  return share !== undefined
}

/** How its sessions stand that are not over. */
export async function openSessionsOf(db: Db, id: number): Promise<SessionStatus[]> {
  const rows = await db
    .selectFrom('compute_session')
    .select('status')
    .where('workspace_id', '=', id)
    .where('status', 'in', ['pending', 'running', 'stopping'])
    .orderBy('id')
    .execute()
  return rows.map(({ status }) => status)
}

/** Copies of it wait for somebody's word. */
export async function hasPendingShares(db: Db, id: number): Promise<boolean> {
  const share = await db
    .selectFrom('compute_share')
    .select('copy_id')
    .where('original_id', '=', id)
    .where('accepted', '=', 0)
    .limit(1)
    .executeTakeFirst()
  return share !== undefined
}
