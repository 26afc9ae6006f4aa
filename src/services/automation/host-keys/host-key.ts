import { inTransaction } from '../../../kernel/db/db.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { problem } from '../../../kernel/problem.ts'
import { HOUR_MS } from '../../../kernel/span.ts'
import { type Automation, SERVICE, SUPPORT_ROLE } from '../automation.ts'
import { problems as common } from '../problems.ts'
import type { KnownKey, RunnerEvent } from '../runs/protocol.ts'
import type { HostKeyRow, Tx } from '../tables.ts'
import { fingerprintOf } from './fingerprint.ts'
import * as store from './host-key.store.ts'

export type HostKeyEvent = Extract<RunnerEvent, { event: 'host-key' }>

const SYSTEM: By = { via: 'system' }

const problems = {
  otherKey: () =>
    problem(
      'other_key',
      409,
      'The host offers another key by now, or somebody was first. Load the list again, and compare once more.',
    ),
}

/** All keys that are believed of where these hosts answer, for an order. */
export async function keysFor(
  { db }: Automation,
  targets: readonly { hostname: string; port: number }[],
): Promise<KnownKey[]> {
  const wanted = new Set(targets.map(({ hostname, port }) => placeOf(hostname, port)))
  const rows = await store.listTrusted(db, [
    ...new Set(targets.map(({ hostname }) => hostname.toLowerCase())),
  ])
  return rows
    .filter(({ address, port }) => wanted.has(placeOf(address, port)))
    .map(({ address, port, type, content }) => ({ address, port, type, key: content }))
}

/** A key with who has accepted it, and, of one that is only offered, which are believed of its host. */
export interface ListedKey {
  id: number
  row: HostKeyRow
  acceptedBy: string | null
  believed: HostKeyRow[]
}

/** One more than asked for tells of a next page. */
export async function listHostKeys(
  { db }: Pick<Automation, 'db'>,
  { limit, ...filter }: { search?: string; state?: HostKeyRow['state']; after?: number; limit: number },
): Promise<ListedKey[]> {
  const rows = await store.listHostKeys(db, { ...filter, limit: limit + 1 })
  const offered = rows.filter((row) => !isTrusted(row))
  const trusted = await store.listTrusted(db, [...new Set(offered.map(({ address }) => address))])
  const byPlace = Map.groupBy(trusted, (row) => placeOf(row.address, row.port))
  return rows.map(({ accepted_name, ...row }) => ({
    id: row.id,
    row,
    acceptedBy: accepted_name,
    believed: isTrusted(row) ? [] : (byPlace.get(placeOf(row.address, row.port)) ?? []),
  }))
}

const placeOf = (address: string, port: number): string => `${address.toLowerCase()} ${port}`

/**
 * Keeps what a runner has met. An unknown key is believed only where the inventory takes them (`accept`), and nothing is
 * known of that host; any other waits until somebody has compared it.
 */
export async function noteHostKey(
  automation: Automation,
  event: HostKeyEvent,
  policy: 'refuse' | 'accept',
): Promise<void> {
  const { db, kernel } = automation
  const now = kernel.clock.now()
  const { port, type } = event
  // As everybody writes it: the last letter of base64 has more than one form.
  const bytes = Buffer.from(event.key, 'base64')
  const key = bytes.toString('base64')
  const place = { address: event.address.toLowerCase(), port }
  const known = await store.listKeysOf(db, place)
  const same = known.find((row) => row.type === type && row.content === key)
  if (same && now - same.seen_at < HOUR_MS) return
  await inTransaction(db, async (tx) => {
    if (same) return store.markSeen(tx, same.id, now)
    const fingerprint = fingerprintOf(bytes)
    const trusted = await store.listKeysOf(tx, place).then((rows) => rows.filter(isTrusted))
    const row = {
      ...{ ...place, type, content: key, fingerprint, seen_at: now, first_seen_at: now },
      ...{ accepted_by: null, version: 1 },
    }
    if (event.verdict === 'taken' && policy === 'accept' && trusted.length === 0) {
      const made = await store.insertHostKey(tx, { ...row, state: 'trusted', accepted_at: now })
      if (made)
        await record(automation, tx, SYSTEM, { action: 'accepted', row: made, more: { unseen: true } })
      return
    }
    await offer(tx, { ...row, state: 'offered', accepted_at: null })
    await kernel.journal.record(tx, {
      by: SYSTEM,
      action: trusted.length > 0 ? 'automation.host-key.changed' : 'automation.host-key.offered',
      object: objectOf(place),
      service: SERVICE,
      old: trusted.map((each) => `${each.type} ${each.fingerprint}`),
      new: `${type} ${fingerprint}`,
      details: { name: nameOf(place), host: event.host },
      audience: SUPPORT_ROLE,
    })
  })
}

