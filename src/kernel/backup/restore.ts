import { mkdir } from 'node:fs/promises'
import type { Clock } from '../clock.ts'
import { systemClock } from '../clock.ts'
import type { KernelConfig } from '../config/config.ts'
import type { Database } from '../db/database.ts'
import { inTransaction } from '../db/db.ts'
import { endRestore, migrate, type Room } from '../db/migrate.ts'
import { takeServerLock } from '../db/server-lock.ts'
import { Jobs } from '../jobs/jobs.ts'
import { type By, Journal } from '../journal/journal.ts'
import type { Verdict } from '../journal/verify.ts'
import { type Log, silentLog } from '../log.ts'
import { parseKeyring, readKeyFile } from '../secrets/keyring.ts'
import { unsealKeyring } from '../secrets/sealed.ts'
import { importKeys } from '../secrets/secrets.ts'
import { type Archive, openArchive, SEALED_KEYS } from './archive.ts'
import type { Damage, Manifest } from './manifest.ts'
import { takePlace } from './place.ts'
import { backupProblems } from './problems.ts'
import { openAreas, putFiles } from './put-files.ts'
import { putRows } from './put-rows.ts'
import { putTrees } from './put-trees.ts'
import { filesOf, verifyArchive } from './verify.ts'

export interface RestoreOptions {
  path: string
  /** Where to: the data folder, and the database when that is PostgreSQL. */
  config: Pick<KernelConfig, 'data' | 'databaseUrl' | 'secretKeyFile' | 'secretKey'>
  /** All of the product's, whichever services are switched on. */
  rooms: readonly Room[]
  /** The folder of each area, by its name. */
  areas: Readonly<Record<string, string>>
  /** The folder of each tree, by its name: what was copied as it lay. */
  trees?: Readonly<Record<string, string>>
  /** Opens the secret keys in the backup. Without it they must be in place, or be put there before the next start. */
  passphrase?: string
  /** What is in the place may be lost. */
  replace?: boolean
  progress?: (line: string) => void
  by?: By
  clock?: Clock
  log?: Log
}

export interface Restored {
  madeAt: string
  rows: number
  files: number
  /** Files that were missing or damaged already when the backup was made. */
  damaged: Damage[]
  /** What the walk over the journal found; its end is the one that the backup names. */
  journal: Verdict
  /** The key without which what is encrypted stays closed, and whether this place has it. */
  secretKey: { fingerprint: string; here: boolean }
}

const SEALED_KEYS_BYTES = 1024 * 1024
const PROGRESS_MS = 1_000

/**
 * Fills an empty place from a backup, on either database (promises.md, S6). All of the backup is looked at before anything
 * is touched; from then on no server starts there until it is whole. After a kill it is simply run again.
 */
export async function restoreBackup(options: RestoreOptions): Promise<Restored> {
  const { path, config, progress } = options
  const archive = await openArchive(path)
  try {
    // Whole first: a wrong byte in the name of a migration would be told as a newer version.
    await verifyArchive(archive, path)
    requireKnown(archive.manifest, options.rooms)
    await requireAreas(archive, options.areas)
    const sealed = await sealedKeys(archive, options.passphrase)
    progress?.(`The backup of ${archive.manifest.madeAt} is whole.`)
    await mkdir(config.data, { recursive: true, mode: 0o750 })
    const lock = takeServerLock(config.data, { pid: process.pid, address: 'a restore' })
    try {
      return await fill(archive, options, sealed)
    } finally {
      lock.release()
    }
  } finally {
    await archive.close()
  }
}

