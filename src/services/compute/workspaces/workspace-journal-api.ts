import { type Static, Type } from 'typebox'
import { Id, IdParams, Nullable, Page, Query, Time, time } from '../../../kernel/api/shapes.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import { type JournalRow, mayReadEntry, nameOf, reasonOf } from '../../../kernel/journal/journal.ts'
import { findNames, type Names } from '../../../kernel/journal/names.ts'
import { searchEntries } from '../../../kernel/journal/search.ts'
import { type Compute, USER_ROLE } from '../compute.ts'
import { requireWorkspace } from './workspace.store.ts'
import { objectOf } from './workspace.ts'

const EntryView = Type.Object({
  seq: Id,
  at: Time,
  action: Type.String(),
  who: Type.Union([Type.String(), Type.Null()], { description: 'Null where the server did it by itself' }),
  old: Type.Unknown(),
  new: Type.Unknown(),
  details: Type.Unknown(),
  reason: Nullable,
})

/** Of so many sessions, the newest, a workspace's journal tells. */
const MOST_SESSIONS = 500

/** What happened to a workspace and in it, for its owner. */
export function workspaceJournalRoutes(scope: Scope, compute: Compute): void {
  scope.get(
    '/workspaces/:id/journal',
    {
      config: { access: { role: USER_ROLE } },
      schema: {
        summary: 'What happened to one of my workspaces and its sessions, newest first',
        params: IdParams,
        querystring: Query({
          before: Type.Optional(Id),
          limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
        }),
        response: { 200: Page(EntryView) },
      },
    },
    async (request) => {
      const actor = request.actor as Actor
      const workspace = await requireWorkspace(compute, actor, request.params.id, { trashed: true })
      const sessions = await compute.db
        .selectFrom('compute_session')
        .select('id')
        .where('workspace_id', '=', workspace.id)
        .orderBy('id', 'desc')
        .limit(MOST_SESSIONS)
        .execute()
      const object = [objectOf(workspace), ...sessions.map(({ id }) => `compute.session:${id}`)]
      const { rows, next } = await searchEntries(compute.kernel.db, { object }, request.query)
      const readable = rows.filter((row) => mayReadEntry(row, actor))
      const names = await findNames(compute.kernel.db, readable)
      return { items: readable.map((row) => entryView(row, names)), next }
    },
  )
}

function entryView(row: JournalRow, names: Names): Static<typeof EntryView> {
  const parsed = (text: string | null): unknown => (text === null ? null : JSON.parse(text))
  return {
    seq: row.seq ?? 0,
    at: time(row.at),
    action: row.action,
    who: names.get(`account:${row.account_id}`) ?? nameOf(row),
    old: parsed(row.old),
    new: parsed(row.new),
    details: parsed(row.details),
    reason: reasonOf(row),
  }
}
