import { type Static, Type } from 'typebox'
import { Body, Count, Id, IdParams, RetryHeaders, Text } from '../../../kernel/api/shapes.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import { answerOnce } from '../../../kernel/http/idempotent.ts'
import { requireEvent } from '../events/member.ts'
import { chosenBy } from '../participants/participant-api.ts'
import { selectionBody } from '../participants/participant-view.ts'
import type { EventRow } from '../tables.ts'
import type { Training } from '../training.ts'
import { type Line, type Placing, placePeople, previewPlaces, type Report } from './behalf.ts'
import { ACTS, HURDLES } from './behalf-plan.ts'

const config = { access: 'account' } as const
const LONGEST_REASON = 500

const Names = Type.Object({ id: Id, title: Type.String() })
const Break = Type.Object({
  rule: Type.Enum([...HURDLES]),
  workshop: Names,
  other: Type.Union([Names, Type.Null()]),
})
const Does = Type.Enum(['place', 'move', 'change', 'remove', 'nothing'])

const LineView = Type.Object({
  id: Id,
  name: Type.String(),
  userClass: Type.String(),
  does: Does,
  leaves: Type.Array(Names),
  breaks: Type.Array(Break),
  stopped: Type.Boolean({ description: 'A rule keeps them from it that is not set aside' }),
})

const Place = {
  ...selectionBody,
  workshopId: Id,
  act: Type.Optional(
    Type.Enum([...ACTS], { description: '`loosen`: whoever has a fixed place may change it again' }),
  ),
  move: Type.Optional(
    Type.Boolean({ description: 'Gives up what they have in the same time slot; false keeps both' }),
  ),
  fixed: Type.Optional(Type.Boolean({ description: 'Only an organiser may take it away' })),
  overrides: Type.Optional(
    Type.Array(Type.Enum([...HURDLES]), {
      maxItems: HURDLES.length,
      description: 'Rules that are set aside; the place keeps a mark of those that it breaks',
    }),
  ),
}
const PlaceBody = Body(Place)

/** Places that organisers give and take, for one person or many. */
export function behalfRoutes(scope: Scope, training: Training): void {
  const { db, kernel } = training
  scope.post(
    '/events/:id/places/preview',
    {
      config,
      schema: {
        summary: 'What placing people would do and which rules it would break; nothing is changed',
        params: IdParams,
        body: PlaceBody,
        response: {
          200: Type.Object({
            seats: Count,
            registrations: Count,
            offers: Count,
            items: Type.Array(LineView),
          }),
        },
      },
    },
    async (request) => {
      const event = await requireEvent(training, request.actor, request.params.id, 'manager')
      const report = await previewPlaces(training, placingOf(event, request.body))
      const workshop = report.workshops.get(request.body.workshopId)
      return {
        seats: workshop?.seats ?? 0,
        registrations: workshop?.registrations ?? 0,
        offers: workshop?.offers ?? 0,
        items: report.lines.map((line) => lineView(report, line)),
      }
    },
  )

  scope.post(
    '/events/:id/places',
    {
      config: { ...config, refusals: [409] },
      schema: {
        summary:
          'Place people, move them, fix their places or take them away: all of them, or with `skip` those who can',
        params: IdParams,
        headers: RetryHeaders,
        body: Body({
          ...Place,
          reason: Text(LONGEST_REASON, 1),
          skip: Type.Optional(Type.Boolean({ description: 'Leaves out whom a rule keeps from it' })),
        }),
        response: { 200: Type.Object({ changed: Count, stopped: Type.Array(LineView) }) },
      },
    },
    async (request, reply) => {
      const event = await requireEvent(training, request.actor, request.params.id, 'manager')
      const { reason, skip = false, ...place } = request.body
      await answerOnce({ db, clock: kernel.clock, request, reply }, async (tx) => {
        const placing = { ...placingOf(event, place), reason, skip }
        const report = await placePeople(training, tx, request.by, placing)
        const stopped = report.lines.filter(({ step }) => step.isStopped)
        const changed = report.lines.filter(({ step }) => !step.isStopped && step.does !== 'nothing')
        const body = { changed: changed.length, stopped: stopped.map((line) => lineView(report, line)) }
        return { status: 200, body }
      })
      return reply
    },
  )
}

function placingOf(
  event: EventRow,
  { workshopId, act = 'place', move = true, fixed = false, overrides = [], ...who }: Static<typeof PlaceBody>,
): Placing {
  return { workshopId, act, move, fixed, overrides, event, who: chosenBy(who) }
}

function lineView({ workshops }: Report, { person, step }: Line): Static<typeof LineView> {
  const named = (id: number) => ({ id, title: workshops.get(id)?.title ?? '' })
  return {
    ...{ id: person.id, name: person.full_name, userClass: person.user_class },
    ...{ does: step.does, stopped: step.isStopped },
    leaves: step.leaves.map(named),
    breaks: step.breaks.map(({ rule, workshopId, otherId }) => ({
      ...{ rule, workshop: named(workshopId), other: otherId === null ? null : named(otherId) },
    })),
  }
}
