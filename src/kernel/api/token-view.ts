import { type Static, Type } from 'typebox'
import type { Actor } from '../identity/actor.ts'
import { secretOf, sha256 } from '../identity/credential.ts'
import { problems } from '../identity/problems.ts'
import type { TokenRow } from '../identity/tables.ts'
import { type NewToken, revokedAt, TOKEN_PREFIX } from '../identity/token.ts'
import type { Secrets } from '../secrets/secrets.ts'
import { Body, Id, OptionalTime, optionalTime, Text, Time, time } from './shapes.ts'

export const TokenView = Type.Object({
  id: Id,
  name: Type.String(),
  account: Type.Object({ id: Id, name: Type.String() }),
  prefix: Type.String(),
  scopes: Type.Array(Type.String()),
  createdAt: Time,
  expiresAt: OptionalTime,
  lastUsedAt: OptionalTime,
  revokedAt: OptionalTime,
})

export function tokenView(row: TokenRow & { account_name: string }): Static<typeof TokenView> {
  return {
    id: row.id,
    name: row.name,
    account: { id: row.account_id, name: row.account_name },
    prefix: row.prefix,
    scopes: row.scopes.split(' '),
    createdAt: time(row.created_at),
    expiresAt: optionalTime(row.expires_at),
    lastUsedAt: optionalTime(row.last_used_at),
    revokedAt: optionalTime(revokedAt(row)),
  }
}

export const NewTokenBody = Body({
  name: Text(100, 1),
  scopes: Type.Array(Text(40), { minItems: 1, maxItems: 20 }),
  expiresAt: Type.Optional(Type.String({ format: 'date-time', maxLength: 40 })),
})

/** A token never makes one that may do more than itself, or for longer. */
export function newTokenOf(body: Static<typeof NewTokenBody>, maker: Actor): NewToken {
  const { scopes } = maker
  const beyond = scopes && !scopes.has('*') ? body.scopes.find((scope) => !scopes.has(scope)) : undefined
  if (beyond) throw problems.invalidScope(beyond)
  const expiresAt = body.expiresAt === undefined ? undefined : Date.parse(body.expiresAt)
  if (Number.isNaN(expiresAt)) throw problems.expiryPast()
  if (scopes && maker.ends !== undefined && (expiresAt ?? Number.POSITIVE_INFINITY) > maker.ends)
    throw problems.expiryBeyond()
  return { name: body.name, scopes: body.scopes, expiresAt }
}

/**
 * What is kept of the answer, for a retry with the same key: not the token, but what the holder of the installation's key
 * makes it of again.
 */
export interface KeptToken {
  view: Static<typeof TokenView>
  nonce: string
  sha256: string
}

export const tokenOf = (secrets: Secrets, nonce: string): string =>
  TOKEN_PREFIX + secretOf(secrets.derive('tokens'), nonce)

/** The answer with the token in it. After a change of the installation's key it is another one, and not shown. */
export function reveal(secrets: Secrets, { view, nonce, sha256: expected }: KeptToken) {
  const token = tokenOf(secrets, nonce)
  if (sha256(token) !== expected) throw problems.tokenNotShown()
  return { ...view, token }
}
