import { hash, randomBytes } from 'node:crypto'
import type { Selectable } from 'kysely'
import type { JournalTables } from './tables.ts'

export type Json =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly Json[]
  | { readonly [name: string]: Json }

/** Who does something, and by what: the journal's first column. */
export interface By {
  account?: number
  name?: string
  via?: 'session' | 'token' | 'grant' | 'cli' | 'system' | 'anonymous'
  /** Such as `token:12`: which of the person's credentials, never its value. */
  credential?: string
  /** Kept apart from the chain, since it may have to be erased. */
  address?: string
  requestId?: string
}

export interface Entry {
  by: By
  /** What was done, as `service.thing.verb` or `thing.verb` in the past tense. */
  action: string
  /** To what, as `service.thing:id`. */
  object?: string
  service?: string
  old?: Json
  new?: Json
  details?: Json
  /** Values that point to a person; they can be erased without breaking the chain. */
  personal?: { readonly [name: string]: Json }
  reason?: string
  /** Who besides administrators may read it: `account:5`, or a role such as `collection:manager`. */
  audience?: string
  /** UTC epoch milliseconds; now when it is left out. */
  at?: number
}

/** An entry as it lies in the table, before it has its place in the chain. */
export type EntryRow = Omit<
  Selectable<JournalTables['kernel_journal']>,
  'id' | 'seq' | 'entry_hash' | 'hash' | 'xid'
>

export interface Personal {
  salt: string
  value: string
}

/** Values over this are cut: the journal says what happened, it does not keep copies of things. */
const MOST_CHARACTERS = 16_384

/** The entry's row, its hash, and what of it is kept apart. Secrets must never be handed in. */
export function rowOf(
  entry: Entry,
  now: number,
  count = 1,
): { row: EntryRow & { entry_hash: string }; personal?: Personal } {
  const { by } = entry
  const personal = personalOf(entry)
  const row: EntryRow = {
    at: entry.at ?? now,
    action: entry.action,
    object: textOf(entry.object),
    service: entry.service ?? null,
    account_id: by.account ?? null,
    // The name of an account stands with the account, where it can be erased.
    account_name: by.account === undefined ? textOf(by.name) : null,
    via: by.via ?? 'system',
    credential: by.credential ?? null,
    request_id: textOf(by.requestId),
    old: jsonOf(entry.old),
    new: jsonOf(entry.new),
    details: jsonOf(entry.details),
    reason: textOf(entry.reason),
    audience: entry.audience ?? null,
    count,
    personal_hash: personal ? hashPersonal(personal) : null,
  }
  return { row: { ...row, entry_hash: hashEntry(row) }, personal }
}

function personalOf(entry: Entry): Personal | undefined {
  const value = { ...entry.personal, ...(entry.by.address !== undefined && { address: entry.by.address }) }
  if (Object.keys(value).length === 0) return undefined
  return { salt: newSalt(), value: jsonOf(value) ?? '' }
}

const SALT_BYTES = 16
/** The system is asked for the random bytes of many salts at once: the call costs more than the bytes. */
let pool = Buffer.alloc(0)

function newSalt(): string {
  if (pool.length < SALT_BYTES) pool = randomBytes(256 * SALT_BYTES)
  const salt = pool.toString('hex', 0, SALT_BYTES)
  pool = pool.subarray(SALT_BYTES)
  return salt
}

/** Text as both databases keep it: without NUL and halves of letters, which would come back as something else. */
function textOf(text: string | undefined): string | null {
  return text === undefined ? null : text.toWellFormed().replaceAll('\0', '')
}

function jsonOf(value: Json): string | null {
  if (value === undefined) return null
  const text = JSON.stringify(value)
  return text.length <= MOST_CHARACTERS ? text : JSON.stringify({ cut: text.slice(0, MOST_CHARACTERS) })
}

export function hashPersonal({ salt, value }: Personal): string {
  return hash('sha256', `${salt}\n${value}`)
}

/** Over every field in a fixed order, so that both databases give the same. */
export function hashEntry(row: EntryRow): string {
  return hash(
    'sha256',
    JSON.stringify([
      row.at,
      row.action,
      row.object,
      row.service,
      row.account_id,
      row.account_name,
      row.via,
      row.credential,
      row.request_id,
      row.old,
      row.new,
      row.details,
      row.reason,
      row.audience,
      row.count,
      row.personal_hash,
    ]),
  )
}

/** What stands before the first entry. */
export const GENESIS = '0'.repeat(64)

/** The chain's next link. */
export function hashLink(before: string, seq: number, entryHash: string): string {
  return hash('sha256', `${before} ${seq} ${entryHash}`)
}
