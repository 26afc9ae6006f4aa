import { fold, inTransaction, lock } from '../../../kernel/db/db.ts'
import { storageFailure } from '../../../kernel/files/failures.ts'
import type { By, Json } from '../../../kernel/journal/journal.ts'
import { type Compute, SERVICE } from '../compute.ts'
import {
  type AskedEntries,
  type CheckedEntries,
  type Current,
  checkEntries,
  NOTHING,
  unionOf,
} from '../files/entries.ts'
import { removeFolder } from '../files/remove.ts'
import { askScan } from '../files/scan.ts'
import { writeEntries } from '../files/write.ts'
import { problems as common } from '../problems.ts'
import { requireRoom } from '../quotas/quota.ts'
import type { Db, Tx, WorkspaceRow } from '../tables.ts'
import { firstScan } from './first-scan.ts'
import { endFilling, folderOf, makeIncoming, newIncoming } from './folder.ts'
import { placeWorkspace } from './place.ts'
import { findWorkspace } from './workspace.store.ts'
import { problems } from './workspace-problems.ts'

const MOST_NAME = 64

export interface NewWorkspace {
  account: number
  name: string
  description: string
  /** Key of a session kind; an empty text is kept as it is. */
  defaultKind?: string | null
  details?: AskedEntries
  templateId?: number
}

/** A workspace whose parts were checked and whose files are written, where nobody finds them yet. */
export interface PreparedWorkspace extends NewWorkspace {
  readonly folder: string
  readonly entries: CheckedEntries
}

/** Makes a workspace with its files. Whatever goes wrong, no row and no folder is left. */
export async function createWorkspace(compute: Compute, by: By, wanted: NewWorkspace): Promise<WorkspaceRow> {
  const prepared = await prepareWorkspace(compute, wanted)
  const { id } = await keepPrepared(compute, prepared, () =>
    inTransaction(compute.db, (tx) => insertWorkspace(compute, tx, by, prepared)),
  )
  return placePrepared(compute, by, prepared, id)
}

/** Checks all of it, then writes its files where nobody finds them yet. */
export async function prepareWorkspace(compute: Compute, wanted: NewWorkspace): Promise<PreparedWorkspace> {
  const { account, details = {} } = wanted
  checkTexts(wanted)
  const entries = await checkEntries(compute, details)
  await requireKind(compute.db, wanted.defaultKind)
  const folder = newIncoming()
  const prepared = { ...wanted, folder, entries }
  await keepPrepared(compute, prepared, async () => {
    const filled = { folder, account_id: account }
    await makeIncoming(compute, filled).catch(failStorage)
    await writeEntries(compute, filled, entries)
  })
  return prepared
}

function failStorage(error: unknown): never {
  throw storageFailure(error)
}

/** Runs what the workspace still needs; when that fails its files go. */
export async function keepPrepared<R>(
  compute: Compute,
  prepared: PreparedWorkspace,
  work: () => Promise<R>,
): Promise<R> {
  try {
    return await work()
  } catch (error) {
    await dropPrepared(compute, prepared)
    throw error
  }
}

export async function dropPrepared(compute: Compute, prepared: PreparedWorkspace): Promise<void> {
  await removeFolder(folderOf(compute, prepared))
  endFilling(prepared)
}

/** Moves the folder to its place; where the disk refuses that, the row goes again too. */
export async function placePrepared(
  compute: Compute,
  by: By,
  prepared: PreparedWorkspace,
  id: number,
): Promise<WorkspaceRow> {
  try {
    return await placeWorkspace(compute, id)
  } catch (error) {
    const { folder, account } = prepared
    await inTransaction(compute.db, async (tx) => {
      await tx
        .deleteFrom('compute_workspace')
        .where('id', '=', id)
        .where('status', '=', 'initializing')
        .where('folder', '=', folder)
        .execute()
      await compute.kernel.journal.record(tx, {
        by,
        action: 'compute.workspace.erased',
        object: objectOf({ id }),
        service: SERVICE,
        details: { name: prepared.name, failed: true },
        audience: `account:${account}`,
      })
    })
    await dropPrepared(compute, prepared)
    throw storageFailure(error)
  }
}

