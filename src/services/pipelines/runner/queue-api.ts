import { Type } from 'typebox'
import {
  Body,
  Count,
  Empty,
  Id,
  IdParams,
  Page,
  pageOf,
  paging,
  Query,
  Text,
} from '../../../kernel/api/shapes.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import { problem } from '../../../kernel/problem.ts'
import { findApp } from '../apps/apps.ts'
import { AppKey } from '../apps/definition.ts'
import { listHosts } from '../hosts/host.ts'
import { HostKey } from '../hosts/host-view.ts'
import { ADMIN_ROLE, type Pipelines } from '../pipelines.ts'
import { countQueue, listQueue, QUEUE_STATES } from './queue.store.ts'
import { QueueView, queueView } from './queue-view.ts'
import { requeue } from './requeue.ts'
import { readWaits } from './waiting.ts'

const config = { access: { role: ADMIN_ROLE } } as const

/** All that waits and is at work, for those who look after it. */
export function queueRoutes(scope: Scope, pipelines: Pipelines): void {
  const { db, runner } = pipelines

  scope.get(
    '/queue',
    {
      config,
      schema: {
        summary: 'Experiments of everybody that wait or are at work, the oldest first, with why they wait',
        querystring: Query({
          ...paging,
          state: Type.Optional(Type.Enum([...QUEUE_STATES])),
          host: Type.Optional(HostKey),
          app: Type.Optional(AppKey),
          search: Type.Optional(Text(200)),
        }),
        response: {
          200: Type.Object({
            ...Page(QueueView).properties,
            counts: Type.Object({ waiting: Count, working: Count }),
          }),
        },
      },
    },
    async ({ query: { after = 0, limit, ...filter } }) => {
      const [rows, counts, hosts, waits] = await Promise.all([
        listQueue(db, { ...filter, after, limit: limit + 1 }),
        countQueue(db),
        listHosts(db),
        readWaits(pipelines),
      ])
      const titles = new Map<string, string>()
      for (const key of new Set(rows.map(({ app }) => app)))
        titles.set(key, (await findApp(pipelines, key))?.definition.label ?? '')
      const view = (row: (typeof rows)[number]) =>
        queueView(row, { wait: waits.get(row.id), hosts, title: titles.get(row.app) ?? '' })
      return { ...pageOf(rows, limit, view), counts }
    },
  )

  scope.post(
    '/queue/:id/requeue',
    {
      config: { ...config, refusals: [409] },
      schema: {
        summary:
          'Put back what a program outside took, or what pauses after a fault, perhaps on another host',
        params: IdParams,
        body: Body({ host: Type.Optional(HostKey) }),
        response: { 204: Empty },
      },
    },
    async ({ by, params, body }, reply) => {
      await requeue(pipelines, { by, id: params.id, ...body })
      return reply.code(204).send(null)
    },
  )

  scope.post(
    '/queue/cancel',
    {
      config: { ...config, refusals: [409] },
      schema: {
        summary: 'End experiments of others that wait or run; their owners read the reason',
        body: Body({
          ids: Type.Array(Id, { minItems: 1, maxItems: 1_000, uniqueItems: true }),
          reason: Text(500, 1),
        }),
        response: {
          200: Type.Object({ ids: Type.Array(Id, { description: 'Those that it was not too late for' }) }),
        },
      },
    },
    async ({ by, body }) => {
      const ids = await runner.cancel({ by, ...body })
      if (ids.length === 0) throw problem('is_over', 409, 'None of them waits or runs any more.')
      return { ids }
    },
  )
}
