import { contains, countUpTo, fold, inTransaction, type KernelTx } from '../db/db.ts'
import type { By } from '../journal/journal.ts'
import { newSecret, sha256 } from './credential.ts'
import { forgetActors, type Identity } from './identity.ts'
import { tellToken } from './notices.ts'
import { problems } from './problems.ts'
import type { TokenRow } from './tables.ts'

/** So that people and scanners of leaks recognise one. */
export const TOKEN_PREFIX = 'atl_'
const SCOPE = /^(\*|[a-z]{1,30}:(read|write))$/

export interface NewToken {
  name: string
  /** `*`, or services with what may be done there (`collection:read`); `kernel` for accounts, journal and the like. */
  scopes: readonly string[]
  expiresAt?: number
  /** It stands for a sign-in by a protocol: it is listed, and nobody is told of each. */
  quiet?: boolean
  /** What it is traded for: it is good as long as that is, and no longer. */
  parent?: TokenParent
}

type TokenParent = { token: number } | { session: number }

/** So long after its end a token of a protocol is still listed. */
const KEPT_MS = 30 * 24 * 3_600_000
/** In place of the time of a revocation: nobody revoked it, but it was seen to be expired (promises.md, R13). */
export const SEEN_EXPIRED = 0

/** When somebody revoked it. */
export const revokedAt = ({ revoked_at }: Pick<TokenRow, 'revoked_at'>): number | null =>
  revoked_at === SEEN_EXPIRED ? null : revoked_at

