import { Type } from 'typebox'
import { versionOf } from '../../../kernel/api/account-view.ts'
import {
  BackPageQuery,
  Body,
  Count,
  Id,
  IdParams,
  MatchHeaders,
  Page,
  PageQuery,
  pageOf,
  Query,
  RetryHeaders,
  Text,
} from '../../../kernel/api/shapes.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import { answerOnce } from '../../../kernel/http/idempotent.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import { requireEvent } from '../events/member.ts'
import type { AllocationRow } from '../tables.ts'
import type { Training } from '../training.ts'
import { discardAllocation, listAllocations, startAllocation } from './allocation.ts'
import { changedParts, type Part, readInput } from './allocation-input.ts'
import { moveSeat } from './allocation-move.ts'
import { compareAllocations, GOTS, listAllocationPeople } from './allocation-people.ts'
import { publishAllocation, undoPublication } from './allocation-publish.ts'
import { FILLS } from './allocation-puzzle.ts'
import { getAllocation } from './allocation-row.ts'
import {
  AllocationItem,
  AllocationView,
  itemOf,
  OptionalCount,
  OptionalId,
  viewOf,
} from './allocation-view.ts'
import { Wishes } from './wish-api.ts'

const config = { access: 'account', refusals: [409, 422] } as const
/** Distributions of wishes: computed, looked at, adjusted, published. */
export function allocationRoutes(scope: Scope, training: Training): void {
  listRoutes(scope, training)
  detailRoutes(scope, training)
  actRoutes(scope, training)
}

/** The distribution, for a manager of its event. */
async function allocationOf(
  training: Training,
  actor: Actor | undefined,
  id: number,
): Promise<AllocationRow> {
  const row = await getAllocation(training.db, id)
  await requireEvent(training, actor, row.event_id, 'manager')
  return row
}

function listRoutes(scope: Scope, training: Training): void {
  const { db, kernel } = training

  scope.get(
    '/events/:id/allocations',
    {
      config: { access: 'account' },
      schema: {
        summary: 'Distributions of an event, newest first',
        params: IdParams,
        querystring: BackPageQuery,
        response: { 200: Page(AllocationItem) },
      },
    },
    async (request) => {
      const { id: eventId } = await requireEvent(training, request.actor, request.params.id, 'manager')
      const { before, limit } = request.query
      const rows = await listAllocations(db, { eventId, before, limit: limit + 1 })
      return pageOf(rows, limit, (row) => itemOf(training, row))
    },
  )

  scope.post(
    '/events/:id/allocations',
    {
      config,
      schema: {
        summary: 'Compute the best distribution of the wishes, in the background; one at a time',
        params: IdParams,
        headers: RetryHeaders,
        body: Body({
          fill: Type.Optional(
            Type.Enum(FILLS, {
              description:
                'Who gets a workshop that they did not wish: nobody, those of whose wishes none can be met, or everybody; wishers when left out',
            }),
          ),
          keep: Type.Optional(Id),
        }),
        response: { 202: AllocationItem },
      },
    },
    async (request, reply) => {
      const { id: eventId } = await requireEvent(training, request.actor, request.params.id, 'manager')
      const { fill = 'wishers', keep: base } = request.body
      await answerOnce({ db, clock: kernel.clock, request, reply }, async (tx) => {
        const row = await startAllocation(training, tx, request.by, { eventId, fill, base })
        return { status: 202, body: itemOf(training, row) }
      })
      return reply
    },
  )
}

