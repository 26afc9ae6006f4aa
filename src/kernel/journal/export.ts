import { csvLine } from '../csv.ts'
import type { KernelDb } from '../db/db.ts'
import { type JournalRow, nameOf, reasonOf } from './journal.store.ts'
import { type EntryFilter, everyEntry } from './search.ts'

const COLUMNS = [
  'seq',
  'at',
  'account',
  'name',
  'via',
  'credential',
  'address',
  'action',
  'object',
  'service',
  'reason',
  'count',
  'request',
  'old',
  'new',
  'details',
  'hash',
] as const

/** All entries that match as lines of text, a page at a time. */
export async function* entryLines(
  db: KernelDb,
  filter: EntryFilter,
  format: 'csv' | 'jsonl',
): AsyncGenerator<string> {
  if (format === 'csv') yield csvLine(COLUMNS)
  for await (const rows of everyEntry(db, filter))
    if (rows.length > 0) yield rows.map(format === 'csv' ? csvOf : jsonOf).join('')
}

const addressOf = ({ value }: JournalRow): string | null =>
  value === null ? null : ((JSON.parse(value) as { address?: string }).address ?? null)

function csvOf(row: JournalRow): string {
  return csvLine([
    row.seq,
    new Date(row.at).toISOString(),
    row.account_id,
    nameOf(row),
    row.via,
    row.credential,
    addressOf(row),
    row.action,
    row.object,
    row.service,
    reasonOf(row),
    row.count,
    row.request_id,
    row.old,
    row.new,
    row.details,
    row.hash,
  ])
}

function jsonOf(row: JournalRow): string {
  const parsed = (text: string | null) => (text === null ? null : JSON.parse(text))
  const { seq, at, account_id, via, credential, action, object, service, count } = row
  const entry = {
    seq,
    at: new Date(at).toISOString(),
    account: account_id,
    name: nameOf(row),
    via,
    credential,
    personal: parsed(row.value),
    action,
    object,
    service,
    reason: reasonOf(row),
    count,
    request: row.request_id,
    old: parsed(row.old),
    new: parsed(row.new),
    details: parsed(row.details),
    hash: row.hash,
  }
  return `${JSON.stringify(entry)}\n`
}
