import { isDeepStrictEqual } from 'node:util'
import { fold } from '../../../kernel/db/db.ts'
import { fits, type HostFilter } from './filter.ts'
import { type Attribute, type Group, type Host, type Inventory, mergeData } from './inventory.ts'

export const ORDERS = ['name', 'hostname', 'platform', '-name', '-hostname', '-platform'] as const
export type HostOrder = (typeof ORDERS)[number]

/** Which hosts a page shows, and in which order; without one in that of the file. */
export interface HostQuery {
  /** In the name or the address. */
  search?: string | undefined
  /** In this group or one below it. */
  group?: string | undefined
  platform?: string | undefined
  /** Such as `role=leaf`, or `site.name=Zurich`. */
  data?: string | undefined
  filter?: HostFilter | undefined
  order?: HostOrder | undefined
}

/** What is made of an inventory once and asked for again and again. */
interface Prepared {
  words: Map<Host, string>
  orders: Map<HostOrder, readonly Host[]>
  counts?: HostCounts
}

const prepared = new WeakMap<Inventory, Prepared>()

function preparedOf(inventory: Inventory): Prepared {
  const known = prepared.get(inventory)
  if (known) return known
  const words = new Map<Host, string>()
  for (const host of inventory.hosts.values()) words.set(host, fold(`${host.name}\n${host.hostname ?? ''}`))
  const made: Prepared = { words, orders: new Map() }
  prepared.set(inventory, made)
  return made
}

/** All hosts that fit. */
export function findHosts(inventory: Inventory, query: HostQuery): readonly Host[] {
  const { words } = preparedOf(inventory)
  const { search, group, platform, data, filter } = query
  const tests: ((host: Host) => boolean)[] = []
  if (search) {
    const wanted = fold(search)
    tests.push((host) => words.get(host)?.includes(wanted) ?? false)
  }
  if (group !== undefined) tests.push(({ chain }) => chain.some(({ name }) => name === group))
  if (platform !== undefined) tests.push((host) => host.platform === platform)
  if (data) tests.push(dataTest(data))
  if (filter) tests.push((host) => fits(host, filter))
  const all = inOrder(inventory, query.order)
  return tests.length === 0 ? all : all.filter((host) => tests.every((test) => test(host)))
}

/** A key with points in it is looked for as such, then as the way into what lies deeper. */
function dataTest(text: string): (host: Host) => boolean {
  const at = text.indexOf('=')
  const [key, wanted] = at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)]
  const way = key.split('.')
  return ({ data }) => {
    const value = Object.hasOwn(data, key) ? data[key] : way.reduce<unknown>(inside, data)
    if (wanted === undefined) return value !== undefined
    return Array.isArray(value) ? value.some((each) => String(each) === wanted) : textOf(value) === wanted
  }
}

const inside = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined

const textOf = (value: unknown): string | undefined =>
  typeof value === 'object' || value === undefined ? undefined : String(value)

/** Those that have no such value come last, either way; equal ones keep the order of the file. */
function inOrder(inventory: Inventory, order: HostOrder | undefined): readonly Host[] {
  const { orders } = preparedOf(inventory)
  const key = order ?? ('file' as HostOrder)
  const known = orders.get(key)
  if (known) return known
  const hosts = [...inventory.hosts.values()]
  if (order) {
    const field = order.replace('-', '') as 'name' | 'hostname' | 'platform'
    const way = order.startsWith('-') ? -1 : 1
    hosts.sort(({ [field]: a }, { [field]: b }) => {
      if (a === b) return 0
      if (a === null || b === null) return a === null ? 1 : -1
      return a < b ? -way : way
    })
  }
  orders.set(key, hosts)
  return hosts
}

/** How many hosts are of each kind: what filters offer. */
export interface HostCounts {
  groups: { name: string; direct: number; all: number }[]
  platforms: { name: string; hosts: number }[]
  /** Keys of data with few values. */
  data: { key: string; values: { value: string; hosts: number }[] }[]
}

const MOST_KEYS = 30
const MOST_VALUES = 30

export function countHosts(inventory: Inventory): HostCounts {
  const known = preparedOf(inventory)
  known.counts ??= count(inventory)
  return known.counts
}

function count({ hosts, groups }: Inventory): HostCounts {
  const direct = new Map<string, number>()
  const all = new Map<string, number>()
  const platforms = new Map<string, number>()
  const data = new Map<string, Map<string, number>>()
  const add = (counts: Map<string, number>, key: string) => counts.set(key, (counts.get(key) ?? 0) + 1)
  for (const host of hosts.values()) {
    for (const name of new Set(host.groups)) add(direct, name)
    for (const { name } of host.chain) add(all, name)
    if (host.platform !== null) add(platforms, host.platform)
    for (const [key, value] of Object.entries(host.data)) addValue(data, key, textOf(value))
  }
  return {
    groups: [...groups.keys()].map((name) => ({
      name,
      direct: direct.get(name) ?? 0,
      all: all.get(name) ?? 0,
    })),
    platforms: [...platforms].map(([name, n]) => ({ name, hosts: n })).sort((a, b) => b.hosts - a.hosts),
    data: [...data]
      .filter(([, values]) => values.size <= MOST_VALUES)
      .map(([key, values]) => ({
        key,
        values: [...values].map(([value, n]) => ({ value, hosts: n })).sort((a, b) => b.hosts - a.hosts),
      })),
  }
}

function addValue(data: Map<string, Map<string, number>>, key: string, value: string | undefined): void {
  if (value === undefined || value.length > 200) return
  let values = data.get(key)
  if (!values) {
    if (data.size >= MOST_KEYS) return
    values = new Map()
    data.set(key, values)
  }
  // One more than are shown tells that there are too many.
  if (values.size <= MOST_VALUES || values.has(value)) values.set(value, (values.get(value) ?? 0) + 1)
}

/** The data of a group with those of the groups above it and the defaults. */
export const groupData = ({ defaults }: Inventory, group: Group) =>
  mergeData([...group.chain.map(({ own }) => own.data), defaults.data])

/** Where a value comes from. */
export interface Origin {
  kind: 'host' | 'group' | 'defaults'
  group: string | null
}

export interface Traced {
  key: string
  value: unknown
  from: Origin
  /** What it hides: the same said otherwise further off. */
  hides: { value: unknown; from: Origin }[]
}

/** What is told of the way to a host; what opens it is told nowhere. */
const TOLD: readonly Attribute[] = ['hostname', 'port', 'platform']

/** Each attribute and each value of the data of a host, with where it comes from. */
export function traceHost(inventory: Inventory, host: Host): { attributes: Traced[]; data: Traced[] } {
  const sources: { from: Origin; own: Host['own'] }[] = [
    { from: { kind: 'host', group: null }, own: host.own },
    ...host.chain.map(({ name, own }) => ({ from: { kind: 'group' as const, group: name }, own })),
    { from: { kind: 'defaults', group: null }, own: inventory.defaults },
  ]
  const trace = (key: string, pick: (own: Host['own']) => unknown): Traced[] => {
    const [first, ...others] = sources
      .map(({ from, own }) => ({ from, value: pick(own) }))
      .filter(({ value }) => value !== undefined)
    if (!first) return []
    return [{ key, ...first, hides: others.filter(({ value }) => !isDeepStrictEqual(value, first.value)) }]
  }
  return {
    attributes: TOLD.flatMap((key) => trace(key, (own) => own[key] ?? undefined)),
    data: Object.keys(host.data).flatMap((key) =>
      trace(key, ({ data }) => (data && Object.hasOwn(data, key) ? data[key] : undefined)),
    ),
  }
}
