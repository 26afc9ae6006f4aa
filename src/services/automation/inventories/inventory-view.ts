import { type Static, Type } from 'typebox'
import {
  Count,
  Id,
  Nullable,
  OptionalTime,
  optionalTime,
  Text,
  Time,
  time,
} from '../../../kernel/api/shapes.ts'
import type { Shown } from './cache.ts'
import { countHosts, type Traced } from './hosts.ts'
import type { InventoryItem } from './inventory.store.ts'
import type { Host } from './inventory.ts'

export const FaultView = Type.Object({
  file: Type.String(),
  line: Type.Integer({ minimum: 0, maximum: 1e9, description: '0: the file as a whole' }),
  column: Type.Integer({ minimum: 0, maximum: 1e9 }),
  reason: Type.String(),
})
const Faults = Type.Array(FaultView)
const OptionalCount = Type.Union([Count, Type.Null()])

const Row = {
  id: Id,
  name: Type.String(),
  hostsFile: Type.String(),
  groupsFile: Type.String(),
  defaultsFile: Nullable,
  unknownKeys: Type.Enum(['refuse', 'accept'], {
    description: 'What is done about a host whose SSH key nobody has seen yet',
  }),
  createdAt: Time,
  createdBy: Nullable,
  hosts: Type.Union([Count, Type.Null()], { description: 'Null while its files were never right' }),
  groups: OptionalCount,
  asOf: Type.Union(OptionalTime.anyOf, { description: 'When what is shown was read' }),
  faults: Type.Array(FaultView, {
    description: 'What is wrong with its files; the last good state is shown',
  }),
  warnings: Count,
}
export const InventoryView = Type.Object(Row)

const Counted = Type.Object({ name: Type.String(), hosts: Count })
export const InventoryDetail = Type.Object({
  ...Row,
  warned: Faults,
  counts: Type.Object({
    groups: Type.Array(Type.Object({ name: Type.String(), direct: Count, all: Count })),
    platforms: Type.Array(Counted),
    data: Type.Array(
      Type.Object({
        key: Type.String(),
        values: Type.Array(Type.Object({ value: Type.String(), hosts: Count })),
      }),
    ),
  }),
})

export function inventoryView(row: InventoryItem, shown: Shown): Static<typeof InventoryView> {
  const { inventory, asOf, fault } = shown
  return {
    id: row.id,
    name: row.name,
    hostsFile: row.hosts_file,
    groupsFile: row.groups_file,
    defaultsFile: row.defaults_file,
    unknownKeys: row.unknown_keys,
    createdAt: time(row.created_at),
    createdBy: row.made_by,
    hosts: inventory?.hosts.size ?? null,
    groups: inventory?.groups.size ?? null,
    asOf: optionalTime(asOf ?? null),
    faults: [...(fault?.faults ?? [])],
    warnings: inventory?.warnings.length ?? 0,
  }
}

export function inventoryDetail(row: InventoryItem, shown: Shown): Static<typeof InventoryDetail> {
  const { inventory } = shown
  return {
    ...inventoryView(row, shown),
    warned: [...(inventory?.warnings ?? [])],
    counts: inventory ? countHosts(inventory) : { groups: [], platforms: [], data: [] },
  }
}

const Data = Type.Record(Type.String(), Type.Unknown())

/** A host as the protocol shows it too: what it inherits is in, what opens it is not. */
export const HostView = Type.Object({
  name: Type.String(),
  groups: Type.Array(Type.String()),
  hostname: Nullable,
  port: Type.Union([Type.Integer({ minimum: 1, maximum: 65_535 }), Type.Null()]),
  platform: Nullable,
  data: Data,
})

export const hostView = ({
  name,
  groups,
  hostname,
  port,
  platform,
  data,
}: Host): Static<typeof HostView> => ({
  name,
  groups: [...groups],
  hostname,
  port,
  platform,
  data,
})

const OriginView = Type.Object({ kind: Type.Enum(['host', 'group', 'defaults']), group: Nullable })
const TracedView = Type.Object({
  key: Type.String(),
  value: Type.Unknown(),
  from: OriginView,
  hides: Type.Array(Type.Object({ value: Type.Unknown(), from: OriginView })),
})
export const HostDetail = Type.Object({
  ...HostView.properties,
  chain: Type.Array(Type.String(), {
    description: 'All groups in which values are looked for, in this order',
  }),
  attributes: Type.Array(TracedView),
  traced: Type.Array(TracedView, { description: 'Each value of the data' }),
})

export const hostDetail = (
  host: Host,
  { attributes, data }: { attributes: Traced[]; data: Traced[] },
): Static<typeof HostDetail> => ({
  ...hostView(host),
  chain: host.chain.map(({ name }) => name),
  attributes,
  traced: data,
})

export const GroupView = Type.Object({
  name: Type.String(),
  parents: Type.Array(Type.String()),
  hosts: Type.Object({ direct: Count, all: Count }),
  hostname: Nullable,
  port: Type.Union([Type.Integer({ minimum: 1, maximum: 65_535 }), Type.Null()]),
  platform: Nullable,
  own: Type.Record(Type.String(), Type.Unknown(), { description: 'Data that it says itself' }),
  data: Type.Record(Type.String(), Type.Unknown(), {
    description: 'With those of the groups above it and the defaults',
  }),
})

/** What people write about an inventory. */
export const InventoryBody = {
  name: Text(200, 1),
  hostsFile: Text(256, 1),
  groupsFile: Text(256, 1),
  defaultsFile: Type.Union([Text(256, 1), Type.Null()]),
  unknownKeys: Type.Enum(['refuse', 'accept']),
}