/** The row of a prepared workspace; `placePrepared` then moves its folder to where the row's number says. */
export async function insertWorkspace(
  compute: Compute,
  tx: Tx,
  by: By,
  { account, name, description, defaultKind = null, templateId, folder, entries }: PreparedWorkspace,
): Promise<WorkspaceRow> {
  const { kernel } = compute
  const seen = firstScan(entries)
  await requireRoom(compute, tx, account, { diskBytes: entries.bytes })
  const row = await tx
    .insertInto('compute_workspace')
    .values({
      ...newRow({ name, description, folder, at: kernel.clock.now() }),
      account_id: account,
      default_kind: defaultKind,
      requested: JSON.stringify(entries.requested),
      current: JSON.stringify(seen.current),
      scanned_at: kernel.clock.now(),
      disk_bytes: seen.bytes,
      files: seen.files,
      template_id: templateId ?? null,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  await kernel.journal.record(tx, {
    by,
    action: 'compute.workspace.created',
    object: objectOf(row),
    service: SERVICE,
    new: { name, files: entries.files.length, symlinks: entries.links.length },
    audience: `account:${account}`,
  })
  return row
}

/** What every new row begins with, also that of a shared copy. */
export const newRow = ({
  name,
  description,
  folder,
  at,
}: {
  name: string
  description: string
  folder: string
  at: number
}) => ({
  name,
  name_folded: fold(name),
  description,
  folder,
  status: 'initializing' as const,
  requested: '{}',
  current: JSON.stringify(NOTHING),
  scan_due: 0,
  disk_bytes: 0,
  files: 0,
  created_at: at,
  version: 1,
})

export interface WorkspaceChanges {
  name?: string
  description?: string
  defaultKind?: string | null
  details?: AskedEntries
}

/**
 * Changes what is named; files and links are added or replaced, never removed. A refused change leaves fields and files as
 * they were. With `version`, only when nobody else has changed it meanwhile (412).
 */
export async function changeWorkspace(
  compute: Compute,
  by: By,
  { workspace, changes, version }: { workspace: WorkspaceRow; changes: WorkspaceChanges; version?: number },
): Promise<WorkspaceRow> {
  const { details, defaultKind } = changes
  checkTexts(changes)
  await requireKind(compute.db, defaultKind)
  if (version !== undefined && version !== workspace.version) throw common.changed()
  const entries = details && (await checkEntries(compute, details))
  if (entries) {
    await inTransaction(compute.db, (tx) => requireChangeable(compute, tx, workspace, entries))
    await writeEntries(compute, workspace, entries)
  }
  return inTransaction(compute.db, (tx) =>
    changeRow(compute, tx, by, { workspace, changes, version, entries }),
  )
}

async function requireChangeable(
  compute: Compute,
  tx: Tx,
  { id, account_id }: WorkspaceRow,
  entries: CheckedEntries,
): Promise<void> {
  if (account_id !== null) await requireRoom(compute, tx, account_id, { diskBytes: entries.bytes })
  const row = await lockWorkspace(tx, id)
  if (row.status === 'deleting') throw problems.beingRemoved()
  if (row.status === 'initializing') throw problems.beingMade()
}

async function changeRow(
  compute: Compute,
  tx: Tx,
  by: By,
  {
    workspace: { id },
    changes: { name, description, defaultKind },
    version,
    entries,
  }: { workspace: WorkspaceRow; changes: WorkspaceChanges; version?: number; entries?: CheckedEntries },
): Promise<WorkspaceRow> {
  const { kernel } = compute
  const old = await lockWorkspace(tx, id)
  if (version !== undefined && version !== old.version) throw common.changed()
  const fields = {
    ...(name !== undefined && { name, name_folded: fold(name) }),
    ...(description !== undefined && { description }),
    ...(defaultKind !== undefined && { default_kind: defaultKind }),
  }
  const current = JSON.parse(old.current) as Current
  const row = await tx
    .updateTable('compute_workspace')
    .set({
      ...fields,
      ...(entries && { current: JSON.stringify(unionOf(current, entries)) }),
      modified_at: kernel.clock.now(),
      version: old.version + 1,
    })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
  if (entries) await askScan(compute, tx, id)
  const shown = (of: WorkspaceRow): Record<string, Json> => ({
    ...(of.name !== (of === old ? row : old).name && { name: of.name }),
    ...(of.description !== (of === old ? row : old).description && { description: of.description }),
    ...(of.default_kind !== (of === old ? row : old).default_kind && { defaultKind: of.default_kind }),
  })
  await kernel.journal.record(tx, {
    by,
    action: 'compute.workspace.changed',
    object: objectOf(row),
    service: SERVICE,
    old: shown(old),
    new: {
      ...shown(row),
      ...(entries && { files: entries.files.length, symlinks: entries.links.length }),
    },
    audience: audienceOf(row),
  })
  return row
}

/** The workspace, which nobody else changes until the transaction ends; 404 when it is gone or in the trash. */
export async function lockWorkspace(tx: Tx, id: number): Promise<WorkspaceRow> {
  await lock(tx, 'compute_workspace', [id])
  const row = await findWorkspace(tx, id)
  if (!row || row.trashed_at !== null) throw common.notFound()
  return row
}

export const objectOf = ({ id }: Pick<WorkspaceRow, 'id'>): string => `compute.workspace:${id}`

/** Who reads what the journal says of it, beside administrators. */
export const audienceOf = ({ account_id }: Pick<WorkspaceRow, 'account_id'>): string | undefined =>
  account_id === null ? undefined : `account:${account_id}`

/** An empty name is no kind, and fine; another one must be one that can be started. */
export async function requireKind(db: Db, key: string | null | undefined): Promise<void> {
  if (!key) return
  const kind = await db
    .selectFrom('compute_kind')
    .select('id')
    .where('key', '=', key)
    .where('archived_at', 'is', null)
    .executeTakeFirst()
  if (!kind) throw problems.unknownKind(key)
}

function checkTexts({ name, description }: { name?: string; description?: string }): void {
  if (name !== undefined && [...name].length > MOST_NAME) throw problems.nameTooLong(MOST_NAME)
  for (const [field, text] of Object.entries({ name, description }))
    if (text !== undefined && (text.includes('\0') || !text.isWellFormed())) throw problems.invalidText(field)
}
