import { Type } from 'typebox'
import { versionOf } from '../../../kernel/api/account-view.ts'
import {
  Body,
  Empty,
  Id,
  IdParams,
  MatchHeaders,
  Query,
  RetryHeaders,
  Text,
} from '../../../kernel/api/shapes.ts'
import { SlurmSettings } from '../../../kernel/execution/slurm/settings.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import { answerOnce } from '../../../kernel/http/idempotent.ts'
import { ADMIN_ROLE, type Compute, USER_ROLE } from '../compute.ts'
import type { ResourceRow } from '../tables.ts'
import {
  changeResource,
  checkSettings,
  createResource,
  getResource,
  listResources,
  removeResource,
  testSettings,
  useOfResources,
} from './resource.ts'
import { HealthView, ResourceDetail, ResourceView, resourceDetail, resourceView } from './resource-view.ts'

const operators = { access: { role: ADMIN_ROLE } } as const

const Name = Text(64, 1)
const TokenKey = Type.Union([Type.String({ pattern: '^[A-Za-z0-9+/_-]{1,2000}={0,2}$' }), Type.Null()], {
  description: 'The key of auth/jwt in Base64; it is kept sealed and never shown',
})

/** Where sessions run: everybody sees which places there are, operators set them up. */
export function resourceRoutes(scope: Scope, compute: Compute): void {
  const { db, kernel } = compute
  const detail = async (row: ResourceRow) => resourceDetail(compute, row, await useOfResources(db))

  scope.get(
    '/resources',
    {
      config: { access: { role: USER_ROLE } },
      schema: {
        summary: 'Where sessions can run, the usual place first, and how it is there',
        querystring: Query({}),
        response: { 200: Type.Object({ items: Type.Array(ResourceView) }) },
      },
    },
    async () => {
      const [rows, use] = await Promise.all([listResources(db), useOfResources(db)])
      return { items: await Promise.all(rows.map((row) => resourceView(compute, row, use))) }
    },
  )

  scope.post(
    '/resources',
    {
      config: { ...operators, refusals: [409] },
      schema: {
        summary: 'Add a cluster; its key stays for good',
        headers: RetryHeaders,
        body: Body({
          key: Type.String({ pattern: '^[a-z][a-z0-9_-]{0,31}$' }),
          name: Name,
          settings: SlurmSettings,
          tokenKey: Type.Optional(TokenKey),
        }),
        response: { 201: ResourceDetail },
      },
    },
    async (request, reply) => {
      const wanted = { tokenKey: null, enabled: true, ...request.body }
      await checkSettings(compute, wanted.settings, wanted.tokenKey)
      await answerOnce({ db, clock: kernel.clock, request, reply }, async (tx) => {
        const row = await createResource(compute, tx, request.by, wanted)
        // It is opened after the commit, and asked for the first time then.
        const health = { connected: false, message: 'It is being opened.', asOf: null }
        return { status: 201, body: { ...newDetail(row, wanted), health } }
      })
      await compute.resources.reload()
      return reply
    },
  )

  scope.get(
    '/resources/:id',
    {
      config: operators,
      schema: {
        summary: 'One place with its settings, without its key',
        params: IdParams,
        response: { 200: ResourceDetail },
      },
    },
    async (request, reply) => {
      const row = await getResource(db, request.params.id)
      return reply.header('etag', `"${row.version}"`).send(await detail(row))
    },
  )

  scope.patch(
    '/resources/:id',
    {
      config: operators,
      schema: {
        summary: 'Change a place, switch it off, or make it the usual one; what runs there goes on',
        params: IdParams,
        headers: MatchHeaders,
        body: Body({
          name: Type.Optional(Name),
          settings: Type.Optional(SlurmSettings),
          tokenKey: Type.Optional(TokenKey),
          isEnabled: Type.Optional(Type.Boolean()),
          isFirst: Type.Optional(Type.Literal(true)),
        }),
        response: { 200: ResourceDetail },
      },
    },
    async (request, reply) => {
      const { isEnabled, isFirst, ...fields } = request.body
      const version = versionOf(request.headers['if-match'])
      const row = await changeResource(compute, request.by, {
        id: request.params.id,
        fields: {
          ...fields,
          ...(isEnabled !== undefined && { enabled: isEnabled }),
          ...(isFirst && { first: true as const }),
        },
        ...(version !== undefined && { version }),
      })
      return reply.header('etag', `"${row.version}"`).send(await detail(row))
    },
  )

  scope.delete(
    '/resources/:id',
    {
      config: { ...operators, refusals: [409] },
      schema: {
        summary: 'Remove a cluster on which nothing runs',
        params: IdParams,
        response: { 204: Empty },
      },
    },
    async (request, reply) => {
      await removeResource(compute, request.by, request.params.id)
      return reply.code(204).send(null)
    },
  )

  scope.post(
    '/resources/test',
    {
      config: operators,
      schema: {
        summary: 'Whether a cluster answers to these settings; nothing is kept',
        body: Body({
          id: Type.Optional(Type.Integer({ ...Id, description: 'Whose kept key is used when none is sent' })),
          settings: SlurmSettings,
          tokenKey: Type.Optional(TokenKey),
        }),
        response: { 200: HealthView },
      },
    },
    async ({ body }) => {
      const { connected, message } = await testSettings(compute, body)
      return { connected, message, asOf: null }
    },
  )
}

const newDetail = (row: ResourceRow, { settings }: { settings: SlurmSettings }) => ({
  id: row.id,
  key: row.key,
  name: row.name,
  backend: row.backend,
  isEnabled: true,
  running: 0,
  waiting: 0,
  cpus: 0,
  settings,
  hasTokenKey: row.secret_cipher !== null,
})
