import { setTimeout as pause } from 'node:timers/promises'
import type { Clock } from '../../../kernel/clock.ts'
import { Problem } from '../../../kernel/problem.ts'
import { createThread } from '../../../kernel/thread.ts'
import { readBelow, stampBelow } from '../files/root.ts'
import type { InventoryRow } from '../tables.ts'
import {
  type FileFault,
  type FileKind,
  type Inventory,
  InventoryFault,
  resolveInventory,
} from './inventory.ts'
import { type Addition, mergeIntoFile } from './merge.ts'
import { type Parsed, parseFiles, type Texts } from './parse.ts'
import type { Question } from './parse-worker.ts'

/** Where the files of an inventory lie. */
export type Paths = Pick<InventoryRow, 'hosts_file' | 'groups_file' | 'defaults_file'>

/** How an inventory stands: what its files say, or said before they broke. */
export interface Shown {
  inventory?: Inventory
  /** When its files were last read and found right, in UTC epoch milliseconds. */
  asOf?: number
  fault?: InventoryFault
}

/** Inventories as their files say, read again only once a file has changed. */
export interface Inventories {
  /** What holds now; throws an InventoryFault where the files cannot be used. Looks at the files each time. */
  load(paths: Paths): Promise<Inventory>
  /** For lists: the last that could be used, with what is wrong since. Looks at the files once a second at most. */
  show(paths: Paths): Promise<Shown>
  /** Reads and resolves texts that need not lie anywhere yet. */
  check(texts: Texts): Promise<Parsed>
  /** A file's text with hosts or groups put into it; undefined where it is too large for that. */
  merge(content: string, additions: readonly Addition[]): Promise<string | undefined>
  /** A file was written: whoever asks from now on gets what it says. */
  forget(): void
  /** How often a file was opened. */
  readonly reads: { count: number }
  close(): Promise<void>
}

/** So long what was seen of the files holds for lists. */
const LOOK_MS = 1_000
/** So long a list waits for files that have changed. */
const WAIT_MS = 40
/** What changed just now may change again within the same tick of the file system's clock. */
const FRESH_MS = 100
/** Longer texts are parsed on another thread. */
const INLINE_LETTERS = 8_000
const INLINE_ADDITIONS = 50
const MOST_KEPT = 100

interface Entry {
  lookedAt: number
  /** What the files were like when they were read; undefined reads them again. */
  stamps?: string
  shown: Shown
}

