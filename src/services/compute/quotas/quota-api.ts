import { type Static, Type } from 'typebox'
import { Body, Count, Empty, Id, IdParams, Query, Time, time } from '../../../kernel/api/shapes.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import { ADMIN_ROLE, type Compute, USER_ROLE } from '../compute.ts'
import { hours, monthOf, PER_CORE_HOUR } from './figures.ts'
import { type Limits, limitsOf, listQuotas, removeQuota, type Subject, setQuota } from './quota.ts'
import { diskOf, hoursInMonth, runningOf } from './use.ts'

const Hours = Type.Number({ minimum: 0, maximum: 1_000_000_000 })
const orNone = <T extends ReturnType<typeof Type.Number>>(figure: T) => Type.Union([figure, Type.Null()])

const Figures = {
  sessions: Type.Union([Type.Integer({ minimum: 0, maximum: 100_000 }), Type.Null()], {
    description: 'Sessions at once; null is no limit',
  }),
  coreHours: Type.Union([Hours, Type.Null()], { description: 'In a calendar month; null is no limit' }),
  diskBytes: Type.Union([Count, Type.Null()], { description: 'Of all workspaces; null is no limit' }),
}
const FiguresBody = Body(Figures)

const QuotaView = Type.Object({
  id: Id,
  subject: Type.Enum(['everybody', 'account', 'group']),
  subjectId: Type.Union([Id, Type.Null()]),
  name: Type.String(),
  ...Figures,
  setAt: Time,
})

const Use = <T extends ReturnType<typeof Type.Number>>(figure: T) =>
  Type.Object({ used: figure, limit: orNone(figure) })

const LimitsView = Type.Object({
  sessions: Type.Object({ used: Count, limit: Type.Union([Count, Type.Null()]) }),
  coreHours: Type.Object({
    ...Use(Hours).properties,
    kept: Type.Number({ minimum: 0, description: 'What running sessions can still take this month' }),
    from: Time,
    to: Time,
  }),
  disk: Type.Object({ used: Count, limit: Type.Union([Count, Type.Null()]) }),
})

/** Quotas are set by those who run compute; what counts for oneself is seen by everybody, before one meets it. */
export function quotaRoutes(scope: Scope, compute: Compute): void {
  const { db } = compute

  scope.get(
    '/limits',
    {
      config: { access: { role: USER_ROLE } },
      schema: {
        summary: 'How much I use and may use',
        querystring: Query({}),
        response: { 200: LimitsView },
      },
    },
    async (request) => readLimits(compute, (request.actor as Actor).accountId),
  )

  scope.get(
    '/quotas',
    {
      config: { access: { role: ADMIN_ROLE } },
      schema: {
        summary: 'All quotas: of everybody, of groups, of people',
        querystring: Query({}),
        response: { 200: Type.Object({ items: Type.Array(QuotaView) }) },
      },
    },
    async () => {
      const rows = await listQuotas(db)
      return { items: rows.map(quotaView) }
    },
  )

  for (const [path, subject] of [
    ['/quotas/everybody', undefined],
    ['/quotas/accounts/:id', 'account'],
    ['/quotas/groups/:id', 'group'],
  ] as const) {
    const params = subject ? { params: IdParams } : {}
    const of = (request: { params: unknown }): Subject =>
      subject ? { [subject]: (request.params as { id: number }).id } : {}
    const whom = subject === undefined ? 'everybody' : subject === 'account' ? 'a person' : 'a group'
    scope.put(
      path,
      {
        config: { access: { role: ADMIN_ROLE } },
        schema: {
          summary: `Set how much ${whom} may use; nothing that runs is stopped`,
          ...params,
          body: FiguresBody,
          response: { 204: Empty },
        },
      },
      async (request, reply) => {
        await setQuota(compute, request.by, of(request), limitsIn(request.body))
        return reply.code(204).send(null)
      },
    )
    scope.delete(
      path,
      {
        config: { access: { role: ADMIN_ROLE } },
        schema: { summary: `Take the quota of ${whom} away`, ...params, response: { 204: Empty } },
      },
      async (request, reply) => {
        await removeQuota(compute, request.by, of(request))
        return reply.code(204).send(null)
      },
    )
  }
}

/** How much somebody uses and may use, in hours and bytes. */
export async function readLimits(
  { db, kernel }: Compute,
  account: number,
): Promise<Static<typeof LimitsView>> {
  const now = kernel.clock.now()
  const month = monthOf(now)
  const [limits, running, spent, disk] = await Promise.all([
    limitsOf(db, account),
    runningOf(db, account),
    hoursInMonth(db, account, now, month),
    diskOf(db, account),
  ])
  return {
    sessions: { used: running, limit: limits.sessions },
    coreHours: {
      used: hours(spent.used),
      kept: hours(spent.kept),
      limit: limits.coreHours === null ? null : hours(limits.coreHours),
      from: time(month.from),
      to: time(month.to),
    },
    disk: { used: disk, limit: limits.diskBytes },
  }
}

const limitsIn = ({ sessions, coreHours, diskBytes }: Static<typeof FiguresBody>): Limits => ({
  sessions,
  coreHours: coreHours === null ? null : Math.round(coreHours * PER_CORE_HOUR),
  diskBytes,
})

function quotaView(row: Awaited<ReturnType<typeof listQuotas>>[number]): Static<typeof QuotaView> {
  const subject = row.account_id !== null ? 'account' : row.group_id !== null ? 'group' : 'everybody'
  return {
    id: row.id,
    subject,
    subjectId: row.account_id ?? row.group_id,
    name: row.account_name ?? row.group_name ?? 'Everybody',
    sessions: row.sessions,
    coreHours: row.core_hours === null ? null : hours(row.core_hours),
    diskBytes: row.disk_bytes,
    setAt: time(row.set_at),
  }
}
