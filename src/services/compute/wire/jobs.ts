import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { upgradeOf } from '../../../kernel/http/upgrade.ts'
import type { Compute } from '../compute.ts'
import type { SessionStatus } from '../session-tables.ts'
import type { SessionFilter } from '../sessions/session.store.ts'
import { stopSession } from '../sessions/session-stop.ts'
import type { SessionRow } from '../tables.ts'
import { numberIn, pageOf, queryOf } from './body.ts'
import { JobFeed } from './job-feed.ts'
import { Job, jobView } from './job-view.ts'
import { listJobs } from './lists.store.ts'
import { A_TOKEN, actorOf, needPerson } from './person.ts'
import { serveJobSocket } from './socket.ts'
import { done, ID, idOf, listed, NumberedPath, Paging, type Wire, wireProblems } from './wire.ts'

const Text = Type.Optional(Type.String())
const Number_ = Type.Optional(Type.Integer({ minimum: -1, maximum: Number.MAX_SAFE_INTEGER }))
const Filters = Type.Object({
  workspace_id: Number_,
  resource_job_id: Number_,
  job_type: Text,
  status: Text,
  ...Paging,
})
const Jobs = Type.Object({
  message: Type.String(),
  success: Type.Boolean(),
  data: Type.Object({ jobs: Type.Array(Job) }),
})
const NONE = 'Job matching given parameters could not be found.'

/** Jobs in the caller's workspaces: listed and stopped. */
export function jobRoutes(wire: Wire): void {
  const { app, scope, compute } = wire
  const own = { config: { access: A_TOKEN }, onRequest: needPerson(compute) }
  // A socket says in another way who opens it: a browser's has no headers.
  const watched = {
    config: { ...own.config, upgrade: true },
    onRequest: async (request: FastifyRequest, reply: FastifyReply) => {
      if (!upgradeOf(request)) await own.onRequest.call(app, request, reply)
    },
  }
  const feed = new JobFeed(compute)

  scope.get(
    '/jobs',
    {
      ...watched,
      exposeHeadRoute: true,
      schema: { summary: 'Own jobs', querystring: Filters, response: { 200: Jobs } },
    },
    async (request, reply) => {
      if (upgradeOf(request)) {
        await serveJobSocket({ ...wire, feed }, request, reply)
        return reply
      }
      const { limit, offset } = pageOf(request)
      const numbers = {
        workspace: numberIn(request, 'workspace_id'),
        resourceJobId: numberIn(request, 'resource_job_id'),
      }
      // What is no number is the number of nothing.
      const isNothing = Object.values(numbers).some((each) => Number.isNaN(each))
      const rows = isNothing
        ? []
        : await ownJobs(compute, request, {
            ...numbers,
            kindKey: queryOf(request, 'job_type'),
            status: queryOf(request, 'status') as SessionStatus | undefined,
            limit: limit + offset,
          })
      return listed(
        'jobs',
        rows.slice(offset).map((row) => jobView(compute, row)),
        NONE,
      )
    },
  )

  scope.get(
    `/jobs/${ID}`,
    {
      ...watched,
      exposeHeadRoute: true,
      schema: { summary: 'A list of one job', params: NumberedPath, response: { 200: Jobs } },
    },
    async (request, reply) => {
      if (upgradeOf(request)) {
        await serveJobSocket({ ...wire, feed }, request, reply, request.params.id)
        return reply
      }
      const rows = await ownJobs(compute, request, { id: idOf(request.params.id), limit: 1 })
      return listed(
        'jobs',
        rows.map((row) => jobView(compute, row)),
        NONE,
      )
    },
  )

  scope.put(
    `/jobs/${ID}/:action`,
    {
      ...own,
      schema: {
        summary: 'Stop a job (stop)',
        params: Type.Object({ ...NumberedPath.properties, action: Type.String() }),
      },
    },
    async (request) => {
      const { id, action } = request.params
      const [session] = await ownJobs(compute, request, { id: idOf(id), limit: 1 })
      if (!session) throw wireProblems.noJob(id)
      if (action.toLowerCase() !== 'stop') throw wireProblems.badPut()
      // One that was never launched is over at once.
      const isOver = await stopSession(compute, request.by, session)
      return done(isOver ? 'Successful stop.' : 'Job queued to stop.')
    },
  )
}

/** Jobs are theirs whose workspace they are in. */
const ownJobs = (
  { db }: Compute,
  request: FastifyRequest,
  filter: Omit<SessionFilter, 'account'>,
): Promise<SessionRow[]> => listJobs(db, { ...filter, account: actorOf(request).accountId })
