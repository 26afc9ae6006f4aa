import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { errnoOf } from '../files/failures.ts'
import type { BackupParts } from './kept.ts'

const OURS = /^atelier-\d{8}-\d{6}\.zip(\.partial|\.rows)?$|^\.rehearsal$/
const FORGOTTEN_MS = 6 * 3_600_000

/**
 * Removes what a kill has left: halves, copies of the rows, and files that no row names. With PostgreSQL another node may
 * be at work in the same folder, so there only what is old.
 */
export async function sweepLeftovers({ db, config, database, clock }: BackupParts): Promise<void> {
  const { folder } = config.backup
  await mkdir(folder, { recursive: true, mode: 0o750 })
  const names = (await readdir(folder)).filter((name) => OURS.test(name))
  if (names.length === 0) return
  const rows = await db.selectFrom('kernel_backup').select('file').where('state', '!=', 'failed').execute()
  const known = new Set(rows.map(({ file }) => file))
  for (const name of names.filter((each) => !known.has(each))) {
    const path = join(folder, name)
    if (database.dialect === 'postgres' && !(await isOld(path, clock.now()))) continue
    await rm(path, { recursive: true, force: true })
  }
}

async function isOld(path: string, now: number): Promise<boolean> {
  try {
    return (await stat(path)).mtimeMs < now - FORGOTTEN_MS
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false
    throw error
  }
}
