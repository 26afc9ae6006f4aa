import { Type } from 'typebox'
import { Count, Id, IdParams, paging, Query, Text, Total } from '../../../kernel/api/shapes.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import { type Automation, SUPPORT_ROLE } from '../automation.ts'
import { filterFault, type HostFilter } from './filter.ts'
import { countHosts, findHosts, groupData, type HostQuery, ORDERS, traceHost } from './hosts.ts'
import { requireInventory, shownInventory } from './inventories.ts'
import { problems } from './inventory-problems.ts'
import { FaultView, GroupView, HostDetail, HostView, hostDetail, hostView } from './inventory-view.ts'
import { checkFilters, type Filters, selectHosts } from './select.ts'

const config = { access: { role: SUPPORT_ROLE }, refusals: [409] } as const
const MOST_NAMES = 10_000

const Where = {
  search: Type.Optional(Text(200)),
  group: Type.Optional(Text(255)),
  platform: Type.Optional(Text(255)),
  data: Type.Optional(Text(500, 1)),
  where: Type.Optional(Text(4_000, 2)),
}
const Faults = Type.Array(FaultView, {
  description: 'What is wrong with the files since; shown is the last good state',
})

/** Hosts and groups as the files say, with all that they inherit. */
export function hostRoutes(scope: Scope, automation: Automation): void {
  const shownOf = async (id: number) => shownInventory(automation, await requireInventory(automation.db, id))

  scope.get(
    '/inventories/:id/hosts',
    {
      config,
      schema: {
        summary: 'Hosts of an inventory; where: a filter object of Nornir as JSON, data: such as role=leaf',
        params: IdParams,
        querystring: Query({
          ...Where,
          order: Type.Optional(Type.Enum([...ORDERS])),
          limit: paging.limit,
          after: Type.Integer({ minimum: 0, maximum: 1e9, default: 0, description: 'So many are left out' }),
        }),
        response: {
          200: Type.Object({
            items: Type.Array(HostView),
            next: Type.Union([Id, Type.Null()]),
            total: Total,
            faults: Faults,
          }),
        },
      },
    },
    async ({ params, query: { limit, after, ...asked } }) => {
      const { inventory, fault } = await shownOf(params.id)
      const found = findHosts(inventory, queryOf(asked))
      const end = after + limit
      return {
        items: found.slice(after, end).map(hostView),
        next: end < found.length ? end : null,
        total: { count: found.length, exact: true },
        faults: [...(fault?.faults ?? [])],
      }
    },
  )

  scope.get(
    '/inventories/:id/hosts/:name',
    {
      config,
      schema: {
        summary: 'A host with where each of its values comes from',
        params: Type.Object({ id: Id, name: Type.String({ minLength: 1, maxLength: 1_000 }) }),
        response: { 200: HostDetail },
      },
    },
    async ({ params: { id, name } }) => {
      const { inventory } = await shownOf(id)
      const host = inventory.hosts.get(name)
      if (!host) throw problems.noHost(name)
      return hostDetail(host, traceHost(inventory, host))
    },
  )

  scope.get(
    '/inventories/:id/groups',
    {
      config,
      schema: {
        summary: 'Groups of an inventory, with what they say and inherit',
        params: IdParams,
        response: { 200: Type.Object({ items: Type.Array(GroupView), faults: Faults }) },
      },
    },
    async ({ params }) => {
      const { inventory, fault } = await shownOf(params.id)
      const counts = new Map(countHosts(inventory).groups.map((each) => [each.name, each]))
      const items = [...inventory.groups.values()].map((group) => ({
        name: group.name,
        parents: [...(group.own.groups ?? [])],
        hosts: { direct: counts.get(group.name)?.direct ?? 0, all: counts.get(group.name)?.all ?? 0 },
        hostname: group.own.hostname ?? null,
        port: group.own.port ?? null,
        platform: group.own.platform ?? null,
        own: group.own.data ?? {},
        data: groupData(inventory, group),
      }))
      return { items, faults: [...(fault?.faults ?? [])] }
    },
  )

  selectionRoute(scope, shownOf)
}

/** What a run would have for hosts. */
function selectionRoute(scope: Scope, shownOf: (id: number) => ReturnType<typeof shownInventory>): void {
  scope.get(
    '/inventories/:id/selection',
    {
      config,
      schema: {
        summary: 'How many hosts a run would have; filters: those of a run as JSON',
        params: IdParams,
        querystring: Query({ ...Where, filters: Type.Optional(Text(6_000, 2)) }),
        response: {
          200: Type.Object({
            count: Count,
            names: Type.Array(Type.String()),
            unknown: Type.Array(Type.String(), { description: 'Names that the inventory does not have' }),
          }),
        },
      },
    },
    async ({ params, query: { filters: text, ...asked } }) => {
      const { inventory } = await shownOf(params.id)
      const filters = text === undefined ? undefined : (jsonIn(text, 'filters') as Filters)
      const fault = checkFilters(filters, { objects: true })
      if (fault) throw problems.invalid([fault])
      const { hosts, unknown } = selectHosts(inventory, filters)
      const found = new Set(findHosts(inventory, queryOf(asked)))
      const names = hosts.filter((host) => found.has(host)).map(({ name }) => name)
      return { count: names.length, names: names.slice(0, MOST_NAMES), unknown }
    },
  )
}

function queryOf({ where, ...asked }: Omit<HostQuery, 'filter'> & { where?: string }): HostQuery {
  if (where === undefined) return asked
  const filter = jsonIn(where, 'where')
  const fault = filterFault(filter)
  if (fault) throw problems.invalid([{ field: 'where', message: fault }])
  return { ...asked, filter: filter as HostFilter }
}

function jsonIn(text: string, field: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw problems.invalid([{ field, message: 'This is no JSON.' }])
  }
}
