import { sql } from 'kysely'
import { contains, fold } from '../../../kernel/db/db.ts'
import type { Db, ParticipantRow, Tx } from '../tables.ts'

export const PARTICIPANT_STATES = [
  'no-link',
  'unused',
  'partial',
  'complete',
  'expired',
  'revoked',
  'withdrawn',
] as const
export type ParticipantState = (typeof PARTICIPANT_STATES)[number]

/** Which participants an act or a list is about: named ones, or all that match. */
export interface Selection {
  ids?: readonly number[]
  states?: readonly ParticipantState[]
  search?: string
  /** Those whom this import has added. */
  importId?: number
}

/** What came in decides first; after that it is the link that is unused, over or withdrawn. */
const stateAt = (now: number) => sql<ParticipantState>`case
  when p.withdrawn_at is not null then 'withdrawn'
  when p.progress = 'complete' then 'complete'
  when g.id is null and p.progress = 'unused' then 'no-link'
  when g.revoked_at is not null then 'revoked'
  when g.expires_at <= ${now} then 'expired'
  else p.progress end`

interface Asked extends Selection {
  projectId: number
  now: number
}

function participantsOf(db: Db, { projectId, now, ids, states, search, importId }: Asked) {
  return db
    .selectFrom('collection_participant as p')
    .leftJoin('collection_grant as g', 'g.id', 'p.grant_id')
    .where('p.project_id', '=', projectId)
    .$if(ids !== undefined, (query) => query.where('p.id', 'in', ids?.length ? [...ids] : [0]))
    .$if(importId !== undefined, (query) => query.where('p.import_id', '=', importId as number))
    .$if(states !== undefined && states.length > 0, (query) =>
      query.where(stateAt(now), 'in', states as ParticipantState[]),
    )
    .$if(search !== undefined && search !== '', (query) =>
      query.where((eb) =>
        eb.or([
          contains(db, sql.ref('p.code_folded'), fold(search as string)),
          contains(db, sql.ref('p.email'), search as string),
          contains(db, sql.ref('p.note'), search as string),
        ]),
      ),
    )
}

/** In the order in which they were added. */
export async function listParticipants(db: Db, asked: Asked & { after?: number; limit: number }) {
  const { now, after, limit } = asked
  return participantsOf(db, asked)
    .selectAll('p')
    .select(['g.expires_at', 'g.revoked_at', 'g.issued_at', 'g.sha256', 'g.cipher', stateAt(now).as('state')])
    .$if(after !== undefined, (query) => query.where('p.id', '>', after as number))
    .orderBy('p.id')
    .limit(limit)
    .execute()
}

export type ParticipantItem = Awaited<ReturnType<typeof listParticipants>>[number]

/** How many there are of each state, up to a bound. */
export async function countStates(
  db: Db,
  asked: Asked,
  most: number,
): Promise<Record<ParticipantState, number>> {
  const rows = await db
    .selectFrom(participantsOf(db, asked).select(stateAt(asked.now).as('state')).limit(most).as('each'))
    .select((eb) => ['each.state', eb.fn.countAll<number>().as('n')])
    .groupBy('each.state')
    .execute()
  const counts = { 'no-link': 0, unused: 0, partial: 0, complete: 0, expired: 0, revoked: 0, withdrawn: 0 }
  for (const { state, n } of rows) counts[state] = Number(n)
  return counts
}

/** The same selection by pages, for acts on many: no iterator stays open between them. */
export async function* eachPage(
  db: Db,
  asked: Asked,
  size: number,
): AsyncGenerator<ParticipantItem[], void, undefined> {
  const { ids } = asked
  if (ids !== undefined && ids.length > size) {
    for (let at = 0; at < ids.length; at += size)
      yield* eachPage(db, { ...asked, ids: ids.slice(at, at + size) }, size)
    return
  }
  for (let after = 0; ; ) {
    const rows = await listParticipants(db, { ...asked, after, limit: size })
    if (rows.length > 0) yield rows
    if (rows.length < size) return
    after = rows.at(-1)?.id ?? after
  }
}

export async function findParticipant(db: Db, id: number, now: number): Promise<ParticipantItem | undefined> {
  const row = await db
    .selectFrom('collection_participant')
    .select('project_id')
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) return undefined
  const [found] = await listParticipants(db, { projectId: row.project_id, ids: [id], now, limit: 1 })
  return found
}

/** Undefined when the project has one of that code: the unique index decides. */
export async function insertParticipants(
  tx: Tx,
  rows: readonly Omit<ParticipantRow, 'id'>[],
): Promise<number> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('collection_participant')
    .values([...rows])
    .onConflict((on) => on.columns(['project_id', 'code_folded']).doNothing())
    .executeTakeFirstOrThrow()
  return Number(numInsertedOrUpdatedRows ?? 0n)
}

/** Of these folded codes, those that the project has. */
export async function findByCodes(db: Db, projectId: number, folded: readonly string[]) {
  const found: Pick<
    ParticipantRow,
    'id' | 'code' | 'code_folded' | 'email' | 'language' | 'note' | 'withdrawn_at' | 'grant_id'
  >[] = []
  for (let at = 0; at < folded.length; at += 1_000)
    found.push(
      ...(await db
        .selectFrom('collection_participant')
        .select(['id', 'code', 'code_folded', 'email', 'language', 'note', 'withdrawn_at', 'grant_id'])
        .where('project_id', '=', projectId)
        .where('code_folded', 'in', folded.slice(at, at + 1_000))
        .orderBy('id')
        .execute()),
    )
  return found
}
