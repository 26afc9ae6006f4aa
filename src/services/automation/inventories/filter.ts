import { isDeepStrictEqual } from 'node:util'
import type { Host } from './inventory.ts'

/**
 * A filter object of Nornir as JSON: conditions such as `platform`, `site__name__contains` or `has_parent_group`, all of
 * which must hold, and `and`, `or`, `not` over others.
 */
export interface HostFilter {
  and?: HostFilter[]
  or?: HostFilter[]
  not?: HostFilter
  [condition: string]: unknown
}

/** Attributes by which hosts are found; passwords are none, or they could be guessed one letter after the other. */
const ATTRIBUTES = new Set(['name', 'hostname', 'port', 'platform', 'username', 'groups'])
const DEEPEST = 20
/** Each is asked of each host of an inventory, while all else waits. */
const MOST_CONDITIONS = 500

/** What is wrong with a filter, as a sentence; undefined where it can be used. */
export function filterFault(filter: unknown, depth = 0, seen = { conditions: 0 }): string | undefined {
  if (!isMap(filter)) return 'A filter is an object of conditions.'
  if (depth > DEEPEST) return 'The filter nests too deep.'
  for (const [key, value] of Object.entries(filter)) {
    seen.conditions += Array.isArray(value) ? value.length : 1
    if (seen.conditions > MOST_CONDITIONS)
      return `A filter has ${MOST_CONDITIONS} conditions and values at most.`
    if (key === 'and' || key === 'or') {
      if (!Array.isArray(value)) return `"${key}" takes a list of filters.`
      for (const each of value) {
        const fault = filterFault(each, depth + 1, seen)
        if (fault) return fault
      }
    } else if (key === 'not') {
      const fault = filterFault(value, depth + 1, seen)
      if (fault) return fault
    } else if (key === '' || key.split('__').some((part) => part === ''))
      return `"${key}" is no condition: write a name, or names with __ between them.`
  }
  return undefined
}

/** Whether a host fits. What cannot be compared does not. */
export function fits(host: Host, filter: HostFilter): boolean {
  return Object.entries(filter).every(([key, value]) => {
    if (key === 'and') return (value as HostFilter[]).every((each) => fits(host, each))
    if (key === 'or') return (value as HostFilter[]).some((each) => fits(host, each))
    if (key === 'not') return !fits(host, value as HostFilter)
    return holds(key, host, value)
  })
}

function holds(key: string, host: Host, wanted: unknown): boolean {
  const [first = '', ...rest] = key.split('__')
  if (first === 'has_parent_group' && rest.length === 0) return host.chain.some(({ name }) => name === wanted)
  let value = valueIn(host, first)
  for (const [at, part] of rest.entries()) {
    const operator = at === rest.length - 1 ? OPERATORS[part] : undefined
    if (operator) return operator(value, wanted)
    if (!isMap(value)) return false
    value = Object.hasOwn(value, part) ? value[part] : undefined
  }
  return isDeepStrictEqual(value, wanted)
}

/** An attribute of a host, or what its data say; undefined where neither does. */
export const valueIn = (host: Host, key: string): unknown => {
  if (ATTRIBUTES.has(key)) return host[key as 'name']
  return Object.hasOwn(host.data, key) ? host.data[key] : undefined
}

type Operator = (value: unknown, wanted: unknown) => boolean

const compared =
  (holds: (order: number) => boolean): Operator =>
  (value, wanted) =>
    typeof value === typeof wanted &&
    (typeof value === 'number' || typeof value === 'string') &&
    holds(value < (wanted as typeof value) ? -1 : value > (wanted as typeof value) ? 1 : 0)

const includes = (list: unknown, value: unknown): boolean =>
  Array.isArray(list) && list.some((each) => isDeepStrictEqual(each, value))

const texts =
  (holds: (value: string, wanted: string) => boolean): Operator =>
  (value, wanted) =>
    typeof value === 'string' && typeof wanted === 'string' && holds(value, wanted)

/** Looked up by names that people write: nothing of a prototype is among them. */
const OPERATORS: Readonly<Record<string, Operator>> = Object.assign(Object.create(null), {
  eq: isDeepStrictEqual,
  ne: (value, wanted) => !isDeepStrictEqual(value, wanted),
  lt: compared((order) => order < 0),
  le: compared((order) => order <= 0),
  gt: compared((order) => order > 0),
  ge: compared((order) => order >= 0),
  contains: (value, wanted) =>
    texts((a, b) => a.includes(b))(value, wanted) ||
    includes(value, wanted) ||
    (isMap(value) && typeof wanted === 'string' && Object.hasOwn(value, wanted)),
  startswith: texts((a, b) => a.startsWith(b)),
  endswith: texts((a, b) => a.endsWith(b)),
  in: (value, wanted) => includes(wanted, value) || texts((a, b) => b.includes(a))(value, wanted),
  any: (value, wanted) => Array.isArray(wanted) && wanted.some((each) => includes(value, each)),
  all: (value, wanted) =>
    Array.isArray(value) && Array.isArray(wanted) && wanted.every((each) => includes(value, each)),
} satisfies Record<string, Operator>)

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
