import { type Static, Type } from 'typebox'
import { Count, Id, Nullable, OptionalTime, optionalTime, Time, time } from '../../../kernel/api/shapes.ts'
import { RULES } from '../registrations/rules.ts'
import type { AllocationRow } from '../tables.ts'
import type { Training } from '../training.ts'
import type { Fault } from './allocation-check.ts'
import { PARTS, type Part } from './allocation-input.ts'
import { FILLS } from './allocation-puzzle.ts'
import type { Quality } from './allocation-quality.ts'

export const OptionalCount = Type.Union([Count, Type.Null()])
export const OptionalId = Type.Union([Id, Type.Null()])

const outcome = {
  people: Count,
  ranks: Type.Array(Count, { description: 'How many got their first wish, second, …, by person and moment' }),
  other: Type.Integer({
    minimum: 0,
    maximum: Number.MAX_SAFE_INTEGER,
    description: 'They wished, and got another workshop',
  }),
  none: Count,
  unasked: Count,
  empty: Count,
  without: Type.Integer({
    minimum: 0,
    maximum: Number.MAX_SAFE_INTEGER,
    description: 'People who got none of their wishes at any moment',
  }),
}
const Named = Type.Object({ name: Type.String(), ...outcome })

const item = {
  id: Id,
  state: Type.Enum(['running', 'draft', 'failed', 'published', 'discarded']),
  fill: Type.Enum(FILLS),
  baseId: OptionalId,
  createdAt: Time,
  finishedAt: OptionalTime,
  publishedAt: OptionalTime,
  secondsMost: Count,
  optimal: Type.Union([Type.Boolean(), Type.Null()]),
  gapPpm: OptionalCount,
  tookMs: OptionalCount,
  error: Nullable,
  all: Type.Union([Type.Object(outcome), Type.Null()]),
  cost: OptionalCount,
}
export const AllocationItem = Type.Object(item)
export const AllocationView = Type.Object({
  ...item,
  classes: Type.Array(Named),
  groups: Type.Array(Named),
  workshops: Type.Array(Type.Object({ id: Id, taken: Count })),
  faults: Type.Array(
    Type.Object({
      rule: Type.Enum([...RULES, 'least']),
      workshopId: Id,
      participantId: OptionalId,
      otherId: OptionalId,
    }),
  ),
  changed: Type.Array(Type.Enum(PARTS), { description: 'What is no longer as it was computed from' }),
})

type Result = Quality & { faults: Fault[] }

/** A distribution in a list. */
export function itemOf({ settings }: Training, row: AllocationRow): Static<typeof AllocationItem> {
  const result = row.quality === null ? null : (JSON.parse(row.quality) as Result)
  return {
    id: row.id,
    state: row.state,
    fill: row.fill,
    baseId: row.base_id,
    createdAt: time(row.created_at),
    finishedAt: optionalTime(row.finished_at),
    publishedAt: optionalTime(row.published_at),
    secondsMost: settings.allocationSeconds,
    optimal: row.optimal === null ? null : row.optimal === 1,
    gapPpm: row.gap_ppm,
    tookMs: row.took_ms,
    error: row.error,
    all: result?.all ?? null,
    cost: result?.cost ?? null,
  }
}

/** A distribution with all that is known of it. */
export function viewOf(
  training: Training,
  row: AllocationRow,
  changed: Part[],
): Static<typeof AllocationView> {
  const result = row.quality === null ? null : (JSON.parse(row.quality) as Result)
  return {
    ...itemOf(training, row),
    classes: result?.classes ?? [],
    groups: result?.groups ?? [],
    workshops: result?.workshops ?? [],
    faults: (result?.faults ?? []).map(({ rule, workshop, participant, other }) => ({
      rule,
      workshopId: workshop,
      participantId: participant,
      otherId: other,
    })),
    changed,
  }
}
