import { hash } from 'node:crypto'
import { mkdir, open } from 'node:fs/promises'
import { join, posix } from 'node:path'
import {
  entriesIn,
  type OpenFolder,
  openChild,
  openChildFolder,
  walkTo,
} from '../../../kernel/files/inside.ts'

const MOST_FILES = 1_000
const MOST_BYTES = 20_000_000
const DEEPEST = 20

/** The folder holds more than a template's folder may. */
export class TooMuch extends Error {
  override readonly name = 'TooMuch'
}

/** A file of a folder of templates; its path begins in that folder. */
export interface PackageFile {
  path: string
  content: Buffer
}

/** What nobody means by a template's files: what Python and git put there, and what begins with a dot. */
const isOurs = (name: string): boolean =>
  !name.startsWith('.') && !['__pycache__', 'node_modules'].includes(name)

/**
 * The regular files of a folder below `root`, each read from the folder that was opened: links are neither followed nor given,
 * also when they are swapped in meanwhile (promises.md, F2 and F8). Undefined where there is no such folder.
 */
export async function* filesOf(
  root: string,
  parts: readonly string[],
  wants: (path: string) => boolean = () => true,
): AsyncGenerator<PackageFile> {
  const folder = await walkTo(root, parts)
  if (!folder) return
  const left = { files: MOST_FILES, bytes: MOST_BYTES }
  yield* walk(folder, { path: '', depth: 0, wants, left })
}

interface Walk {
  path: string
  depth: number
  wants(path: string): boolean
  left: { files: number; bytes: number }
}

async function* walk(folder: OpenFolder, at: Walk): AsyncGenerator<PackageFile> {
  try {
    for await (const entry of await entriesIn(folder)) {
      const name = entry.name.toString()
      // A name that is no text is nobody's module.
      if (!isOurs(name) || !Buffer.from(name).equals(entry.name)) continue
      at.left.files -= 1
      if (at.left.files < 0) throw new TooMuch()
      const path = posix.join(at.path, name)
      if (entry.isDirectory()) {
        const inner = at.depth < DEEPEST ? await openChildFolder(folder, name) : undefined
        if (inner) yield* walk(inner, { ...at, path, depth: at.depth + 1 })
      } else if (entry.isFile()) {
        const content = at.wants(path) ? await readOne(folder, name, at.left) : undefined
        if (content) yield { path, content }
      }
    }
  } finally {
    await folder.handle.close()
  }
}

async function readOne(folder: OpenFolder, name: string, left: Walk['left']): Promise<Buffer | undefined> {
  const handle = await openChild(folder, name)
  if (!handle) return undefined
  try {
    const found = await handle.stat()
    if (!found.isFile()) return undefined
    left.bytes -= found.size
    if (left.bytes < 0) throw new TooMuch()
    const content = Buffer.alloc(found.size)
    const { bytesRead } = await handle.read(content, 0, found.size, 0)
    return content.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

/** Tells what the files of a folder say, all together; each is a path and the SHA-256 of what stands there. */
export const digestOf = (files: readonly (readonly [path: string, sha256: string])[]): string =>
  hash('sha256', JSON.stringify([...files].sort(([one], [other]) => (one < other ? -1 : 1))))

/** A file as `digestOf` takes it. */
export const seenAs = ({ path, content }: PackageFile): [path: string, sha256: string] => [
  path,
  hash('sha256', content),
]

/** Puts files into a folder that nobody else reaches yet. */
export async function putFile(folder: string, { path, content }: PackageFile): Promise<void> {
  await mkdir(join(folder, posix.dirname(path)), { recursive: true, mode: 0o750 })
  const handle = await open(join(folder, path), 'wx', 0o640)
  try {
    await handle.writeFile(content)
  } finally {
    await handle.close()
  }
}
