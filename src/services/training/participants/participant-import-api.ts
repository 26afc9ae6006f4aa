import { Type } from 'typebox'
import { Body, Count, Id, IdParams, Nullable, RetryHeaders, Time, time } from '../../../kernel/api/shapes.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import { answerOnce } from '../../../kernel/http/idempotent.ts'
import { eventRoleOf, requireEvent } from '../events/member.ts'
import { problems } from '../problems.ts'
import type { Training } from '../training.ts'
import { LostView } from './participant-api.ts'
import { linesOf } from './participant-file.ts'
import { IMPORT_MODES, importParticipants, previewImport } from './participant-import.ts'
import { MOST_PARTICIPANTS } from './participant-problems.ts'
import { findLastImport, UNDO_MS, undoImport } from './participant-undo.ts'

const config = { access: 'account' } as const
const LIST_BYTES = 8_000_000

const list = {
  mode: Type.Optional(
    Type.Enum(IMPORT_MODES, {
      description: '`update` when left out; `replace` removes whom the list does not name',
    }),
  ),
  text: Type.Optional(Type.String({ maxLength: LIST_BYTES })),
  file: Type.Optional(
    Type.String({
      maxLength: LIST_BYTES,
      description: 'The bytes of a file in base64: CSV in whatever encoding, or .xlsx',
    }),
  ),
}

const Preview = Type.Object({
  add: Count,
  change: Count,
  same: Count,
  broken: Count,
  remove: Count,
  registrations: Type.Integer({
    minimum: 0,
    maximum: Number.MAX_SAFE_INTEGER,
    description: 'Choices that go with those removed',
  }),
  errors: Type.Array(Type.Object({ line: Count, field: Type.String(), message: Type.String() })),
  warned: Count,
  warnings: Type.Array(Type.Object({ line: Count, message: Type.String() })),
  items: Type.Array(
    Type.Object({
      line: Count,
      name: Type.String(),
      userClass: Type.String(),
      targetGroup: Type.String(),
      does: Type.Enum(['add', 'change', 'same', 'error']),
      changes: Type.Array(Type.Object({ field: Type.String(), old: Nullable, new: Nullable })),
    }),
  ),
  removed: Type.Array(
    Type.Object({ id: Id, name: Type.String(), userClass: Type.String(), registrations: Count }),
  ),
})

const OptionalId = Type.Union([Id, Type.Null()])

/** Bringing in a list of people, and taking the last one back. */
export function participantImportRoutes(scope: Scope, training: Training): void {
  const { db, kernel, tables } = training
  const linesIn = async (file: { text?: string; file?: string }) =>
    linesOf(await tables.read(file, MOST_PARTICIPANTS))

  scope.post(
    '/events/:id/participants/preview',
    {
      config,
      bodyLimit: LIST_BYTES + 1_000,
      schema: {
        summary: 'What an import would do, by line; nothing is changed',
        params: IdParams,
        body: Body(list),
        response: { 200: Preview },
      },
    },
    async (request) => {
      const { id: eventId } = await requireEvent(training, request.actor, request.params.id, 'manager')
      const { mode = 'update', ...file } = request.body
      return previewImport(training, { eventId, mode, lines: await linesIn(file) })
    },
  )

  scope.post(
    '/events/:id/participants/import',
    {
      config: { ...config, refusals: [409] },
      bodyLimit: LIST_BYTES + 1_000,
      schema: {
        summary: 'Bring in a list: all of it or nothing',
        params: IdParams,
        headers: RetryHeaders,
        body: Body(list),
        response: {
          201: Type.Object({
            importId: OptionalId,
            added: Count,
            changed: Count,
            removed: Count,
            registrations: Count,
          }),
        },
      },
    },
    async (request, reply) => {
      const { id: eventId } = await requireEvent(training, request.actor, request.params.id, 'manager')
      const { mode = 'update', ...file } = request.body
      const parts = { eventId, mode, lines: await linesIn(file) }
      await answerOnce({ db, clock: kernel.clock, request, reply }, async (tx) => ({
        status: 201,
        body: await importParticipants(training, tx, request.by, parts),
      }))
      return reply
    },
  )

  scope.get(
    '/events/:id/last-import',
    {
      config,
      schema: {
        summary: 'The last import, while it can be taken back',
        params: IdParams,
        response: {
          200: Type.Object({
            id: OptionalId,
            at: Type.Union([Time, Type.Null()]),
            until: Type.Union([Time, Type.Null()]),
            added: Count,
            changed: Count,
            removed: Count,
          }),
        },
      },
    },
    async (request) => {
      const { id: eventId } = await requireEvent(training, request.actor, request.params.id, 'manager')
      const row = await findLastImport(db, eventId, kernel.clock.now())
      if (!row) return { id: null, at: null, until: null, added: 0, changed: 0, removed: 0 }
      const { id, added, changed, removed } = row
      return { id, at: time(row.created_at), until: time(row.created_at + UNDO_MS), added, changed, removed }
    },
  )

  scope.post(
    '/imports/:id/undo',
    {
      config: { ...config, refusals: [409] },
      schema: {
        summary: 'Take the last import of an event back, within 14 days',
        params: IdParams,
        response: {
          200: Type.Object({
            removed: Count,
            registrations: Count,
            changed: Count,
            restored: Count,
            lost: LostView,
          }),
        },
      },
    },
    async (request) => {
      const found = await db
        .selectFrom('training_import')
        .select('event_id')
        .where('id', '=', request.params.id)
        .executeTakeFirst()
      if (!found || !request.actor || eventRoleOf(request.actor, found.event_id) === undefined)
        throw problems.notFound()
      const event = await requireEvent(training, request.actor, found.event_id, 'manager')
      return undoImport(training, request.by, { eventId: event.id, importId: request.params.id })
    },
  )
}
