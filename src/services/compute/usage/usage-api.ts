import { type Static, Type } from 'typebox'
import { Count, Id, Query, Time, time } from '../../../kernel/api/shapes.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import { ADMIN_ROLE, type Compute, USER_ROLE } from '../compute.ts'
import { hours, monthOf } from '../quotas/figures.ts'
import { readUsage, type Usage } from './usage.ts'
import { problems } from './usage-problems.ts'

const MOST_MS = 400 * 86_400_000
const Hours = Type.Number({ minimum: 0 })
const Share = { sessions: Count, failed: Count, coreHours: Hours, cpuHours: Hours }
const Seconds = Type.Union([Type.Number({ minimum: 0 }), Type.Null()])

const UsageView = Type.Object({
  from: Time,
  to: Time,
  ...Share,
  by: Type.Enum(['day', 'month']),
  course: Type.Array(Type.Object({ at: Time, coreHours: Hours, cpuHours: Hours })),
  people: Type.Array(
    Type.Object({
      account: Type.Union([Id, Type.Null()]),
      name: Type.String(),
      workspaces: Count,
      diskBytes: Count,
      ...Share,
    }),
  ),
  kinds: Type.Array(
    Type.Object({
      kind: Type.String(),
      name: Type.String(),
      meanMinutes: Type.Number({ minimum: 0 }),
      ...Share,
    }),
  ),
  starts: Type.Object({
    count: Count,
    medianSeconds: Seconds,
    slowest5Seconds: Seconds,
    over5Minutes: Count,
  }),
  workspacesMade: Count,
})

/** What was used: by oneself, and for those who run compute by everybody. */
export function usageRoutes(scope: Scope, { db, kernel }: Compute): void {
  scope.get(
    '/usage',
    {
      config: { access: { role: USER_ROLE } },
      schema: {
        summary: 'Core hours, sessions and starts in a time; this month without one',
        querystring: Query({
          from: Type.Optional(Time),
          to: Type.Optional(Time),
          of: Type.Enum(['me', 'everybody'], {
            default: 'me',
            description: 'Everybody is for those who run compute',
          }),
        }),
        response: { 200: UsageView },
      },
    },
    async (request) => {
      const { from, to, of } = request.query
      const actor = request.actor as Actor
      if (of === 'everybody' && !actor.may(ADMIN_ROLE)) throw problems.notYours()
      const now = kernel.clock.now()
      const month = monthOf(now)
      const span = {
        from: from === undefined ? month.from : Date.parse(from),
        to: to === undefined ? month.to : Date.parse(to),
      }
      if (!(span.from < span.to) || span.to - span.from > MOST_MS) throw problems.invalidSpan()
      const usage = await readUsage(db, span, now, of === 'me' ? actor.accountId : undefined)
      return viewOf(usage, span)
    },
  )
}

const inHours = <T extends { coreHours: number; cpuHours: number }>(share: T): T => ({
  ...share,
  coreHours: hours(share.coreHours),
  cpuHours: hours(share.cpuHours),
})

const seconds = (ms: number | null): number | null => (ms === null ? null : ms / 1_000)

function viewOf(usage: Usage, span: { from: number; to: number }): Static<typeof UsageView> {
  const { course, people, kinds, starts, ...whole } = usage
  return {
    from: time(span.from),
    to: time(span.to),
    ...inHours(whole),
    course: course.map(({ at, ...stretch }) => ({ at: time(at), ...inHours(stretch) })),
    people: people.map(inHours),
    kinds: kinds.map(inHours),
    starts: {
      count: starts.count,
      medianSeconds: seconds(starts.median),
      slowest5Seconds: seconds(starts.slowest5),
      over5Minutes: starts.over5Minutes,
    },
  }
}
