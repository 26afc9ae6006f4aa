import type { RawConnection, RawGroup } from '../runs/protocol.ts'
import type { FileFault, FileKind, RawInventory } from './inventory.ts'
import { type Entry, YamlFile } from './read-yaml.ts'

/** The files of an inventory that are there. */
export type Texts = Partial<Record<FileKind, { path: string; content: string }>>

/** What they say, or what is wrong with them. */
export interface Parsed {
  faults: FileFault[]
  warnings: FileFault[]
  raw?: RawInventory
}

const FIELDS = ['hostname', 'port', 'username', 'password', 'platform'] as const
const KNOWN: readonly string[] = [...FIELDS, 'groups', 'data', 'connection_options']

/** Of groups above groups. */
const MOST_LEVELS = 32

type Raw = Record<string, unknown>

/** Reads the texts of an inventory's files, as Nornir's SimpleInventory has them, and looks at what they name. */
export function parseFiles(texts: Texts): Parsed {
  const files = { hosts: fileOf(texts.hosts), groups: fileOf(texts.groups), defaults: fileOf(texts.defaults) }
  const all = Object.values(files)
  const raw = {
    groups: listIn(files.groups, 'group'),
    hosts: listIn(files.hosts, 'host'),
    defaults: defaultsIn(files.defaults),
  }
  const names = new Set(raw.groups.map(([name]) => name))
  // Where the groups cannot be read, everything would be said to name none.
  if (files.groups.file.faults.length === 0) {
    requireGroups(files.groups, raw.groups, names)
    requireGroups(files.hosts, raw.hosts, names)
    refuseCircles(files.groups, raw.groups)
  }
  const faults = all.flatMap(({ file }) => file.faults)
  const warnings = all.flatMap(({ file }) => file.warnings).sort(byPlace)
  return faults.length > 0 ? { faults, warnings } : { faults, warnings, raw }
}

const byPlace = (a: FileFault, b: FileFault): number =>
  a.file === b.file ? a.line - b.line || a.column - b.column : a.file < b.file ? -1 : 1

interface Read {
  file: YamlFile
  entries: Entry[]
  /** Of what the file has at its top. */
  places: Map<string, number>
}

function fileOf(text: { path: string; content: string } | undefined): Read {
  const file = new YamlFile(text?.path ?? '')
  const entries = (text && file.read(text.content)) ?? []
  return { file, entries, places: new Map(entries.map(([name, , at]) => [name, at])) }
}

function listIn({ file, entries }: Read, what: 'host' | 'group'): [string, RawGroup][] {
  return entries.map(([name, value, at]) => {
    if (name === '' || name.includes('\0'))
      file.fault(at, `The name of a ${what} is empty, or has a null character.`)
    return [name, elementOf(file, value, { what: `${what} ${name}`, at })]
  })
}

function defaultsIn({ file, entries }: Read): RawGroup {
  const { groups, ...defaults } = elementOf(file, file.mapOf(entries), { what: 'the defaults', at: 0 })
  if (groups) file.warn(0, 'The defaults are in no group: what they say of groups is left out.')
  return defaults
}

interface Place {
  /** What is spoken of, such as `host leaf1`. */
  what: string
  at: number
}

/** A host, a group, or the defaults. */
function elementOf(file: YamlFile, value: unknown, { what, at }: Place): RawGroup {
  if (value === null) return {}
  if (!isMap(value)) {
    file.fault(at, `What belongs to ${what} must be a map of hostname, port, groups, data and the like.`)
    return {}
  }
  const made: RawGroup = fieldsOf(file, value, what)
  for (const key of Object.keys(value))
    if (!KNOWN.includes(key))
      file.warn(
        file.keyAt(value, key),
        `"${key}" of ${what} is no attribute and is left out. Put it below data.`,
      )
  const placeOf = (key: string) => file.keyAt(value, key)
  if (has(value, 'groups')) {
    if (Array.isArray(value.groups) && value.groups.every((each) => isName(each)))
      made.groups = value.groups.map(String)
    else file.fault(placeOf('groups'), `The groups of ${what} must be a list of names.`)
  }
  if (has(value, 'data')) {
    if (isMap(value.data)) made.data = value.data
    else file.fault(placeOf('data'), `The data of ${what} must be a map.`)
  }
  if (has(value, 'connection_options')) {
    if (isMap(value.connection_options))
      made.connection_options = connectionsIn(file, value.connection_options, what)
    else
      file.fault(
        placeOf('connection_options'),
        `The connection_options of ${what} must be a map of connections.`,
      )
  }
  return made
}

