import { Type } from 'typebox'
import { versionOf } from '../../../kernel/api/account-view.ts'
import {
  Body,
  Count,
  Id,
  IdParams,
  MatchHeaders,
  pageOf,
  paging,
  Query,
  RetryHeaders,
  Text,
} from '../../../kernel/api/shapes.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import { answerOnce } from '../../../kernel/http/idempotent.ts'
import { requireEvent } from '../events/member.ts'
import type { Training } from '../training.ts'
import { addParticipant, changeParticipant, getParticipant, removeParticipants } from './participant.ts'
import { choicesOf, countBy, countProgress, listParticipants } from './participant-list.store.ts'
import { participantProblems } from './participant-problems.ts'
import { restoreParticipants } from './participant-undo.ts'
import {
  ParticipantView,
  participantView,
  selectionBody,
  selectionOf,
  selectionQuery,
} from './participant-view.ts'

const config = { access: 'account' } as const
const Facet = Type.Array(Type.Object({ value: Type.String(), count: Count }))

const fields = {
  userClass: Type.Optional(Text(80)),
  targetGroup: Type.Optional(Text(80)),
  email: Type.Optional(Type.Union([Type.String({ maxLength: 255, format: 'email' }), Type.Null()])),
  language: Type.Optional(Type.Union([Type.Literal('en'), Type.Literal('nl'), Type.Null()])),
}

export const LostView = Type.Object({
  choices: Type.Array(Type.Object({ name: Type.String(), workshop: Type.String() })),
  newKeys: Type.Array(Type.String()),
})

/** Who may choose: their list, one by one and all that match. */
export function participantRoutes(scope: Scope, training: Training): void {
  listRoute(scope, training)
  oneRoutes(scope, training)
  removalRoutes(scope, training)
}

function listRoute(scope: Scope, training: Training): void {
  const { db } = training
  scope.get(
    '/events/:id/participants',
    {
      config,
      schema: {
        summary: 'Participants with what they have chosen, in the order of their list',
        params: IdParams,
        querystring: Query({
          ...selectionQuery,
          ...paging,
        }),
        response: {
          200: Type.Object({
            items: Type.Array(ParticipantView),
            next: Type.Union([Id, Type.Null()]),
            total: Type.Integer({ minimum: 0, maximum: 20_000 }),
            counts: Type.Object({ none: Count, partial: Count, complete: Count, neverSignedIn: Count }),
            classes: Facet,
            groups: Facet,
          }),
        },
      },
    },
    async (request) => {
      const { id: eventId } = await requireEvent(training, request.actor, request.params.id, 'manager')
      const { after, limit, ...rest } = request.query
      const selection = selectionOf(rest)
      const rows = await listParticipants(db, { ...selection, eventId, after, limit: limit + 1 })
      const choices = Map.groupBy(
        await choicesOf(
          db,
          rows.map(({ id }) => id),
        ),
        (each) => each.participant_id,
      )
      const { progress, signedIn, ...others } = selection
      const matching = await countProgress(db, { ...selection, eventId })
      return {
        ...pageOf(rows, limit, (row) => participantView(row, choices.get(row.id) ?? [])),
        total: matching.none + matching.partial + matching.complete,
        counts: await countProgress(db, { ...others, eventId }),
        classes: await countBy(db, eventId, 'user_class'),
        groups: await countBy(db, eventId, 'target_group'),
      }
    },
  )
}

function oneRoutes(scope: Scope, training: Training): void {
  const { db, kernel } = training

  scope.post(
    '/events/:id/participants',
    {
      config,
      schema: {
        summary: 'Add one participant; the key is made',
        params: IdParams,
        headers: RetryHeaders,
        body: Body({ name: Text(80, 1), ...fields }),
        response: { 201: Type.Object({ id: Id }) },
      },
    },
    async (request, reply) => {
      const { id: eventId } = await requireEvent(training, request.actor, request.params.id, 'manager')
      const { name: fullName, ...rest } = request.body
      await answerOnce({ db, clock: kernel.clock, request, reply }, async (tx) => ({
        status: 201,
        body: {
          id: await addParticipant(training, tx, request.by, { eventId, listed: { fullName, ...rest } }),
        },
      }))
      return reply
    },
  )

  scope.get(
    '/participants/:id',
    {
      config,
      schema: { summary: 'One participant', params: IdParams, response: { 200: ParticipantView } },
    },
    async (request, reply) => {
      const { row } = await getParticipant(training, request.actor, request.params.id)
      const view = participantView(row, await choicesOf(db, [row.id]))
      return reply.header('etag', `"${row.version}"`).send(view)
    },
  )

  scope.patch(
    '/participants/:id',
    {
      config,
      schema: {
        summary: 'Change what the list says of a participant',
        params: IdParams,
        headers: MatchHeaders,
        body: Body({ name: Type.Optional(Text(80, 1)), ...fields }),
        response: { 200: ParticipantView },
      },
    },
    async (request, reply) => {
      const { row } = await getParticipant(training, request.actor, request.params.id)
      const { name, ...rest } = request.body
      const version = versionOf(request.headers['if-match'])
      const changes = { ...rest, ...(name !== undefined && { fullName: name }) }
      await changeParticipant(training, request.by, row, { changes, version })
      const { row: changed } = await getParticipant(training, request.actor, row.id)
      const view = participantView(changed, await choicesOf(db, [row.id]))
      return reply.header('etag', `"${changed.version}"`).send(view)
    },
  )
}

function removalRoutes(scope: Scope, training: Training): void {
  scope.post(
    '/events/:id/participants/remove',
    {
      config,
      schema: {
        summary: 'Take participants off the list with their choices; they can be brought back for 14 days',
        params: IdParams,
        body: Body(selectionBody),
        response: { 200: Type.Object({ ids: Type.Array(Id), registrations: Count }) },
      },
    },
    async (request) => {
      const { id: eventId } = await requireEvent(training, request.actor, request.params.id, 'manager')
      return removeParticipants(training, request.by, { eventId, selection: chosenBy(request.body) })
    },
  )

  scope.post(
    '/events/:id/participants/restore',
    {
      config: { ...config, refusals: [409] },
      schema: {
        summary: 'Bring back who was taken off the list, with their keys, and choices where seats are free',
        params: IdParams,
        body: Body({ ids: Type.Array(Id, { minItems: 1, maxItems: 20_000 }) }),
        response: { 200: Type.Object({ restored: Count, lost: LostView }) },
      },
    },
    async (request) => {
      const { id: eventId } = await requireEvent(training, request.actor, request.params.id, 'manager')
      return restoreParticipants(training, request.by, { eventId, ids: request.body.ids })
    },
  )
}

/** Whom an act is about; an empty body, or an empty search, is a mistake, not everybody. */
export function chosenBy({ all, ...sent }: Parameters<typeof selectionOf>[0] & { all?: boolean }) {
  const { search, ...others } = sent
  if (!all && !search && Object.values(others).every((value) => value === undefined))
    throw participantProblems.nobodyChosen()
  return selectionOf(sent)
}
