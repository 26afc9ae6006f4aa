import { Type } from 'typebox'
import {
  Count,
  Id,
  IdParams,
  Nullable,
  OptionalTime,
  optionalTime,
  Query,
  Text,
  Time,
  time,
} from '../../../kernel/api/shapes.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import type { Collection } from '../collection.ts'
import { requireProject } from '../projects/member.ts'
import { readDashboard } from './dashboard.ts'

const OptionalCount = Type.Union([Count, Type.Null()])

const Dashboard = Type.Object({
  participants: Count,
  states: Type.Object({
    'no-link': Count,
    unused: Count,
    partial: Count,
    complete: Count,
    expired: Count,
    revoked: Count,
    withdrawn: Count,
  }),
  submissions: Count,
  today: Count,
  lastAt: OptionalTime,
  bytes: Count,
  days: Type.Array(Type.Object({ at: Time, whole: Count, incomplete: Count })),
  opened: Count,
  expected: Count,
  steps: Type.Array(Type.Object({ activity: Type.String(), people: Count, medianMs: Count })),
  durations: Type.Array(Type.Object({ fromMs: Count, toMs: OptionalCount, people: Count })),
  completion: Type.Array(Type.Object({ activities: Count, people: Count })),
  looks: Type.Array(
    Type.Object({
      kind: Type.Enum(['incomplete', 'unreadable', 'other']),
      count: Count,
      participants: Type.Array(Type.String()),
      lastAt: Time,
    }),
  ),
  soon: Type.Union([Type.Object({ links: Count, unused: Count, firstAt: Time }), Type.Null()]),
  arriving: Type.Array(
    Type.Object({
      id: Id,
      participant: Nullable,
      kind: Type.String(),
      look: Type.String(),
      slices: OptionalCount,
      bytes: Count,
      answers: Count,
      activities: Count,
      activity: Nullable,
      at: Time,
    }),
  ),
})

const DAYS = { '7': 7, '30': 30, all: undefined }

/** How a study stands, in counts: for everybody on its team. */
export function dashboardRoutes(scope: Scope, collection: Collection): void {
  scope.get(
    '/projects/:id/dashboard',
    {
      config: { access: 'account' },
      schema: {
        summary: 'How a study stands: counts and completeness, no answers',
        params: IdParams,
        querystring: Query({
          days: Type.Enum(['7', '30', 'all'], { default: '30' }),
          zone: Type.Optional(Text(60)),
        }),
        response: { 200: Dashboard },
      },
    },
    async (request) => {
      const project = await requireProject(collection, request.actor, request.params.id, 'coordinator')
      const { days, zone = 'UTC' } = request.query
      const found = await readDashboard(collection, project, { days: DAYS[days], zone })
      return {
        ...found,
        lastAt: optionalTime(found.lastAt),
        days: found.days.map((day) => ({ ...day, at: time(day.at) })),
        looks: found.looks.map((look) => ({ ...look, lastAt: time(look.lastAt) })),
        soon: found.soon && { ...found.soon, firstAt: time(found.soon.firstAt) },
        arriving: found.arriving.map((each) => ({ ...each, at: time(each.at) })),
      }
    },
  )
}
