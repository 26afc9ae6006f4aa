import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { pathFault } from '../files/place.ts'
import {
  changeInventory,
  createInventory,
  type InventoryValues,
  removeInventory,
} from '../inventories/inventories.ts'
import { findInventory } from '../inventories/inventory.store.ts'
import type { InventoryRow } from '../tables.ts'
import { readBody } from './body.ts'
import { choice, optionalText, readFields, text } from './fields.ts'
import { countInventoriesOf, listInventoriesOf } from './list.store.ts'
import { linkTo, pageOf } from './page.ts'
import { resource, type Way } from './resource.ts'
import { Counted, Paging } from './shapes.ts'
import { idOf, type Wire, wireProblems } from './wire.ts'

const File = Type.String({ maxLength: 256, description: 'Below the automation root' })

const InventoryView = Type.Object({
  id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
  detail: Type.String(),
  name: Type.String(),
  type: Type.Integer({ minimum: 1, maximum: 1 }),
  hosts_file: Type.String(),
  groups_file: Type.String(),
})

const InventoryBody = Type.Object({
  name: Type.String({ maxLength: 200 }),
  type: Type.Optional(Type.Literal(1)),
  hosts_file: File,
  groups_file: File,
  defaults_file: Type.Optional(Type.Union([File, Type.Null()])),
})

/** Inventories: which files they are of. */
export function inventoryRoutes(wire: Wire): void {
  const { automation } = wire
  resource(wire, {
    path: '/api/inventories',
    name: 'Inventory List',
    right: 'keep',
    ways: {
      GET: {
        summary: 'Inventories',
        right: 'read',
        query: Type.Object(Paging),
        answer: Counted(InventoryView),
        act: async (request) => {
          const rows = await listInventoriesOf(automation.db, pageOf(request))
          const results = rows.map((row) => viewOf(wire, request, row))
          return { count: await countInventoriesOf(automation.db), results }
        },
      },
      POST: {
        summary: 'Make an inventory of files below the root',
        right: 'keep',
        body: InventoryBody,
        answer: InventoryView,
        status: 201,
        act: async (request) => {
          const values = { ...EMPTY, ...(await readInventory(wire, request)) }
          return viewOf(wire, request, await createInventory(automation, request.by, values))
        },
      },
    },
  })
  oneInventory(wire)
}

const EMPTY: InventoryValues = {
  name: '',
  hostsFile: '',
  groupsFile: '',
  defaultsFile: null,
  unknownKeys: 'refuse',
}

function oneInventory(wire: Wire): void {
  const { automation } = wire
  const write = (summary: string, partial: boolean): Way => ({
    summary,
    right: 'keep',
    body: partial ? Type.Partial(InventoryBody) : InventoryBody,
    answer: InventoryView,
    refusals: [404],
    act: async (request) => {
      const { id } = await inventoryOf(wire, request)
      const values = await readInventory(wire, request, { partial })
      return viewOf(wire, request, await changeInventory(automation, request.by, { id, ...values }))
    },
  })
  resource(wire, {
    path: '/api/inventories/:id',
    name: 'Inventory Instance',
    right: 'keep',
    ways: {
      GET: {
        summary: 'One inventory',
        right: 'read',
        answer: InventoryView,
        act: async (request) => viewOf(wire, request, await inventoryOf(wire, request)),
      },
      PUT: write('Change an inventory: what is absent stays', false),
      PATCH: write('Change an inventory', true),
      DELETE: {
        summary: 'Remove an inventory; its files and its tasks stay',
        right: 'keep',
        status: 204,
        refusals: [404],
        act: async (request) => {
          const { id } = await inventoryOf(wire, request)
          await removeInventory(automation, request.by, { id })
        },
      },
    },
  })
}

/** The inventory of the path. */
export async function inventoryOf({ automation }: Wire, { params }: FastifyRequest): Promise<InventoryRow> {
  const row = await findInventory(automation.db, idOf((params as { id: string }).id))
  if (!row) throw wireProblems.notFound()
  return row
}

/** Its defaults file is taken, and not shown: the original's answer has these six keys. */
const viewOf = (wire: Wire, request: FastifyRequest, row: InventoryRow) => ({
  id: row.id,
  detail: linkTo(wire, request, `/api/inventories/${row.id}/`),
  name: row.name,
  type: row.type,
  hosts_file: row.hosts_file,
  groups_file: row.groups_file,
})

async function readInventory(
  wire: Wire,
  request: FastifyRequest,
  { partial = false } = {},
): Promise<Partial<InventoryValues>> {
  const file = { max: 256, check: pathFault }
  const { name, hosts_file, groups_file, defaults_file } = await readFields(
    await readBody(wire, request),
    {
      name: text({ max: 200, required: true }),
      type: choice(1),
      hosts_file: text({ ...file, required: true }),
      groups_file: text({ ...file, required: true }),
      defaults_file: optionalText(file),
    },
    partial,
  )
  return {
    ...(name !== undefined && { name }),
    ...(hosts_file !== undefined && { hostsFile: hosts_file }),
    ...(groups_file !== undefined && { groupsFile: groups_file }),
    ...(defaults_file !== undefined && { defaultsFile: defaults_file }),
  }
}
