import { sql } from 'kysely'
import { contains, countUpTo, fold } from '../../../kernel/db/db.ts'
import { findSessionItems, type SessionItem } from '../sessions/session-list.store.ts'
import type { Db } from '../tables.ts'

/** Which of a person's workspaces; copies that wait for their word are never among them. */
interface WorkspacesAsked {
  account: number
  trashed?: boolean
  /** Somewhere in the name. */
  search?: string
}

function workspacesOf(db: Db, asked: WorkspacesAsked) {
  const { account, trashed = false, search } = asked
  return db
    .selectFrom('compute_workspace as w')
    .leftJoin('compute_share as s', 's.copy_id', 'w.id')
    .where('w.account_id', '=', account)
    .where('w.erased_at', 'is', null)
    .where('w.trashed_at', trashed ? 'is not' : 'is', null)
    .where((is) => is.or([is('s.copy_id', 'is', null), is('s.accepted', '=', 1)]))
    .$if(!!search, (query) =>
      query.where((is) => contains(db, is.ref('w.name_folded'), fold(search as string))),
    )
}

/** How many match. */
export const countWorkspaces = (db: Db, asked: WorkspacesAsked) =>
  countUpTo(db, workspacesOf(db, asked).select('w.id') as never)

/** Newest first, each with how it is shared and with the session that says most of how it stands. */
export async function listWorkspaceItems(
  db: Db,
  asked: WorkspacesAsked & { id?: number; before?: number; limit: number },
) {
  const { id, before } = asked
  const rows = await workspacesOf(db, asked)
    .leftJoin('kernel_account as f', 'f.id', 's.from_account')
    .leftJoin('compute_template as t', 't.id', 'w.template_id')
    .selectAll('w')
    .select([
      's.from_account',
      'f.name as from_name',
      'f.first_name as from_first',
      'f.last_name as from_last',
    ])
    .select('t.name as template_name')
    .select((is) =>
      is
        .selectFrom('compute_share as out')
        .innerJoin('compute_workspace as c', 'c.id', 'out.copy_id')
        .select(sql<number>`count(*)`.as('n'))
        .whereRef('out.original_id', '=', 'w.id')
        .where('c.trashed_at', 'is', null)
        .as('shares'),
    )
    .select((is) =>
      is
        .selectFrom('compute_session as each')
        .select(sql<number>`count(*)`.as('n'))
        .whereRef('each.workspace_id', '=', 'w.id')
        .as('sessions'),
    )
    .$if(id !== undefined, (query) => query.where('w.id', '=', id as number))
    .$if(before !== undefined, (query) => query.where('w.id', '<', before as number))
    .orderBy('w.id', 'desc')
    .limit(asked.limit)
    .execute()
  const sessions = await tellingSessions(
    db,
    rows.map((row) => row.id),
  )
  return rows.map((row) => ({ ...row, session: sessions.get(row.id) ?? null }))
}

export type WorkspaceItem = Awaited<ReturnType<typeof listWorkspaceItems>>[number]

/** Of each workspace the session that can be opened first of all, else one that is under way, else the last one that was. */
async function tellingSessions(db: Db, workspaces: readonly number[]): Promise<Map<number, SessionItem>> {
  if (workspaces.length === 0) return new Map()
  const rows = await db
    .selectFrom('compute_session')
    .select(['id', 'workspace_id', 'status', 'ready_at'])
    .where('workspace_id', 'in', workspaces)
    .where((is) =>
      is.or([
        is('status', 'in', ['pending', 'running', 'stopping']),
        is(
          'id',
          'in',
          is
            .selectFrom('compute_session')
            .select((each) => each.fn.max('id').as('id'))
            .where('workspace_id', 'in', workspaces)
            .groupBy('workspace_id'),
        ),
      ]),
    )
    .orderBy('id')
    .execute()
  const best = new Map<number, (typeof rows)[number]>()
  for (const row of rows) {
    const known = best.get(row.workspace_id)
    if (!known || rankOf(row) >= rankOf(known)) best.set(row.workspace_id, row)
  }
  if (best.size === 0) return new Map()
  const items = await findSessionItems(
    db,
    [...best.values()].map(({ id }) => id),
  )
  return new Map(items.map((item) => [item.workspace_id, item]))
}

const RANKS = { running: 3, pending: 2, stopping: 1, complete: 0, failed: 0 }

const rankOf = ({ status, ready_at }: Pick<SessionItem, 'status' | 'ready_at'>): number =>
  status === 'running' && ready_at !== null ? 4 : RANKS[status]
