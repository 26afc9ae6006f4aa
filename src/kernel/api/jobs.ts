import { Type } from 'typebox'
import type { Scope } from '../http/app.ts'
import type { JobView } from '../jobs/jobs.ts'
import { operateJob, retryFailedJobs } from '../jobs/operate.ts'
import type { Kernel } from '../kernel.ts'
import { Body, Count, Empty, Nullable, OptionalTime, optionalTime, Query, Time, time } from './shapes.ts'

const JobId = Type.String({ pattern: '^[0-9]{1,15}$' })
const JobState = Type.Union([Type.Literal('waiting'), Type.Literal('running'), Type.Literal('failed')])
const Kind = Type.String({ pattern: '^[a-z][a-z0-9-]{0,39}$', description: 'How its name begins' })
const Tries = Type.Integer({ minimum: 0, maximum: 1_000_000 })

const View = Type.Object({
  id: JobId,
  name: Type.String(),
  kind: Type.String({ description: 'The service, or the part of the kernel' }),
  key: Nullable,
  state: JobState,
  attempts: Tries,
  maxAttempts: Tries,
  runAt: Time,
  createdAt: Time,
  lastError: Nullable,
  cancellable: Type.Boolean({ description: 'False while it runs on another node' }),
})

const ScheduleView = Type.Object({
  name: Type.String(),
  job: Type.String(),
  cron: Type.String(),
  timezone: Type.String(),
  nextAt: Time,
  lastAt: OptionalTime,
})

/** Background jobs that have not ended, and the rules that ask for them. Those that ended well are gone. */
export function jobRoutes(scope: Scope, kernel: Kernel): void {
  const access = 'administrator' as const
  const { jobs } = kernel

  scope.get(
    '/jobs',
    {
      config: { access },
      schema: {
        summary: 'Background jobs that have not ended, newest first',
        querystring: Query({
          state: Type.Optional(JobState),
          kind: Type.Optional(Kind),
          before: Type.Optional(JobId),
          limit: Type.Integer({ minimum: 1, maximum: 500, default: 50 }),
        }),
        response: {
          200: Type.Object({
            items: Type.Array(View),
            next: Type.Union([JobId, Type.Null()]),
            counts: Type.Object({ waiting: Count, running: Count, failed: Count }),
          }),
        },
      },
    },
    async (request) => {
      const { limit, ...filter } = request.query
      const found = await jobs.list({ ...filter, limit: limit + 1 })
      const items = found.slice(0, limit).map((job) => jobView(job, jobs.runsHere(job.id)))
      const next = found.length > limit ? (items.at(-1)?.id ?? null) : null
      return { items, next, counts: await jobs.count() }
    },
  )

  scope.get(
    '/jobs/schedules',
    {
      config: { access },
      schema: {
        summary: 'What is asked for at fixed times',
        response: { 200: Type.Object({ items: Type.Array(ScheduleView) }) },
      },
    },
    async () => ({
      items: (await jobs.schedules()).map((each) => ({
        ...each,
        nextAt: time(each.nextAt),
        lastAt: optionalTime(each.lastAt),
      })),
    }),
  )

  scope.post(
    '/jobs/retry-failed',
    {
      config: { access },
      schema: {
        summary: 'Run all failed jobs now, or those of one kind',
        body: Body({ kind: Type.Optional(Kind) }),
        response: { 200: Type.Object({ retried: Count }) },
      },
    },
    async (request) => ({ retried: await retryFailedJobs(kernel, request.by, request.body.kind) }),
  )

  for (const [verb, summary] of [
    ['retry', 'Run a job now, with all its tries'],
    ['cancel', 'Remove a job; one that runs is told to end'],
  ] as const) {
    scope.post(
      `/jobs/:id/${verb}`,
      {
        config: { access, refusals: [409] },
        schema: { summary, params: Type.Object({ id: JobId }), response: { 204: Empty } },
      },
      async (request, reply) => {
        await operateJob(kernel, request.by, verb, request.params.id)
        return reply.code(204).send(null)
      },
    )
  }
}

function jobView(job: JobView, runsHere: boolean) {
  return {
    ...job,
    kind: job.name.split('.')[0] ?? '',
    runAt: time(job.runAt),
    createdAt: time(job.createdAt),
    cancellable: job.state !== 'running' || runsHere,
  }
}
