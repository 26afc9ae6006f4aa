import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import {
  type Archive,
  asDamage,
  type FileRef,
  fileEntry,
  JOBS,
  openArchive,
  rowParser,
  SEALED_KEYS,
  tableEntry,
} from './archive.ts'
import { isWhole } from './checksum.ts'
import type { Damage, Manifest } from './manifest.ts'
import { backupProblems } from './problems.ts'
import { verifyTrees } from './put-trees.ts'
import { type Digest, linesOf } from './rows.ts'

/** What a whole backup holds. */
export interface Verified {
  madeAt: string
  product: string
  rows: number
  files: number
  bytes: number
  /** Files that were missing or damaged already when it was made. */
  damaged: Damage[]
}

/** Reads a backup from end to end and fails with the first thing that is wrong with it (promises.md, S6). */
export async function verifyBackup(path: string): Promise<Verified> {
  const archive = await openArchive(path)
  try {
    await verifyArchive(archive, path)
    const { manifest } = archive
    return {
      madeAt: manifest.madeAt,
      product: manifest.product,
      rows: manifest.tables.reduce((sum, table) => sum + table.count, 0),
      files: manifest.files.count,
      bytes: manifest.files.bytes,
      damaged: manifest.damaged,
    }
  } finally {
    await archive.close()
  }
}

/** The parts first, so that the finding names one; then the file as a whole, since not every byte of it is in a part. */
export async function verifyArchive(archive: Archive, path: string): Promise<void> {
  try {
    await verifyParts(archive)
  } catch (error) {
    throw asDamage(error)
  }
  if (!(await isWhole(path)))
    throw backupProblems.damaged(
      'it was changed or cut off after it was made (the checksum at its end differs)',
    )
}

async function verifyParts(archive: Archive): Promise<void> {
  const { manifest } = archive
  for (const { name, columns, ...written } of manifest.tables) {
    const parse = rowParser(name, columns)
    const found = await walk(await archive.open(tableEntry(name)), (line) => void parse(line))
    requireSame(found, written, `the rows of ${name}`)
  }
  requireSame(await walk(await archive.open(JOBS), () => {}), manifest.jobs, 'the waiting jobs')
  const files = await verifyFiles(archive)
  if (files.count !== manifest.files.count || files.bytes !== manifest.files.bytes)
    throw backupProblems.damaged('the number of its files is not the one that was written')
  const parts = await verifyTrees(archive)
  const keys = manifest.secretKey.included
  if (keys !== archive.has(SEALED_KEYS)) throw backupProblems.damaged('its secret keys are missing')
  const expected = manifest.tables.length + manifest.files.count + parts + (keys ? 3 : 2)
  if (archive.entries !== expected) throw backupProblems.damaged('it holds things that nothing in it names')
}

async function verifyFiles(archive: Archive): Promise<{ count: number; bytes: number }> {
  const sum = { count: 0, bytes: 0 }
  for await (const { row, expected } of filesOf(archive)) {
    const { size, sha256 } = await hashOf(await archive.open(fileEntry(row)))
    if (size !== expected.size || sha256 !== expected.sha256)
      throw backupProblems.damaged(`the file ${row.area}/${row.path} is not what was written`)
    sum.count += 1
    sum.bytes += size
  }
  return sum
}

/** The files that a backup holds, with what each must be; those that were missing when it was made are left out. */
export async function* filesOf(
  archive: Archive,
): AsyncGenerator<{ row: FileRef; expected: { size: number; sha256: string } }> {
  const table = fileTableOf(archive.manifest)
  if (!table) return
  const damaged = new Map(archive.manifest.damaged.map((each) => [`${each.area}/${each.path}`, each.found]))
  const parse = rowParser(table.name, table.columns)
  for await (const line of linesOf(await archive.open(tableEntry(table.name)), () => {})) {
    const row = parse(line) as unknown as FileRef
    const found = damaged.get(`${row.area}/${row.path}`)
    if (found !== null) yield { row, expected: found ?? row }
  }
}

function fileTableOf({ tables }: Manifest): Manifest['tables'][number] | undefined {
  return tables.find((each) => each.name === 'kernel_file')
}

async function walk(source: Readable, look: (line: Buffer) => void): Promise<Digest> {
  let digest: Digest = { count: 0, sha256: '' }
  for await (const line of linesOf(source, (found) => {
    digest = found
  }))
    look(line)
  return digest
}

function requireSame(found: Digest, written: Digest, what: string): void {
  if (found.count !== written.count || found.sha256 !== written.sha256)
    throw backupProblems.damaged(`${what} are not those that were written`)
}

async function hashOf(source: Readable): Promise<{ size: number; sha256: string }> {
  const hash = createHash('sha256')
  let size = 0
  for await (const chunk of source as AsyncIterable<Buffer>) {
    hash.update(chunk)
    size += chunk.length
  }
  return { size, sha256: hash.digest('hex') }
}
