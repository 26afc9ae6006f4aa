import { setImmediate as turn } from 'node:timers/promises'
import { type ExpressionBuilder, sql } from 'kysely'
import { contains, fold, type KernelDb } from '../db/db.ts'
import { entriesOf, type JournalRow, readLast } from './journal.store.ts'

/** What people look for in the journal; all of it must hold. */
export interface EntryFilter {
  /** A whole action, such as `account.changed`. */
  action?: string
  /** How an action begins, such as `account` or `collection.grant`. */
  kind?: string
  /** A service's name, or `kernel` for what belongs to none. */
  service?: string
  /** One thing, or any of several. */
  object?: string | readonly string[]
  accountId?: number
  /** How an address begins. */
  address?: string
  requestId?: string
  /** Somewhere in the person's name, the object, the action or the address. */
  search?: string
  /** UTC epoch milliseconds; `to` is left out itself. */
  from?: number
  to?: number
}

interface Span {
  /** Accounts whose names hold what is searched. */
  people: readonly number[]
  /** The first place, and the one after the last. */
  first: number
  end: number
}

/**
 * A look may take so long; then it says how far it came, and the next one goes on from there. With a million entries a
 * filter that nothing matches would else read all of them in one go (1 to 2 s): so a page never takes more than this.
 */
const LOOK_MS = 50
const COUNT_MS = 150
const MOST_COUNTED = 10_000
/** Places that one statement reads. It grows while statements are quick, as those on an index are. */
const FIRST_WINDOW = 4_000
const MOST_WINDOW = 4_000_000
const QUICK_MS = 6
const SLOW_MS = 15
/** Entries come nearly in order of time: what waited for its place, or was counted first, is late by less than this. */
const DISORDER_MS = 3_600_000

/**
 * A page of what matches, newest first. `next` is where to go on, which may be behind an empty page, and null at the
 * beginning of the journal.
 */
export async function searchEntries(
  db: KernelDb,
  filter: EntryFilter,
  { before, limit }: { before?: number; limit: number },
): Promise<{ rows: JournalRow[]; next: number | null }> {
  const rows: JournalRow[] = []
  const span = await spanOf(db, filter, before)
  const reached = await backwards(span, LOOK_MS, async (first, end) => {
    const found = await entriesOf(db)
      .where(matching(db, filter, { ...span, first, end }))
      .orderBy('seq', 'desc')
      .limit(limit + 1 - rows.length)
      .execute()
    rows.push(...found)
    return rows.length <= limit
  })
  if (rows.length > limit) return { rows: rows.slice(0, limit), next: rows[limit - 1]?.seq ?? null }
  return { rows, next: reached > span.first ? reached : null }
}

/** How many match: exact up to 10,000, or else as many as there are at least. */
export async function countEntries(
  db: KernelDb,
  filter: EntryFilter,
): Promise<{ count: number; exact: boolean }> {
  let count = 0
  const span = await spanOf(db, filter)
  const reached = await backwards(span, COUNT_MS, async (first, end) => {
    const some = entriesOf(db)
      .clearSelect()
      .select('seq')
      .where(matching(db, filter, { ...span, first, end }))
      .limit(MOST_COUNTED + 1 - count)
    const found = await db
      .selectFrom(some.as('some'))
      .select((eb) => eb.fn.countAll<number>().as('found'))
      .executeTakeFirstOrThrow()
    count += Number(found.found)
    return count <= MOST_COUNTED
  })
  return { count: Math.min(count, MOST_COUNTED), exact: reached <= span.first && count <= MOST_COUNTED }
}

/** All that match, newest first, page by page: no iterator stays open, and memory stays flat. */
export async function* everyEntry(db: KernelDb, filter: EntryFilter, limit = 500) {
  for (let before: number | null | undefined; before !== null; ) {
    const page: Awaited<ReturnType<typeof searchEntries>> = await searchEntries(db, filter, {
      before: before ?? undefined,
      limit,
    })
    yield page.rows
    before = page.next
  }
}

