import { createHash } from 'node:crypto'
import { chmod, lchown, lutimes, mkdir, open, readdir, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { errnoOf } from '../files/failures.ts'
import type { Archive } from './archive.ts'
import { backupProblems } from './problems.ts'
import { linesOf } from './rows.ts'
import { listEntry, type TreeLine } from './trees.ts'

const OWN_MODE = 0o700
const whole = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })

const Line = Type.Object({
  tree: Type.String({ minLength: 1 }),
  path: Type.String({ minLength: 1 }),
  kind: Type.Enum(['folder', 'file', 'link']),
  mode: Type.Integer({ minimum: 0, maximum: 0o777 }),
  uid: whole,
  gid: whole,
  at: whole,
  part: Type.Optional(Type.String()),
  size: Type.Optional(whole),
  sha256: Type.Optional(Type.String()),
  target: Type.Optional(Type.String()),
})

/** Everything of the trees that a backup holds. */
async function* treeLines(archive: Archive): AsyncGenerator<TreeLine> {
  const { workspaces } = archive.manifest
  if (workspaces === 'not included') return
  for (let at = 0; at < workspaces.lists; at += 1)
    for await (const text of linesOf(await archive.open(listEntry(at)), () => {})) yield parse(text)
}

/** Reads every file of the trees and fails with the first that is not what was written. Gives how many parts they are. */
export async function verifyTrees(archive: Archive): Promise<number> {
  const { workspaces } = archive.manifest
  if (workspaces === 'not included') return 0
  let files = 0
  for await (const line of treeLines(archive)) {
    if (line.kind !== 'file') continue
    files += 1
    requireSame(line, await hashOf(await archive.open(line.part ?? '')))
  }
  if (files !== workspaces.files)
    throw backupProblems.damaged('the number of the files of workspaces is not the one that was written')
  return files + workspaces.lists
}

/** Whether something lies in one of these folders that a restore would lose. */
export async function findFilled(roots: readonly string[]): Promise<string | undefined> {
  // What begins with a dot is the server's own, and made by each start.
  for (const root of roots) if ((await namesIn(root)).some((name) => !name.startsWith('.'))) return root
  return undefined
}

/**
 * Puts trees where they were, in folders that are emptied before. Links come last: nothing is written through one. Where
 * this is root, everything belongs to whom it belonged.
 */
export async function putTrees(archive: Archive, roots: Readonly<Record<string, string>>): Promise<void> {
  if (archive.manifest.workspaces === 'not included') return
  for (const root of Object.values(roots)) {
    await mkdir(root, { recursive: true, mode: 0o711 })
    for (const name of await namesIn(root)) await rm(join(root, name), { recursive: true, force: true })
  }
  for await (const line of treeLines(archive)) {
    const path = placeOf(line, roots)
    if (line.kind === 'folder') await mkdir(path, { mode: OWN_MODE })
    else if (line.kind === 'file') await putFile(archive, line, path)
  }
  for await (const line of treeLines(archive)) {
    const path = placeOf(line, roots)
    if (line.kind === 'link') await symlink(line.target ?? '', path)
    if (process.getuid?.() === 0) await lchown(path, line.uid, line.gid)
    // A change of owner takes bits away, so this is last.
    if (line.kind !== 'link') await chmod(path, line.mode)
    if (line.kind !== 'folder') await lutimes(path, line.at / 1_000, line.at / 1_000)
  }
}

async function putFile(archive: Archive, line: TreeLine, path: string): Promise<void> {
  const handle = await open(path, 'wx', 0o600)
  try {
    const source = await archive.open(line.part ?? '')
    requireSame(
      line,
      await hashOf(source, async (chunk) => {
        await handle.writeFile(chunk)
      }),
    )
    await handle.datasync()
  } finally {
    await handle.close()
  }
}

async function hashOf(source: Readable, take?: (chunk: Buffer) => Promise<void>) {
  const hash = createHash('sha256')
  let size = 0
  for await (const chunk of source as AsyncIterable<Buffer>) {
    hash.update(chunk)
    size += chunk.length
    await take?.(chunk)
  }
  return { size, sha256: hash.digest('hex') }
}

function requireSame({ path, size, sha256 }: TreeLine, found: { size: number; sha256: string }): void {
  if (found.size !== size || found.sha256 !== sha256)
    throw backupProblems.damaged(`the file ${path} of workspaces is not what was written`)
}

function parse(text: Buffer): TreeLine {
  let line: unknown
  try {
    line = JSON.parse(text.toString('utf8'))
  } catch (error) {
    throw backupProblems.damaged('its list of workspaces is no JSON', error)
  }
  const isOurs =
    Value.Check(Line, line) &&
    line.path.split('/').every((part) => part !== '' && part !== '.' && part !== '..' && !part.includes('\0'))
  if (!isOurs) throw backupProblems.damaged('its list of workspaces is not what Atelier writes')
  return line as TreeLine
}

function placeOf({ tree, path }: TreeLine, roots: Readonly<Record<string, string>>): string {
  const root = Object.hasOwn(roots, tree) ? roots[tree] : undefined
  if (root === undefined) throw backupProblems.noArea(tree)
  return join(root, path)
}

async function namesIn(root: string): Promise<string[]> {
  try {
    return await readdir(root)
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return []
    throw error
  }
}
