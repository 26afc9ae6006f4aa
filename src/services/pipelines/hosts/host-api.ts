import { Type } from 'typebox'
import { versionOf } from '../../../kernel/api/account-view.ts'
import { Body, Empty, IdParams, MatchHeaders, Query, RetryHeaders, Text } from '../../../kernel/api/shapes.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import { answerOnce } from '../../../kernel/http/idempotent.ts'
import { ADMIN_ROLE, type Pipelines } from '../pipelines.ts'
import type { HostRow } from '../tables.ts'
import { changeHost, createHost, getHost, listHosts, OUTSIDE, removeHost, useOfHosts } from './host.ts'
import { HostKey, HostOptions, HostView, healthOf, hostView } from './host-view.ts'

const config = { access: { role: ADMIN_ROLE } } as const
const Slots = Type.Integer({ minimum: 1, maximum: 10_000 })

/** Where experiments run: operators set it up. */
export function hostRoutes(scope: Scope, pipelines: Pipelines): void {
  const { db, kernel, executions, runner } = pipelines
  const view = async (row: HostRow) => hostView(row, await useOfHosts(db), await healthOf(pipelines, row))

  scope.get(
    '/hosts',
    {
      config,
      schema: {
        summary: 'Where experiments run, the usual place first, and how it is there',
        querystring: Query({}),
        response: {
          200: Type.Object({
            items: Type.Array(HostView),
            backends: Type.Array(Type.String(), { description: 'What a new host can stand for' }),
          }),
        },
      },
    },
    async () => {
      const [rows, use] = await Promise.all([listHosts(db), useOfHosts(db)])
      return {
        items: await Promise.all(rows.map(async (row) => hostView(row, use, await healthOf(pipelines, row)))),
        backends: [...executions.backends.keys(), OUTSIDE],
      }
    },
  )

  scope.post(
    '/hosts',
    {
      config: { ...config, refusals: [409] },
      schema: {
        summary: 'Add a host; its key stays for good',
        headers: RetryHeaders,
        body: Body({
          key: HostKey,
          name: Text(64, 1),
          backend: Type.String({ pattern: '^[a-z][a-z0-9_-]{0,31}$' }),
          options: HostOptions,
          slots: Slots,
        }),
        response: { 201: HostView },
      },
    },
    async (request, reply) => {
      const { body } = request
      const use = await useOfHosts(db)
      const health = await healthOf(pipelines, { backend: body.backend, enabled: 1, polled_at: null })
      await answerOnce({ db, clock: kernel.clock, request, reply }, async (tx) => {
        const row = await createHost(pipelines, tx, request.by, { ...body, enabled: true })
        return { status: 201, body: hostView(row, use, health) }
      })
      runner.kick()
      return reply
    },
  )

  scope.get(
    '/hosts/:id',
    {
      config,
      schema: { summary: 'One host', params: IdParams, response: { 200: HostView } },
    },
    async ({ params }, reply) => {
      const row = await getHost(db, params.id)
      return reply.header('etag', `"${row.version}"`).send(await view(row))
    },
  )

  scope.patch(
    '/hosts/:id',
    {
      config,
      schema: {
        summary:
          'Change a host, let it take no new experiments, or make it the usual one; what is at work goes on',
        params: IdParams,
        headers: MatchHeaders,
        body: Body({
          name: Type.Optional(Text(64, 1)),
          options: Type.Optional(HostOptions),
          slots: Type.Optional(Slots),
          isEnabled: Type.Optional(Type.Boolean()),
          isFirst: Type.Optional(Type.Literal(true)),
        }),
        response: { 200: HostView },
      },
    },
    async (request, reply) => {
      const { isEnabled, isFirst, ...fields } = request.body
      const version = versionOf(request.headers['if-match'])
      const row = await changeHost(pipelines, request.by, {
        id: request.params.id,
        fields: {
          ...fields,
          ...(isEnabled !== undefined && { enabled: isEnabled }),
          ...(isFirst && { first: true as const }),
        },
        ...(version !== undefined && { version }),
      })
      runner.kick()
      return reply.header('etag', `"${row.version}"`).send(await view(row))
    },
  )

  scope.delete(
    '/hosts/:id',
    {
      config: { ...config, refusals: [409] },
      schema: {
        summary: 'Remove a host at which nothing is at work',
        params: IdParams,
        response: { 204: Empty },
      },
    },
    async ({ by, params }, reply) => {
      await removeHost(pipelines, by, params.id)
      runner.kick()
      return reply.code(204).send(null)
    },
  )
}
