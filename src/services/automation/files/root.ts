import { hash } from 'node:crypto'
import type { BigIntStats } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { inTransaction } from '../../../kernel/db/db.ts'
import { errnoOf, storageFailure } from '../../../kernel/files/failures.ts'
import { openExactly } from '../../../kernel/files/inside.ts'
import { rewriteFile } from '../../../kernel/files/replace.ts'
import type { Entry } from '../../../kernel/journal/entry.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { type Automation, SERVICE } from '../automation.ts'
import { problems } from './file-problems.ts'
import { pathFault, realBelow } from './place.ts'
import { type KeptBy, keepVersion } from './version.ts'

/** No inventory and no template is longer. */
const MOST_BYTES = 20_000_000

export interface FileText {
  /** As it stands on the disk, without a mark of its encoding. */
  content: string
  sha256: string
  /** Tells this state of the file from others without reading it. */
  stamp: string
}

/** Throws where a path leads out of the automation root, or cannot name a file in it. */
function checkBelow(path: string, field = 'path'): void {
  const fault = pathFault(path)
  if (fault) throw problems.unusable(field, fault)
}

/** A text below the root; undefined where there is no such file. What is no text, or leads out by a link, is a Problem. */
export async function readBelow(
  { root }: Pick<Automation, 'root'>,
  path: string,
): Promise<FileText | undefined> {
  checkBelow(path)
  try {
    const real = await realBelow(root, path)
    if (real === undefined) throw problems.unusable('path', `${path} leads out of the automation root.`)
    const handle = await openExactly(join(root, real))
    if (!handle) return undefined
    try {
      const found = await handle.stat({ bigint: true })
      if (!found.isFile()) throw problems.noText(path, 'it is no file')
      if (found.size > MOST_BYTES) throw problems.noText(path, 'it is longer than 20 MB')
      const content = textOf(path, await handle.readFile())
      return { content, sha256: hash('sha256', content), stamp: stampOf(found) }
    } finally {
      await handle.close()
    }
  } catch (error) {
    throw storageFailure(error)
  }
}

/** What tells this state of a file from others, without opening it; empty where there is none. */
export async function stampBelow({ root }: Pick<Automation, 'root'>, path: string): Promise<string> {
  try {
    return stampOf(await stat(join(root, path), { bigint: true }))
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes(errnoOf(error) ?? '')) return ''
    throw storageFailure(error)
  }
}

/** By the time that nobody sets: a copy may keep that of its content. */
const stampOf = ({ ctimeNs, mtimeNs, size, ino }: BigIntStats): string =>
  `${ctimeNs}-${mtimeNs}-${size}-${ino}`

function textOf(path: string, bytes: Buffer): string {
  if (bytes.includes(0)) throw problems.noText(path, 'it holds NUL bytes')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw problems.noText(path, 'it is no UTF-8')
  }
}

interface Write {
  path: string
  content: string
  /** SHA-256 of what is replaced, or null where no file may stand there; without it, whatever stands there. */
  match?: string | null | undefined
  via: Exclude<KeptBy, 'disk'>
  /** What the journal says of it. */
  entry?: Pick<Entry, 'action' | 'object' | 'details'>
}

/**
 * Writes a text below the root, whole or not at all, and keeps both what it said and what it says now as versions. Throws
 * `changed` where `match` is not what lies there.
 */
export async function writeBelow(
  automation: Pick<Automation, 'db' | 'kernel' | 'root' | 'files' | 'fileTurns' | 'inventories'>,
  by: By,
  { path, content, match, via, entry = { action: 'automation.file.changed' } }: Write,
): Promise<{ sha256: string; versionId: number }> {
  const { db, kernel, root, files } = automation
  checkBelow(path)
  if (content.includes('\0') || !content.isWellFormed())
    throw problems.invalid('A text has no NUL characters, and no halves of letters.')
  if (Buffer.byteLength(content) > MOST_BYTES) throw problems.invalid('The file would be longer than 20 MB.')
  const sha256 = hash('sha256', content)
  return automation.fileTurns(async () => {
    const real = await realBelow(root, path)
    if (real === undefined) throw problems.unusable('path', `${path} leads out of the automation root.`)
    const there = await readBelow(automation, path)
    if (there) await keepVersion(automation, path, { content: there.content, via: 'disk' })
    if (match !== undefined && (there?.sha256 ?? null) !== match) throw problems.changed(there?.sha256 ?? '')
    await rewriteFile(files, real, content)
    automation.inventories.forget()
    const versionId = await inTransaction(db, async (tx) => {
      const id = await keepVersion({ kernel, db: tx }, path, { content, via, by })
      const before = there?.sha256 ?? null
      const said = { details: { path }, object: 'automation.file', ...entry }
      await kernel.journal.record(tx, {
        by,
        service: SERVICE,
        ...said,
        old: { sha256: before },
        new: { sha256 },
      })
      return id
    })
    return { sha256, versionId }
  })
}