async function fill(
  archive: Archive,
  options: RestoreOptions,
  sealed: string | undefined,
): Promise<Restored> {
  const { config, replace = false, log = silentLog, clock = systemClock, rooms } = options
  const { manifest } = archive
  const areas = await openAreas(options.areas)
  const database = await takePlace({
    data: config.data,
    databaseUrl: config.databaseUrl,
    areas: [...areas.values()],
    trees: Object.values(options.trees ?? {}),
    replace,
    log,
  })
  options.progress?.('Restoring. Until it has ended, no server starts here.')
  try {
    await migrate(database, rooms, clock.now(), manifest.migrations)
    await new Jobs({ database, clock, log }).prepare()
    const rows = await putRows(database, archive)
    options.progress?.(`All ${rows} rows are in, and came out as they were.`)
    await migrate(database, rooms, clock.now(), namesOf(rooms))
    const place = { data: config.data, madeAt: Date.parse(manifest.madeAt) }
    for (const room of rooms)
      if (room.onRestore) await inTransaction(database.db, async (tx) => room.onRestore?.(tx, place))
    const files = await putFiles(archive, areas, filesProgress(manifest, options))
    await putTrees(archive, options.trees ?? {})
    if (sealed !== undefined && options.passphrase !== undefined && config.secretKey === undefined)
      await importKeys(config.secretKeyFile, sealed, options.passphrase)
    const verdict = await end(database, options, { rows, files, manifest })
    if (!verdict.ok) options.progress?.(`The journal was not whole when it was backed up: ${verdict.finding}`)
    const { fingerprint } = manifest.secretKey
    const here = await hasKey(config, fingerprint)
    if (!here)
      options.progress?.(`The secret key ${fingerprint} is not here. Put it in place before the next start.`)
    const { madeAt, damaged } = manifest
    return { madeAt, rows, files, damaged, journal: verdict, secretKey: { fingerprint, here } }
  } finally {
    await database.close()
  }
}

/** The last step: the place says what it is made from, and that it is whole, in one commit. */
async function end(
  database: Database,
  options: RestoreOptions,
  { rows, files, manifest }: { rows: number; files: number; manifest: Manifest },
): Promise<Verdict> {
  const { clock = systemClock, log = silentLog, by = { via: 'cli' } } = options
  const journal = new Journal({ database, clock, log })
  const verdict = await journal.verify(manifest.journal)
  await inTransaction(database.db, async (tx) => {
    await journal.record(tx, {
      by,
      action: 'backup.restored',
      details: { madeAt: manifest.madeAt, from: manifest.dialect, rows, files },
    })
    await endRestore(tx)
  })
  await journal.stop()
  return verdict
}

const namesOf = (rooms: readonly Room[]): string[] =>
  rooms.flatMap((room) => Object.keys(room.migrations).map((name) => `${room.name}/${name}`))

function requireKnown({ migrations, product }: Manifest, rooms: readonly Room[]): void {
  const known = new Set(namesOf(rooms))
  const unknown = migrations.filter((name) => !known.has(name))
  if (unknown.length > 0) throw backupProblems.newer(`${product}, with ${unknown.join(', ')}`)
}

/** Told before anything is touched. Which areas there are is in the rows, so they are asked. */
async function requireAreas(archive: Archive, areas: RestoreOptions['areas']): Promise<void> {
  for await (const { row } of filesOf(archive))
    if (!Object.hasOwn(areas, row.area)) throw backupProblems.noArea(row.area)
}

async function sealedKeys(archive: Archive, passphrase: string | undefined): Promise<string | undefined> {
  if (passphrase === undefined) return undefined
  if (!archive.has(SEALED_KEYS)) throw backupProblems.noKeys()
  const sealed = await archive.text(SEALED_KEYS, SEALED_KEYS_BYTES)
  // A wrong passphrase is told before anything is touched.
  await unsealKeyring(sealed, passphrase)
  return sealed
}

async function hasKey(config: RestoreOptions['config'], fingerprint: string): Promise<boolean> {
  const ring =
    config.secretKey === undefined
      ? await readKeyFile(config.secretKeyFile)
      : parseKeyring(config.secretKey, 'The variable with the secret key')
  return ring?.some((key) => key.id === fingerprint) ?? false
}

function filesProgress(manifest: Manifest, { progress }: RestoreOptions): (done: number) => void {
  let said = performance.now()
  return (done) => {
    if (performance.now() - said < PROGRESS_MS) return
    said = performance.now()
    progress?.(`${done} of ${manifest.files.count} files`)
  }
}
