import { type BinaryLike, createHmac, type KeyObject, timingSafeEqual } from 'node:crypto'

/** The one header that is made, and taken: no other algorithm, no key that a token brings along (promises.md, A5). */
const HEADER = Buffer.from('{"alg":"HS256","typ":"JWT"}').toString('base64url')
const FORM = /^([A-Za-z0-9_-]{36})\.([A-Za-z0-9_-]{1,4000})\.([A-Za-z0-9_-]{43})$/

type Key = BinaryLike | KeyObject

/** Claims as a compact JWS of HMAC and SHA-256. */
export function signJws(key: Key, claims: object): string {
  const text = `${HEADER}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`
  return `${text}.${macOf(key, text).toString('base64url')}`
}

/** The claims that this key has signed; undefined for any other text. Whether they are over is the caller's to ask. */
export function readJws(key: Key, token: string): unknown {
  const [, header, payload, mac] = FORM.exec(token) ?? []
  if (header !== HEADER || payload === undefined || mac === undefined) return undefined
  const right = macOf(key, `${header}.${payload}`)
  // As text too: the last letter has bits that no byte shows.
  if (right.toString('base64url') !== mac || !timingSafeEqual(right, Buffer.from(mac, 'base64url')))
    return undefined
  return JSON.parse(Buffer.from(payload, 'base64url').toString())
}

const macOf = (key: Key, text: string): Buffer => createHmac('sha256', key).update(text).digest()
