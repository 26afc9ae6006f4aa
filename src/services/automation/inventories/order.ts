import type { Order, OrderHost } from '../runs/protocol.ts'
import { connectionsOf, type Host, type Inventory } from './inventory.ts'

/** A host is reached over this many others at most. */
const MOST_JUMPS = 4

/** What a runner is told of hosts: their own values, all that they inherit, and what they are reached over. */
export function orderPartOf(
  inventory: Inventory,
  hosts: readonly Host[],
): Pick<Order, 'hosts' | 'groups' | 'defaults'> {
  return {
    hosts: hosts.map((host) => orderHostOf(inventory, host, [])),
    groups: Object.fromEntries([...inventory.groups.values()].map(({ name, own }) => [name, own])),
    defaults: inventory.defaults,
  }
}

function orderHostOf(inventory: Inventory, host: Host, way: readonly string[]): OrderHost {
  const { name, own, groups, hostname, port, username, password, platform, data } = host
  const over = data.jump_host
  const jump = typeof over === 'string' ? inventory.hosts.get(over) : undefined
  const isNew = jump !== undefined && jump.name !== name && !way.includes(jump.name)
  return {
    name,
    own,
    hostname,
    port,
    username,
    password,
    platform,
    groups: [...groups],
    data: { ...data },
    connectionOptions: connectionsOf(host, inventory.defaults),
    ...(isNew && way.length < MOST_JUMPS && { jump: orderHostOf(inventory, jump, [...way, name]) }),
  }
}
