import type { Stats } from 'node:fs'
import { type FileHandle, realpath } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { plainText } from '../../../kernel/execution/plain-text.ts'
import type { Incoming } from '../../../kernel/files/area.ts'
import {
  type EntryName,
  entriesIn,
  type OpenFolder,
  openChild,
  openChildFolder,
  walkTo,
} from '../../../kernel/files/inside.ts'
import { distinctNames, storedName } from '../experiments/name.ts'
import type { Pipelines } from '../pipelines.ts'
import { fitsGlob } from './glob.ts'
import type { Work } from './work.ts'

const MOST_SEEN = 50_000
const MOST_DEPTH = 32
/** A path of the area, with the folders before it. */
const MOST_BYTES = 1_500

export interface Left {
  /** Below the folder of results. */
  name: string
  incoming: Incoming
}

export interface Collected {
  files: Left[]
  /** What of it was not taken, in sentences. */
  notes: string[]
  /** It left more than it may: what was taken until then is there. */
  overflow?: string
}

interface Collecting {
  work: Work
  /** Which files are results; all where none is named. */
  globs: readonly string[]
  signal: AbortSignal
}

interface Found {
  parts: string[]
  incoming: Incoming
}

/**
 * Takes what an experiment left into the area, by descriptors that no link leads astray: regular files of whom it ran as, and
 * nothing else. Whoever gets them keeps or discards each.
 */
export async function collectOutputs(pipelines: Pipelines, collecting: Collecting): Promise<Collected> {
  const { work } = collecting
  const root = await realpath(dirname(work.folder))
  const names = [basename(work.folder), basename(work.outputs)]
  const folder = await walkTo(root, names)
  const collector = new Collector(pipelines, collecting)
  try {
    if (folder) await collector.take(folder, [])
    return collector.result()
  } catch (error) {
    await collector.discard()
    throw error
  } finally {
    await folder?.handle.close()
  }
}

/** The first line of what its program said of its version; null where it said nothing. */
export async function readVersion({ folder, version }: Work): Promise<string | null> {
  const above = await walkTo(await realpath(dirname(folder)), [basename(folder)])
  if (!above) return null
  try {
    const file = await readable(openChild(above, basename(version)))
    if (!file) return null
    try {
      if (!(await file.stat()).isFile()) return null
      const { buffer, bytesRead } = await file.read(Buffer.alloc(1_000), 0, 1_000, 0)
      const [line = ''] = plainText(buffer.toString('utf8', 0, bytesRead))
        .trim()
        .split('\n')
      return line.slice(0, 200).toWellFormed().trim() || null
    } finally {
      await file.close()
    }
  } finally {
    await above.handle.close()
  }
}

class Collector {
  readonly #pipelines: Pipelines
  readonly #collecting: Collecting
  readonly #found: Found[] = []
  #odd = 0
  #others = 0
  #seen = 0
  #bytes: number
  #overflow: string | undefined
  #uid: number | undefined

  constructor(pipelines: Pipelines, collecting: Collecting) {
    this.#pipelines = pipelines
    this.#collecting = collecting
    this.#bytes = pipelines.settings.maxResultBytes
  }

