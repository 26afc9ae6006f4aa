import { sql } from 'kysely'
import type { Clock } from '../clock.ts'
import type { Database } from '../db/database.ts'
import { type AnyTx, afterCommit, inTransaction, openTransaction, settled, viewOf } from '../db/db.ts'
import type { Log } from '../log.ts'
import { type Entry, rowOf } from './entry.ts'
import * as store from './journal.store.ts'
import { NoteFolder } from './notes.ts'
import { type Place, type Verdict, verifyChain } from './verify.ts'

export type { By, Entry, Json } from './entry.ts'
export { type JournalRow, nameOf, reasonOf } from './journal.store.ts'

/** On PostgreSQL entries are sealed, and those of other nodes seen, within this time. */
const ROUND_MS = 100
const FOLD_ROUND_MS = 5_000
const PAGE = 500
const SEAL_PAGE = 1_000

/** Who asks to read an entry. */
export interface Reader {
  accountId: number
  administrator: boolean
  may(role: string): boolean
}

export interface JournalOptions {
  database: Database
  clock: Clock
  log: Log
}

/** Who did what, on what, when, from where: the audit log and the live feed in one. */
export class Journal {
  readonly #database: Database
  readonly #clock: Clock
  readonly #log: Log
  readonly #folder: NoteFolder
  readonly #subscribers = new Set<(row: store.JournalRow) => void>()
  readonly #timers: NodeJS.Timeout[] = []
  readonly #writing = new Set<Promise<void>>()
  #delivered = 0
  #last: number | undefined
  #commits = 0
  #delivering: Promise<void> | undefined
  #again = false
  #sealing = false