function detailRoutes(scope: Scope, training: Training): void {
  const { db } = training

  scope.get(
    '/allocations/:id',
    {
      config: { access: 'account' },
      schema: {
        summary: 'A distribution with its quality and what it breaks',
        params: IdParams,
        response: { 200: AllocationView },
      },
    },
    async (request, reply) => {
      const row = await allocationOf(training, request.actor, request.params.id)
      return reply
        .header('etag', `"${row.version}"`)
        .send(viewOf(training, row, await changedSince(training, row)))
    },
  )

  scope.get(
    '/allocations/:id/people',
    {
      config: { access: 'account' },
      schema: {
        summary: 'Who has which seats in a distribution, in the order of the list',
        params: IdParams,
        querystring: Query({
          ...PageQuery.properties,
          search: Type.Optional(Text(200)),
          class: Type.Optional(Text(80)),
          got: Type.Optional(Type.Enum(GOTS)),
        }),
        response: {
          200: Page(
            Type.Object({
              id: Id,
              name: Type.String(),
              class: Type.String(),
              group: Type.String(),
              wishes: Wishes,
              seats: Type.Array(
                Type.Object({
                  workshopId: Id,
                  rank: OptionalCount,
                  held: Type.Boolean(),
                  fixed: Type.Boolean(),
                }),
              ),
            }),
          ),
        },
      },
    },
    async (request) => {
      const row = await allocationOf(training, request.actor, request.params.id)
      const { limit, class: userClass, ...asked } = request.query
      const people = await listAllocationPeople(db, row, { ...asked, userClass, limit: limit + 1 })
      return pageOf(people, limit, ({ userClass: of, ...person }) => ({ ...person, class: of }))
    },
  )

  scope.get(
    '/allocations/:id/compare/:other',
    {
      config: { access: 'account' },
      schema: {
        summary: 'For how many people a distribution is better than another one, worse, or the same',
        params: Type.Object({ id: Id, other: Id }),
        response: { 200: Type.Object({ better: Count, worse: Count, equal: Count, same: Count }) },
      },
    },
    async (request) => {
      const [one, other] = await Promise.all(
        [request.params.id, request.params.other].map((id) => allocationOf(training, request.actor, id)),
      )
      return compareAllocations(db, one as AllocationRow, other as AllocationRow)
    },
  )
}

function actRoutes(scope: Scope, training: Training): void {
  scope.put(
    '/allocations/:id/people/:participant',
    {
      config,
      schema: {
        summary: 'Move somebody of a draft at one moment, or take their seat away, or hold it',
        params: Type.Object({ id: Id, participant: Id }),
        headers: MatchHeaders,
        body: Body({ moment: Text(80), workshopId: OptionalId, held: Type.Optional(Type.Boolean()) }),
        response: { 200: AllocationView },
      },
    },
    async (request, reply) => {
      const { id, participant: participantId } = request.params
      await allocationOf(training, request.actor, id)
      const version = versionOf(request.headers['if-match'])
      const row = await moveSeat(training, request.by, {
        held: true,
        ...request.body,
        id,
        participantId,
        version,
      })
      return reply
        .header('etag', `"${row.version}"`)
        .send(viewOf(training, row, await changedSince(training, row)))
    },
  )

  scope.post(
    '/allocations/:id/discard',
    {
      config,
      schema: {
        summary: 'Cancel a distribution that is being computed, or put a draft away',
        params: IdParams,
        response: { 200: AllocationItem },
      },
    },
    async (request) => {
      await allocationOf(training, request.actor, request.params.id)
      return itemOf(training, await discardAllocation(training, request.by, request.params.id))
    },
  )

  scope.post(
    '/allocations/:id/publish',
    {
      config,
      schema: {
        summary: 'Make a draft true: it replaces all registrations but fixed ones, and ends the wishing',
        params: IdParams,
        headers: MatchHeaders,
        body: Body({
          open: Type.Optional(
            Type.Boolean({
              description: 'Whether what is left can be chosen then, first come, first served',
            }),
          ),
        }),
        response: { 200: AllocationItem },
      },
    },
    async (request) => {
      const { id } = await allocationOf(training, request.actor, request.params.id)
      const version = versionOf(request.headers['if-match'])
      const { open = false } = request.body
      return itemOf(training, await publishAllocation(training, request.by, { id, version, open }))
    },
  )

  scope.post(
    '/allocations/:id/undo',
    {
      config,
      schema: {
        summary: 'Take a publication back while nothing has happened since',
        params: IdParams,
        headers: MatchHeaders,
        response: { 200: AllocationItem },
      },
    },
    async (request) => {
      const { id } = await allocationOf(training, request.actor, request.params.id)
      const version = versionOf(request.headers['if-match'])
      return itemOf(training, await undoPublication(training, request.by, { id, version }))
    },
  )
}

/** What a draft no longer fits; of others nobody asks. */
async function changedSince({ db }: Training, row: AllocationRow): Promise<Part[]> {
  if (row.state !== 'draft') return []
  return changedParts(row.input, await readInput(db, row.event_id, { fill: row.fill, base: null }))
}
