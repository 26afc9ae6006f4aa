import { Type } from 'typebox'
import { versionOf } from '../../../kernel/api/account-view.ts'
import {
  Body,
  Count,
  Empty,
  Id,
  IdParams,
  MatchHeaders,
  Nullable,
  OptionalTime,
  optionalTime,
  pageOf,
  paging,
  Query,
  RetryHeaders,
  Text,
} from '../../../kernel/api/shapes.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import { answerOnce } from '../../../kernel/http/idempotent.ts'
import type { Collection } from '../collection.ts'
import { requireProject } from '../projects/member.ts'
import { activitiesOf } from '../projects/project.ts'
import { queriedSelection, StateName, selectionQuery } from '../submissions/selection.ts'
import * as store from './participant.store.ts'
import { changeParticipant, getParticipant, removeParticipant } from './participant.ts'
import { csvRoute } from './participant-csv.ts'
import {
  importParticipants,
  linesOf,
  prepareImport,
  previewImport,
  undoImport,
} from './participant-import.ts'

/** Counted exactly up to here. */
const MOST_COUNTED = 10_000
const LIST_BYTES = 4_000_000

const ParticipantView = Type.Object({
  id: Id,
  code: Type.String(),
  email: Nullable,
  language: Nullable,
  note: Nullable,
  state: StateName,
  submissions: Count,
  answers: Count,
  activitiesDone: Count,
  firstAt: OptionalTime,
  lastAt: OptionalTime,
  linkExpiresAt: OptionalTime,
  mailedAt: OptionalTime,
  remindedAt: OptionalTime,
})

const Counts = Type.Object({
  'no-link': Count,
  unused: Count,
  partial: Count,
  complete: Count,
  expired: Count,
  revoked: Count,
  withdrawn: Count,
} satisfies Record<store.ParticipantState, typeof Count>)

const List = {
  text: Type.Optional(Type.String({ maxLength: LIST_BYTES })),
  file: Type.Optional(
    Type.String({
      maxLength: LIST_BYTES,
      description: 'The bytes of a CSV file in base64, whatever its encoding',
    }),
  ),
}

const Line = Type.Object({
  line: Count,
  code: Type.String(),
  email: Nullable,
  language: Nullable,
  note: Nullable,
  does: Type.Enum(['add', 'change', 'same', 'error']),
})

const Preview = Type.Object({
  add: Count,
  change: Count,
  same: Count,
  broken: Count,
  errors: Type.Array(Type.Object({ line: Count, field: Type.String(), message: Type.String() })),
  items: Type.Array(Line),
})

/** Who is asked to answer: their list, and how it is brought in. */
export function participantRoutes(scope: Scope, collection: Collection): void {
  listRoutes(scope, collection)
  oneRoutes(scope, collection)
  importRoutes(scope, collection)
}

function listRoutes(scope: Scope, collection: Collection): void {
  const { db, kernel } = collection

  scope.get(
    '/projects/:id/participants',
    {
      config: { access: 'account' },
      schema: {
        summary: 'Participants with the state of their links, in the order in which they were added',
        params: IdParams,
        querystring: Query({
          ...selectionQuery,
          ...paging,
        }),
        response: {
          200: Type.Object({
            items: Type.Array(ParticipantView),
            next: Type.Union([Id, Type.Null()]),
            total: Type.Integer({ minimum: 0, maximum: MOST_COUNTED + 1, description: 'Exact up to 10,000' }),
            counts: Counts,
          }),
        },
      },
    },
    async (request) => {
      const { id: projectId } = await requireProject(
        collection,
        request.actor,
        request.params.id,
        'coordinator',
      )
      const { after, limit, ...rest } = request.query
      const now = kernel.clock.now()
      const chosen = queriedSelection(rest)
      const rows = await store.listParticipants(db, { projectId, now, ...chosen, after, limit: limit + 1 })
      const counts = await store.countStates(
        db,
        { projectId, now, ...chosen, states: undefined },
        MOST_COUNTED + 1,
      )
      const states = chosen.states ?? store.PARTICIPANT_STATES
      return {
        ...pageOf(rows, limit, participantView),
        total: Math.min(
          MOST_COUNTED + 1,
          states.reduce((sum, state) => sum + counts[state], 0),
        ),
        counts,
      }
    },
  )

  csvRoute(scope, collection, {
    url: '/projects/:id/participants.csv',
    summary: 'The list of states as CSV',
    name: 'participants',
    action: 'collection.participants.exported',
    head: [
      ...['code', 'state', 'email', 'language', 'note', 'submissions', 'answers', 'activities_done'],
      ...['activities_expected', 'first_answer', 'last_answer', 'link_expires', 'mailed', 'reminded'],
    ],
    cells(project, row) {
      const view = participantView(row)
      return [
        ...[view.code, view.state, view.email, view.language, view.note, view.submissions, view.answers],
        ...[view.activitiesDone, activitiesOf(project).length || null, view.firstAt, view.lastAt],
        ...[view.linkExpiresAt, view.mailedAt, view.remindedAt],
      ]
    },
  })
}

