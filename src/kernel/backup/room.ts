import { mkdir, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { errnoOf } from '../files/failures.ts'
import { findLastGood } from './backup.store.ts'
import type { BackupParts } from './kept.ts'
import { backupProblems } from './problems.ts'
import { treesIn } from './trees.ts'

/** One may be larger than the one before. */
const GROWTH = 1.1

/**
 * Refuses a backup for which the disk has no room, before it takes the last of it. Gives how much it may need: as much as
 * the last one, or all files where there is none, and on SQLite a copy of the database while it is made.
 */
export async function requireRoom(parts: BackupParts): Promise<number> {
  const last = await findLastGood(parts.db)
  const files = (await bytesOfFiles(parts)) + (await bytesOfTrees(parts))
  const needed = (last?.bytes ? last.bytes * GROWTH : files) + (await bytesOfRows(parts))
  await requireFree(parts, needed)
  return needed
}

/** Refuses what would leave less than the reserve of the disk. */
export async function requireFree({ config, space }: BackupParts, bytes: number): Promise<void> {
  const { folder } = config.backup
  await mkdir(folder, { recursive: true, mode: 0o750 })
  const { bavail, bsize } = await statfs(folder)
  const { reserveBytes } = await space.state()
  const free = Math.max(0, bavail * bsize - reserveBytes)
  if (free < bytes) throw backupProblems.noRoom(free, bytes)
}

async function bytesOfFiles({ db }: BackupParts): Promise<number> {
  const row = await db
    .selectFrom('kernel_file')
    .select((eb) => eb.fn.sum<number | null>('size').as('bytes'))
    .executeTakeFirst()
  return Number(row?.bytes ?? 0)
}

async function bytesOfTrees(parts: BackupParts): Promise<number> {
  const each = await Promise.all([...treesIn(parts).values()].map((tree) => tree.bytes()))
  return each.reduce((sum, bytes) => sum + bytes, 0)
}

async function bytesOfRows({ database, config }: BackupParts): Promise<number> {
  if (database.dialect === 'postgres') return 0
  try {
    return (await stat(join(config.data, 'atelier.db'))).size
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return 0
    throw error
  }
}
