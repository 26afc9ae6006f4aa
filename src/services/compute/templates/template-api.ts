import { type Static, Type } from 'typebox'
import { versionOf } from '../../../kernel/api/account-view.ts'
import {
  Id,
  IdParams,
  Lines,
  MatchHeaders,
  Nullable,
  Query,
  RetryHeaders,
  Text,
  Time,
  time,
} from '../../../kernel/api/shapes.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import { answerOnce } from '../../../kernel/http/idempotent.ts'
import { ADMIN_ROLE, type Compute, USER_ROLE } from '../compute.ts'
import type { TemplateRow } from '../tables.ts'
import {
  changeTemplate,
  checkTemplate,
  contentsOf,
  createTemplate,
  getTemplate,
  listTemplates,
} from './template.ts'

const MOST_FILES = 200
const MOST_LINKS = 200

const File = Type.Object(
  { name: Text(1_000, 1), content: Type.String({ maxLength: 1_000_000 }) },
  { additionalProperties: false },
)
const Link = Type.Object({ name: Text(1_000, 1), dataset: Text(200, 1) }, { additionalProperties: false })
const KindKey = Type.Union([Text(64, 1), Type.Null()])

const TemplateView = Type.Object({
  id: Id,
  name: Type.String(),
  description: Type.String(),
  defaultKind: Nullable,
  files: Type.Array(Type.String(), { description: 'Their names' }),
  links: Type.Array(Link),
  archived: Type.Boolean(),
  createdAt: Time,
})
const TemplateDetail = Type.Object({ ...TemplateView.properties, files: Type.Array(File) })

const fields = {
  name: Text(200, 1),
  description: Lines(2_000),
  defaultKind: KindKey,
  files: Type.Array(File, { maxItems: MOST_FILES }),
  links: Type.Array(Link, { maxItems: MOST_LINKS }),
}

/** What workspaces can be made from: everybody sees them, operators keep them. */
export function templateRoutes(scope: Scope, compute: Compute): void {
  const { db, kernel } = compute
  const operators = { role: ADMIN_ROLE }

  scope.get(
    '/templates',
    {
      config: { access: { role: USER_ROLE } },
      schema: {
        summary: 'Templates that a workspace can be made from',
        querystring: Query({ archived: Type.Boolean({ default: false }) }),
        response: { 200: Type.Object({ items: Type.Array(TemplateView) }) },
      },
    },
    async (request) => ({ items: (await listTemplates(db, request.query)).map(templateView) }),
  )

  scope.post(
    '/templates',
    {
      config: { access: operators, refusals: [409] },
      schema: {
        summary: 'Make a template',
        headers: RetryHeaders,
        body: Type.Object(
          { ...Type.Partial(Type.Object(fields)).properties, name: fields.name },
          { additionalProperties: false },
        ),
        response: { 201: TemplateDetail },
      },
    },
    async (request, reply) => {
      const wanted = { description: '', defaultKind: null, files: [], links: [], ...request.body }
      await checkTemplate(compute, wanted)
      await answerOnce({ db, clock: kernel.clock, request, reply }, async (tx) => {
        const row = await createTemplate(compute, tx, request.by, wanted)
        return { status: 201, body: templateDetail(row) }
      })
      return reply
    },
  )

  scope.get(
    '/templates/:id',
    {
      config: { access: { role: USER_ROLE } },
      schema: {
        summary: 'One template with the contents of its files',
        params: IdParams,
        response: { 200: TemplateDetail },
      },
    },
    async (request, reply) => {
      const row = await getTemplate(db, request.params.id)
      return reply.header('etag', `"${row.version}"`).send(templateDetail(row))
    },
  )

  scope.patch(
    '/templates/:id',
    {
      config: { access: operators, refusals: [409] },
      schema: {
        summary: 'Change a template, or archive it; workspaces that were made from it stay as they are',
        params: IdParams,
        headers: MatchHeaders,
        body: Type.Partial(Type.Object({ ...fields, archived: Type.Boolean() }), {
          additionalProperties: false,
        }),
        response: { 200: TemplateDetail },
      },
    },
    async (request, reply) => {
      const version = versionOf(request.headers['if-match'])
      const row = await changeTemplate(compute, request.by, {
        id: request.params.id,
        fields: request.body,
        version,
      })
      return reply.header('etag', `"${row.version}"`).send(templateDetail(row))
    },
  )
}

function templateView(row: TemplateRow): Static<typeof TemplateView> {
  const { files, ...others } = templateDetail(row)
  return { ...others, files: files.map(({ name }) => name) }
}

const templateDetail = (row: TemplateRow): Static<typeof TemplateDetail> => ({
  id: row.id,
  name: row.name,
  description: row.description,
  defaultKind: row.default_kind,
  ...contentsOf(row),
  archived: row.archived_at !== null,
  createdAt: time(row.created_at),
})
