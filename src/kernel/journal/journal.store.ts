import { setImmediate as turn } from 'node:timers/promises'
import { sql } from 'kysely'
import { type AnyTx, compileOnce, contains, type KernelDb, type KernelTx, viewOf } from '../db/db.ts'
import { type EntryRow, GENESIS, hashLink, type Personal } from './entry.ts'

type SealRow = { id: number; entry_hash: string }

type NewEntry = EntryRow & { entry_hash: string }

/** In this order; the place in the chain comes later. */
const COLUMNS = [
  'at',
  'action',
  'object',
  'service',
  'account_id',
  'account_name',
  'via',
  'credential',
  'request_id',
  'old',
  'new',
  'details',
  'reason',
  'audience',
  'count',
  'personal_hash',
  'entry_hash',
] as const satisfies readonly (keyof NewEntry)[]

const putEntry = compileOnce<object, NewEntry, { id: number }>((db, value) =>
  (db as KernelTx)
    .insertInto('kernel_journal')
    .values(Object.fromEntries(COLUMNS.map((name) => [name, value(name)])) as NewEntry)
    .returning('id'),
)

const putPersonal = compileOnce<object, Personal & { entry_id: number }, never>((db, value) =>
  (db as KernelTx)
    .insertInto('kernel_journal_personal')
    .values({ entry_id: value('entry_id'), salt: value('salt'), value: value('value') }),
)

/** Inserts an entry and what is kept apart of it: a part of every change, so its statements are compiled once. */
export async function insertEntry(tx: AnyTx, row: NewEntry, personal?: Personal): Promise<void> {
  const view = viewOf(tx)
  const [made] = await putEntry(view, row)
  if (!made) throw new Error('An entry of the journal was not written.')
  if (personal) await putPersonal(view, { entry_id: made.id, ...personal })
}

const findUnsealed = compileOnce<object, object, SealRow>((db) =>
  db.selectFrom('kernel_journal').select(['id', 'entry_hash']).where('seq', 'is', null).orderBy('id'),
)

const findHead = compileOnce<object, object, { seq: number | null; hash: string | null }>((db) =>
  db
    .selectFrom('kernel_journal')
    .select(['seq', 'hash'])
    .where('seq', 'is not', null)
    .orderBy('seq', 'desc')
    .limit(1),
)

const findLast = compileOnce<object, object, { seq: number | null }>((db) =>
  db.selectFrom('kernel_journal').select('seq').where('seq', 'is not', null).orderBy('seq', 'desc').limit(1),
)

/** The place of the newest sealed entry; from the index alone, since every snapshot answer asks for it. */
export async function readLast(db: KernelDb): Promise<number> {
  const [last] = await findLast(db, {})
  return last?.seq ?? 0
}

export async function readHead(db: KernelDb): Promise<{ seq: number; hash: string }> {
  const [head] = await findHead(db, {})
  return { seq: head?.seq ?? 0, hash: head?.hash ?? GENESIS }
}

