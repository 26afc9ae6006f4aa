import { type Static, type TSchema, Type } from 'typebox'
import { Id, OptionalTime, optionalTime, Time, time } from '../../../kernel/api/shapes.ts'
import type { UploadRow } from '../upload-tables.ts'
import type { listActivitiesOf, listPeopleOf } from './upload-list.store.ts'

export const Count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
export const OptionalText = Type.Union([Type.String(), Type.Null()])

/** Counts of lists are exact up to here. */
export const MOST_COUNTED = 10_000

/** A page of a list that says how many there are. */
export const CountedPage = <T extends TSchema>(item: T) =>
  Type.Object({
    items: Type.Array(item),
    next: Type.Union([Id, Type.Null()]),
    total: Type.Integer({
      minimum: 0,
      maximum: MOST_COUNTED + 1,
      description: `Of all pages; ${MOST_COUNTED + 1} means more than ${MOST_COUNTED}`,
    }),
  })

export const Look = Type.Union([
  Type.Literal('arriving'),
  Type.Literal('whole'),
  Type.Literal('incomplete'),
  Type.Literal('unreadable'),
  Type.Literal('superseded'),
])

export const UploadView = Type.Object({
  id: Id,
  submission: Id,
  participant: OptionalText,
  kind: Type.Union([
    Type.Literal('final'),
    Type.Literal('activity'),
    Type.Literal('json'),
    Type.Literal('file'),
  ]),
  name: Type.String(),
  state: Look,
  needsLook: Type.Boolean(),
  problem: OptionalText,
  activities: Type.Array(Type.String()),
  /** Of a zip: the highest index that came and those that did not; null for what is not sliced. */
  slices: Type.Union([
    Type.Object({
      last: Count,
      missing: Type.Array(Count),
      endMissing: Type.Boolean(),
    }),
    Type.Null(),
  ]),
  bytes: Count,
  readable: Type.Boolean(),
  answers: Count,
  superseded: Count,
  duplicates: Count,
  junk: Count,
  conflicts: Type.Boolean(),
  partial: Type.Boolean(),
  /** Since when it is signed and stays as it is. */
  lockedAt: OptionalTime,
  /** Something of it came after this or another record of the link or participant was locked. */
  afterLock: Type.Boolean(),
  /** Who is asked again: on the list of participants, where the link was made for somebody. */
  person: Type.Union([Type.Object({ id: Id, hasAddress: Type.Boolean() }), Type.Null()]),
  firstAt: Time,
  lastAt: Time,
  readAt: OptionalTime,
})

type ActivityRows = Awaited<ReturnType<typeof listActivitiesOf>>
type PeopleRows = Awaited<ReturnType<typeof listPeopleOf>>

export function uploadView(
  row: UploadRow,
  activities: ActivityRows,
  { people, late }: { people: PeopleRows; late: ReadonlySet<number> },
): Static<typeof UploadView> {
  const person = people.find((each) => each.grant_id === row.grant_id)
  return {
    id: row.id,
    submission: row.submission_id,
    participant: row.participant,
    kind: row.kind,
    name: row.name,
    state: row.look,
    needsLook: row.needs_look === 1,
    problem: row.problem,
    activities: activities.filter((each) => each.upload_set_id === row.id).map((each) => each.activity),
    slices:
      row.kind === 'final' && row.last_slice !== null
        ? { last: row.last_slice, missing: indicesOf(row.missing), endMissing: row.end_missing === 1 }
        : null,
    bytes: row.bytes,
    readable: row.state === 'ingested',
    answers: row.answers,
    superseded: Math.max(0, row.answers - row.duplicates - row.current),
    duplicates: row.duplicates,
    junk: row.junk,
    conflicts: row.conflicts === 1,
    partial: row.partial === 1,
    lockedAt: optionalTime(row.locked_at),
    afterLock: late.has(row.id),
    person: person ? { id: person.id, hasAddress: person.email !== null } : null,
    firstAt: time(row.first_at),
    lastAt: time(row.last_at),
    readAt: row.parsed_at === null ? null : time(row.parsed_at),
  }
}

export const indicesOf = (missing: string | null): number[] =>
  missing === null ? [] : missing.split(',').map(Number)
