import { Readable } from 'node:stream'
import { type Static, Type } from 'typebox'
import type { Scope } from '../http/app.ts'
import { askForWalk, chainState } from '../journal/chain.ts'
import { entryLines } from '../journal/export.ts'
import { entriesSince } from '../journal/journal.store.ts'
import { type JournalRow, nameOf, reasonOf } from '../journal/journal.ts'
import { findNames, type Names } from '../journal/names.ts'
import { countEntries, type EntryFilter, searchEntries } from '../journal/search.ts'
import type { Kernel } from '../kernel.ts'
import { problem } from '../problem.ts'
import {
  Count,
  Empty,
  Id,
  IdParams,
  Nullable,
  OptionalTime,
  optionalTime,
  Page,
  Query,
  Text,
  Time,
  time,
} from './shapes.ts'

const Lines = Type.Unsafe<unknown>({ type: 'string' })
const Place = Type.Object({ seq: Count, hash: Type.String() })

const EntryView = Type.Object({
  seq: Id,
  at: Time,
  action: Type.String(),
  object: Nullable,
  objectName: Type.Union([Type.String(), Type.Null()], {
    description: 'What an account or a group is called today',
  }),
  service: Nullable,
  account: Type.Union([Type.Object({ id: Id, name: Nullable, fullName: Nullable }), Type.Null()]),
  actor: Type.Union([Type.String(), Type.Null()], {
    description: 'The name of whoever did it without an account, such as a user of the command line',
  }),
  via: Type.String(),
  credential: Nullable,
  requestId: Nullable,
  old: Type.Unknown(),
  new: Type.Unknown(),
  details: Type.Unknown(),
  personal: Type.Unknown(),
  reason: Nullable,
  count: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
})

const filters = {
  action: Type.Optional(Text(100)),
  kind: Type.Optional(
    Type.String({
      pattern: '^[a-z]+(\\.[a-z-]+)*$',
      maxLength: 100,
      description: 'How the action begins, such as account or collection.grant',
    }),
  ),
  service: Type.Optional(Type.String({ maxLength: 40, description: 'A service, or kernel' })),
  object: Type.Optional(Text(200)),
  account: Type.Optional(Id),
  address: Type.Optional(Text(60)),
  requestId: Type.Optional(Text(100)),
  search: Type.Optional(
    Type.String({ ...Text(200), description: 'In the name, the object, the action or the address' }),
  ),
  from: Type.Optional(Time),
  to: Type.Optional(Time),
}
const Filters = Type.Object(filters)

const Chain = Type.Object({
  state: Type.Union([Type.Literal('intact'), Type.Literal('broken'), Type.Literal('unchecked')]),
  checkedAt: OptionalTime,
  checked: Count,
  wholeAt: OptionalTime,
  head: Place,
  finding: Nullable,
})

/** Who did what, on what, when and from where. */
export function journalRoutes(scope: Scope, kernel: Kernel): void {
  const access = 'administrator' as const
  const { db, journal } = kernel

  scope.get(
    '/journal',
    {
      config: { access },
      schema: {
        summary:
          'Who did what, newest first. A page may be short before the end: go on while there is a next',
        querystring: Query({
          before: Type.Optional(Id),
          limit: Type.Integer({ minimum: 1, maximum: 500, default: 50 }),
          ...filters,
        }),
        response: { 200: Page(EntryView) },
      },
    },
    async (request) => {
      const { before, limit, ...filter } = request.query
      const { rows, next } = await searchEntries(db, filterOf(filter), { before, limit })
      const names = await findNames(db, rows)
      return { items: rows.map((row) => entryView(row, names)), next }
    },
  )

  scope.get(
    '/journal/count',
    {
      config: { access },
      schema: {
        summary: 'How many entries match: exact up to 10,000',
        querystring: Query(filters),
        response: { 200: Type.Object({ count: Count, exact: Type.Boolean() }) },
      },
    },
    (request) => countEntries(db, filterOf(request.query)),
  )

  scope.get(
    '/journal/export',
    {
      config: { access, stream: true },
      schema: {
        summary: 'All entries that match, newest first, as a stream. It is an entry of the journal itself',
        querystring: Query({
          format: Type.Union([Type.Literal('csv'), Type.Literal('jsonl')], { default: 'csv' }),
          ...filters,
        }),
        response: {
          200: {
            description: 'The entries',
            content: {
              'text/csv': { schema: Lines },
              'application/jsonl': { schema: Lines },
            },
          },
        },
      },
    },
    async (request, reply) => {
      const { format, ...filter } = request.query
      journal.note({
        by: request.by,
        action: 'journal.exported',
        object: 'journal',
        details: { format },
        // People are looked for by their names.
        personal: { filter },
      })
      const lines = entryLines(db, filterOf(filter), format)
      const day = new Date(kernel.clock.now()).toISOString().slice(0, 10)
      return reply
        .type(format === 'csv' ? 'text/csv; charset=utf-8' : 'application/jsonl; charset=utf-8')
        .header('content-disposition', `attachment; filename="journal-${day}.${format}"`)
        .header('cache-control', 'no-store')
        .send(Readable.from(lines, { objectMode: false }))
    },
  )

  scope.get(
    '/journal/chain',
    {
      config: { access },
      schema: {
        summary: 'Whether the chain of the journal is intact, as of its last check',
        response: { 200: Chain },
      },
    },
    async () => {
      const { checkedAt, wholeAt, ...state } = await chainState(db)
      return { ...state, checkedAt: optionalTime(checkedAt), wholeAt: optionalTime(wholeAt) }
    },
  )

  scope.post(
    '/journal/verify',
    {
      config: { access },
      schema: { summary: 'Have the whole chain checked in the background', response: { 202: Empty } },
    },
    async (request, reply) => {
      await askForWalk(kernel, request.by)
      return reply.code(202).send(null)
    },
  )

  scope.get(
    '/journal/:id',
    {
      config: { access },
      schema: {
        summary: 'One entry with its place in the chain',
        params: IdParams,
        response: {
          200: Type.Object({ ...EntryView.properties, hash: Type.String(), hashBefore: Nullable }),
        },
      },
    },
    async (request) => {
      const { id } = request.params
      const rows = await entriesSince(db, Math.max(0, id - 2), 2)
      const row = rows.find((each) => each.seq === id)
      if (!row) throw problem('not_found', 404, 'There is no entry of this number.')
      const before = rows.find((each) => each.seq === id - 1)
      return {
        ...entryView(row, await findNames(db, [row])),
        hash: row.hash ?? '',
        hashBefore: before?.hash ?? null,
      }
    },
  )
}

function filterOf({ account, from, to, ...filter }: Static<typeof Filters>): EntryFilter {
  return {
    ...filter,
    accountId: account,
    from: from === undefined ? undefined : Date.parse(from),
    to: to === undefined ? undefined : Date.parse(to),
  }
}

function entryView(row: JournalRow, names: Names) {
  const parsed = (text: string | null) => (text === null ? null : JSON.parse(text))
  const { account_id: id } = row
  const name = nameOf(row)
  return {
    seq: row.seq ?? 0,
    at: time(row.at),
    action: row.action,
    object: row.object,
    objectName: row.object === null ? null : (names.get(row.object) ?? null),
    service: row.service,
    account: id === null ? null : { id, name, fullName: names.get(`account:${id}`) ?? null },
    actor: id === null ? name : null,
    via: row.via,
    credential: row.credential,
    requestId: row.request_id,
    old: parsed(row.old),
    new: parsed(row.new),
    details: parsed(row.details),
    personal: parsed(row.value),
    reason: reasonOf(row),
    count: row.count,
  }
}
