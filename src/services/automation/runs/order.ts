import type { Automation } from '../automation.ts'
import { type Keyring, openKeyring } from '../credentials/keyring.ts'
import { keysFor } from '../host-keys/host-key.ts'
import type { Host, Inventory } from '../inventories/inventory.ts'
import { orderPartOf } from '../inventories/order.ts'
import type { InventoryRow } from '../tables.ts'
import { maskedTexts } from './mask.ts'
import type { Order, OrderCredential, OrderHost, RawGroup } from './protocol.ts'

/** What a runner is told, and what of it nobody else may learn. It is in memory alone. */
export interface GivenOrder {
  /** One line of JSON. */
  line: string
  /** Texts that nothing that is written down may hold. */
  mask: string[]
  /** What the agent may sign with. */
  credentials: OrderCredential[]
  /** Which credentials of the store are in it. */
  used: readonly number[]
  /** Where its hosts answer: of no other place does its runner know a key. */
  targets: ReadonlySet<string>
  unknownKeys: InventoryRow['unknown_keys']
}

/** A place where a host answers. */
export const targetOf = (address: string, port: number): string => `${address.toLowerCase()} ${port}`

export interface OrderParts {
  template: Order['template']
  variables: Readonly<Record<string, unknown>>
  secrets: Readonly<Record<string, unknown>>
  inventoryRow: Pick<InventoryRow, 'id' | 'unknown_keys'>
  inventory: Inventory
  hosts: readonly Host[]
  limits: { workers: number; hostSeconds: number }
  dryRun: boolean
  configuration: Record<string, unknown>
}

/** Puts together what a runner is told: with the secrets of its hosts, so that it never touches a disk (promises.md, F9). */
export async function makeOrder(automation: Automation, parts: OrderParts): Promise<GivenOrder> {
  const { settings } = automation
  const { inventoryRow, inventory, limits, dryRun } = parts
  const keyring = await openKeyring(automation, inventoryRow.id)
  const told = orderPartOf(inventory, parts.hosts)
  for (const host of told.hosts) addCredentials(host, { inventory, keyring })
  const all = told.hosts.flatMap(withJumps)
  const targets = all.flatMap(targetsOf)
  const mask = maskedTexts([
    ...textsIn(parts.secrets),
    ...keyring.secrets,
    ...passwordsOf([told.defaults, ...Object.values(told.groups)]),
    ...passwordsOf(all.map(({ own }) => own)),
  ])
  const order: Order = {
    template: parts.template,
    variables: parts.variables,
    ...told,
    settings: {
      ...{ workers: limits.workers, hostSeconds: limits.hostSeconds, dryRun },
      outputBytes: settings.outputBytes,
      resultBytes: settings.resultBytes,
    },
    hostKeys: { unknown: inventoryRow.unknown_keys, known: await keysFor(automation, targets) },
    configuration: parts.configuration,
    mask,
  }
  return {
    line: JSON.stringify(order),
    mask,
    credentials: all.flatMap(({ credential }) => credential ?? []),
    used: [...keyring.used],
    targets: new Set(targets.map(({ hostname, port }) => targetOf(hostname, port))),
    unknownKeys: inventoryRow.unknown_keys,
  }
}

function addCredentials(
  host: OrderHost,
  { inventory, keyring }: { inventory: Inventory; keyring: Keyring },
): void {
  const groups = inventory.hosts.get(host.name)?.chain.map(({ name }) => name) ?? []
  const credential = keyring.credentialFor({ name: host.name, groups })
  if (credential) host.credential = credential
  if (host.jump) addCredentials(host.jump, { inventory, keyring })
}

/** Where a host may be met: NETCONF has a port of its own. */
function targetsOf({
  name,
  hostname,
  port,
  connectionOptions,
}: OrderHost): { hostname: string; port: number }[] {
  const { ssh, netconf } = connectionOptions
  const address = hostname ?? name
  return [
    { hostname: address, port: port ?? 22 },
    { hostname: ssh?.hostname ?? address, port: ssh?.port ?? port ?? 22 },
    { hostname: netconf?.hostname ?? address, port: netconf?.port ?? 830 },
  ]
}

const withJumps = (host: OrderHost): OrderHost[] => [host, ...(host.jump ? withJumps(host.jump) : [])]

/** Of those that files hold: a shorter one is a word, such as that of the sample inventory, and would be missed in results. */
const SHORTEST_IN_FILE = 8

/** Files may hold passwords, though the store is the place for them. */
function passwordsOf(values: readonly RawGroup[]): string[] {
  return values
    .flatMap(({ password, connection_options }) => [
      password ?? '',
      ...Object.values(connection_options ?? {}).flatMap((options) => [
        options?.password ?? '',
        ...textsIn({ secret: options?.extras?.secret }),
      ]),
    ])
    .filter(({ length }) => length >= SHORTEST_IN_FILE)
}

const textsIn = (values: Readonly<Record<string, unknown>>): string[] =>
  Object.values(values).filter((value): value is string => typeof value === 'string')
