import { readJws, signJws } from '../../../kernel/identity/jws.ts'
import type { Training } from '../training.ts'

const DAY_S = 86_400

/** Whom a token stands for. It says nothing of the key or the name; both are looked up at each request. */
export interface Bearer {
  /** A participant, and the version of the key that they signed in with. */
  participant?: { id: number; version: number }
  /** An account, and its sign-in. */
  account?: { id: number; session: number }
}

interface Payload {
  sub: string
  admin_login: 0 | 1
  /** Version of a participant's key. */
  ver?: number
  /** Sign-in of an account. */
  sid?: number
  iat: number
  exp: number
}

/** A token of the protocol: a compact JWS, signed with the key of this installation. */
export function signToken(training: Training, { days, ...bearer }: Bearer & { days: number }): string {
  const iat = secondsOf(training)
  const payload: Payload = { ...claimsOf(bearer), iat, exp: iat + days * DAY_S }
  return signJws(training.secrets.tokens, payload)
}

/** Whom a token of ours stands for; undefined for any other text, and for one that is over. */
export function readToken(training: Training, token: string): Bearer | undefined {
  const claims = readJws(training.secrets.tokens, token) as Payload | undefined
  if (!claims || claims.exp <= secondsOf(training)) return undefined
  const id = Number(claims.sub)
  return claims.admin_login === 1
    ? { account: { id, session: claims.sid ?? 0 } }
    : { participant: { id, version: claims.ver ?? 0 } }
}

function claimsOf({ participant, account }: Bearer): Omit<Payload, 'iat' | 'exp'> {
  if (account) return { sub: String(account.id), admin_login: 1, sid: account.session }
  return { sub: String(participant?.id), admin_login: 0, ver: participant?.version }
}

const secondsOf = ({ kernel }: Training): number => Math.floor(kernel.clock.now() / 1000)
