import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { shownInventory } from '../inventories/inventories.ts'
import { type Host, type Inventory, mergeData } from '../inventories/inventory.ts'
import { inventoryOf } from './inventories.ts'
import { orderOf, pageOf, queryOf } from './page.ts'
import { resource } from './resource.ts'
import { Counted, Paging } from './shapes.ts'
import { type Wire, wireProblems } from './wire.ts'

const Text = Type.Optional(Type.String())
const OptionalText = Type.Union([Type.String(), Type.Null()])
const Data = Type.Unsafe<Record<string, unknown>>({ type: 'object', additionalProperties: true })

const HostView = Type.Object({
  name: Type.String(),
  groups: Type.Array(Type.String()),
  hostname: OptionalText,
  port: Type.Union([Type.Integer({ minimum: 0, maximum: 65_535 }), Type.Null()]),
  platform: OptionalText,
  data: Data,
})

const HostQuery = Type.Object({
  ...Paging,
  search: Text,
  ordering: Text,
  groups__contains: Text,
  platform__contains: Text,
  name__contains: Text,
  hostname__contains: Text,
})

/** What the files of an inventory say, with what is inherited, and never with what opens a host. */
export function hostRoutes(wire: Wire): void {
  resource(wire, {
    path: '/api/inventories/:id/hosts',
    name: 'Hosts',
    right: 'keep',
    ways: {
      GET: {
        summary: 'Hosts of an inventory',
        right: 'read',
        query: HostQuery,
        answer: Counted(HostView),
        refusals: [409],
        act: async (request) => {
          const hosts = sort(request, select(request, await inventoryShown(wire, request)))
          const { limit, offset } = pageOf(request)
          return { count: hosts.length, results: hosts.slice(offset, offset + limit).map(viewOf) }
        },
      },
    },
  })
  resource(wire, {
    path: '/api/inventories/:id/hosts/:name',
    name: 'Hosts',
    right: 'keep',
    ways: {
      GET: {
        summary: 'One host',
        right: 'read',
        answer: HostView,
        refusals: [409],
        act: async (request) => {
          const { hosts } = await inventoryShown(wire, request)
          const host = hosts.get((request.params as { name: string }).name)
          if (!host) throw wireProblems.notFound()
          return viewOf(host)
        },
      },
    },
  })
  resource(wire, {
    path: '/api/inventories/:id/groups',
    name: 'Groups',
    right: 'keep',
    ways: {
      GET: {
        summary: 'Groups of an inventory with their data',
        right: 'read',
        answer: Data,
        refusals: [409],
        act: async (request) => groupsOf(await inventoryShown(wire, request)),
      },
    },
  })
}

async function inventoryShown(wire: Wire, request: FastifyRequest): Promise<Inventory> {
  const { inventory } = await shownInventory(wire.automation, await inventoryOf(wire, request))
  return inventory
}

const viewOf = ({ name, groups, hostname, port, platform, data }: Host) => ({
  name,
  groups: [...groups],
  hostname,
  port,
  platform,
  data,
})

const groupsOf = ({ groups, defaults }: Inventory): Record<string, unknown> =>
  Object.fromEntries(
    [...groups.values()].map(({ name, chain }) => [
      name,
      mergeData([...chain.map(({ own }) => own.data), defaults.data]),
    ]),
  )

/** Letter for letter, all of them; of a host without a value nothing is held. */
function select(request: FastifyRequest, { hosts }: Inventory): Host[] {
  const asked = (name: string) => queryOf(request, name)
  const [group, search] = [asked('groups__contains'), asked('search')]
  const parts = (['platform', 'name', 'hostname'] as const).flatMap((key) => {
    const part = asked(`${key}__contains`)
    return part === undefined ? [] : [{ key, part }]
  })
  return [...hosts.values()].filter(
    (host) =>
      (group === undefined || host.groups.includes(group)) &&
      parts.every(({ key, part }) => host[key]?.includes(part)) &&
      (search === undefined || host.name.includes(search) || host.hostname?.includes(search) === true),
  )
}

const ORDERS = ['name', 'hostname', 'platform'] as const

/** By one of them; what has no value comes last, whichever way the order goes. */
function sort(request: FastifyRequest, hosts: Host[]): Host[] {
  const [order] = orderOf(request, ORDERS)
  if (!order) return hosts
  const { key, descending } = order
  const sign = descending ? -1 : 1
  return hosts.sort(({ [key]: one }, { [key]: other }) => {
    if (one === null || other === null) return Number(one === null) - Number(other === null)
    return one === other ? 0 : one < other ? -sign : sign
  })
}