const isTrusted = ({ state }: HostKeyRow): boolean => state === 'trusted'

/** An offered key stands in place of the one that was offered before. */
async function offer(tx: Tx, row: Parameters<typeof store.insertHostKey>[1]): Promise<void> {
  if (await store.insertHostKey(tx, row)) return
  const before = (await store.listKeysOf(tx, row)).find(
    (each) => each.state === 'offered' && each.type === row.type,
  )
  if (before) await store.replaceOffered(tx, before.id, row)
}

/** Believes an offered key that somebody has compared. All that was believed of that host goes: it has changed its keys. */
export async function acceptHostKey(
  automation: Automation,
  by: By,
  { id, fingerprint }: { id: number; fingerprint: string },
): Promise<HostKeyRow> {
  const { db, kernel } = automation
  return inTransaction(db, async (tx) => {
    const offered = await store.findHostKey(tx, id)
    if (!offered) throw common.notFound()
    const before = (await store.listKeysOf(tx, offered)).filter(isTrusted)
    if (offered.state === 'offered') await store.deleteTrustedOf(tx, offered)
    const row = await store.trust(
      tx,
      { id, fingerprint },
      { accepted_by: by.account ?? null, accepted_at: kernel.clock.now() },
    )
    if (!row) throw problems.otherKey()
    await record(automation, tx, by, { action: 'accepted', row, before })
    return row
  })
}

/** Forgets a key: the host is unknown again, or what it offered is not waited for any more. */
export function removeHostKey(automation: Automation, by: By, id: number): Promise<void> {
  return inTransaction(automation.db, async (tx) => {
    const row = await store.deleteHostKey(tx, id)
    if (!row) throw common.notFound()
    await record(automation, tx, by, { action: 'removed', row })
  })
}

/** What came of a list of known hosts. */
export interface Imported {
  added: number
  same: number
  /** Hosts of which another key is believed: theirs wait to be compared. */
  other: number
}

/** Believes keys that an operator brings; where another one is believed, they wait to be compared. */
export function importHostKeys(automation: Automation, by: By, keys: readonly KnownKey[]): Promise<Imported> {
  const now = automation.kernel.clock.now()
  return inTransaction(automation.db, async (tx) => {
    const came: Imported = { added: 0, same: 0, other: 0 }
    const read = await store.listTrusted(tx, [...new Set(keys.map(({ address }) => address))])
    const known = new Map(read.map((row) => [`${placeOf(row.address, row.port)} ${row.type}`, row]))
    for (const { address, port, type, key } of keys) {
      const trusted = known.get(`${placeOf(address, port)} ${type}`)
      if (trusted?.content === key) {
        came.same += 1
        continue
      }
      const row = {
        ...{ address, port, type, content: key, fingerprint: fingerprintOf(Buffer.from(key, 'base64')) },
        ...{ seen_at: now, first_seen_at: now, version: 1 },
      }
      if (trusted) {
        await offer(tx, { ...row, state: 'offered', accepted_by: null, accepted_at: null })
        came.other += 1
        continue
      }
      const by_account = by.account ?? null
      const made = await store.insertHostKey(tx, {
        ...row,
        state: 'trusted',
        accepted_by: by_account,
        accepted_at: now,
      })
      if (made) known.set(`${placeOf(address, port)} ${type}`, made)
      came[made ? 'added' : 'same'] += 1
    }
    await automation.kernel.journal.record(tx, {
      by,
      action: 'automation.host-key.accepted',
      object: 'automation.host-key',
      service: SERVICE,
      details: { name: `${came.added + came.same + came.other} hosts`, added: came.added, other: came.other },
      audience: SUPPORT_ROLE,
    })
    return came
  })
}

const nameOf = ({ address, port }: store.Address): string => (port === 22 ? address : `${address}:${port}`)
const objectOf = ({ address, port }: store.Address): string => `automation.host-key:${address}:${port}`

async function record(
  { kernel }: Automation,
  tx: Tx,
  by: By,
  {
    action,
    row,
    before = [],
    more = {},
  }: { action: 'accepted' | 'removed'; row: HostKeyRow; before?: readonly HostKeyRow[]; more?: object },
): Promise<void> {
  const textOf = ({ type, fingerprint }: HostKeyRow) => `${type} ${fingerprint}`
  await kernel.journal.record(tx, {
    by,
    action: `automation.host-key.${action}`,
    object: objectOf(row),
    service: SERVICE,
    ...(action === 'accepted' && { new: textOf(row) }),
    ...(action === 'removed' && { old: textOf(row) }),
    ...(before.length > 0 && { old: before.map(textOf) }),
    details: { name: nameOf(row), state: row.state, ...more },
    audience: SUPPORT_ROLE,
  })
}
