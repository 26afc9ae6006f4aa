import type { FastifyRequest } from 'fastify'
import { type AccessParts, readCookie } from '../http/access.ts'
import { BROWSER_MS } from '../identity/browser.ts'
import { OUTSIDE_MS } from '../identity/outside.ts'
import { WHOLE_MS } from '../identity/session.ts'
import { TICKET_MS } from '../identity/ticket.ts'

/** The console's cookies: the sign-in, the way to its second step or to a provider, and the browser in which it was. */
export interface Cookies {
  signedIn(made: { secret: string; browser: string }): string[]
  halfSignedIn(ticket: string): string[]
  signedOut(): string[]
  /** For the way to an outside sign-in; empty when it is back. */
  outside(sealed: string): string[]
  outsideOf(request: FastifyRequest): string | undefined
  /** The ticket of a second step. */
  ticketOf(request: FastifyRequest): string | undefined
  browserOf(request: FastifyRequest): string | undefined
}

export function cookiesOf({ cookieName, publicUrl }: AccessParts): Cookies {
  const flags = `; Path=/; HttpOnly; SameSite=Lax${publicUrl?.startsWith('https:') ? '; Secure' : ''}`
  const set = (name: string, value: string, ms: number) => `${name}=${value}; Max-Age=${ms / 1000}${flags}`
  const [step, browser, outside] = [`${cookieName}-step`, `${cookieName}-browser`, `${cookieName}-outside`]
  return {
    signedIn: (made) => [
      set(cookieName, made.secret, WHOLE_MS),
      set(step, '', 0),
      set(browser, made.browser, BROWSER_MS),
    ],
    halfSignedIn: (ticket) => [set(step, ticket, TICKET_MS)],
    signedOut: () => [set(cookieName, '', 0), set(step, '', 0)],
    outside: (sealed) => [set(outside, sealed, sealed === '' ? 0 : OUTSIDE_MS)],
    outsideOf: (request) => readCookie(request.headers.cookie, outside),
    ticketOf: (request) => readCookie(request.headers.cookie, step),
    browserOf(request) {
      const value = readCookie(request.headers.cookie, browser)
      return value !== undefined && /^[0-9A-Za-z]{43}$/.test(value) ? value : undefined
    },
  }
}
