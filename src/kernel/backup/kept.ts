import { join } from 'node:path'
import type { KernelConfig } from '../config/config.ts'
import type { KernelTx } from '../db/db.ts'
import type { By } from '../journal/journal.ts'
import type { Kernel } from '../kernel.ts'
import { deleteBackup } from './backup.store.ts'
import type { BackupRow } from './tables.ts'

/** What this room needs of the kernel. */
export type BackupParts = Pick<
  Kernel,
  | 'areas'
  | 'clock'
  | 'config'
  | 'database'
  | 'db'
  | 'jobs'
  | 'journal'
  | 'log'
  | 'notices'
  | 'program'
  | 'removals'
  | 'secrets'
  | 'space'
  | 'trees'
>

/** The kind of the notices about backups. */
export const BACKUP_NOTICE = 'kernel.backup'
export const SYSTEM: By = { via: 'system' }

export const pathOf = ({ config }: { config: KernelConfig }, { file }: Pick<BackupRow, 'file'>): string =>
  join(config.backup.folder, file)

/** A new one, before it is begun. */
export function newRow(
  { clock, config }: BackupParts,
  origin: BackupRow['origin'],
  state: BackupRow['state'],
) {
  const now = clock.now()
  const stamp = new Date(now).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')
  const with_key = config.backup.passphraseFile === undefined ? 0 : 1
  return { file: `atelier-${stamp}.zip`, origin, state, started_at: now, with_key }
}

/** Its row goes, with an entry. The file is the caller's to remove, once this is committed. */
export async function forget(tx: KernelTx, { journal }: BackupParts, by: By, row: BackupRow): Promise<void> {
  await deleteBackup(tx, row.id)
  await journal.record(tx, {
    by,
    action: 'backup.removed',
    object: `backup:${row.id}`,
    details: { file: row.file, startedAt: new Date(row.started_at).toISOString() },
  })
}
