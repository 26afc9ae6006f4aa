import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { type AnyDb, inTransaction, type KernelDb } from '../db/db.ts'
import { appliedOf } from '../db/migrate.ts'
import type { OpenFile } from '../files/area.ts'
import { errnoOf, storageFailure } from '../files/failures.ts'
import { FolderSync } from '../files/folder-sync.ts'
import { readHead } from '../journal/journal.store.ts'
import type { By } from '../journal/journal.ts'
import type { Kernel } from '../kernel.ts'
import { type FileRef, fileEntry, JOBS, MANIFEST, SEALED_KEYS, tableEntry } from './archive.ts'
import { listTables, readLastIds, type Table } from './catalogue.ts'
import { CHECKSUM_BYTES, withChecksum } from './checksum.ts'
import { jobPages } from './job-rows.ts'
import { type Damage, FORMAT, type Manifest, productVersion } from './manifest.ts'
import { isPacked, WORTH_PACKING_BYTES } from './packing.ts'
import { backupProblems } from './problems.ts'
import { pagesOf, textOf } from './rows.ts'
import { withSnapshot } from './snapshot.ts'
import { treeEntries, treesIn } from './trees.ts'
import { type ZipPart, zipOf } from './zip-writer.ts'

export interface BackupOptions {
  /** The file to write; one that is there is replaced when the new one is whole. */
  path: string
  /** Who asks for it, for the journal. */
  by: By
  /** Puts the secret keys in, for whoever knows it. */
  passphrase?: string
  /** A line for a person, now and then. */
  progress?: (line: string) => void
  signal?: AbortSignal
}

export interface Backup {
  path: string
  madeAt: string
  rows: number
  files: number
  bytes: number
  /** Files that were missing, or other than their rows say. The backup is made all the same. */
  damaged: Damage[]
}

type BackedUp = Pick<
  Kernel,
  'areas' | 'clock' | 'config' | 'database' | 'db' | 'journal' | 'log' | 'removals' | 'secrets' | 'trees'
>

const PROGRESS_MS = 1_000

const underWay = new Set<string>()

/** Writes all rows and every file that they name into one zip, while the server goes on (promises.md, S6). */
export async function createBackup(kernel: BackedUp, options: BackupOptions): Promise<Backup> {
  const { path } = options
  if (underWay.has(path)) throw backupProblems.underWay()
  underWay.add(path)
  try {
    // From before the snapshot until its last file is in, no file goes that one of its rows names.
    await kernel.removals.pause()
    const made = await writeBackup(kernel, options).finally(() => kernel.removals.resume())
    await inTransaction(kernel.db, (tx) =>
      kernel.journal.record(tx, {
        by: options.by,
        action: 'backup.made',
        details: {
          file: basename(path),
          rows: made.rows,
          files: made.files,
          bytes: made.bytes,
          damaged: made.damaged.length,
          secretKey: options.passphrase !== undefined,
        },
      }),
    )
    return made
  } catch (error) {
    throw storageFailure(error)
  } finally {
    underWay.delete(path)
  }
}

async function writeBackup(kernel: BackedUp, options: BackupOptions): Promise<Backup> {
  const { path, signal } = options
  const partial = `${path}.partial`
  await mkdir(dirname(path), { recursive: true, mode: 0o750 })
  await rm(partial, { force: true })
  try {
    const manifest = await withSnapshot(
      kernel.database,
      { folder: `${path}.rows`, log: kernel.log },
      async (db) => {
        signal?.throwIfAborted()
        const { manifest, entries } = await contentsOf(kernel, db, options)
        // Its rows are about people: for its owner alone, and on disk before its name says that it is whole.
        const file = createWriteStream(partial, { flags: 'wx', mode: 0o600, flush: true })
        await pipeline(withChecksum(zipOf(entries, CHECKSUM_BYTES)), file, { signal })
        return manifest
      },
    )
    const { size } = await stat(partial)
    await rename(partial, path)
    await new FolderSync().sync(dirname(path))
    return {
      path,
      madeAt: manifest.madeAt,
      rows: manifest.tables.reduce((sum, table) => sum + table.count, 0),
      files: manifest.files.count,
      bytes: size,
      damaged: manifest.damaged,
    }
  } finally {
    await rm(partial, { force: true })
  }
}

