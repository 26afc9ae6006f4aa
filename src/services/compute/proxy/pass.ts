import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Kernel } from '../../../kernel/kernel.ts'

/** Which of a session's doors: its own server, a further port, or its terminal. */
export type Door = 'main' | 'terminal' | PortDoor
type PortDoor = `port ${number}`

export const isPort = (door: Door): door is PortDoor => door.startsWith('port ')

/** Who was let in to a session, and how: what its cookie says. */
export interface Pass {
  session: number
  door: Door
  /** `view` lets nothing through but reading. */
  may: 'view' | 'use'
  /** What let them in: a sign-in or a token (by its number), the session's own secret, or a link (by its number). */
  by: 'sign-in' | 'token' | 'secret' | 'link'
  ref: number
  /** Whose sign-in or token it is. */
  account: number
  /** An administrator in another's session, who has said why. */
  visit: boolean
}

const DOOR = /^(?:main|terminal|port \d{4,5})$/
const WORDS =
  /^(\d{1,15})\|([a-z0-9 ]{4,10})\|(view|use)\|(sign-in|token|secret|link)\|(\d{1,15})\|(\d{1,15})\|([01])$/

/** Names of cookies that are ours: none of them reaches a session, and no session sets one. */
export const isOurs = (name: string): boolean => /^(?:__host-|__secure-)?atelier(?:-|$)/i.test(name)

export const cookieName = (session: number): string => `atelier-session-${session}`

/** Seals a pass, so that a browser can carry it. */
export function sealPass(secrets: Kernel['secrets'], pass: Pass): string {
  const { session, door, may, by, ref, account, visit } = pass
  const text = [session, door, may, by, ref, account, visit ? 1 : 0].join('|')
  return `${Buffer.from(text).toString('base64url')}.${macOf(secrets, text)}`
}

/** The pass that a cookie holds; undefined where it is none of ours. */
export function unsealPass(secrets: Kernel['secrets'], sealed: string): Pass | undefined {
  const [body = '', mac = ''] = sealed.split('.', 2)
  const text = Buffer.from(body, 'base64url').toString()
  const wanted = Buffer.from(macOf(secrets, text))
  const given = Buffer.from(mac)
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return undefined
  const [, session, door = '', may, by, ref, account, visit] = WORDS.exec(text) ?? []
  if (!DOOR.test(door)) return undefined
  return {
    session: Number(session),
    door: door as Door,
    may: may as Pass['may'],
    by: by as Pass['by'],
    ref: Number(ref),
    account: Number(account),
    visit: visit === '1',
  }
}

const macOf = (secrets: Kernel['secrets'], text: string): string =>
  createHmac('sha256', secrets.derive('compute.session-pass')).update(text).digest('base64url')
