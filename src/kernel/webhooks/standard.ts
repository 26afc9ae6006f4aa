import { createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

/** So far may a call be from now on: whoever has overheard it can send it again for so long, under the same id. */
const TOLERANCE_MS = 5 * 60_000
const MOST_SIGNATURES = 10

/** What the signature of Standard Webhooks is over: which delivery it is, when it was sent, and what it says. */
export interface StandardCall {
  id: string
  /** Seconds since 1970. */
  timestamp: string
  body: string | Buffer
}

/** As `v1,` and the HMAC-SHA-256 in base64. */
export const standardSignature = (key: string, { id, timestamp, body }: StandardCall): string =>
  `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')}`

/** The three headers of it; undefined where one of them is missing, or is none. A point in the id would let it be read in two ways. */
export function standardHeaders(
  headers: IncomingHttpHeaders,
): { id: string; timestamp: string; signatures: string } | undefined {
  const [id, timestamp, signatures] = ['id', 'timestamp', 'signature'].map((name) =>
    String(headers[`webhook-${name}`] ?? ''),
  ) as [string, string, string]
  const isOne = /^[\x21-\x2d\x2f-\x7e]{1,255}$/.test(id) && /^\d{1,12}$/.test(timestamp) && signatures !== ''
  return isOne ? { id, timestamp, signatures } : undefined
}

/** Whether one of the signatures, which blanks divide, is the key's: a sender that changes its key sends two. */
export function isStandardSignature(key: string, signatures: string, call: StandardCall): boolean {
  const wanted = Buffer.from(standardSignature(key, call))
  return signatures
    .split(' ')
    .slice(0, MOST_SIGNATURES)
    .map((each) => Buffer.from(each))
    .some((given) => given.length === wanted.length && timingSafeEqual(given, wanted))
}

export const isInTime = (timestamp: string, now: number): boolean =>
  Math.abs(now - Number(timestamp) * 1_000) <= TOLERANCE_MS