  async take(folder: OpenFolder, above: readonly string[]): Promise<void> {
    // Whoever the folder was given to is who it ran as.
    this.#uid ??= (await folder.handle.stat()).uid
    for await (const entry of await entriesIn(folder)) {
      if (this.#overflow !== undefined) return
      this.#collecting.signal.throwIfAborted()
      this.#seen += 1
      if (this.#seen > MOST_SEEN) {
        this.#overflow = `It left more than ${MOST_SEEN} files and folders.`
        return
      }
      const text = entry.name.toString('utf8')
      // Hidden ones are a program's own.
      if (text.startsWith('.')) continue
      const parts = [...above, text]
      if (entry.isDirectory()) await this.#enter(folder, entry.name, parts)
      else if (entry.isFile()) await this.#takeFile(folder, entry.name, parts)
      else this.#odd += 1
    }
  }

  result(): Collected {
    const names = namesOf(this.#found.map(({ parts }) => parts))
    const files = this.#found.map(({ incoming }, i) => ({ name: names[i] as string, incoming }))
    return {
      files: files.sort((a, b) => (a.name < b.name ? -1 : 1)),
      notes: [
        ...(this.#odd > 0
          ? [`${counted(this.#odd, 'thing was', 'things were')} left out: only regular files are results.`]
          : []),
        ...(this.#others > 0
          ? [
              `${counted(this.#others, 'file could', 'files could')} not be read, or belonged to somebody else.`,
            ]
          : []),
      ],
      ...(this.#overflow !== undefined && { overflow: this.#overflow }),
    }
  }

  async discard(): Promise<void> {
    for (const { incoming } of this.#found) await incoming.discard()
  }

  async #enter(above: OpenFolder, name: EntryName, parts: readonly string[]): Promise<void> {
    if (parts.length > MOST_DEPTH) {
      this.#odd += 1
      return
    }
    const folder = await readable(openChildFolder(above, name))
    if (!folder) {
      this.#others += 1
      return
    }
    try {
      await this.take(folder, parts)
    } finally {
      await folder.handle.close()
    }
  }

  async #takeFile(folder: OpenFolder, name: EntryName, parts: string[]): Promise<void> {
    const { globs } = this.#collecting
    const path = parts.join('/')
    if (globs.length > 0 && !globs.some((glob) => fitsGlob(path, glob))) return
    const { maxResultFiles: most } = this.#pipelines.settings
    if (this.#found.length === most) {
      this.#overflow = `It left more than ${most} files; the first ${most} are kept. Let it pack them into one archive.`
      return
    }
    const handle = await readable(openChild(folder, name))
    if (!handle) {
      this.#others += 1
      return
    }
    try {
      await this.#receive(handle, await handle.stat(), parts)
    } finally {
      await handle.close()
    }
  }

  async #receive(handle: FileHandle, stat: Stats, parts: string[]): Promise<void> {
    if (!stat.isFile() || stat.uid !== this.#uid) {
      this.#others += 1
      return
    }
    if (stat.size > this.#bytes) {
      this.#overflow = `Its results are larger than the ${this.#pipelines.settings.maxResultBytes} bytes that one experiment may leave.`
      return
    }
    const { files: area, uploads } = this.#pipelines
    await uploads.requireRoom(stat.size)
    // No further than it was: what still writes to it does not hold up the end.
    const end = Math.max(0, stat.size - 1)
    const stream = handle.createReadStream({ start: 0, end, autoClose: false, highWaterMark: 256 * 1024 })
    const incoming = await area.receive(stream, {
      signal: this.#collecting.signal,
      requireRoom: uploads.requireRoom,
    })
    this.#bytes -= incoming.size
    this.#found.push({ parts, incoming })
  }
}

/** Names as they are stored: no two alike, and none where another one has a folder. */
function namesOf(paths: readonly (readonly string[])[]): string[] {
  const plain = paths.map((parts) => shortened(parts.map((part) => storedName(part) ?? 'file')))
  const folders = new Set(
    plain.flatMap((name) => [...name.matchAll(/\//g)].map(({ index }) => name.slice(0, index).toLowerCase())),
  )
  return distinctNames(plain.map((name) => (folders.has(name.toLowerCase()) ? `${name}.file` : name)))
}

/** Of what lies too deep for one name the last folders go. */
function shortened(parts: readonly string[]): string {
  const name = parts.at(-1) as string
  let path = ''
  for (const folder of parts.slice(0, -1)) {
    if (Buffer.byteLength(`${path}${folder}/${name}`) > MOST_BYTES) break
    path += `${folder}/`
  }
  return path + name
}

/** What a program has closed to itself is nobody's to read, where the server is not root. */
async function readable<T>(opened: Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await opened
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EACCES' || code === 'EPERM') return undefined
    throw error
  }
}

const counted = (count: number, one: string, many: string): string =>
  count === 1 ? `One ${one}` : `${count} ${many}`
