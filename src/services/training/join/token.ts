import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Training } from '../training.ts'

const DAY_S = 86_400
/** The one header that is made, and taken: no other algorithm, no key that a token brings along. */
const HEADER = Buffer.from('{"alg":"HS256","typ":"JWT"}').toString('base64url')
const FORM = /^([A-Za-z0-9_-]{36})\.([A-Za-z0-9_-]{1,400})\.([A-Za-z0-9_-]{43})$/

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
  const text = `${HEADER}.${Buffer.from(JSON.stringify(payload)).toString('base64url')}`
  return `${text}.${macOf(training, text).toString('base64url')}`
}

/** Whom a token of ours stands for; undefined for any other text, and for one that is over. */
export function readToken(training: Training, token: string): Bearer | undefined {
  const [, header, payload, mac] = FORM.exec(token) ?? []
  if (header !== HEADER || payload === undefined || mac === undefined) return undefined
  const right = macOf(training, `${header}.${payload}`)
  // As text too: the last letter has bits that no byte shows.
  if (right.toString('base64url') !== mac || !timingSafeEqual(right, Buffer.from(mac, 'base64url')))
    return undefined
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Payload
  if (claims.exp <= secondsOf(training)) return undefined
  const id = Number(claims.sub)
  return claims.admin_login === 1
    ? { account: { id, session: claims.sid ?? 0 } }
    : { participant: { id, version: claims.ver ?? 0 } }
}

function claimsOf({ participant, account }: Bearer): Omit<Payload, 'iat' | 'exp'> {
  if (account) return { sub: String(account.id), admin_login: 1, sid: account.session }
  return { sub: String(participant?.id), admin_login: 0, ver: participant?.version }
}

const macOf = ({ secrets }: Training, text: string): Buffer =>
  createHmac('sha256', secrets.tokens).update(text).digest()

const secondsOf = ({ kernel }: Training): number => Math.floor(kernel.clock.now() / 1000)
