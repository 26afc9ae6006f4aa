import { inTransaction, type KernelTx } from '../db/db.ts'
import { type Actor, actorOf } from './actor.ts'
import { sha256 } from './credential.ts'
import * as store from './identity.store.ts'
import type { Identity } from './identity.ts'
import { problems } from './problems.ts'
import { IDLE_MS, WHOLE_MS } from './session.ts'
import { SEEN_EXPIRED } from './token.ts'

/** What a request brings that may say who asks. */
export interface Credentials {
  /** A token of ours in whatever form a protocol carries it; `readToken` finds the usual ones. */
  token?: string
  /** The secret of the console's cookie. */
  session?: string
  /** For counting wrong tokens; undefined for the machine itself. */
  address?: string
  /** Only a look whether it is still good: it counts as no use of it. */
  passive?: boolean
}

/** A right that was taken away is gone within this time on every node; on this one at once (promises.md, A3: 5 s). */
const CACHE_MS = 2_000
const MOST_CACHED = 10_000
const NEVER = Number.POSITIVE_INFINITY
const ENDED = Number.NEGATIVE_INFINITY
/** Last use is written at most so often, and nobody waits for it. */
const TOUCH_MS = 60_000

/**
 * The one place that turns a credential into an Actor. A token that is not right is refused with 401, also when a good
 * cookie came along; a cookie that is not right counts as none.
 */
export async function authenticate(identity: Identity, credentials: Credentials): Promise<Actor | undefined> {
  const { token, session } = credentials
  if (token !== undefined) return byToken(identity, token, credentials)
  return session === undefined ? undefined : bySession(identity, session, credentials)
}

/** The token of an `Authorization: Bearer|Token …` or `UWS-Authorization: Token …` header, whoever gave it out. */
export function readToken(headers: Record<string, string | string[] | undefined>): string | undefined {
  for (const name of ['authorization', 'uws-authorization']) {
    const value = headers[name]
    const found = typeof value === 'string' ? /^(?:Bearer|Token) +(\S+)$/i.exec(value)?.[1] : undefined
    if (found !== undefined) return found
  }
  return undefined
}

async function byToken(identity: Identity, token: string, how: Credentials): Promise<Actor> {
  const key = sha256(token)
  const cached = fromCache(identity, key)
  if (cached) return cached
  const attempt = { kind: 'token', address: how.address, guess: key }
  identity.attempts.check(attempt)
  const now = identity.clock.now()
  const [row] = await store.findToken(identity.db, { sha256: key })
  const ends = row && endOf(row)
  if (!row || ends === undefined || ends <= now) {
    if (row && (row.expires_at ?? NEVER) <= now) noteExpired(identity, row)
    identity.attempts.fail(attempt)
    throw problems.invalidToken()
  }
  if (!how.passive && now - (row.last_used_at ?? 0) > TOUCH_MS)
    touch(identity, 'kernel_token', 'last_used_at', row.id)
  const actor = actorOf({
    accountId: row.account_id,
    name: row.name,
    administrator: row.administrator === 1,
    roles: await rolesFor(identity, row.account_id),
    ladders: identity.ladders,
    via: 'token',
    credential: `token:${row.id}`,
    scopes: new Set(row.scopes.split(' ')),
    ends: ends === NEVER ? undefined : ends,
  })
  return how.passive ? actor : intoCache(identity, key, actor)
}

/** Whether a token of an account is good, by its number: for what was let in by it and is still there. */
export async function isTokenGood(
  identity: Identity,
  { account, token }: { account: number; token: number },
): Promise<boolean> {
  const [row] = await store.findTokenById(identity.db, { id: token })
  return row !== undefined && row.account_id === account && endOf(row) > identity.clock.now()
}

/** When a token ends; long ago when it was revoked, or what it was traded for is over. */
function endOf(token: store.TokenCredential): number {
  if (token.revoked_at !== null || token.disabled_at !== null) return ENDED
  return Math.min(token.expires_at ?? NEVER, endOfParent(token))
}

