import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { inTransaction } from '../../../kernel/db/db.ts'
import { changeTemplate, createTemplate, removeTemplate, type TemplateFields } from '../templates/template.ts'
import { fileFault, functionFault, packageFault } from '../templates/template-place.ts'
import { readBody } from './body.ts'
import { FieldFault, json, key, optionalText, readFields, text } from './fields.ts'
import {
  countTemplatesOf,
  findTemplateOf,
  isThere,
  listTemplatesOf,
  TEMPLATE_ORDERS,
  type WireTemplate,
} from './list.store.ts'
import { linkTo, orderOf, paged, pageOf, queryOf, wordsOf } from './page.ts'
import { resource, type Way } from './resource.ts'
import { Paged, Paging } from './shapes.ts'
import { idOf, type Wire, wireProblems } from './wire.ts'

const Text = Type.Optional(Type.String())
const Id = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })
const OptionalId = Type.Union([Id, Type.Null()])
const Description = Type.Union([Type.String(), Type.Null()])

const TemplateView = Type.Object({
  id: Id,
  detail: Type.String(),
  name: Type.String(),
  description: Description,
  variables: Type.Array(Type.String()),
  file_name: Type.String(),
  package_path: Type.String(),
  function_name: Type.String(),
  created_by: OptionalId,
  created_name: Text,
})

const TemplateBody = Type.Object({
  name: Type.String({ maxLength: 200 }),
  description: Type.Optional(Description),
  variables: Type.Optional(Type.Array(Type.String(), { description: 'Names of its parameters' })),
  file_name: Type.String({ maxLength: 256 }),
  package_path: Type.Optional(Type.String({ maxLength: 256 })),
  function_name: Type.Optional(Type.String({ maxLength: 256 })),
  created_by: Type.Optional(OptionalId),
})

const TemplateQuery = Type.Object({
  ...Paging,
  search: Text,
  ordering: Text,
  file_name: Text,
  function_name: Text,
  package_path: Text,
  created_by__username: Text,
})

/** Job templates. */
export function templateRoutes(wire: Wire): void {
  const { automation } = wire
  resource(wire, {
    path: '/api/templates',
    name: 'Job Template List',
    right: 'keep',
    ways: {
      GET: {
        summary: 'Job templates',
        right: 'read',
        query: TemplateQuery,
        answer: Paged(TemplateView),
        act: (request) => listPage(wire, request),
      },
      POST: {
        summary: 'Register a job template; its file may come later',
        right: 'keep',
        body: TemplateBody,
        answer: TemplateView,
        status: 201,
        act: async (request) => {
          const fields = await readTemplate(wire, request)
          const { name = '', fileName = '' } = fields
          const { id } = await inTransaction(automation.db, (tx) =>
            createTemplate(automation, tx, request.by, { ...fields, name, fileName }),
          )
          return viewTemplate(wire, request, id)
        },
      },
    },
  })
  oneTemplate(wire)
}

function oneTemplate(wire: Wire): void {
  const { automation } = wire
  const write = (summary: string, partial: boolean): Way => ({
    summary,
    right: 'keep',
    body: partial ? Type.Partial(TemplateBody) : TemplateBody,
    answer: TemplateView,
    refusals: [404],
    act: async (request) => {
      const { id } = await requireOne(wire, request)
      const fields = await readTemplate(wire, request, { partial })
      await changeTemplate(automation, request.by, { id, fields })
      return viewTemplate(wire, request, id)
    },
  })
  resource(wire, {
    path: '/api/templates/:id',
    name: 'Job Template Instance',
    right: 'keep',
    ways: {
      GET: {
        summary: 'One job template',
        right: 'read',
        answer: TemplateView,
        act: async (request) => viewOf(wire, request, await requireOne(wire, request)),
      },
      PUT: write('Change a job template: what is absent stays', false),
      PATCH: write('Change a job template', true),
      DELETE: {
        summary: 'Remove a job template; its tasks stay',
        right: 'keep',
        status: 204,
        refusals: [404],
        act: async (request) => {
          const { id } = await requireOne(wire, request)
          await removeTemplate(automation, request.by, id)
        },
      },
    },
  })
}

async function requireOne({ automation }: Wire, { params }: FastifyRequest): Promise<WireTemplate> {
  const row = await findTemplateOf(automation.db, idOf((params as { id: string }).id))
  if (!row) throw wireProblems.notFound()
  return row
}

async function viewTemplate(wire: Wire, request: FastifyRequest, id: number) {
  const row = await findTemplateOf(wire.automation.db, id)
  if (!row) throw wireProblems.notFound()
  return viewOf(wire, request, row)
}

async function listPage(wire: Wire, request: FastifyRequest) {
  const { db } = wire.automation
  const filter = {
    words: wordsOf(request),
    file: queryOf(request, 'file_name'),
    function: queryOf(request, 'function_name'),
    path: queryOf(request, 'package_path'),
    creator: queryOf(request, 'created_by__username'),
  }
  const page = pageOf(request)
  const rows = await listTemplatesOf(db, { filter, orders: orderOf(request, TEMPLATE_ORDERS), page })
  return paged(wire, request, {
    path: '/api/templates/',
    count: await countTemplatesOf(db, filter),
    page,
    results: rows.map((row) => viewOf(wire, request, row)),
  })
}

const viewOf = (wire: Wire, request: FastifyRequest, row: WireTemplate) => ({
  id: row.id,
  detail: linkTo(wire, request, `/api/templates/${row.id}/`),
  name: row.name,
  description: row.description,
  variables: JSON.parse(row.variables) as string[],
  file_name: row.file_name,
  package_path: row.package_path,
  function_name: row.function_name,
  created_by: row.created_by,
  ...(row.created_name !== null && { created_name: row.created_name }),
})

async function readTemplate(
  wire: Wire,
  request: FastifyRequest,
  { partial = false } = {},
): Promise<Partial<TemplateFields> & { createdBy?: number | null }> {
  const { db } = wire.automation
  const { name, description, variables, file_name, package_path, function_name, created_by } =
    await readFields(
      await readBody(wire, request),
      {
        name: text({ max: 200, required: true }),
        description: optionalText({ max: 10_000, blank: true }),
        variables: json(namesOf),
        file_name: text({ max: 256, required: true, check: fileFault }),
        package_path: text({ max: 256, check: packageFault }),
        function_name: text({ max: 256, check: functionFault }),
        created_by: key((id) => isThere(db, 'kernel_account', id)),
      },
      partial,
    )
  return {
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
    ...(variables !== undefined && { variables: variables ?? [] }),
    ...(file_name !== undefined && { fileName: file_name }),
    ...(package_path !== undefined && { packagePath: package_path }),
    ...(function_name !== undefined && { functionName: function_name }),
    ...(created_by !== undefined && { createdBy: created_by }),
  }
}

function namesOf(value: unknown): string[] {
  const isList = Array.isArray(value) && value.every((name) => typeof name === 'string' && name.trim() !== '')
  if (!isList || new Set(value).size !== value.length)
    throw new FieldFault('Give a list of names, each once and none empty.')
  return value as string[]
}
