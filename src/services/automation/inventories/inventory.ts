import type { RawConnection, RawGroup } from '../runs/protocol.ts'

export const FILES = ['hosts', 'groups', 'defaults'] as const
export type FileKind = (typeof FILES)[number]

/** Something in a file that keeps an inventory from being used, or that its owner should know. */
export interface FileFault {
  /** Path of the file below the root. */
  file: string
  line: number
  column: number
  reason: string
}

/** A host as its file has it, with what it inherits. */
export interface Host {
  readonly name: string
  /** Its own values alone. */
  readonly own: RawGroup
  /** Names of the groups that it is in itself, in order. */
  readonly groups: readonly string[]
  /** These and the groups above them, each once: where values are looked for, in this order. */
  readonly chain: readonly Group[]
  readonly hostname: string | null
  readonly port: number | null
  readonly username: string | null
  readonly password: string | null
  readonly platform: string | null
  /** Of the host, its groups and the defaults. */
  readonly data: Readonly<Record<string, unknown>>
}

export interface Group {
  readonly name: string
  readonly own: RawGroup
  /** Itself first, then the groups above it, each once. */
  readonly chain: readonly Group[]
}

/** What the files of an inventory say at one time, resolved. */
export interface Inventory {
  /** In the order of the file. */
  readonly hosts: ReadonlyMap<string, Host>
  readonly groups: ReadonlyMap<string, Group>
  readonly defaults: RawGroup
  readonly warnings: readonly FileFault[]
  /** What was read: path and SHA-256 of each file that is there. */
  readonly files: readonly { path: string; sha256: string }[]
}

/** The files of an inventory cannot be used: one is missing, broken, or names what is not there. */
export class InventoryFault extends Error {
  override readonly name = 'InventoryFault'
  readonly file: string
  readonly line: number
  readonly column: number
  readonly reason: string
  /** All that were found, this one first. */
  readonly faults: readonly FileFault[]

  constructor(faults: readonly [FileFault, ...FileFault[]]) {
    const [{ file, line, column, reason }] = faults
    super(line > 0 ? `${file}, line ${line}: ${reason}` : `${file}: ${reason}`)
    this.file = file
    this.line = line
    this.column = column
    this.reason = reason
    this.faults = faults
  }
}

/** What the files say, before anything is inherited. */
export interface RawInventory {
  hosts: readonly (readonly [string, RawGroup])[]
  groups: readonly (readonly [string, RawGroup])[]
  defaults: RawGroup
}

export const ATTRIBUTES = ['hostname', 'port', 'username', 'password', 'platform'] as const
export type Attribute = (typeof ATTRIBUTES)[number]

/** Resolves hosts and groups as Nornir does: itself, then groups depth first, then the defaults; the first that says it wins. */
export function resolveInventory(raw: RawInventory, rest: Pick<Inventory, 'warnings' | 'files'>): Inventory {
  const own = new Map(raw.groups)
  const known = new Map<string, Group>()
  const groups = new Map(raw.groups.map(([name]) => [name, groupOf(name, own, known)]))
  const inherited = new Map<string, Inherited>()
  const hosts = new Map<string, Host>()
  for (const [name, values] of raw.hosts) {
    const direct = values.groups ?? []
    const key = JSON.stringify(direct)
    let above = inherited.get(key)
    if (!above) {
      above = inherit(direct, groups, raw.defaults)
      inherited.set(key, above)
    }
    hosts.set(name, hostOf(name, values, above))
  }
  return { hosts, groups, defaults: raw.defaults, ...rest }
}

/** What all hosts of the same groups have in common. */
interface Inherited {
  groups: readonly string[]
  chain: readonly Group[]
  values: RawGroup
  data: Readonly<Record<string, unknown>>
}

/** That no group is above itself was seen before. */
function groupOf(name: string, own: ReadonlyMap<string, RawGroup>, known: Map<string, Group>): Group {
  const there = known.get(name)
  if (there) return there
  const values = own.get(name) ?? {}
  const above = (values.groups ?? []).flatMap((each) => groupOf(each, own, known).chain)
  const group: Group = { name, own: values, chain: [] }
  ;(group as { chain: readonly Group[] }).chain = [...new Set([group, ...above])]
  known.set(name, group)
  return group
}

function inherit(
  direct: readonly string[],
  groups: ReadonlyMap<string, Group>,
  defaults: RawGroup,
): Inherited {
  const chain = [...new Set(direct.flatMap((name) => groups.get(name)?.chain ?? []))]
  const sources = [...chain.map((group) => group.own), defaults]
  const values: RawGroup = {}
  for (const attribute of ATTRIBUTES) Object.assign(values, { [attribute]: firstOf(sources, attribute) })
  return { groups: direct, chain, values, data: mergeData(sources.map(({ data }) => data)) }
}

function hostOf(name: string, own: RawGroup, { groups, chain, values, data }: Inherited): Host {
  return {
    name,
    own,
    groups,
    chain,
    hostname: own.hostname ?? values.hostname ?? null,
    port: own.port ?? values.port ?? null,
    username: own.username ?? values.username ?? null,
    password: own.password ?? values.password ?? null,
    platform: own.platform ?? values.platform ?? null,
    data: own.data && Object.keys(own.data).length > 0 ? mergeData([own.data, data]) : data,
  }
}

const firstOf = (sources: readonly RawGroup[], attribute: Attribute): string | number | null => {
  for (const source of sources) {
    const value = source[attribute]
    if (value !== undefined && value !== null) return value
  }
  return null
}

/** The first that has a key says what it is, also where it says null. */
export function mergeData(
  sources: readonly (Readonly<Record<string, unknown>> | undefined)[],
): Readonly<Record<string, unknown>> {
  const merged: Record<string, unknown> = {}
  for (const source of sources)
    for (const key of source ? Object.keys(source) : [])
      if (!Object.hasOwn(merged, key))
        // A key may be called __proto__: it is data like any other.
        Object.defineProperty(merged, key, {
          value: (source as Record<string, unknown>)[key],
          enumerable: true,
          configurable: true,
          writable: true,
        })
  return merged
}

/** How a host is reached by each connection: every field as the first of host, groups and defaults says it. */
export function connectionsOf(host: Host, defaults: RawGroup): Record<string, RawConnection> {
  const sources = [host.own, ...host.chain.map(({ own }) => own), defaults]
  const names = new Set(sources.flatMap(({ connection_options }) => Object.keys(connection_options ?? {})))
  return Object.fromEntries(
    [...names].map((name) => {
      const all = sources.flatMap(({ connection_options: each }) =>
        each && Object.hasOwn(each, name) ? [each[name] as RawConnection] : [],
      )
      const fields = [...ATTRIBUTES, 'extras'] as const
      return [
        name,
        Object.fromEntries(
          fields.map((field) => [field, all.find((each) => (each[field] ?? null) !== null)?.[field] ?? null]),
        ),
      ]
    }),
  )
}
