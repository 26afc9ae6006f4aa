import { type Static, Type } from 'typebox'
import { Id, Nullable, OptionalTime, optionalTime, Time, time } from '../../../kernel/api/shapes.ts'
import type { PersonRow } from './person.store.ts'
import type { ListedPerson } from './person-list.ts'

export const State = Type.Enum(['unverified', 'waiting', 'approved', 'denied'])

export const PersonView = Type.Object({
  id: Id,
  name: Type.String(),
  email: Nullable,
  firstName: Type.String(),
  lastName: Type.String(),
  state: State,
  appliedAt: Time,
  verifiedAt: OptionalTime,
  decidedAt: OptionalTime,
  decidedBy: Nullable,
  decision: Type.Union([Type.String(), Type.Null()], { description: 'What the person was told' }),
  disabled: Type.Boolean(),
  said: Type.Array(Type.Object({ name: Type.String(), value: Type.String() }), {
    description: 'What they say of themselves',
  }),
  groups: Type.Array(Type.Object({ id: Id, name: Type.String() })),
})

export const OwnView = Type.Object({
  state: Type.Union([State, Type.Literal('unknown')], { description: 'unknown: has not asked' }),
  appliedAt: OptionalTime,
  decision: Nullable,
})

type Row = Pick<PersonRow, 'may' | 'state'>

/** Their right is what counts, whoever gave it; without it an approval is over. */
const stateOf = ({ may, state }: Row): Static<typeof State> => {
  if (may === 1) return 'approved'
  return state === 'approved' || state === null ? 'denied' : state
}

export const personView = (row: ListedPerson): Static<typeof PersonView> => ({
  id: row.id,
  name: row.name,
  email: row.email,
  firstName: row.first_name,
  lastName: row.last_name,
  state: stateOf(row),
  appliedAt: time(row.applied_at ?? row.created_at),
  verifiedAt: optionalTime(row.address_folded === row.email_folded ? row.verified_at : null),
  decidedAt: optionalTime(row.decided_at),
  decidedBy: row.decider,
  decision: row.decision,
  disabled: row.disabled_at !== null,
  said: row.settings.map(({ name, value }) => ({ name, value })),
  groups: row.groups,
})

export const ownView = (row: PersonRow | undefined): Static<typeof OwnView> => ({
  state: row === undefined || (row.may === 0 && row.state === null) ? 'unknown' : stateOf(row),
  appliedAt: optionalTime(row?.applied_at ?? null),
  decision: row?.decision ?? null,
})
