import { Type } from 'typebox'
import { versionOf } from '../../../kernel/api/account-view.ts'
import {
  Body,
  Empty,
  Id,
  IdParams,
  MatchHeaders,
  Page,
  pageOf,
  Query,
  RetryHeaders,
  SearchQuery,
  Text,
  Total,
} from '../../../kernel/api/shapes.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import { answerOnce } from '../../../kernel/http/idempotent.ts'
import { type Automation, SUPERUSER_ROLE, SUPPORT_ROLE } from '../automation.ts'
import { discoverTemplates, registerTemplate } from './discover.ts'
import { countTemplates, listTemplates, requireItem } from './template.store.ts'
import { changeTemplate, createTemplate, removeTemplate } from './template.ts'
import { DiscoveredView, discoveredView, TemplateBody, TemplateView, templateView } from './template-view.ts'

const reads = { access: { role: SUPPORT_ROLE } } as const
const writes = { access: { role: SUPERUSER_ROLE } } as const

/** Job templates: what is registered, and what lies in their folders and is not. */
export function templateRoutes(scope: Scope, automation: Automation): void {
  readRoutes(scope, automation)
  discoveryRoutes(scope, automation)
  writeRoutes(scope, automation)
}

function readRoutes(scope: Scope, { db }: Automation): void {
  scope.get(
    '/templates',
    {
      config: reads,
      schema: {
        summary: 'Job templates, in the order in which they were registered',
        querystring: Query({
          ...SearchQuery.properties,
          by: Type.Optional(Id),
        }),
        response: { 200: Type.Object({ ...Page(TemplateView).properties, total: Total }) },
      },
    },
    async ({ query: { after, limit, ...filter } }) => {
      const [rows, total] = await Promise.all([
        listTemplates(db, { ...filter, after, limit: limit + 1 }),
        countTemplates(db, filter),
      ])
      return { ...pageOf(rows, limit, templateView), total }
    },
  )

  scope.get(
    '/templates/:id',
    {
      config: reads,
      schema: { summary: 'One job template', params: IdParams, response: { 200: TemplateView } },
    },
    async ({ params }, reply) => {
      const row = await requireItem(db, params.id)
      return reply.header('etag', `"${row.version}"`).send(templateView(row))
    },
  )
}

function discoveryRoutes(scope: Scope, automation: Automation): void {
  const { db } = automation

  scope.get(
    '/templates/discovered',
    {
      config: reads,
      schema: {
        summary: 'Files in the folders of templates that could be one and are not registered',
        response: {
          200: Type.Object({ items: Type.Array(DiscoveredView), notes: Type.Array(Type.String()) }),
        },
      },
    },
    async () => {
      const { items, notes } = await discoverTemplates(automation)
      return { items: items.map(discoveredView), notes }
    },
  )

  scope.post(
    '/templates/register',
    {
      config: { ...writes, refusals: [409] },
      schema: {
        summary: 'Register a file by what it says of itself; twice it stays one template',
        body: Body({ packagePath: Text(256, 1), fileName: Text(256, 1) }),
        response: { 201: TemplateView },
      },
    },
    async (request, reply) => {
      const { id } = await registerTemplate(automation, request.by, request.body)
      return reply.code(201).send(templateView(await requireItem(db, id)))
    },
  )
}

function writeRoutes(scope: Scope, automation: Automation): void {
  const { db, kernel } = automation
  const { name, fileName, ...others } = TemplateBody

  scope.post(
    '/templates',
    {
      config: { ...writes, refusals: [409] },
      schema: {
        summary: 'Register a job template; its file may come later',
        headers: RetryHeaders,
        body: Body({ ...Type.Partial(Type.Object(others)).properties, name, fileName }),
        response: { 201: TemplateView },
      },
    },
    async (request, reply) => {
      await answerOnce({ db, clock: kernel.clock, request, reply }, async (tx) => {
        const { id } = await createTemplate(automation, tx, request.by, request.body)
        return { status: 201, body: templateView(await requireItem(tx, id)) }
      })
      return reply
    },
  )

  scope.patch(
    '/templates/:id',
    {
      config: writes,
      schema: {
        summary: 'Change a job template; runs at work go on as they began',
        params: IdParams,
        headers: MatchHeaders,
        body: Type.Partial(Type.Object(TemplateBody), { additionalProperties: false }),
        response: { 200: TemplateView },
      },
    },
    async (request, reply) => {
      const version = versionOf(request.headers['if-match'])
      const { id } = await changeTemplate(automation, request.by, {
        ...request.params,
        fields: request.body,
        version,
      })
      const row = await requireItem(db, id)
      return reply.header('etag', `"${row.version}"`).send(templateView(row))
    },
  )

  scope.delete(
    '/templates/:id',
    {
      config: writes,
      schema: {
        summary: 'Take a job template from the list; its file and its runs stay',
        params: IdParams,
        response: { 204: Empty },
      },
    },
    async (request, reply) => {
      await removeTemplate(automation, request.by, request.params.id)
      return reply.code(204).send(null)
    },
  )
}
