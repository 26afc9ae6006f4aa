import type { Updateable } from 'kysely'
import type { SessionStatus } from '../session-tables.ts'
import type { ComputeTables, Db, SessionRow, Tx } from '../tables.ts'

/** Not over. */
export const OPEN = ['pending', 'running', 'stopping'] as const satisfies readonly SessionStatus[]

export const isOpen = ({ status }: Pick<SessionRow, 'status'>): boolean =>
  (OPEN as readonly SessionStatus[]).includes(status)

export function findSession(db: Db, id: number): Promise<SessionRow | undefined> {
  return db.selectFrom('compute_session').selectAll().where('id', '=', id).executeTakeFirst()
}

export function findByExecution(db: Db, execution: number): Promise<SessionRow | undefined> {
  return db.selectFrom('compute_session').selectAll().where('execution_id', '=', execution).executeTakeFirst()
}

/** Which sessions the protocol lists. */
export interface SessionFilter {
  /** Whose workspaces. */
  account?: number
  id?: number
  workspace?: number
  resourceJobId?: number
  kindKey?: string
  status?: SessionStatus
  after?: number
  limit: number
}

/** By id. Those of workspaces that were deleted are not there. */
export const listSessions = (db: Db, filter: SessionFilter): Promise<SessionRow[]> =>
  findSessions(db, filter).selectAll('s').execute()

/** The same before it says what of them. */
export function findSessions(db: Db, filter: SessionFilter) {
  const { account, id, workspace, resourceJobId, kindKey, status, after } = filter
  return db
    .selectFrom('compute_session as s')
    .innerJoin('compute_workspace as w', 'w.id', 's.workspace_id')
    .where('w.trashed_at', 'is', null)
    .where('w.erased_at', 'is', null)
    .$if(account !== undefined, (query) => query.where('w.account_id', '=', account as number))
    .$if(id !== undefined, (query) => query.where('s.id', '=', id as number))
    .$if(workspace !== undefined, (query) => query.where('s.workspace_id', '=', workspace as number))
    .$if(resourceJobId !== undefined, (query) =>
      query.where('s.resource_job_id', '=', resourceJobId as number),
    )
    .$if(kindKey !== undefined, (query) => query.where('s.kind_key', '=', kindKey as string))
    .$if(status !== undefined, (query) => query.where('s.status', '=', status as SessionStatus))
    .$if(after !== undefined, (query) => query.where('s.id', '>', after as number))
    .orderBy('s.id')
    .limit(filter.limit)
}

/** All that are not over, by id. */
export function listOpen(db: Db, after: number, limit: number): Promise<SessionRow[]> {
  return db
    .selectFrom('compute_session')
    .selectAll()
    .where('status', 'in', [...OPEN])
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()
}

/** Changes a session that is in one of these states, in one statement; undefined where it is not. */
export function moveSession(
  tx: Tx,
  id: number,
  from: readonly SessionStatus[],
  columns: Updateable<ComputeTables['compute_session']>,
): Promise<SessionRow | undefined> {
  return tx
    .updateTable('compute_session')
    .set((is) => ({ ...columns, version: is('version', '+', 1) }))
    .where('id', '=', id)
    .where('status', 'in', [...from])
    .returningAll()
    .executeTakeFirst()
}

export async function addStep(
  tx: Tx,
  session: number,
  { at, step, text }: { at: number; step: string; text: string },
): Promise<void> {
  await tx.insertInto('compute_session_step').values({ session_id: session, at, step, text }).execute()
}

/** No session waits or runs in the workspace any more: it rests. */
export async function restWorkspace(tx: Tx, workspace: number): Promise<void> {
  await tx
    .updateTable('compute_workspace')
    .set({ status: 'idle' })
    .where('id', '=', workspace)
    .where('status', '=', 'active')
    .where((is) =>
      is.not(
        is.exists(
          is
            .selectFrom('compute_session')
            .select('compute_session.id')
            .where('workspace_id', '=', workspace)
            .where('compute_session.status', 'in', [...OPEN]),
        ),
      ),
    )
    .execute()
}
