import { fold, inTransaction } from '../../../kernel/db/db.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { type Automation, SERVICE, SUPPORT_ROLE } from '../automation.ts'
import { problems as common } from '../problems.ts'
import type { CredentialRow, Db, Tx } from '../tables.ts'
import * as store from './credential.store.ts'
import { problems } from './credential-problems.ts'
import { type CredentialKind, type GivenSecret, sealSecret } from './secret.ts'

/** A whole inventory, a group of it, or one host. */
export interface Place {
  inventoryId: number
  group?: string
  host?: string
}

export interface NewCredential {
  name: string
  kind: CredentialKind
  username: string | null
  note: string
  secret: GivenSecret
  uses: readonly Place[]
}

export interface CredentialChanges {
  name?: string
  username?: string | null
  note?: string
  secret?: GivenSecret
  uses?: readonly Place[]
}

/** A credential with where it is used; nothing of its secret. */
export interface Credential {
  row: CredentialRow
  uses: store.NamedUse[]
}

export async function getCredential(db: Db, id: number): Promise<Credential> {
  const row = await store.findCredential(db, id)
  if (!row) throw common.notFound()
  return { row, uses: await store.listUses(db, [id]) }
}

/** In order of number; by words of their names, or those of one inventory. One more than asked for tells of a next page. */
export async function listCredentials(
  db: Db,
  { limit, ...filter }: { search?: string; after?: number; inventory?: number; limit: number },
): Promise<(Credential & { id: number })[]> {
  const rows = await store.listCredentials(db, { ...filter, limit: limit + 1 })
  const uses = Map.groupBy(
    await store.listUses(
      db,
      rows.map(({ id }) => id),
    ),
    (use) => use.credential_id,
  )
  return rows.map((row) => ({ id: row.id, row, uses: uses.get(row.id) ?? [] }))
}

type Sealed = Awaited<ReturnType<typeof sealSecret>>

/** Checks what was given before a transaction begins: opening a key takes its time. */
export async function prepareCredential({ kernel }: Automation, wanted: NewCredential): Promise<Sealed> {
  checkUsername(wanted.kind, wanted.username)
  return sealSecret(kernel.secrets, wanted.kind, wanted.secret)
}

/** Makes a credential whose secret was sealed before. */
export async function createCredential(
  automation: Automation,
  tx: Tx,
  by: By,
  { sealed, name, kind, username, note, uses }: Omit<NewCredential, 'secret'> & { sealed: Sealed },
): Promise<Credential> {
  const now = automation.kernel.clock.now()
  const row = await store.insertCredential(tx, {
    ...{ name, name_folded: fold(name), kind, username, note, ...sealed },
    ...{ created_by: by.account ?? null, created_at: now, changed_at: now, used_at: null, version: 1 },
  })
  if (!row) throw problems.nameTaken()
  await putUses(tx, row, uses)
  const made = await getCredential(tx, row.id)
  await record(automation, tx, by, { action: 'created', row, values: { new: summaryOf(made) } })
  return made
}

/** Changes a credential; a secret is replaced as a whole, unseen. 412 where `version` is not its newest any more. */
export async function changeCredential(
  automation: Automation,
  by: By,
  { id, version, changes }: { id: number; version: number | undefined; changes: CredentialChanges },
): Promise<Credential> {
  const { kernel, db } = automation
  const { kind, username: now } = (await getCredential(db, id)).row
  const { name, username = now, note, secret, uses } = changes
  checkUsername(kind, username)
  const sealed = secret && (await sealSecret(kernel.secrets, kind, secret))
  return inTransaction(db, async (tx) => {
    const before = await getCredential(tx, id)
    if (name !== undefined && (await store.isNameTaken(tx, name, id))) throw problems.nameTaken()
    const row = await store.updateCredential(
      tx,
      { id, version: version ?? before.row.version },
      {
        ...(name !== undefined && { name, name_folded: fold(name) }),
        ...(note !== undefined && { note }),
        ...(sealed && { ...sealed, changed_at: kernel.clock.now() }),
        username,
      },
    )
    if (!row) throw common.changed()
    if (uses) {
      await store.deleteUses(tx, id)
      await putUses(tx, row, uses)
    }
    const after = await getCredential(tx, id)
    await record(automation, tx, by, {
      action: 'changed',
      row,
      values: {
        old: summaryOf(before),
        new: { ...summaryOf(after), ...(sealed && { secret: 'replaced' }) },
      },
    })
    return after
  })
}

/** Takes a credential away: hosts that only it opened are not reached any more. */
export function removeCredential(automation: Automation, by: By, id: number): Promise<void> {
  return inTransaction(automation.db, async (tx) => {
    const before = await getCredential(tx, id)
    const row = await store.deleteCredential(tx, id)
    if (!row) throw common.notFound()
    await record(automation, tx, by, { action: 'removed', row, values: { old: summaryOf(before) } })
  })
}

function checkUsername(kind: CredentialKind, username: string | null): void {
  if (kind === 'token' ? username === null : username !== null && username !== '') return
  const message = kind === 'token' ? 'A token has no user.' : 'Say as whom it signs in.'
  throw problems.invalid([{ field: 'username', message }])
}

async function putUses(tx: Tx, { id, kind }: CredentialRow, uses: readonly Place[]): Promise<void> {
  const inventories = await store.findInventoryNames(tx, [...new Set(uses.map((use) => use.inventoryId))])
  const purpose = kind === 'token' ? ('token' as const) : ('sign-in' as const)
  for (const { inventoryId, group = '', host = '' } of uses) {
    const inventory = inventories.get(inventoryId)
    if (inventory === undefined) throw problems.noInventory()
    if (group !== '' && host !== '')
      throw problems.invalid([{ field: 'uses', message: 'Name a group or a host, not both.' }])
    const place = { inventory_id: inventoryId, group_name: group, host_name: host, purpose }
    if (await store.insertUse(tx, { credential_id: id, ...place })) continue
    const other = await store.findUseAt(tx, place)
    throw problems.placeTaken(host || group || inventory, other?.name ?? '')
  }
}

const summaryOf = ({ row, uses }: Credential) => ({
  name: row.name,
  kind: row.kind,
  username: row.username,
  uses: uses.map((use) => ({
    inventory: use.inventory,
    ...(use.group_name !== '' && { group: use.group_name }),
    ...(use.host_name !== '' && { host: use.host_name }),
  })),
})

async function record(
  { kernel }: Automation,
  tx: Tx,
  by: By,
  { action, row, values }: { action: 'created' | 'changed' | 'removed'; row: CredentialRow; values: object },
): Promise<void> {
  await kernel.journal.record(tx, {
    by,
    action: `automation.credential.${action}`,
    object: `automation.credential:${row.id}`,
    service: SERVICE,
    details: { name: row.name },
    audience: SUPPORT_ROLE,
    ...values,
  })
}
