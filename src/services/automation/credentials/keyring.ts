import { type Automation, SERVICE, SUPPORT_ROLE } from '../automation.ts'
import type { OrderCredential } from '../runs/protocol.ts'
import type { Tx } from '../tables.ts'
import * as store from './credential.store.ts'
import { openSecret } from './secret.ts'

/** Its last use is told to the minute: a run a second must not write a row a second. */
const USED_EVERY_MS = 60_000

/** A host as far as it matters who opens it. */
export interface OpenedHost {
  name: string
  /** All of its groups, also those that it has by others, in nornir's order. */
  groups: readonly string[]
}

/** What opens the hosts of one inventory. Its secrets are in memory: it is made for one order, and let go. */
export interface Keyring {
  /** The nearest wins: of the host, of its groups in their order, of the inventory. */
  credentialFor(host: OpenedHost): OrderCredential | undefined
  /** Which credentials were given out so far. */
  readonly used: ReadonlySet<number>
  /** Texts that nothing that is written down may hold. */
  readonly secrets: readonly string[]
}

/** Opens the credentials of an inventory, for one order. */
export async function openKeyring({ db, kernel }: Automation, inventoryId: number): Promise<Keyring> {
  const uses = await store.listUsesOfInventory(db, inventoryId)
  const rows = await store.findCredentials(
    db,
    uses.map((use) => use.credential_id),
  )
  const opened = new Map(rows.map((row) => [row.id, openSecret(kernel.secrets, row)]))
  const places = new Map(uses.map((use) => [placeOf(use), use.credential_id]))
  const used = new Set<number>()
  const nearest = ({ name, groups }: OpenedHost, purpose: string): OrderCredential | undefined => {
    const around = [
      { host_name: name, group_name: '', purpose },
      ...groups.map((group_name) => ({ host_name: '', group_name, purpose })),
      { host_name: '', group_name: '', purpose },
    ]
    const id = around.map((place) => places.get(placeOf(place))).find((each) => each !== undefined)
    if (id === undefined) return undefined
    used.add(id)
    return opened.get(id)
  }
  return {
    credentialFor(host) {
      const signIn = nearest(host, 'sign-in')
      const token = nearest(host, 'token')
      return signIn && token ? { ...signIn, token: token.token } : (signIn ?? token)
    },
    used,
    secrets: [...opened.values()].flatMap(({ password, privateKey, enable, token }) =>
      [password, privateKey, enable, token].filter((text) => text !== undefined),
    ),
  }
}

const placeOf = (use: { host_name: string; group_name: string; purpose: string }): string =>
  JSON.stringify([use.purpose, use.group_name, use.host_name])

/** Says in the transaction of its beginning which credentials a run was given. */
export async function noteUse(
  { kernel }: Automation,
  tx: Tx,
  { runId, ids }: { runId: number; ids: Iterable<number> },
): Promise<void> {
  const used = [...ids].sort((a, b) => a - b)
  if (used.length === 0) return
  const now = kernel.clock.now()
  await store.markUsed(tx, used, { now, before: now - USED_EVERY_MS })
  await kernel.journal.record(tx, {
    by: { via: 'system' },
    action: 'automation.credential.used',
    object: `automation.run:${runId}`,
    service: SERVICE,
    details: { credentials: used },
    audience: SUPPORT_ROLE,
  })
}