/** Keeps an API token by its hash. `value` begins with the prefix of our tokens and holds 256 bits that nobody can guess. */
export async function addToken(
  identity: Identity,
  tx: KernelTx,
  by: By,
  made: NewToken & { accountId: number; value: string },
): Promise<TokenRow> {
  const now = identity.clock.now()
  if (made.scopes.length === 0) throw problems.invalidScope('An empty list')
  for (const scope of made.scopes) if (!SCOPE.test(scope)) throw problems.invalidScope(scope)
  if (made.expiresAt !== undefined && made.expiresAt <= now) throw problems.expiryPast()
  const row = await tx
    .insertInto('kernel_token')
    .values({
      account_id: made.accountId,
      name: made.name,
      sha256: sha256(made.value),
      prefix: made.value.slice(0, 8),
      scopes: [...new Set(made.scopes)].join(' '),
      created_at: now,
      expires_at: made.expiresAt ?? null,
      last_used_at: null,
      revoked_at: null,
      parent_token: made.parent && 'token' in made.parent ? made.parent.token : null,
      parent_session: made.parent && 'session' in made.parent ? made.parent.session : null,
      protocol: made.quiet ? 1 : null,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  const shown = { scopes: row.scopes, expiresAt: row.expires_at, account: row.account_id }
  const personal = { name: row.name }
  await identity.journal.record(tx, {
    by,
    action: 'token.created',
    object: `token:${row.id}`,
    new: shown,
    personal,
  })
  if (!made.quiet) await tellToken(identity, tx, row.account_id, row.name)
  return row
}

/** Makes an API token. Its value is given here once and never again. */
export async function createToken(
  identity: Identity,
  by: By,
  accountId: number,
  token: NewToken,
): Promise<{ token: string; row: TokenRow }> {
  const value = TOKEN_PREFIX + newSecret()
  const row = await inTransaction(identity.db, (tx) =>
    addToken(identity, tx, by, { ...token, accountId, value }),
  )
  return { token: value, row }
}

/** Whether it was traded for another token or a sign-in. */
export async function isTraded({ db }: Identity, id: number): Promise<boolean> {
  const row = await db
    .selectFrom('kernel_token')
    .select(['parent_token', 'parent_session'])
    .where('id', '=', id)
    .executeTakeFirst()
  return row !== undefined && (row.parent_token !== null || row.parent_session !== null)
}

export interface TokenQuery {
  accountId?: number
  /** In its name, its first letters, or the name of its account. */
  search?: string
  state?: 'active' | 'expired' | 'revoked'
  kind?: 'person' | 'service'
}

export interface TokenFilter extends TokenQuery {
  after?: number
  limit: number
}

function tokensOf({ db, clock }: Identity, { accountId, search, state, kind }: TokenQuery) {
  const now = clock.now()
  return db
    .selectFrom('kernel_token as t')
    .innerJoin('kernel_account as a', 'a.id', 't.account_id')
    .$if(accountId !== undefined, (query) => query.where('t.account_id', '=', accountId as number))
    .$if(kind !== undefined, (query) => query.where('a.kind', '=', kind as 'person'))
    .$if(state === 'revoked', (query) => query.where('t.revoked_at', '>', SEEN_EXPIRED))
    .$if(state === 'expired', (query) =>
      query.where((eb) =>
        eb.or([
          eb('t.revoked_at', '=', SEEN_EXPIRED),
          eb.and([eb('t.revoked_at', 'is', null), eb('t.expires_at', '<=', now)]),
        ]),
      ),
    )
    .$if(state === 'active', (query) =>
      query
        .where('t.revoked_at', 'is', null)
        .where((eb) => eb.or([eb('t.expires_at', 'is', null), eb('t.expires_at', '>', now)])),
    )
    .$if(search !== undefined, (query) =>
      query.where((eb) =>
        eb.or([
          contains(db, eb.ref('t.name'), search as string),
          contains(db, eb.ref('t.prefix'), search as string),
          contains(db, eb.ref('a.name_folded'), fold(search as string)),
        ]),
      ),
    )
}

export function listTokens(identity: Identity, filter: TokenFilter) {
  return tokensOf(identity, filter)
    .selectAll('t')
    .select('a.name as account_name')
    .$if(filter.after !== undefined, (query) => query.where('t.id', '>', filter.after as number))
    .orderBy('t.id')
    .limit(filter.limit)
    .execute()
}

/** How many match: exact up to 10,000, or else as many as there are at least. */
export function countTokens(
  identity: Identity,
  query: TokenQuery,
): Promise<{ count: number; exact: boolean }> {
  return countUpTo(identity.db, tokensOf(identity, query).select('t.id'))
}

/** Revokes a token, one of `accountId` when that is given. It opens nothing from now on. */
export function revokeToken(identity: Identity, by: By, id: number, accountId?: number): Promise<void> {
  return inTransaction(identity.db, async (tx) => {
    const row = await tx
      .updateTable('kernel_token')
      .set({ revoked_at: identity.clock.now() })
      .where('id', '=', id)
      .where((eb) => eb.or([eb('revoked_at', 'is', null), eb('revoked_at', '=', SEEN_EXPIRED)]))
      .$if(accountId !== undefined, (query) => query.where('account_id', '=', accountId as number))
      .returning('name')
      .executeTakeFirst()
    if (!row) throw problems.notFound('token')
    forgetActors(identity, tx)
    await identity.journal.record(tx, {
      by,
      action: 'token.revoked',
      object: `token:${id}`,
      personal: { name: row.name },
    })
  })
}

/**
 * Marks what has expired, so that no change of the clock makes it good again. And forgets
 * tokens of protocols that ended long ago; each log-in there makes one. The journal keeps its entries.
 */
export async function sweepTokens({ db, clock }: Identity): Promise<void> {
  const now = clock.now()
  const old = now - KEPT_MS
  await inTransaction(db, async (tx) => {
    await tx
      .updateTable('kernel_token')
      .set({ revoked_at: SEEN_EXPIRED })
      .where('revoked_at', 'is', null)
      .where('expires_at', '<=', now)
      .execute()
    await tx
      .deleteFrom('kernel_token')
      .where('protocol', '=', 1)
      .where((eb) => eb.or([eb('expires_at', '<', old), eb.between('revoked_at', SEEN_EXPIRED + 1, old)]))
      .execute()
  })
}
