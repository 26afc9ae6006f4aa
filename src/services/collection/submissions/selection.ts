import { Type } from 'typebox'
import { Id, Text } from '../../../kernel/api/shapes.ts'
import {
  PARTICIPANT_STATES,
  type ParticipantState,
  type Selection,
} from '../participants/participant.store.ts'
import { problems } from '../problems.ts'

export const StateName = Type.Enum(PARTICIPANT_STATES)

/** Which participants a change is about; to mean everybody has to be said. */
export const selection = {
  ids: Type.Optional(Type.Array(Id, { maxItems: 10_000 })),
  states: Type.Optional(Type.Array(StateName, { maxItems: PARTICIPANT_STATES.length })),
  search: Type.Optional(Text(200)),
  import: Type.Optional(Id),
  all: Type.Optional(Type.Boolean()),
}

interface Chosen {
  ids?: number[]
  states?: ParticipantState[]
  search?: string
  import?: number
  all?: boolean
}

export function selectionOf({ ids, states, search, import: importId, all }: Chosen): Selection {
  if (all !== true && !ids && !states?.length && !search && importId === undefined)
    throw problems.noSelection()
  return { ids, states, search, importId }
}

/** The same in a query: numbers and states with commas between. */
export const selectionQuery = {
  ids: Type.Optional(Type.String({ maxLength: 6_000, pattern: '^[1-9][0-9]{0,14}(,[1-9][0-9]{0,14})*$' })),
  states: Type.Optional(
    Type.String({
      maxLength: 100,
      pattern: `^(${PARTICIPANT_STATES.join('|')})(,(${PARTICIPANT_STATES.join('|')}))*$`,
    }),
  ),
  search: Type.Optional(Text(200)),
  import: Type.Optional(Id),
}

export function queriedSelection(query: {
  ids?: string
  states?: string
  search?: string
  import?: number
}): Selection {
  return {
    ids: query.ids?.split(',').map(Number),
    states: query.states?.split(',') as ParticipantState[] | undefined,
    search: query.search,
    importId: query.import,
  }
}