function oneRoutes(scope: Scope, collection: Collection): void {
  const config = { access: 'account' } as const

  scope.get(
    '/participants/:id',
    { config, schema: { summary: 'One participant', params: IdParams, response: { 200: ParticipantView } } },
    async (request, reply) => {
      const row = await getParticipant(collection, request.actor, request.params.id)
      return reply.header('etag', `"${row.version}"`).send(participantView(row))
    },
  )

  scope.patch(
    '/participants/:id',
    {
      config,
      schema: {
        summary: 'Change how a participant is reached',
        params: IdParams,
        headers: MatchHeaders,
        body: Body({
          email: Type.Optional(Type.Union([Type.String({ maxLength: 255, format: 'email' }), Type.Null()])),
          language: Type.Optional(
            Type.Union([
              Type.String({ maxLength: 20, pattern: '^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}$' }),
              Type.Null(),
            ]),
          ),
          note: Type.Optional(Type.Union([Text(500), Type.Null()])),
        }),
        response: { 200: ParticipantView },
      },
    },
    async (request, reply) => {
      const row = await getParticipant(collection, request.actor, request.params.id)
      const version = versionOf(request.headers['if-match'])
      await changeParticipant(collection, request.by, row, { changes: request.body, version })
      const changed = await getParticipant(collection, request.actor, row.id)
      return reply.header('etag', `"${changed.version}"`).send(participantView(changed))
    },
  )

  scope.delete(
    '/participants/:id',
    {
      config,
      schema: {
        summary: 'Take somebody off the list of whom nothing has come',
        params: IdParams,
        response: { 204: Empty },
      },
    },
    async (request, reply) => {
      const row = await getParticipant(collection, request.actor, request.params.id)
      await removeParticipant(collection, request.by, row)
      return reply.code(204).send(null)
    },
  )
}

function importRoutes(scope: Scope, collection: Collection): void {
  const { db, kernel } = collection
  const config = { access: 'account' } as const

  scope.post(
    '/projects/:id/participants/preview',
    {
      config,
      bodyLimit: LIST_BYTES + 1_000,
      schema: {
        summary: 'What an import would do, by line; nothing is changed',
        params: IdParams,
        body: Body(List),
        response: { 200: Preview },
      },
    },
    async (request) => {
      const project = await requireProject(collection, request.actor, request.params.id, 'coordinator')
      return previewImport(collection, project, request.body)
    },
  )

  scope.post(
    '/projects/:id/participants/import',
    {
      config,
      bodyLimit: LIST_BYTES + 1_000,
      schema: {
        summary: 'Bring in a list: all of it or nothing',
        params: IdParams,
        headers: RetryHeaders,
        body: Body({
          ...List,
          leaveOut: Type.Optional(Type.Boolean({ description: 'Leave out lines with errors' })),
        }),
        response: { 201: Type.Object({ id: Id, added: Count, changed: Count }) },
      },
    },
    async (request, reply) => {
      const project = await requireProject(collection, request.actor, request.params.id, 'coordinator')
      const { leaveOut = false, ...list } = request.body
      const lines = linesOf(list)
      await answerOnce({ db, clock: kernel.clock, request, reply }, async (tx) => {
        const plan = await prepareImport(tx, project, { lines, leaveOut })
        return {
          status: 201,
          body: await importParticipants(collection, tx, { by: request.by, project }, plan),
        }
      })
      return reply
    },
  )

  scope.post(
    '/imports/:id/undo',
    {
      config,
      schema: {
        summary: 'Take the last import of a project back, while nothing has come of it',
        params: IdParams,
        response: { 204: Empty },
      },
    },
    async (request, reply) => {
      await undoImport(collection, { actor: request.actor, by: request.by, id: request.params.id })
      return reply.code(204).send(null)
    },
  )
}

function participantView(row: store.ParticipantItem) {
  return {
    id: row.id,
    code: row.code,
    email: row.email,
    language: row.language,
    note: row.note,
    state: row.state,
    submissions: row.submissions,
    answers: row.answers,
    activitiesDone: row.done_count,
    firstAt: optionalTime(row.first_at),
    lastAt: optionalTime(row.last_at),
    linkExpiresAt: row.revoked_at === null ? optionalTime(row.expires_at) : null,
    mailedAt: optionalTime(row.mailed_at),
    remindedAt: optionalTime(row.reminded_at),
  }
}
