import { Type } from 'typebox'
import { Count, Id, IdParams, OptionalTime, optionalTime, Time, time } from '../../../kernel/api/shapes.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import { requireEvent } from '../events/member.ts'
import type { Training } from '../training.ts'
import { readDashboard } from './dashboard.ts'

const Workshop = Type.Object({
  id: Id,
  title: Type.String(),
  moment: Type.String(),
  startsAt: OptionalTime,
  endsAt: OptionalTime,
  seats: Count,
  least: Count,
  taken: Count,
  waiting: Count,
  firstWishes: Count,
})

const Dashboard = Type.Object({
  counts: Type.Enum(['registrations', 'wishes'], {
    description: 'What `chosen` and `complete` count; wishes until a distribution is published',
  }),
  participants: Count,
  chosen: Count,
  complete: Count,
  neverSignedIn: Count,
  slots: Count,
  seats: Count,
  taken: Count,
  waiting: Count,
  waitingFor: Count,
  offers: Count,
  firstOfferEnds: OptionalTime,
  workshops: Type.Array(Workshop),
  classes: Type.Array(Type.Object({ name: Type.String(), people: Count, missing: Count })),
  course: Type.Object({
    by: Type.Enum(['hour', 'day']),
    points: Type.Array(Type.Object({ at: Time, people: Count })),
  }),
  allocation: Type.Union([Type.Object({ id: Id, state: Type.String() }), Type.Null()], {
    description: 'The newest distribution of wishes that is neither published nor thrown away',
  }),
})

/** How an event stands, in counts. */
export function dashboardRoutes(scope: Scope, training: Training): void {
  scope.get(
    '/events/:id/dashboard',
    {
      config: { access: 'account' },
      schema: {
        summary: 'How an event stands: who has chosen, how full each workshop is, who is missing',
        params: IdParams,
        response: { 200: Dashboard },
      },
    },
    async (request) => {
      const event = await requireEvent(training, request.actor, request.params.id, 'manager')
      const found = await readDashboard(training, event)
      return {
        ...found,
        firstOfferEnds: optionalTime(found.firstOfferEnds),
        workshops: found.workshops.map((workshop) => ({
          ...workshop,
          startsAt: optionalTime(workshop.startsAt),
          endsAt: optionalTime(workshop.endsAt),
        })),
        course: {
          ...found.course,
          points: found.course.points.map(({ at, people }) => ({ at: time(at), people })),
        },
      }
    },
  )
}
