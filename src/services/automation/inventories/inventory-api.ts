import { Type } from 'typebox'
import { versionOf } from '../../../kernel/api/account-view.ts'
import {
  Body,
  Empty,
  IdParams,
  MatchHeaders,
  Page,
  pageOf,
  RetryHeaders,
  SearchQuery,
  Total,
} from '../../../kernel/api/shapes.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import { answerOnce } from '../../../kernel/http/idempotent.ts'
import { type Automation, SUPERUSER_ROLE, SUPPORT_ROLE } from '../automation.ts'
import type { Db } from '../tables.ts'
import { changeInventory, createInventory, removeInventory } from './inventories.ts'
import { countInventories, findItem, type InventoryItem, listInventories } from './inventory.store.ts'
import { problems } from './inventory-problems.ts'
import {
  InventoryBody,
  InventoryDetail,
  InventoryView,
  inventoryDetail,
  inventoryView,
} from './inventory-view.ts'

const reads = { access: { role: SUPPORT_ROLE } } as const
const writes = { access: { role: SUPERUSER_ROLE } } as const

/** Inventories: where their files lie, and how they stand. */
export function inventoryRoutes(scope: Scope, automation: Automation): void {
  readRoutes(scope, automation)
  writeRoutes(scope, automation)
}

async function requireItem(db: Db, id: number): Promise<InventoryItem> {
  const row = await findItem(db, id)
  if (!row) throw problems.notFound()
  return row
}

function readRoutes(scope: Scope, { db, inventories }: Automation): void {
  scope.get(
    '/inventories',
    {
      config: reads,
      schema: {
        summary: 'Inventories, each with how its files stand',
        querystring: SearchQuery,
        response: { 200: Type.Object({ ...Page(InventoryView).properties, total: Total }) },
      },
    },
    async ({ query: { search, after, limit } }) => {
      const [rows, total] = await Promise.all([
        listInventories(db, { search, after, limit: limit + 1 }),
        countInventories(db, search),
      ])
      const shown = new Map(
        await Promise.all(rows.map(async (row) => [row.id, await inventories.show(row)] as const)),
      )
      return { ...pageOf(rows, limit, (row) => inventoryView(row, shown.get(row.id) ?? {})), total }
    },
  )

  scope.get(
    '/inventories/:id',
    {
      config: reads,
      schema: {
        summary: 'An inventory with what its hosts can be filtered by, and what is wrong with its files',
        params: IdParams,
        response: { 200: InventoryDetail },
      },
    },
    async ({ params }, reply) => {
      const row = await requireItem(db, params.id)
      return reply.header('etag', `"${row.version}"`).send(inventoryDetail(row, await inventories.show(row)))
    },
  )
}

function writeRoutes(scope: Scope, automation: Automation): void {
  const { db, kernel, inventories } = automation

  scope.post(
    '/inventories',
    {
      config: writes,
      schema: {
        summary: 'Make an inventory of files below the automation root; they may come later',
        headers: RetryHeaders,
        body: Body({
          ...InventoryBody,
          defaultsFile: Type.Optional(InventoryBody.defaultsFile),
          unknownKeys: Type.Optional(InventoryBody.unknownKeys),
        }),
        response: { 201: Type.Object({ id: InventoryView.properties.id, name: Type.String() }) },
      },
    },
    async (request, reply) => {
      const { defaultsFile = null, unknownKeys = 'refuse', ...rest } = request.body
      await answerOnce({ db, clock: kernel.clock, request, reply }, async (tx) => {
        const values = { ...rest, defaultsFile, unknownKeys }
        const { id, name } = await createInventory({ kernel, db: tx }, request.by, values)
        return { status: 201, body: { id, name } }
      })
      return reply
    },
  )

  scope.patch(
    '/inventories/:id',
    {
      config: writes,
      schema: {
        summary: 'Rename an inventory, or say where its files lie',
        params: IdParams,
        headers: MatchHeaders,
        body: Type.Partial(Type.Object(InventoryBody), { additionalProperties: false }),
        response: { 200: InventoryDetail },
      },
    },
    async (request, reply) => {
      const version = versionOf(request.headers['if-match'])
      const { id } = await changeInventory(automation, request.by, {
        ...request.params,
        ...request.body,
        version,
      })
      const row = await requireItem(db, id)
      return reply.header('etag', `"${row.version}"`).send(inventoryDetail(row, await inventories.show(row)))
    },
  )

  scope.delete(
    '/inventories/:id',
    {
      config: writes,
      schema: {
        summary: 'Take an inventory away; its files stay, and its runs stay without it',
        params: IdParams,
        headers: MatchHeaders,
        response: { 204: Empty },
      },
    },
    async (request, reply) => {
      const version = versionOf(request.headers['if-match'])
      await removeInventory(automation, request.by, { ...request.params, version })
      return reply.code(204).send(null)
    },
  )
}
