import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type CutZip, type Sent, sha256, type Taken } from './participant.ts'

export interface Landed {
  /** Its name on disk: the time of arrival, and the name that it was sent under. */
  file: string
  name: string
  size: number
  sha256: string
}

export interface Verdict {
  /** Acknowledged, but not there. */
  missing: Sent[]
  /** There more than once. */
  doubled: string[]
  /** There under a name that was sent, with bytes that were not. */
  torn: string[]
  /** Zips whose slices are all acknowledged, and whether the slices joined are the zip. */
  joined: { zip: CutZip; isWhole: boolean }[]
}

const STAMP = /^\d{8}T\d{6}\.\d{6}Z0000-/

/** Reads what lies in a project's folder. */
export async function readLanded(folder: string): Promise<Landed[]> {
  const files = (await readdir(folder).catch(missingIsEmpty)).sort()
  const landed: Landed[] = []
  for (const file of files) {
    const path = join(folder, file)
    const name = file.replace(STAMP, '')
    landed.push({ file, name, size: (await stat(path)).size, sha256: await hashOf(path) })
  }
  return landed
}

/** Holds what was sent against what is there. Files are told apart by name and content, answers by content. */
export async function judge(
  folder: string,
  landed: readonly Landed[],
  takes: readonly Taken[],
): Promise<Verdict> {
  const sent = takes.flatMap((taken) => taken.sent)
  const counts = new Map<string, number>()
  for (const each of landed) counts.set(keyOf(each), (counts.get(keyOf(each)) ?? 0) + 1)
  const known = new Map(sent.map((each) => [diskName(each), each]))
  const whole = new Set(sent.map((each) => keyOf({ name: diskName(each), sha256: each.sha256 })))
  const countOf = (each: Sent) => counts.get(keyOf({ name: diskName(each), sha256: each.sha256 })) ?? 0
  return {
    missing: sent.filter((each) => each.acknowledged && countOf(each) === 0),
    doubled: sent.filter((each) => countOf(each) > 1).map((each) => each.name),
    torn: landed
      .filter((each) => each.name !== MESSAGES && known.has(each.name) && !whole.has(keyOf(each)))
      .map((each) => each.file),
    joined: await Promise.all(
      takes
        .flatMap((taken) => taken.cut)
        .filter((zip) => zip.slices.every((slice) => known.get(slice)?.acknowledged))
        .map(async (zip) => ({ zip, isWhole: (await joinedHash(folder, landed, zip)) === zip.sha256 })),
    ),
  }
}

const MESSAGES = 'messages.json'
const diskName = ({ name }: Sent): string => (name === 'responses' ? MESSAGES : name)
const keyOf = ({ name, sha256 }: { name: string; sha256: string }): string => `${name} ${sha256}`

async function joinedHash(folder: string, landed: readonly Landed[], zip: CutZip): Promise<string> {
  const parts = zip.slices.map((slice) => landed.find((each) => each.name === slice)?.file)
  if (parts.includes(undefined)) return 'a slice is missing'
  return sha256(Buffer.concat(await Promise.all(parts.map((part) => readFile(join(folder, part ?? ''))))))
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk)
  return hash.digest('hex')
}

function missingIsEmpty(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'ENOENT') return []
  throw error
}
