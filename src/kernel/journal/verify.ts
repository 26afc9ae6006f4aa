import { setImmediate as turn } from 'node:timers/promises'
import type { KernelDb } from '../db/db.ts'
import { GENESIS, hashEntry, hashLink, hashPersonal } from './entry.ts'
import { entriesSince, type JournalRow } from './journal.store.ts'

/** A place in the chain, with what it says there. */
export interface Place {
  seq: number
  hash: string
}

/** What a walk over the chain found. */
export interface Verdict {
  ok: boolean
  /** Entries that were looked at. */
  entries: number
  head: Place
  /** The first thing that is wrong, as a sentence. */
  finding?: string
}

const PAGE = 1_000

export interface Walk {
  /** Where an earlier walk ended; from the first entry on without it. */
  from?: Place
  /** A head kept elsewhere: also finds entries that were cut off. */
  expectedHead?: Place
  signal?: AbortSignal
}

/** Walks the chain page by page and names the first entry that was changed, removed, or put elsewhere. */
export async function verifyChain(db: KernelDb, { from, expectedHead, signal }: Walk = {}): Promise<Verdict> {
  let head = from ?? { seq: 0, hash: GENESIS }
  const changed = from && (await changeAt(db, from))
  if (changed) return { ok: false, entries: head.seq, head, finding: changed }
  for (;;) {
    signal?.throwIfAborted()
    const rows = await entriesSince(db, head.seq, PAGE)
    for (const row of rows) {
      const finding = findingOf(row, head)
      if (finding) return { ok: false, entries: head.seq, head, finding }
      head = { seq: row.seq as number, hash: row.hash as string }
      if (head.seq === expectedHead?.seq && head.hash !== expectedHead.hash) {
        return {
          ok: false,
          entries: head.seq,
          head,
          finding: `The chain up to entry ${head.seq} was written anew.`,
        }
      }
    }
    if (rows.length < PAGE) break
    // Hashing a page takes milliseconds, and there may be a thousand of them.
    await turn()
  }
  if (expectedHead && head.seq < expectedHead.seq) {
    return {
      ok: false,
      entries: head.seq,
      head,
      finding: `The entries after ${head.seq} were removed; there were ${expectedHead.seq}.`,
    }
  }
  return { ok: true, entries: head.seq, head }
}

/** Whether the place where an earlier walk ended is still there and says the same. */
async function changeAt(db: KernelDb, { seq, hash }: Place): Promise<string | undefined> {
  if (seq === 0) return undefined
  const [row] = await entriesSince(db, seq - 1, 1)
  if (!row) return `The entries from ${seq} on were removed.`
  return row.seq === seq && row.hash === hash ? undefined : `The chain up to entry ${seq} was written anew.`
}

function findingOf(row: JournalRow, before: { seq: number; hash: string }): string | undefined {
  const seq = row.seq as number
  if (seq !== before.seq + 1) return `Entry ${before.seq + 1} was removed.`
  if (hashEntry(row) !== row.entry_hash) return `Entry ${seq} was changed.`
  if (
    row.salt !== null &&
    row.value !== null &&
    hashPersonal({ salt: row.salt, value: row.value }) !== row.personal_hash
  ) {
    return `The personal values of entry ${seq} were changed.`
  }
  if (hashLink(before.hash, seq, row.entry_hash) !== row.hash)
    return `Entry ${seq} does not follow the one before it.`
  return undefined
}