function endOfParent(token: store.TokenCredential): number {
  const { parent_token, parent_session, session_created_at, session_last_seen_at } = token
  if (parent_token !== null)
    return token.parent_there === null || token.parent_revoked_at !== null
      ? ENDED
      : (token.parent_expires_at ?? NEVER)
  if (parent_session === null) return NEVER
  if (session_created_at === null || session_last_seen_at === null) return ENDED
  return endOfSession({ created_at: session_created_at, last_seen_at: session_last_seen_at })
}

const endOfSession = ({ created_at, last_seen_at }: { created_at: number; last_seen_at: number }): number =>
  Math.min(created_at + WHOLE_MS, last_seen_at + IDLE_MS)

async function bySession(identity: Identity, secret: string, how: Credentials): Promise<Actor | undefined> {
  const key = sha256(secret)
  return bySessionRow(identity, key, how, () => store.findSession(identity.db, { sha256: key }))
}

/** The same by its number, for a credential of a protocol that stands for a sign-in; who hands it in has judged that one. */
export async function authenticateSession(
  identity: Identity,
  { account, session }: { account: number; session: number },
): Promise<Actor | undefined> {
  const find = () => store.findSessionById(identity.db, { id: session })
  const actor = await bySessionRow(identity, `session ${session}`, {}, find)
  return actor?.accountId === account ? actor : undefined
}

async function bySessionRow(
  identity: Identity,
  key: string,
  how: Credentials,
  find: () => Promise<store.SessionCredential[]>,
): Promise<Actor | undefined> {
  const cached = fromCache(identity, key)
  if (cached) return cached
  const now = identity.clock.now()
  const [row] = await find()
  if (!row || row.disabled_at !== null) return undefined
  const ends = endOfSession(row)
  if (now >= ends) {
    ride(identity, (tx) => tx.deleteFrom('kernel_session').where('id', '=', row.id).execute())
    return undefined
  }
  if (!how.passive && now - row.last_seen_at > TOUCH_MS)
    touch(identity, 'kernel_session', 'last_seen_at', row.id)
  const actor = actorOf({
    accountId: row.account_id,
    name: row.name,
    administrator: row.administrator === 1,
    roles: await rolesFor(identity, row.account_id),
    ladders: identity.ladders,
    via: 'session',
    credential: `session:${row.id}`,
    ends,
  })
  return how.passive ? actor : intoCache(identity, key, actor)
}

async function rolesFor(identity: Identity, accountId: number): Promise<string[]> {
  return (await store.findRoles(identity.db, { account: accountId })).map((row) => row.role)
}

function fromCache(identity: Identity, key: string): Actor | undefined {
  const cached = identity.cache.get(key)
  if (!cached) return undefined
  const now = identity.clock.now()
  // Both ways: a clock that is put back must not make it good for longer.
  const isFresh =
    Math.abs(now - cached.at) < CACHE_MS && now < (cached.actor.ends ?? Number.POSITIVE_INFINITY)
  return isFresh ? cached.actor : undefined
}

function intoCache(identity: Identity, key: string, actor: Actor): Actor {
  if (identity.cache.size >= MOST_CACHED) identity.cache.clear()
  identity.cache.set(key, { actor, at: identity.clock.now() })
  return actor
}

/** Refused once as expired, it stays so when the clock is put back (promises.md, R13). */
function noteExpired(identity: Identity, { id, revoked_at }: store.TokenCredential): void {
  if (revoked_at !== null) return
  ride(identity, (tx) =>
    tx
      .updateTable('kernel_token')
      .set({ revoked_at: SEEN_EXPIRED })
      .where('id', '=', id)
      .where('revoked_at', 'is', null)
      .execute(),
  )
}

function touch(
  identity: Identity,
  table: 'kernel_token' | 'kernel_session',
  column: 'last_used_at' | 'last_seen_at',
  id: number,
): void {
  const now = identity.clock.now()
  ride(identity, (tx) =>
    tx
      .updateTable(table)
      .set({ [column]: now })
      .where('id', '=', id)
      .execute(),
  )
}

/** Rides in the next group; a request that only reads does not wait for it, and one lost by a crash is no loss. */
function ride({ db }: Identity, write: (tx: KernelTx) => Promise<unknown>): void {
  inTransaction(db, write).catch(() => undefined)
}
