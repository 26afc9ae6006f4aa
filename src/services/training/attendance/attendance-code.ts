import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Training } from '../training.ts'

/** 72 bits: guessed at the door alone, by somebody who is signed in as its helper. */
const MAC_LENGTH = 12
const CODE = /^atelier:checkin:([1-9]\d{0,15}):([A-Za-z0-9_-]{12})$/

/** What a participant shows at the door as a QR code. It opens nothing but that: it is no key, and signs nobody in. */
export function checkInCode(training: Training, participantId: number): string {
  return `atelier:checkin:${participantId}:${macOf(training, participantId)}`
}

/** The participant of such a code; undefined for any other text, or one that this installation has not made. */
export function readCheckInCode(training: Training, text: string): number | undefined {
  const [, id, mac] = CODE.exec(text) ?? []
  if (id === undefined || mac === undefined) return undefined
  const isOurs = timingSafeEqual(Buffer.from(mac), Buffer.from(macOf(training, Number(id))))
  return isOurs ? Number(id) : undefined
}

/** Signed tokens have no colon, so none of them is ever such a text. */
const macOf = ({ secrets }: Training, participantId: number): string =>
  createHmac('sha256', secrets.tokens)
    .update(`checkin:${participantId}`)
    .digest('base64url')
    .slice(0, MAC_LENGTH)

/** The login key in what was scanned or typed: of a letter's link the part after `#k=`, or else all of it. */
export function keyIn(code: string): string {
  const [, key] = /#k=([^&]*)$/.exec(code) ?? []
  if (key === undefined) return code.trim()
  try {
    return decodeURIComponent(key)
  } catch (error) {
    // No link of ours: then no key is like it.
    if (error instanceof URIError) return ''
    throw error
  }
}
