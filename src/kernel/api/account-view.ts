import { type Static, Type } from 'typebox'
import { shown } from '../identity/account.ts'
import type { AccountRow } from '../identity/tables.ts'
import { Id, OptionalTime, optionalTime, Text, Time, time } from './shapes.ts'

export const AccountView = Type.Object({
  id: Id,
  name: Type.String(),
  email: Type.Union([Type.String(), Type.Null()]),
  firstName: Type.String(),
  lastName: Type.String(),
  kind: Type.Union([Type.Literal('person'), Type.Literal('service')]),
  administrator: Type.Boolean(),
  disabled: Type.Boolean(),
  lastSignInAt: OptionalTime,
  createdAt: Time,
})

export function accountView(row: AccountRow): Static<typeof AccountView> {
  return {
    id: row.id,
    ...shown(row),
    lastSignInAt: optionalTime(row.last_sign_in_at),
    createdAt: time(row.created_at),
  }
}

/** What people may change about themselves, and administrators about anybody. */
export const NameChanges = {
  email: Type.Optional(Type.Union([Text(255), Type.Null()])),
  firstName: Type.Optional(Text(150)),
  lastName: Type.Optional(Text(150)),
}

/** The entity's tag counts its changes. */
export const etagOf = (row: AccountRow): string => `"${row.version}"`

/** The version that an `If-Match` asks for; undefined when any will do. */
export function versionOf(ifMatch: string | undefined): number | undefined {
  const found = /^"(\d{1,15})"$/.exec(ifMatch ?? '')
  if (ifMatch === undefined || ifMatch === '*') return undefined
  // A tag that is none of ours fits no version.
  return found ? Number(found[1]) : -1
}
