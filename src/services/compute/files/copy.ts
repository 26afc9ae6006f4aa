import { constants } from 'node:fs'
import { copyFile, lchown, mkdir, open, readlink, symlink } from 'node:fs/promises'
import { errnoOf } from '../../../kernel/files/failures.ts'
import {
  childAt,
  type EntryName,
  entriesIn,
  type OpenFolder,
  openChild,
  openChildFolder,
  openFolder,
} from '../../../kernel/files/inside.ts'
import { Lanes } from './lanes.ts'
import type { Owner } from './staging.ts'

const AT_ONCE = 8
const FOLDER_MODE = 0o700
/** Four descriptors are open for each level. */
const DEEPEST = 200
const DOT = 0x2e

/** Of a whole copy. */
interface Copying {
  /** Whose it is. */
  owner: Owner
  /** Whose the original is. */
  from: number
  /** Throws where the disk has no room for a file. */
  requireRoom(bytes: number): Promise<void>
}

/**
 * Copies what lies in a folder into an empty one that nobody else can reach yet: links as links, dot entries not at all.
 * All of it is on disk when this ends.
 */
export async function copyFolder(
  from: string,
  to: string,
  { owner, requireRoom }: Omit<Copying, 'from'>,
): Promise<void> {
  const [source, target] = await Promise.all([openFolder(from, []), openFolder(to, [])])
  try {
    if (!source || !target) throw new Error('One of the folders of a copy is not there.')
    const { uid } = await source.handle.stat()
    await copyInside(source, target, { owner, requireRoom, from: uid, depth: 1 })
  } finally {
    await Promise.all([source?.handle.close(), target?.handle.close()])
  }
}

async function copyInside(source: OpenFolder, target: OpenFolder, copying: Level): Promise<void> {
  if (copying.depth > DEEPEST) throw new Error('What is to be copied is nested too deeply.')
  const lanes = new Lanes(AT_ONCE)
  try {
    for await (const entry of await entriesIn(source)) {
      const { name } = entry
      if (name[0] === DOT) continue
      if (entry.isDirectory()) await copyChildFolder(source, target, { name, ...copying })
      else if (entry.isSymbolicLink()) await copyLink(source, target, { name, ...copying })
      else if (entry.isFile()) await lanes.add(() => copyOne(source, target, { name, ...copying }))
    }
  } finally {
    await lanes.end()
  }
  await target.handle.sync()
}

type Level = Copying & { depth: number }
type Entry = Level & { name: EntryName }

async function copyChildFolder(
  source: OpenFolder,
  target: OpenFolder,
  { name, ...copying }: Entry,
): Promise<void> {
  const from = await openChildFolder(source, name)
  // Gone, or a link by now.
  if (!from) return
  const { owner, depth } = copying
  try {
    await mkdir(childAt(target, name), { mode: FOLDER_MODE })
    if (owner) await lchown(childAt(target, name), owner.uid, owner.gid)
    const to = await openChildFolder(target, name)
    if (!to) throw new Error('A folder that was made is not there.')
    try {
      await copyInside(from, to, { ...copying, depth: depth + 1 })
    } finally {
      await to.handle.close()
    }
  } finally {
    await from.handle.close()
  }
}

async function copyLink(source: OpenFolder, target: OpenFolder, { name, owner }: Entry): Promise<void> {
  try {
    await symlink(await readlink(childAt(source, name), 'buffer'), childAt(target, name))
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'EINVAL') return
    throw error
  }
  if (owner) await lchown(childAt(target, name), owner.uid, owner.gid)
}

async function copyOne(
  source: OpenFolder,
  target: OpenFolder,
  { name, owner, from: ownUid, requireRoom }: Entry,
): Promise<void> {
  const from = await openChild(source, name)
  if (!from) return
  try {
    const found = await from.stat()
    // A second name that somebody gave to another's file is not theirs to give away.
    if (!found.isFile() || (found.nlink > 1 && found.uid !== ownUid)) return
    await requireRoom(found.size)
    // By the descriptor: what its name means may have changed.
    const flags = constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE
    await copyFile(`/proc/self/fd/${from.fd}`, childAt(target, name), flags)
    const to = await open(childAt(target, name), constants.O_RDONLY | constants.O_NOFOLLOW)
    try {
      await to.chmod((found.mode & 0o100) === 0 ? 0o600 : 0o700)
      if (owner) await to.chown(owner.uid, owner.gid)
      await to.datasync()
    } finally {
      await to.close()
    }
  } finally {
    await from.close()
  }
}