/** Hands out windows of places from the newest on while `look` asks for more and time is left. Gives how far it came. */
async function backwards(
  { first, end }: Pick<Span, 'first' | 'end'>,
  mostMs: number,
  look: (first: number, end: number) => Promise<boolean>,
): Promise<number> {
  const since = performance.now()
  let width = FIRST_WINDOW
  for (let upper = end; upper > first; ) {
    const lower = Math.max(first, upper - width)
    const begun = performance.now()
    const goesOn = await look(lower, upper)
    upper = lower
    const now = performance.now()
    if (!goesOn || now - since > mostMs) return upper
    if (now - begun < QUICK_MS) width = Math.min(MOST_WINDOW, width * 2)
    else if (now - begun > SLOW_MS) width = Math.ceil(width / 2)
    // Reading is synchronous on SQLite: others get their turn in between.
    await turn()
  }
  return first
}

async function spanOf(db: KernelDb, { from, to, search }: EntryFilter, before?: number): Promise<Span> {
  const end = (await readLast(db)) + 1
  const first = from === undefined ? 1 : await placeAt(db, from - DISORDER_MS, end)
  const until = to === undefined ? end : await placeAt(db, to + DISORDER_MS, end)
  const people = search === undefined ? [] : await findPeople(db, search)
  return { people, first, end: Math.min(until, before ?? end) }
}

/** More people of one name are not looked for. */
const MOST_PEOPLE = 500

/** The journal knows people by their accounts, whose names may have changed since. */
async function findPeople(db: KernelDb, search: string): Promise<number[]> {
  const rows = await db
    .selectFrom('kernel_account')
    .select('id')
    .where((eb) =>
      eb.or([
        contains(db, eb.ref('name_folded'), fold(search)),
        contains(db, sql<string>`lower(first_name || ' ' || last_name)`, plain(search)),
      ]),
    )
    .orderBy('id')
    .limit(MOST_PEOPLE)
    .execute()
  return rows.map(({ id }) => id)
}

/** The first place of that time or later, by halving: 20 looks by the index among a million. */
async function placeAt(db: KernelDb, at: number, end: number): Promise<number> {
  let low = 1
  for (let high = end; low < high; ) {
    const middle = low + ((high - low) >> 1)
    const row = await db
      .selectFrom('kernel_journal')
      .select('at')
      .where('seq', '>=', middle)
      .orderBy('seq')
      .limit(1)
      .executeTakeFirst()
    if (row && row.at < at) low = middle + 1
    else high = middle
  }
  return low
}

type Eb = ExpressionBuilder<
  { kernel_journal: JournalColumns; kernel_journal_personal: { value: string | null } },
  'kernel_journal' | 'kernel_journal_personal'
>
type JournalColumns = Pick<
  JournalRow,
  'seq' | 'at' | 'action' | 'service' | 'object' | 'account_id' | 'account_name' | 'request_id'
>

/** Letters without case by ASCII alone, in which both databases agree; others count as they are written. */
const plain = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())

function matching(db: KernelDb, filter: EntryFilter, { people, first, end }: Span) {
  return (builder: unknown) => {
    const eb = builder as Eb
    const holds = (column: 'account_name' | 'object' | 'action' | 'value', text: string) =>
      contains(db, sql<string>`lower(coalesce(${eb.ref(column)}, ''))`, plain(text))
    const objects = people.map((id) => `account:${id}`)
    const { action, kind, service, object, accountId, address, requestId, search, from, to } = filter
    return eb.and([
      eb('seq', '>=', first),
      eb('seq', '<', end),
      ...(action === undefined ? [] : [eb('action', '=', action)]),
      // All that begins with it and a dot: "/" is what follows the dot.
      ...(kind === undefined ? [] : [eb('action', '>=', `${kind}.`), eb('action', '<', `${kind}/`)]),
      ...(service === undefined
        ? []
        : [service === 'kernel' ? eb('service', 'is', null) : eb('service', '=', service)]),
      ...(object === undefined ? [] : [eb('object', 'in', [object].flat())]),
      ...(accountId === undefined ? [] : [eb('account_id', '=', accountId)]),
      ...(address === undefined ? [] : [holds('value', `"address":${JSON.stringify(address).slice(0, -1)}`)]),
      ...(requestId === undefined ? [] : [eb('request_id', '=', requestId)]),
      ...(from === undefined ? [] : [eb('at', '>=', from)]),
      ...(to === undefined ? [] : [eb('at', '<', to)]),
      ...(search === undefined
        ? []
        : [
            eb.or([
              ...(['account_name', 'object', 'action', 'value'] as const).map((each) => holds(each, search)),
              ...(people.length === 0 ? [] : [eb('account_id', 'in', people), eb('object', 'in', objects)]),
            ]),
          ]),
    ])
  }
}
