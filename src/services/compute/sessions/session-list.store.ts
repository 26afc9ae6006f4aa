import { sql } from 'kysely'
import { contains, countUpTo, fold } from '../../../kernel/db/db.ts'
import type { Db } from '../tables.ts'

/** How a session stands, for those who look for some: `open` waits, runs or stops; the rest are over. */
export const SESSION_FILTERS = ['open', 'waiting', 'running', 'ended', 'failed'] as const
export type SessionFilter = (typeof SESSION_FILTERS)[number]

const STATUSES = {
  open: ['pending', 'running', 'stopping'],
  waiting: ['pending'],
  running: ['running', 'stopping'],
  ended: ['complete'],
  failed: ['failed'],
} as const

/** Which sessions a list is about; without an account those of everybody. */
export interface Asked {
  account?: number
  workspace?: number
  state?: SessionFilter
  kind?: string
  resource?: string
  search?: string
}

/** What a list, a card and a page show of a session, beside its own row: where it lies, whose it is, and what its scheduler says. */
function sessionsWith(db: Db) {
  return db
    .selectFrom('compute_session as s')
    .innerJoin('compute_workspace as w', 'w.id', 's.workspace_id')
    .innerJoin('compute_kind_version as v', (join) =>
      join.onRef('v.kind_id', '=', 's.kind_id').onRef('v.version', '=', 's.kind_version'),
    )
    .leftJoin('compute_resource as r', 'r.key', 's.resource_key')
    .leftJoin('kernel_account as a', 'a.id', 's.account_id')
    .leftJoin('kernel_execution as e', 'e.id', 's.execution_id')
    .selectAll('s')
    .select(['w.name as workspace_name', 'w.trashed_at', 'r.name as resource_name', 'v.definition'])
    .select(['a.name as account_name', 'a.first_name', 'a.last_name'])
    .select(['e.reason', 'e.expected_at', 'e.unreachable_since', 'e.state as execution_state'])
}

export type SessionItem = NonNullable<Awaited<ReturnType<typeof findSessionItem>>>

const sessionsOf = (db: Db, { account, workspace, state, kind, resource, search }: Asked) =>
  sessionsWith(db)
    .$if(account !== undefined, (query) => query.where('s.account_id', '=', account as number))
    .$if(workspace !== undefined, (query) => query.where('s.workspace_id', '=', workspace as number))
    .$if(state !== undefined, (query) => query.where('s.status', 'in', [...STATUSES[state as SessionFilter]]))
    .$if(kind !== undefined, (query) => query.where('s.kind_key', '=', kind as string))
    .$if(resource !== undefined, (query) => query.where('s.resource_key', '=', resource as string))
    .$if(search !== undefined && search !== '', (query) =>
      query.where((is) =>
        is.or([
          contains(db, sql.ref('w.name_folded'), fold(search as string)),
          contains(db, sql.ref('a.name_folded'), fold(search as string)),
          contains(db, sql.ref('a.names_folded'), fold(search as string)),
        ]),
      ),
    )

/** Newest first. */
export const listSessionItems = (db: Db, asked: Asked & { before?: number; limit: number }) =>
  sessionsOf(db, asked)
    .$if(asked.before !== undefined, (query) => query.where('s.id', '<', asked.before as number))
    .orderBy('s.id', 'desc')
    .limit(asked.limit)
    .execute()

export const findSessionItem = (db: Db, id: number) =>
  sessionsWith(db).where('s.id', '=', id).executeTakeFirst()

/** Those of these numbers. */
export const findSessionItems = (db: Db, ids: readonly number[]) =>
  sessionsWith(db).where('s.id', 'in', ids).orderBy('s.id').limit(ids.length).execute()

/** How many match. */
export const countSessions = (db: Db, asked: Asked) =>
  countUpTo(db, sessionsOf(db, asked).clearSelect().select('s.id') as never)

/** What happened while a session was made and ran, in order. */
export const listSteps = (db: Db, session: number) =>
  db
    .selectFrom('compute_session_step')
    .select(['at', 'step', 'text'])
    .where('session_id', '=', session)
    .orderBy('id')
    .limit(200)
    .execute()
