import { isDeepStrictEqual } from 'node:util'
import type { FieldError } from '../../../kernel/problem.ts'
import { filterFault, fits, type HostFilter, valueIn } from './filter.ts'
import type { Host, Inventory } from './inventory.ts'

/** Which hosts of an inventory: by name, by what they are, or all. */
export interface Filters {
  /** Exactly these; without them, or with none, all. */
  hosts?: string[] | null
  /** A filter object, in our own API alone. */
  filter_obj?: HostFilter
  /** Everything else must be equal. */
  [key: string]: unknown
}

/** Names that belong to the engine, and would steer it. */
const RESERVED = ['filter_func', 'filter_obj']
const MOST_FILTERS = 100

/** What is wrong with filters that somebody sends; `objects` lets `filter_obj` be a filter object as JSON. */
export function checkFilters(
  filters: unknown,
  { objects = false }: { objects?: boolean } = {},
): FieldError | undefined {
  const refuse = (message: string): FieldError => ({ field: 'filters', message })
  if (filters === null || filters === undefined) return undefined
  if (typeof filters !== 'object' || Array.isArray(filters)) return refuse('Filters are an object.')
  const { hosts, ...rest } = filters as Filters
  if (hosts !== undefined && hosts !== null && !isListOfTexts(hosts))
    return refuse('"hosts" is a list of host names.')
  if (Object.keys(rest).length > MOST_FILTERS)
    return refuse(`There are ${MOST_FILTERS} filters at most beside "hosts".`)
  for (const key of RESERVED) {
    if (!Object.hasOwn(rest, key)) continue
    if (!objects || key !== 'filter_obj')
      return refuse(`"${key}" is a name of the engine and cannot be a filter.`)
    const fault = filterFault(rest.filter_obj)
    if (fault) return refuse(fault)
  }
  return undefined
}

const isListOfTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((each) => typeof each === 'string' && !each.includes('\0'))

/** The hosts that filters name, in the order of the inventory, and the names among them that it does not have. */
export function selectHosts(
  inventory: Inventory,
  filters: Filters | null | undefined,
): { hosts: Host[]; unknown: string[] } {
  const { hosts: names, filter_obj, ...equal } = filters ?? {}
  const wanted = names && names.length > 0 ? new Set(names) : undefined
  const unknown = wanted ? [...wanted].filter((name) => !inventory.hosts.has(name)) : []
  const conditions = Object.entries(equal)
  const hosts = [...inventory.hosts.values()].filter(
    (host) =>
      (!wanted || wanted.has(host.name)) &&
      conditions.every(([key, value]) => isDeepStrictEqual(valueIn(host, key), value)) &&
      (!filter_obj || fits(host, filter_obj)),
  )
  return { hosts, unknown }
}
