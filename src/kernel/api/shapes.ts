import { type TProperties, type TSchema, Type } from 'typebox'
import { DAY_MS } from '../span.ts'

/** An id in an address or a query: a number that the database can hold. */
export const Id = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })
/** RFC 3339, UTC, milliseconds. */
export const Time = Type.String({ format: 'date-time' })
export const OptionalTime = Type.Union([Time, Type.Null()])
/** One line: without control characters, and without halves of letters, which no database keeps as they are. */
export const Text = (maxLength: number, minLength = 0) =>
  Type.String({ minLength, maxLength, pattern: '^[^\\u0000-\\u001f\\u007f-\\u009f\\ud800-\\udfff]*$' })
/** Several lines, likewise. */
export const Lines = (maxLength: number, minLength = 0) =>
  Type.String({
    minLength,
    maxLength,
    pattern: '^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\ud800-\\udfff]*$',
  })
/** How many there are of something. */
export const Count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
/** A text, or nothing. */
export const Nullable = Type.Union([Type.String(), Type.Null()])
/** Any characters: they are hashed, never kept. What is too long is refused in words. */
export const Password = Type.String({ maxLength: 10_000 })
/** A body of ours: what it does not name is refused. */
export const Body = <P extends TProperties>(properties: P) =>
  Type.Object(properties, { additionalProperties: false })

/** A query of ours, likewise. */
export const Query = <P extends TProperties>(properties: P) => Body(properties)

/** For POSTs that make something: the same answer for the same key, for 24 hours. */
export const RetryHeaders = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({
      description: 'A new one for each thing to make; the same one for a retry',
      maxLength: 255,
    }),
  ),
})
/** With the version of `ETag`, a change is refused when somebody else made one meanwhile. */
export const MatchHeaders = Type.Object({ 'if-match': Type.Optional(Type.String({ maxLength: 100 })) })

export const IdParams = Type.Object({ id: Id })

/** Keyset paging: `after` is the last id of the page before. */
export const paging = {
  after: Type.Optional(Id),
  limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
}
export const PageQuery = Query(paging)
export const SearchQuery = Query({ ...paging, search: Type.Optional(Text(200)) })

/** Newest first: `before` is the last id of the page before. */
export const BackPageQuery = Query({
  before: Type.Optional(Id),
  limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
})

/** A page of a list; `next` is what to send as `after` (or `before`), and is null at its end. */
export const Page = <T extends TSchema>(item: T) =>
  Type.Object({ items: Type.Array(item), next: Type.Union([Id, Type.Null()]) })

/** How many there are in all, where a page shows that. */
export const Total = Type.Object({
  count: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
  exact: Type.Boolean({ description: 'False when there are more than are counted' }),
})

export const Empty = Type.Null({ description: 'No content' })

const two = (n: number): string => (n < 10 ? `0${n}` : `${n}`)
let known = { day: 0, date: '1970-01-01T' }

/** The date is made once a day: a list of 20 rows spends a tenth of its time on `toISOString` otherwise. */
export function time(at: number): string {
  const day = Math.floor(at / DAY_MS)
  if (day !== known.day) known = { day, date: new Date(day * DAY_MS).toISOString().slice(0, -13) }
  const ms = at - day * DAY_MS
  const seconds = Math.floor(ms / 1_000)
  const fraction = `00${ms % 1_000}`.slice(-3)
  return `${known.date}${two(Math.floor(seconds / 3_600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}.${fraction}Z`
}
export const optionalTime = (at: number | null): string | null => (at === null ? null : time(at))

/** Cuts a page out of rows that were read with one more than asked for. */
export function pageOf<R extends { id: number }, V>(
  rows: R[],
  limit: number,
  view: (row: R) => V,
): { items: V[]; next: number | null } {
  const items = rows.slice(0, limit)
  return { items: items.map(view), next: rows.length > limit ? (items.at(-1)?.id ?? null) : null }
}
