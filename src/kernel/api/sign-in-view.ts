import { type Static, Type } from 'typebox'
import { nameOfAgent } from '../identity/agent.ts'
import type { SessionRow } from '../identity/tables.ts'
import { Id, Nullable, Time, time } from './shapes.ts'

/** A sign-in that is open. */
export const SignInView = Type.Object({
  id: Id,
  current: Type.Boolean({ description: 'The one that asks' }),
  address: Nullable,
  userAgent: Nullable,
  browser: Type.Union([Type.String(), Type.Null()], { description: 'In words, such as Firefox on Linux' }),
  createdAt: Time,
  lastSeenAt: Time,
})

export function signInView(row: SessionRow, asking: number | undefined): Static<typeof SignInView> {
  return {
    id: row.id,
    current: row.id === asking,
    address: row.address,
    userAgent: row.user_agent,
    browser: nameOfAgent(row.user_agent) ?? null,
    createdAt: time(row.created_at),
    lastSeenAt: time(row.last_seen_at),
  }
}