function connectionsIn(file: YamlFile, all: Raw, what: string): Record<string, RawConnection> {
  const made: [string, RawConnection][] = []
  for (const [name, value] of Object.entries(all)) {
    if (value !== null && !isMap(value)) {
      file.fault(file.keyAt(all, name), `The connection ${name} of ${what} must be a map.`)
      continue
    }
    const connection: RawConnection = value ? fieldsOf(file, value, `connection ${name} of ${what}`) : {}
    if (value && has(value, 'extras')) {
      if (isMap(value.extras)) connection.extras = value.extras
      else
        file.fault(file.keyAt(value, 'extras'), `The extras of connection ${name} of ${what} must be a map.`)
    }
    made.push([name, connection])
  }
  return Object.fromEntries(made)
}

/** What hosts, groups, defaults and connections have alike. */
function fieldsOf(file: YamlFile, value: Raw, what: string): Pick<RawGroup, (typeof FIELDS)[number]> {
  const made: Raw = {}
  for (const field of FIELDS) {
    const given = Object.hasOwn(value, field) ? value[field] : undefined
    if (given === undefined) continue
    const at = file.keyAt(value, field)
    if (given === null) made[field] = null
    else if (field === 'port') {
      const port = typeof given === 'string' && /^[0-9]{1,5}$/.test(given) ? Number(given) : given
      if (typeof port === 'number' && Number.isInteger(port) && port >= 1 && port <= 65_535) made.port = port
      else file.fault(at, `The port of ${what} must be a number from 1 to 65535.`)
    } else if (isName(given) && !String(given).includes('\0')) made[field] = String(given)
    else file.fault(at, `The ${field} of ${what} must be a text.`)
    if (field === 'password' && given !== null && given !== '')
      file.warn(
        at,
        `The password of ${what} stands here for all to read. Put it into Credentials, and take it out of the file.`,
      )
  }
  return made
}

function requireGroups(
  { file, places, entries }: Read,
  raw: readonly (readonly [string, RawGroup])[],
  names: ReadonlySet<string>,
): void {
  for (const [at, [name, { groups = [] }]] of raw.entries())
    for (const group of groups) {
      if (names.has(group)) continue
      const value = entries[at]?.[1]
      const place = isMap(value) ? file.keyAt(value, 'groups') : places.get(name)
      file.fault(place ?? 0, `${name} is in the group ${group}, which does not exist.`)
    }
}

/** A group that is above itself, told once for each circle, or under more of them than anybody keeps in mind. */
function refuseCircles({ file, places }: Read, raw: readonly (readonly [string, RawGroup])[]): void {
  const above = new Map(raw.map(([name, { groups = [] }]) => [name, groups]))
  const depths = new Map<string, number>()
  const depthOf = (name: string, way: readonly string[]): number => {
    const known = depths.get(name)
    if (known !== undefined) return known
    const from = way.indexOf(name)
    if (from >= 0) {
      const circle = [...way.slice(from), name].join(' → ')
      file.fault(places.get(name) ?? 0, `The group ${name} is in itself: ${circle}.`)
      return 0
    }
    const depth =
      way.length > MOST_LEVELS
        ? 0
        : 1 + Math.max(0, ...(above.get(name) ?? []).map((each) => depthOf(each, [...way, name])))
    depths.set(name, depth)
    if (depth > MOST_LEVELS)
      file.fault(places.get(name) ?? 0, `There are more than ${MOST_LEVELS} groups above the group ${name}.`)
    return depth
  }
  for (const name of above.keys()) depthOf(name, [])
}

const isMap = (value: unknown): value is Raw =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isName = (value: unknown): boolean => typeof value === 'string' || typeof value === 'number'
/** Nothing behind the colon is as if it did not stand there. */
const has = (value: Raw, key: string): boolean => Object.hasOwn(value, key) && value[key] !== null