export async function hasUnsealed(db: KernelDb): Promise<boolean> {
  const row = await db
    .selectFrom('kernel_journal')
    .select('id')
    .where('seq', 'is', null)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Puts entries that have no place yet at the end of the chain. Returns how many. */
export async function sealEntries(tx: KernelTx): Promise<number> {
  return link(tx, await findUnsealed(tx, {}))
}

/** The same on PostgreSQL, for entries that no open transaction can still get in front of. */
export async function sealSettledEntries(tx: KernelTx, limit: number): Promise<number> {
  const rows = await tx
    .selectFrom('kernel_journal')
    .select(['id', 'entry_hash'])
    .where('seq', 'is', null)
    // A restored entry has the number of another server's transaction, or none: it is as old as it gets.
    .where(sql<boolean>`(xid is null or xid < pg_snapshot_xmin(pg_current_snapshot())::text::int8)`)
    .orderBy('id')
    .limit(limit)
    .execute()
  return link(tx, rows)
}

const putLink = compileOnce<object, { id: number; seq: number; hash: string }, never>((db, value) =>
  (db as KernelTx)
    .updateTable('kernel_journal')
    .set({ seq: value('seq'), hash: value('hash') })
    .where('id', '=', value('id'))
    .where('seq', 'is', null),
)

async function link(tx: KernelTx, rows: readonly SealRow[]): Promise<number> {
  if (rows.length === 0) return 0
  let { seq, hash } = await readHead(tx)
  for (const row of rows) {
    seq += 1
    hash = hashLink(hash, seq, row.entry_hash)
    await putLink(tx, { id: row.id, seq, hash })
  }
  return rows.length
}

export interface JournalFilter {
  action?: string
  service?: string
  object?: string
  accountId?: number
  /** Entries before this place, newest first. */
  before?: number
  limit: number
}

export function listEntries(db: KernelDb, filter: JournalFilter) {
  return entriesOf(db)
    .$if(filter.before !== undefined, (query) => query.where('seq', '<', filter.before as number))
    .$if(filter.action !== undefined, (query) => query.where('action', '=', filter.action as string))
    .$if(filter.service !== undefined, (query) => query.where('service', '=', filter.service as string))
    .$if(filter.object !== undefined, (query) => query.where('object', '=', filter.object as string))
    .$if(filter.accountId !== undefined, (query) =>
      query.where('account_id', '=', filter.accountId as number),
    )
    .orderBy('seq', 'desc')
    .limit(filter.limit)
    .execute()
}

/** Entries after a place, in order: the feed's way. */
export function entriesSince(db: KernelDb, seq: number, limit: number) {
  return entriesOf(db).where('seq', '>', seq).orderBy('seq').limit(limit).execute()
}

/** Entries with what is kept apart of them; those without a place yet are nobody's to see. */
export function entriesOf(db: KernelDb) {
  return db
    .selectFrom('kernel_journal')
    .leftJoin('kernel_journal_personal', 'entry_id', 'kernel_journal.id')
    .leftJoin('kernel_account as who', 'who.id', 'kernel_journal.account_id')
    .selectAll('kernel_journal')
    .select(['salt', 'value', 'who.name as who'])
    .where('seq', 'is not', null)
}

export type JournalRow = Awaited<ReturnType<typeof listEntries>>[number]

/** Who did it, by the name that they have now. */
export const nameOf = (row: Pick<JournalRow, 'account_name' | 'who'>): string | null =>
  row.account_name ?? row.who

/** Why: with the personal values where it may say something about the person whom the entry is about. */
export const reasonOf = ({ reason, value }: Pick<JournalRow, 'reason' | 'value'>): string | null =>
  reason ?? (value === null ? null : ((JSON.parse(value) as { reason?: string }).reason ?? null))

/** Forgets the personal values of entries by and about an account; the chain stays whole. Returns how many. */
export async function deletePersonal(
  tx: KernelTx,
  accountId: number,
  objects: readonly string[] = [],
): Promise<number> {
  const result = await tx
    .deleteFrom('kernel_journal_personal')
    .where((eb) =>
      eb.or([
        eb(
          'entry_id',
          'in',
          eb.selectFrom('kernel_journal').select('id').where('account_id', '=', accountId),
        ),
        eb(
          'entry_id',
          'in',
          eb
            .selectFrom('kernel_journal')
            .select('id')
            .where('object', 'in', [`account:${accountId}`, ...objects]),
        ),
      ]),
    )
    .executeTakeFirst()
  return Number(result.numDeletedRows)
}

/** So many entries are looked through in one statement: others get their turn in between. */
const WINDOW = 20_000

/** Personal values that name somebody whom the entry is not about, such as the name that was typed at a wrong sign-in. */
const NAMING = ['name', 'email', 'to', 'search']
/** What stands in entries about these is their own: others may have the same first name, or a token that is called so. */
const THEIR_OWN = ['account', 'token']

/** Entries that name somebody by one of these texts, whatever the case of its ASCII letters. */
export async function findPersonal(db: KernelDb, texts: readonly string[]): Promise<number[]> {
  const marks = texts.flatMap((text) => NAMING.map((name) => plain(`"${name}":${JSON.stringify(text)}`)))
  const found: number[] = []
  const { last } = await db
    .selectFrom('kernel_journal_personal')
    .select((eb) => eb.fn.max('entry_id').as('last'))
    .executeTakeFirstOrThrow()
  for (let from = 0; from <= (last ?? 0); from += WINDOW) {
    const rows = await db
      .selectFrom('kernel_journal_personal')
      .innerJoin('kernel_journal', 'id', 'entry_id')
      .select('entry_id')
      .where('entry_id', '>=', from)
      .where('entry_id', '<', from + WINDOW)
      .where((eb) =>
        eb.or([
          eb('object', 'is', null),
          eb.and(
            THEIR_OWN.map((what) => eb.or([eb('object', '<', `${what}:`), eb('object', '>=', `${what};`)])),
          ),
        ]),
      )
      .where((eb) => eb.or(marks.map((mark) => contains(db, sql<string>`lower(${eb.ref('value')})`, mark))))
      .execute()
    found.push(...rows.map((row) => row.entry_id))
    await turn()
  }
  return found
}

const plain = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())

export async function deletePersonalOf(tx: KernelTx, entries: readonly number[]): Promise<void> {
  for (let i = 0; i < entries.length; i += 500)
    await tx
      .deleteFrom('kernel_journal_personal')
      .where('entry_id', 'in', entries.slice(i, i + 500))
      .execute()
}