export function createInventories({ root, clock }: { root: string; clock: Clock }): Inventories {
  const thread = createThread<Question, string>(new URL('./parse-worker.ts', import.meta.url))
  const entries = new Map<string, Entry>()
  const looking = new Map<string, Promise<Entry>>()
  const reads = { count: 0 }
  let writes = 0

  async function check(texts: Texts): Promise<Parsed> {
    const contents = Object.values(texts).map(({ content }) => content)
    const letters = contents.reduce((sum, content) => sum + content.length, 0)
    // By aliases few letters may name much.
    const isShort = letters <= INLINE_LETTERS && !contents.some((content) => content.includes('*'))
    if (isShort) return parseFiles(texts)
    const answer = await thread.ask({ texts })
    if (answer !== undefined) return JSON.parse(answer) as Parsed
    return {
      faults: [whole(texts.hosts?.path ?? '', 'The file needs too much memory to be read.')],
      warnings: [],
    }
  }

  async function read(paths: Paths): Promise<Inventory> {
    const texts: Texts = {}
    const files: { path: string; sha256: string }[] = []
    for (const [kind, path] of pathsOf(paths)) {
      reads.count += 1
      const found = await readBelow({ root }, path).catch((error) => {
        if (error instanceof Problem && error.status < 500)
          throw new InventoryFault([whole(path, error.message)])
        throw error
      })
      if (!found && kind === 'hosts')
        throw new InventoryFault([whole(path, 'There is no such file below the automation root.')])
      if (!found) continue
      texts[kind] = { path, content: found.content }
      files.push({ path, sha256: found.sha256 })
    }
    const { faults, warnings, raw } = await check(texts)
    const [first, ...others] = faults
    if (first || !raw)
      throw new InventoryFault([first ?? whole(paths.hosts_file, 'It cannot be read.'), ...others])
    return resolveInventory(raw, { warnings, files })
  }

  const stampsOf = async (paths: Paths): Promise<string> =>
    (await Promise.all(pathsOf(paths).map(([, path]) => stampBelow({ root }, path)))).join(' ')

  async function look(key: string, paths: Paths): Promise<Entry> {
    const known = entries.get(key)
    const before = writes
    const stamps = await stampsOf(paths)
    const lookedAt = performance.now()
    let entry: Entry = { ...known, lookedAt, shown: known?.shown ?? {} }
    if (known?.stamps !== stamps)
      entry = { lookedAt, ...(await readAgain(paths, known)), ...settledIn(stamps) }
    if (writes !== before) entry.lookedAt = Number.NEGATIVE_INFINITY
    entries.delete(key)
    entries.set(key, entry)
    if (entries.size > MOST_KEPT) entries.delete(entries.keys().next().value as string)
    return entry
  }

  async function readAgain(paths: Paths, known: Entry | undefined): Promise<{ shown: Shown }> {
    try {
      return { shown: { inventory: await read(paths), asOf: clock.now() } }
    } catch (error) {
      if (error instanceof InventoryFault) return { shown: { ...known?.shown, fault: error } }
      throw error
    }
  }

  /** For lists one look serves all who wait; a run looks at what is there once it asks. */
  function entryOf(paths: Paths, { isList = false } = {}): Promise<Entry> {
    const key = keyOf(paths)
    const under = looking.get(key)
    if (under && isList) return under
    const looked = (under ?? Promise.resolve()).then(
      () => look(key, paths),
      () => look(key, paths),
    )
    looking.set(key, looked)
    const end = () => looking.get(key) === looked && looking.delete(key)
    looked.then(end, end)
    return looked
  }

  return {
    async load(paths) {
      const { shown } = await entryOf(paths)
      if (shown.fault) throw shown.fault
      return shown.inventory as Inventory
    },
    async show(paths) {
      const known = entries.get(keyOf(paths))
      if (known && isFresh(known)) return known.shown
      const looked = entryOf(paths, { isList: true })
      // A large file takes seconds to be read anew: until then lists show what it said, but for what was written here.
      const mayWait = known?.shown.inventory !== undefined && Number.isFinite(known.lookedAt)
      return (await (mayWait ? Promise.race([looked, pause(WAIT_MS, known, { ref: false })]) : looked)).shown
    },
    check,
    async merge(content, additions) {
      const isSmall = content.length <= INLINE_LETTERS && additions.length <= INLINE_ADDITIONS
      return isSmall ? mergeIntoFile(content, additions) : thread.ask({ content, additions })
    },
    forget() {
      writes += 1
      for (const entry of entries.values()) entry.lookedAt = Number.NEGATIVE_INFINITY
      looking.clear()
    },
    reads,
    close: () => thread.close(),
  }
}

const isFresh = ({ lookedAt }: Entry): boolean => performance.now() - lookedAt < LOOK_MS

/** Once nothing can change unseen any more: until then the files are read again. */
const settledIn = (stamps: string): { stamps?: string } => {
  const newest = Math.max(...stamps.split(' ').map((stamp) => Number(stamp.split('-')[0] || 0) / 1e6))
  return Date.now() - newest > FRESH_MS ? { stamps } : {}
}

function pathsOf({ hosts_file, groups_file, defaults_file }: Paths): [FileKind, string][] {
  return [
    ['hosts', hosts_file],
    ['groups', groups_file],
    ...(defaults_file ? [['defaults', defaults_file] as [FileKind, string]] : []),
  ].filter(([, path]) => path !== '') as [FileKind, string][]
}

const keyOf = (paths: Paths): string => JSON.stringify(pathsOf(paths))

const whole = (file: string, reason: string): FileFault => ({ file, line: 0, column: 0, reason })
