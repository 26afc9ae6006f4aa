import { type Static, Type } from 'typebox'
import { Count, Id, Nullable, OptionalTime, optionalTime, Text } from '../../../kernel/api/shapes.ts'
import { type Choice, type ParticipantItem, PROGRESS, type Selection } from './participant-list.store.ts'

const Progress = Type.Enum(PROGRESS)
const MOST_IDS = 1_000

const chosen = {
  search: Type.Optional(Text(200)),
  class: Type.Optional(Text(80)),
  group: Type.Optional(Text(80)),
  progress: Type.Optional(Progress),
  signedIn: Type.Optional(Type.Boolean({ description: 'False: those who have never signed in' })),
  waiting: Type.Optional(Type.Boolean({ description: 'True: those who wait for a seat' })),
}

/** Whom a list is about. */
export const selectionQuery = {
  ...chosen,
  ids: Type.Optional(Type.String({ maxLength: 12_000, pattern: '^\\d{1,15}(,\\d{1,15}){0,999}$' })),
}

/** Whom an act is about: named ones, or all that match; `all` for everybody. */
export const selectionBody = {
  ...chosen,
  ids: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: MOST_IDS })),
  all: Type.Optional(Type.Boolean()),
}

interface Sent {
  search?: string
  class?: string
  group?: string
  progress?: Static<typeof Progress>
  signedIn?: boolean
  waiting?: boolean
  ids?: string | number[]
}

/** What was sent, as the domain takes it. */
export function selectionOf({ class: userClass, group, progress, ids, ...rest }: Sent): Selection {
  return {
    ...rest,
    userClass,
    targetGroup: group,
    progress: progress && [progress],
    ids: typeof ids === 'string' ? ids.split(',').map(Number) : ids,
  }
}

const ChoiceView = Type.Object({
  workshopId: Id,
  title: Type.String(),
  moment: Type.String(),
  source: Type.String(),
  fixed: Type.Boolean(),
  reason: Nullable,
  overrides: Type.Array(Type.String()),
})

export const ParticipantView = Type.Object({
  id: Id,
  name: Type.String(),
  userClass: Type.String(),
  targetGroup: Type.String(),
  email: Nullable,
  language: Nullable,
  keySet: Type.Boolean({ description: 'Somebody chose the key; else it was made' }),
  signedInAt: OptionalTime,
  remindedAt: OptionalTime,
  progress: Progress,
  waiting: Count,
  choices: Type.Array(ChoiceView),
})

function choiceView(choice: Choice): Static<typeof ChoiceView> {
  return {
    workshopId: choice.workshop_id,
    title: choice.title,
    moment: choice.moment,
    source: choice.source,
    fixed: choice.fixed === 1,
    reason: choice.reason,
    overrides: choice.overrides === null ? [] : JSON.parse(choice.overrides),
  }
}

export function participantView(
  row: ParticipantItem,
  choices: readonly Choice[],
): Static<typeof ParticipantView> {
  return {
    id: row.id,
    name: row.full_name,
    userClass: row.user_class,
    targetGroup: row.target_group,
    email: row.email,
    language: row.language,
    keySet: row.key_set === 1,
    signedInAt: optionalTime(row.signed_in_at),
    remindedAt: optionalTime(row.reminded_at),
    progress: row.progress,
    waiting: Number(row.waits),
    choices: choices.map(choiceView),
  }
}
