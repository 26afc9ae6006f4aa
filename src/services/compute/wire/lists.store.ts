import { sql } from 'kysely'
import { findSessions, type SessionFilter } from '../sessions/session.store.ts'
import { listShares, type ShareItem, type SharesAsked, sharesIn } from '../sharing/share-list.store.ts'
import type { Db, SessionRow, WorkspaceRow } from '../tables.ts'
import type { WorkspaceStatus } from '../workspace-tables.ts'
import { wireProblems } from './wire.ts'

interface WorkspaceFilter {
  account: number
  id?: number
  name?: string
  description?: string
  status?: string
  limit: number
  offset: number
}

/** A list is whole in memory, and there is no end to what people make: longer ones are asked for in parts. */
const MOST_LETTERS = 64_000_000

/** Refuses a list whose texts are too long together; looked at where one asks for many. */
async function requireFit(
  sizes: { select(what: never): { execute(): Promise<unknown[]> } },
  columns: readonly string[],
): Promise<void> {
  const lengths = columns.map((column) => sql<number>`coalesce(octet_length(${sql.ref(column)}), 0)`)
  const bytes = sql<number>`${sql.join(lengths, sql` + `)}`.as('bytes')
  const rows = (await sizes.select(bytes as never).execute()) as { bytes: number }[]
  if (rows.reduce((sum, row) => sum + Number(row.bytes), 0) > MOST_LETTERS) throw wireProblems.tooLong()
}

/** Somebody's workspaces by id, without what was deleted, and without copies that they have not accepted. */
export async function listOwnWorkspaces(db: Db, filter: WorkspaceFilter): Promise<WorkspaceRow[]> {
  const found = findOwnWorkspaces(db, filter)
  if (filter.id === undefined) await requireFit(found as never, ['description', 'requested', 'current'])
  return found.selectAll().execute()
}

function findOwnWorkspaces(db: Db, filter: WorkspaceFilter) {
  const { account, id, name, description, status } = filter
  return db
    .selectFrom('compute_workspace as w')
    .where('account_id', '=', account)
    .where('trashed_at', 'is', null)
    .where('erased_at', 'is', null)
    .where((is) =>
      is.not(
        is.exists(
          is
            .selectFrom('compute_share')
            .select('copy_id')
            .whereRef('copy_id', '=', 'w.id')
            .where('accepted', '=', 0),
        ),
      ),
    )
    .$if(id !== undefined, (query) => query.where('id', '=', id as number))
    .$if(name !== undefined, (query) => query.where('name', '=', name as string))
    .$if(description !== undefined, (query) => query.where('description', '=', description as string))
    .$if(status !== undefined, (query) => query.where('status', '=', status as WorkspaceStatus))
    .orderBy('id')
    .limit(filter.limit)
    .offset(filter.offset)
}

/** Offers by the id of their copy, each with both workspaces. */
export async function listWireShares(db: Db, asked: SharesAsked): Promise<ShareItem[]> {
  await requireFit(sharesIn(db, asked) as never, [
    ...['c.description', 'c.requested', 'c.current'],
    ...['o.description', 'o.requested', 'o.current'],
  ])
  return listShares(db, { ...asked, order: 'asc' })
}

/** All but what a session has printed, and what stands of it on our own pages. */
const SHOWN = [
  ...(['s.id', 's.workspace_id', 's.account_id', 's.kind_id', 's.kind_version', 's.kind_key'] as const),
  ...(['s.resource_key', 's.resource_job_id', 's.execution_id', 's.status', 's.message', 's.cause'] as const),
  ...(['s.created_at', 's.started_at', 's.ready_at', 's.ended_at', 's.deadline_at', 's.latest_at'] as const),
  ...(['s.core_hours', 's.details', 's.options', 's.cpus', 's.memory_mb', 's.minutes', 's.gpus'] as const),
  ...([
    's.idle_minutes',
    's.last_active_at',
    's.warned_at',
    's.disk_told_at',
    's.host',
    's.port',
    's.helper_port',
  ] as const),
  ...(['s.start_page', 's.secret_cipher', 's.label', 's.like_id', 's.version'] as const),
]
const LEFT_OUT = { fields: '{}', report: null, log_tail: null, disk_told_at: null }

/** Somebody's sessions by id. A known client asks for them every second. */
export async function listJobs(db: Db, filter: SessionFilter): Promise<SessionRow[]> {
  const found = findSessions(db, filter)
  if (filter.id === undefined) await requireFit(found as never, ['s.details', 's.options'])
  const rows = await found.select(SHOWN).execute()
  return rows.map((row) => ({ ...row, ...LEFT_OUT }))
}

interface Watched {
  accounts: readonly number[]
  sessions: readonly number[]
  endedAfter: number
}

const MOST_WATCHED = 10_000

/** Sessions that sockets tell of, with whose workspace they are in: of accounts those that are open or have just ended. */
export function listWatchedSessions(db: Db, { accounts, sessions, endedAfter }: Watched) {
  return db
    .selectFrom('compute_session as s')
    .innerJoin('compute_workspace as w', 'w.id', 's.workspace_id')
    .selectAll('s')
    .select('w.account_id as owner')
    .where('w.trashed_at', 'is', null)
    .where('w.erased_at', 'is', null)
    .where((is) =>
      is.or([
        ...(sessions.length > 0 ? [is('s.id', 'in', [...new Set(sessions)])] : []),
        ...(accounts.length > 0
          ? [
              is.and([
                is('w.account_id', 'in', [...new Set(accounts)]),
                is.or([is('s.ended_at', 'is', null), is('s.ended_at', '>', endedAfter)]),
              ]),
            ]
          : []),
      ]),
    )
    .orderBy('s.id')
    .limit(MOST_WATCHED)
    .execute()
}
