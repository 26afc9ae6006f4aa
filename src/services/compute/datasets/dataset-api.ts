import { type Static, Type } from 'typebox'
import {
  Body,
  Empty,
  Id,
  IdParams,
  Lines,
  Page,
  pageOf,
  RetryHeaders,
  SearchQuery,
  Text,
  Time,
  time,
} from '../../../kernel/api/shapes.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import { answerOnce } from '../../../kernel/http/idempotent.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import { ADMIN_ROLE, type Compute, USER_ROLE } from '../compute.ts'
import {
  changeDataset,
  createDataset,
  type DatasetRow,
  getDataset,
  listDatasets,
  removeDataset,
} from './dataset.ts'

const DatasetView = Type.Object({
  id: Id,
  key: Type.String({ description: 'The name by which clients ask for it' }),
  title: Type.String(),
  description: Type.String(),
  path: Type.Union([Type.String(), Type.Null()], { description: 'Where it lies; for operators alone' }),
  createdAt: Time,
})

const fields = { title: Text(200, 1), description: Lines(2_000), path: Text(1_000, 2) }
const Key = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$' })

/** Data sets that workspaces may link to: everybody sees them, operators keep them. */
export function datasetRoutes(scope: Scope, compute: Compute): void {
  const { db, kernel } = compute
  const operators = { role: ADMIN_ROLE }

  scope.get(
    '/datasets',
    {
      config: { access: { role: USER_ROLE } },
      schema: {
        summary: 'Data sets that a workspace can link to',
        querystring: SearchQuery,
        response: { 200: Page(DatasetView) },
      },
    },
    async (request) => {
      const { after, limit, search } = request.query
      const rows = await listDatasets(db, { after, search, limit: limit + 1 })
      return pageOf(rows, limit, (row) => datasetView(row, request.actor as Actor))
    },
  )

  scope.post(
    '/datasets',
    {
      config: { access: operators, refusals: [409] },
      schema: {
        summary: 'Put a data set into the catalogue',
        headers: RetryHeaders,
        body: Body({ ...fields, key: Key, description: Type.Optional(fields.description) }),
        response: { 201: DatasetView },
      },
    },
    async (request, reply) => {
      const { description = '', ...others } = request.body
      await answerOnce({ db, clock: kernel.clock, request, reply }, async (tx) => {
        const row = await createDataset(compute, tx, request.by, { description, ...others })
        return { status: 201, body: datasetView(row, request.actor as Actor) }
      })
      return reply
    },
  )

  scope.get(
    '/datasets/:id',
    {
      config: { access: { role: USER_ROLE } },
      schema: { summary: 'One data set', params: IdParams, response: { 200: DatasetView } },
    },
    async (request) => datasetView(await getDataset(db, request.params.id), request.actor as Actor),
  )

  scope.patch(
    '/datasets/:id',
    {
      config: { access: operators },
      schema: {
        summary: 'Change what the catalogue says of a data set; links that were made stay as they are',
        params: IdParams,
        body: Type.Partial(Type.Object(fields), { additionalProperties: false }),
        response: { 200: DatasetView },
      },
    },
    async (request) => {
      const { id } = request.params
      const row = await changeDataset(compute, request.by, { id, fields: request.body })
      return datasetView(row, request.actor as Actor)
    },
  )

  scope.delete(
    '/datasets/:id',
    {
      config: { access: operators },
      schema: {
        summary: 'Take a data set out of the catalogue; links that were made stay',
        params: IdParams,
        response: { 204: Empty },
      },
    },
    async (request, reply) => {
      await removeDataset(compute, request.by, request.params.id)
      return reply.code(204).send(null)
    },
  )
}

const datasetView = (
  { id, key, title, description, path, created_at }: DatasetRow,
  actor: Actor,
): Static<typeof DatasetView> => ({
  id,
  key,
  title,
  description,
  path: actor.may(ADMIN_ROLE) ? path : null,
  createdAt: time(created_at),
})