  constructor(options: JournalOptions) {
    this.#database = options.database
    this.#clock = options.clock
    this.#log = options.log
    this.#folder = new NoteFolder(options.clock, (entry, count) => this.#writeNote(entry, count))
    // The last statement of a group: in its commit, and never out of order.
    if (options.database.dialect === 'sqlite') options.database.onGroup((tx) => this.#sealGroup(tx))
  }

  start(): void {
    this.#timers.push(setInterval(() => this.#folder.flush(), FOLD_ROUND_MS).unref())
    if (this.#database.dialect === 'postgres') {
      this.#timers.push(setInterval(() => this.#round(), ROUND_MS).unref())
    }
  }

  /** Writes what is folded and waits until it is down. */
  async stop(): Promise<void> {
    for (const timer of this.#timers.splice(0)) clearInterval(timer)
    this.#folder.flush(true)
    await Promise.all(this.#writing)
    await this.#delivering
  }

  /** Writes an entry in the caller's transaction: the change and its entry are there together or not at all. */
  async record(tx: AnyTx, entry: Entry): Promise<void> {
    const { row, personal } = rowOf(entry, this.#clock.now())
    await store.insertEntry(tx, row, personal)
    if (this.#database.dialect === 'postgres') afterCommit(tx, () => this.#round())
  }

  /** For refusals and journalled reads: it rides in the next group, nobody waits, and floods are folded. */
  note(entry: Entry): void {
    const noted = { at: this.#clock.now(), ...entry }
    // Out of whatever transaction the caller is in: the note stays when that is rolled back.
    openTransaction.exit(() => this.#folder.add(noted))
  }

  /** Calls `fn` with each entry once it is sealed and on disk, in the order of the chain. Gives how to end that. */
  async subscribe(fn: (row: store.JournalRow) => void): Promise<() => void> {
    if (this.#subscribers.size === 0) {
      const { seq } = await this.head()
      // Another may have come first meanwhile, who has not heard of all up to there.
      if (this.#subscribers.size === 0) this.#delivered = seq
    }
    this.#subscribers.add(fn)
    return () => this.#subscribers.delete(fn)
  }

  head(): Promise<{ seq: number; hash: string }> {
    return store.readHead(this.#database.db)
  }

  /** The place of the newest entry that the feed could give. */
  async last(): Promise<number> {
    if (this.#last !== undefined) return this.#last
    const round = this.#commits
    const last = await store.readLast(this.#database.db)
    // Kept where nobody else writes; a commit in between has made it old.
    if (this.#database.dialect === 'sqlite' && round === this.#commits) this.#last = last
    return last
  }

  list(filter: store.JournalFilter): Promise<store.JournalRow[]> {
    return store.listEntries(this.#database.db, filter)
  }

  since(seq: number, limit: number): Promise<store.JournalRow[]> {
    return store.entriesSince(this.#database.db, seq, limit)
  }

  /** Walks the chain. `expectedHead` (kept elsewhere, such as in a backup) also finds entries cut off at its end. */
  verify(expectedHead?: Place): Promise<Verdict> {
    return verifyChain(this.#database.db, { expectedHead })
  }

  /**
   * Forgets what points to a person in the entries by and about an account and of these objects (promises.md, S8). Returns
   * how many there were.
   */
  erasePersonal(tx: AnyTx, accountId: number, objects: readonly string[] = []): Promise<number> {
    return store.deletePersonal(viewOf(tx), accountId, objects)
  }

  /** The same in entries of whomever that name the person by one of these texts, such as wrong sign-ins by a name. */
  async eraseTexts(texts: readonly string[]): Promise<void> {
    const entries = await store.findPersonal(this.#database.db, texts)
    await inTransaction(this.#database.db, (tx) => store.deletePersonalOf(tx, entries))
  }

  /** Seals all that can be sealed now; on SQLite each commit has done so already. */
  async seal(): Promise<void> {
    if (this.#database.dialect === 'sqlite' || !(await store.hasUnsealed(this.#database.db))) return
    const sealed = await inTransaction(this.#database.db, async (tx) => {
      const lock = await sql<{
        mine: boolean
      }>`select pg_try_advisory_xact_lock(hashtext('atelier.journal')) as mine`.execute(tx as never)
      return lock.rows[0]?.mine ? store.sealSettledEntries(tx, SEAL_PAGE) : 0
    })
    if (sealed === SEAL_PAGE) await this.seal()
  }

  async #sealGroup(tx: AnyTx): Promise<void> {
    const sealed = await store.sealEntries(viewOf(tx))
    if (sealed === 0) return
    afterCommit(tx, () => {
      this.#commits += 1
      this.#last = undefined
      this.#deliverSoon()
    })
  }

  #round(): void {
    // One round under way is enough; what comes meanwhile is sealed by the next.
    if (this.#sealing) return
    this.#sealing = true
    const sealed = openTransaction.exit(() => this.seal())
    const round = sealed
      .finally(() => {
        this.#sealing = false
      })
      .then(
        () => this.#deliverSoon(),
        (error) =>
          this.#log.warn({ err: error }, 'The journal could not be sealed; the next round tries again.'),
      )
    this.#keep(round)
  }

  #writeNote(entry: Entry, count: number): void {
    const { row, personal } = rowOf(entry, this.#clock.now(), count)
    const written = inTransaction(this.#database.db, (tx) => store.insertEntry(tx, row, personal)).catch(
      (error) => {
        this.#log.error({ err: error, action: entry.action }, 'A note could not be written to the journal.')
      },
    )
    this.#keep(written)
  }

  #keep(work: Promise<void>): void {
    this.#writing.add(work)
    void work.finally(() => this.#writing.delete(work))
  }

  #deliverSoon(): void {
    if (this.#subscribers.size === 0 && !this.#delivering) return
    this.#again = true
    this.#delivering ??= this.#deliver().finally(() => {
      this.#delivering = undefined
    })
  }

  async #deliver(): Promise<void> {
    try {
      while (this.#again) {
        this.#again = false
        await this.#deliverPages()
      }
    } catch (error) {
      this.#log.warn(
        { err: error },
        'Entries of the journal could not be delivered; the next one brings them.',
      )
    }
  }

  #hand(row: store.JournalRow): void {
    this.#delivered = row.seq ?? this.#delivered
    for (const subscriber of this.#subscribers) {
      try {
        subscriber(row)
      } catch (error) {
        this.#log.error({ err: error, seq: row.seq }, 'A reader of the journal failed; the others go on.')
      }
    }
  }

  async #deliverPages(): Promise<void> {
    for (;;) {
      const rows = await this.since(this.#delivered, PAGE)
      // What was just read is on disk before anybody hears of it.
      await settled(this.#database.db)
      for (const row of rows) this.#hand(row)
      if (rows.length < PAGE) return
    }
  }
}

/** Administrators read all; others what is about themselves, or meant for a role that they have. */
export function mayReadEntry(
  row: { account_id: number | null; audience: string | null },
  reader: Reader,
): boolean {
  if (reader.administrator || row.account_id === reader.accountId) return true
  if (row.audience === null) return false
  return row.audience === `account:${reader.accountId}` || reader.may(row.audience)
}
