import { access, constants } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { readZip, type UnzippedEntry } from '../files/unzip.ts'
import { Problem } from '../problem.ts'
import { type Manifest, parseManifest } from './manifest.ts'
import { backupProblems } from './problems.ts'
import type { Row } from './rows.ts'

export const MANIFEST = 'manifest.json'
export const JOBS = 'jobs.jsonl'
export const SEALED_KEYS = 'secret.keys'
export const tableEntry = (table: string): string => `tables/${table}.jsonl`

/** Names in archives are no longer than paths. */
const LONGEST_NAME = 2_000
const MOST_MANIFEST_BYTES = 256 * 1024 * 1024
/** The caps of archives from outside are not for our own; its names are judged all the same. */
const UNLIMITED = {
  entries: Number.POSITIVE_INFINITY,
  bytes: Number.POSITIVE_INFINITY,
  ratio: Number.POSITIVE_INFINITY,
}

/** What of a row of `kernel_file` a backup goes by. */
export interface FileRef {
  id: number
  area: string
  path: string
  size: number
  sha256: string
}

export function fileEntry({ id, area, path }: Pick<FileRef, 'id' | 'area' | 'path'>): string {
  const name = `files/${area}/${path}`
  return Buffer.byteLength(name) <= LONGEST_NAME ? name : `files-by-id/${id}`
}

/** An open backup. */
export interface Archive {
  readonly manifest: Manifest
  /** How many things are in it, the manifest too. */
  readonly entries: number
  has(name: string): boolean
  open(name: string): Promise<Readable>
  text(name: string, mostBytes: number): Promise<string>
  close(): Promise<void>
}

/** Opens a backup, or says why it is none. Its bytes are judged as they are read. */
export async function openArchive(path: string): Promise<Archive> {
  await access(path, constants.R_OK).catch(() => {
    throw backupProblems.missing(path)
  })
  const reading = readZip(path, UNLIMITED)
  const close = async () => {
    await reading.return(undefined)
  }
  try {
    const entries = await entriesOf(reading)
    const open = async (name: string) => {
      const entry = entries.get(name)
      if (!entry) throw backupProblems.damaged(`${name} is missing`)
      return entry.open()
    }
    const text = async (name: string, mostBytes: number) => {
      if ((entries.get(name)?.size ?? 0) > mostBytes) throw backupProblems.damaged(`${name} is too large`)
      return Buffer.concat(await (await open(name)).toArray()).toString('utf8')
    }
    return {
      manifest: parseManifest(await text(MANIFEST, MOST_MANIFEST_BYTES)),
      entries: entries.size,
      has: (name) => entries.has(name),
      open,
      text,
      close,
    }
  } catch (error) {
    await close()
    throw asDamage(error)
  }
}

/** The archive stays open while its generator waits, so the last entry is not asked past: the manifest is written last. */
async function entriesOf(reading: AsyncGenerator<UnzippedEntry>): Promise<Map<string, UnzippedEntry>> {
  const entries = new Map<string, UnzippedEntry>()
  for (;;) {
    const { done, value } = await reading.next()
    if (done) throw backupProblems.damaged('it has no manifest, or is no backup of Atelier')
    entries.set(value.name, value)
    if (value.name === MANIFEST) return entries
  }
}

/** What is wrong with a zip is wrong with the backup; other failures stay what they are. */
export function asDamage(error: unknown): unknown {
  if (!(error instanceof Problem) || (error.code !== 'bad_archive' && error.code !== 'invalid_name'))
    return error
  return backupProblems.damaged(error.message.replace(/^[^:]*: /, '').replace(/\.$/, ''), error)
}

/** One line of a table: an object of texts, numbers and nulls by the table's columns, and nothing else. */
export function rowParser(table: string, columns: readonly string[]): (line: Buffer) => Row {
  return (line) => {
    let row: unknown
    try {
      row = JSON.parse(line.toString('utf8'))
    } catch (error) {
      throw backupProblems.damaged(`a row of ${table} is no JSON`, error)
    }
    if (typeof row !== 'object' || row === null || Object.keys(row).length !== columns.length)
      throw odd(table)
    for (const column of columns) {
      const value = Object.hasOwn(row, column) ? (row as Row)[column] : undefined
      if (value !== null && typeof value !== 'string' && !Number.isSafeInteger(value)) throw odd(table)
    }
    return row as Row
  }
}

const odd = (table: string) => backupProblems.damaged(`a row of ${table} does not fit its columns`)