/** The manifest, and what fills it while it is read. */
async function contentsOf(
  kernel: BackedUp,
  db: AnyDb,
  options: BackupOptions,
): Promise<{ manifest: Manifest; entries: AsyncGenerator<ZipPart> }> {
  const { clock, database, secrets } = kernel
  const { passphrase } = options
  const mtime = new Date(clock.now())
  const manifest: Manifest = {
    format: FORMAT,
    product: productVersion(),
    madeAt: mtime.toISOString(),
    dialect: database.dialect,
    migrations: await appliedOf(db),
    tables: [],
    jobs: { count: 0, sha256: '' },
    files: { count: 0, bytes: 0 },
    damaged: [],
    journal: await readHead(db as KernelDb),
    workspaces: workspacesIn(kernel),
    secretKey: { fingerprint: secrets.fingerprint, included: passphrase !== undefined },
  }
  const tables = await listTables(db)
  const sealed = passphrase === undefined ? undefined : await secrets.export(passphrase)
  async function* entries(): AsyncGenerator<ZipPart> {
    yield* rowEntries(db, tables, manifest, mtime)
    options.progress?.(`All rows of ${tables.length} tables are in.`)
    yield* fileEntries(kernel, db, tables, manifest, options)
    const { workspaces } = manifest
    if (workspaces !== 'not included') yield* treeEntries(treesIn(kernel), workspaces, mtime)
    if (sealed !== undefined) yield onePart(SEALED_KEYS, () => sealed, mtime)
    yield onePart(MANIFEST, () => JSON.stringify(manifest), mtime)
  }
  return { manifest, entries: entries() }
}

const workspacesIn = (kernel: BackedUp): Manifest['workspaces'] =>
  treesIn(kernel).size > 0 ? { lists: 0, files: 0, bytes: 0, missed: 0 } : 'not included'

async function* rowEntries(
  db: AnyDb,
  tables: readonly Table[],
  manifest: Manifest,
  mtime: Date,
): AsyncGenerator<ZipPart> {
  const lastIds = await readLastIds(db)
  for (const table of tables) {
    const { name, columns } = table
    const lastId = lastIds.get(name) ?? 0
    yield textPart(tableEntry(name), mtime, () =>
      textOf(pagesOf(db, table), (digest) => {
        manifest.tables.push({ name, columns: [...columns], ...digest, lastId })
      }),
    )
  }
  yield textPart(JOBS, mtime, () =>
    textOf(jobPages(db), (digest) => {
      manifest.jobs = digest
    }),
  )
}

async function* fileEntries(
  kernel: BackedUp,
  db: AnyDb,
  tables: readonly Table[],
  manifest: Manifest,
  { progress }: BackupOptions,
): AsyncGenerator<ZipPart> {
  const table = tables.find((each) => each.name === 'kernel_file')
  const total = manifest.tables.find((each) => each.name === 'kernel_file')?.count ?? 0
  let done = 0
  let said = performance.now()
  if (!table) return
  for await (const page of pagesOf(db, table)) {
    for (const row of page as unknown as FileRef[]) {
      const { area, path } = row
      const damage = (found: Damage['found']) => {
        manifest.damaged.push({ area, path, found })
        progress?.(found ? `Damaged: ${area}/${path}` : `Missing: ${area}/${path}`)
      }
      const file = await openStored(kernel, row)
      if (!file) damage(null)
      else yield* fileEntryOf(file, row, manifest, damage)
      done += 1
      if (performance.now() - said < PROGRESS_MS) continue
      said = performance.now()
      progress?.(`${done} of ${total} files, ${manifest.files.bytes} bytes`)
    }
  }
}

/** The bytes go in as they are, whatever they are: what is left of a damaged file is worth keeping. */
async function* fileEntryOf(
  file: OpenFile,
  row: FileRef,
  manifest: Manifest,
  damage: (found: Damage['found']) => void,
): AsyncGenerator<ZipPart> {
  try {
    yield {
      name: fileEntry(row),
      mtime: new Date(file.modifiedMs),
      compress: file.size >= WORTH_PACKING_BYTES && !isPacked(row.path),
      content: () =>
        hashed(file, (found) => {
          manifest.files.count += 1
          manifest.files.bytes += found.size
          if (found.sha256 !== row.sha256 || found.size !== row.size) damage(found)
        }),
    }
  } finally {
    await file.close()
  }
}

async function openStored({ areas }: BackedUp, { area, path, size }: FileRef): Promise<OpenFile | undefined> {
  try {
    // With an end its buffer is as small as the file: of 128 kB each for 10,000 files a third of the time was for garbage.
    const file = await areas.get(area)?.open(path, { end: size })
    if (!file || file.size === size) return file
    await file.close()
    return await areas.get(area)?.open(path)
  } catch (error) {
    if ((error as { code?: string }).code === 'file_missing') return undefined
    throw error
  }
}

async function* hashed(
  file: OpenFile,
  done: (found: { size: number; sha256: string }) => void,
): AsyncGenerator<Buffer> {
  const hash = createHash('sha256')
  let size = 0
  try {
    for await (const chunk of file.stream as AsyncIterable<Buffer>) {
      hash.update(chunk)
      size += chunk.length
      yield chunk
    }
  } catch (error) {
    // A block that the disk does not give back ends this file, not the backup.
    if (errnoOf(error) !== 'EIO') throw error
  }
  done({ size, sha256: hash.digest('hex') })
}

const textPart = (name: string, mtime: Date, content: () => AsyncIterable<Buffer>): ZipPart => ({
  name,
  mtime,
  compress: true,
  content,
})

const onePart = (name: string, text: () => string, mtime: Date): ZipPart =>
  textPart(name, mtime, async function* () {
    yield Buffer.from(text())
  })
