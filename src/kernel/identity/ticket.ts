import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { KernelTx } from '../db/db.ts'
import { sha256 } from './credential.ts'
import type { Identity } from './identity.ts'

/** What comes between two requests of one act may take so long. */
export const TICKET_MS = 5 * 60_000

/** Who may go on with what; and to what else it is bound. */
export interface TicketOf {
  purpose: 'second-factor' | 'passkey' | 'new-passkey' | 'new-totp'
  /** 0 where nobody has said who they are yet. */
  account: number
  bound?: string
}

/**
 * Lets a request go on with what another one began. It is signed, not kept: who only begins, and begins again, fills no
 * table. One that counted is spent.
 */
export function makeTicket({ secrets, clock }: Identity, of: TicketOf): string {
  const body = [
    of.purpose,
    of.account,
    clock.now() + TICKET_MS,
    randomBytes(16).toString('hex'),
    of.bound ?? '',
  ]
  const text = body.join('|')
  return `${Buffer.from(text).toString('base64url')}.${signatureOf(secrets, text).toString('base64url')}`
}

/** Whether it is a ticket of ours for this, and its time has not come. */
export function isTicket({ secrets, clock }: Identity, ticket: string, of: TicketOf): boolean {
  const [, signature = ''] = ticket.split('.')
  const text = textOf(ticket)
  const given = Buffer.from(signature, 'base64url')
  const right = signatureOf(secrets, text)
  if (given.length !== right.length || !timingSafeEqual(given, right)) return false
  const [purpose, account, expiresAt, , bound] = text.split('|')
  const isFor = purpose === of.purpose && Number(account) === of.account && bound === (of.bound ?? '')
  return isFor && clock.now() < Number(expiresAt)
}

/** Whose ticket it says it is; `isTicket` tells whether that is true. */
export function accountOfTicket(ticket: string): number {
  const account = Number(textOf(ticket).split('|')[1])
  return Number.isSafeInteger(account) && account > 0 ? account : 0
}

/** False when it has counted before: the unique key decides. */
export async function spendTicket(identity: Identity, tx: KernelTx, ticket: string): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('kernel_spent_ticket')
    // Of what it says, not of its letters: those could be written in other ways.
    .values({ sha256: sha256(textOf(ticket)), expires_at: identity.clock.now() + TICKET_MS })
    .onConflict((on) => on.column('sha256').doNothing())
    .executeTakeFirstOrThrow()
  return (numInsertedOrUpdatedRows ?? 0n) > 0n
}

const textOf = (ticket: string): string => Buffer.from(ticket.split('.')[0] ?? '', 'base64url').toString()

function signatureOf(secrets: Identity['secrets'], text: string): Buffer {
  return createHmac('sha256', secrets.derive('tickets')).update(text).digest()
}
