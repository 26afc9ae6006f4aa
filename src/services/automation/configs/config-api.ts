import { Type } from 'typebox'
import { versionOf } from '../../../kernel/api/account-view.ts'
import {
  BackPageQuery,
  Body,
  Empty,
  Id,
  IdParams,
  MatchHeaders,
  Page,
  pageOf,
  paging,
  Query,
  RetryHeaders,
  Text,
  Total,
} from '../../../kernel/api/shapes.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import { answerOnce } from '../../../kernel/http/idempotent.ts'
import { type Automation, NETADMIN_ROLE, SUPERUSER_ROLE, SUPPORT_ROLE } from '../automation.ts'
import { problems as common } from '../problems.ts'
import {
  CONFIG_STATES,
  type ConfigItem,
  countConfigs,
  findConfigItem,
  listConfigs,
  listVersions,
} from './config.store.ts'
import { ConfigView, configView, Ignored, VersionView, versionView } from './config-view.ts'
import { setIntended } from './intend.ts'
import { readNow } from './read-now.ts'
import { removeConfig } from './remove.ts'
import { prepareRestore } from './restore.ts'
import { textRoutes } from './text-api.ts'

const reads = { access: { role: SUPPORT_ROLE } }
const writes = { access: { role: NETADMIN_ROLE } }
const MOST_INTENDED = 1_000_000

/** Configurations of hosts as they were read: who reads automation sees that there are some, their texts are for those who run it. */
export function configRoutes(scope: Scope, automation: Automation): void {
  const { db, kernel } = automation
  const require = async (id: number): Promise<ConfigItem> => {
    const row = await findConfigItem(db, id)
    if (!row) throw common.notFound()
    return row
  }

  scope.get(
    '/configs',
    {
      config: reads,
      schema: {
        summary: 'Hosts whose configurations are kept: when each was read, and whether it is as intended',
        querystring: Query({
          ...paging,
          inventory: Type.Optional(Id),
          state: Type.Optional(Type.Enum([...CONFIG_STATES])),
          search: Type.Optional(Text(200)),
        }),
        response: { 200: Type.Object({ ...Page(ConfigView).properties, total: Total }) },
      },
    },
    async ({ query: { limit, ...asked } }) => {
      const [rows, total] = await Promise.all([
        listConfigs(db, { ...asked, limit: limit + 1 }),
        countConfigs(db, asked),
      ])
      return { ...pageOf(rows, limit, configView), total }
    },
  )

  scope.post(
    '/configs/read',
    {
      config: { ...writes, refusals: [409] },
      schema: {
        summary: 'Read configurations now, of some hosts or all of an inventory',
        headers: RetryHeaders,
        body: Body({
          inventoryId: Id,
          templateId: Type.Optional(Id),
          hosts: Type.Optional(Type.Array(Text(255, 1), { maxItems: 1_000 })),
        }),
        response: { 201: Type.Object({ runId: Id }) },
      },
    },
    async (request, reply) => {
      await answerOnce({ db, clock: kernel.clock, request, reply }, async (tx) => {
        const run = await readNow(automation, tx, request.by, request.body)
        return { status: 201, body: { runId: run.id } }
      })
      return reply
    },
  )

  scope.get(
    '/configs/:id',
    {
      config: reads,
      schema: { summary: 'One host, without any text', params: IdParams, response: { 200: ConfigView } },
    },
    async ({ params }, reply) => {
      const row = await require(params.id)
      return reply.header('etag', `"${row.version}"`).send(configView(row))
    },
  )

  scope.delete(
    '/configs/:id',
    {
      config: { access: { role: SUPERUSER_ROLE } },
      schema: {
        summary: 'Remove all that is kept of a host; it begins anew when it is read again',
        params: IdParams,
        response: { 204: Empty },
      },
    },
    async ({ by, params }, reply) => {
      await removeConfig(automation, by, params.id)
      return reply.code(204).send(null)
    },
  )

  scope.get(
    '/configs/:id/versions',
    {
      config: reads,
      schema: {
        summary: 'Its versions, newest first, without their texts',
        params: IdParams,
        querystring: BackPageQuery,
        response: { 200: Page(VersionView) },
      },
    },
    async ({ params, query: { before, limit } }) => {
      await require(params.id)
      return pageOf(await listVersions(db, params.id, { before, limit: limit + 1 }), limit, versionView)
    },
  )

  scope.post(
    '/configs/:id/restore',
    {
      config: { ...writes, refusals: [409] },
      schema: {
        summary: 'Show in a dry run what would bring the host back to a version, or to what is intended',
        params: IdParams,
        headers: RetryHeaders,
        body: Body({ number: Type.Optional(Id) }),
        response: { 201: Type.Object({ runId: Id, isStarted: Type.Boolean() }) },
      },
    },
    async (request, reply) => {
      await answerOnce({ db, clock: kernel.clock, request, reply }, async (tx) => {
        const { id } = request.params
        const run = await prepareRestore(automation, tx, request.by, { id, number: request.body.number })
        return { status: 201, body: { runId: run.id, isStarted: run.status !== 'created' } }
      })
      return reply
    },
  )

  scope.put(
    '/configs/:id/intended',
    {
      config: writes,
      schema: {
        summary: 'Say what it should be: a text, or one of its versions; a null takes that back',
        params: IdParams,
        headers: MatchHeaders,
        body: Body({
          text: Type.Optional(Type.Union([Type.String({ maxLength: MOST_INTENDED }), Type.Null()])),
          number: Type.Optional(Id),
          ignored: Type.Optional(Ignored),
        }),
        response: { 200: ConfigView },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const version = versionOf(request.headers['if-match'])
      await setIntended(automation, request.by, { id, version, ...request.body })
      const row = await require(id)
      return reply.header('etag', `"${row.version}"`).send(configView(row))
    },
  )

  textRoutes(scope, automation)
}
