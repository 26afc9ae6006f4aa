import {
  closeSync,
  constants,
  type Dir,
  type Dirent,
  lstatSync,
  opendirSync,
  openSync,
  readlinkSync,
  type Stats,
} from 'node:fs'
import { setImmediate as turn } from 'node:timers/promises'
import { parentPort } from 'node:worker_threads'
import type {
  Answer,
  ListAnswer,
  ListQuestion,
  Question,
  ScanAnswer,
  ScanQuestion,
  Seen,
  TreeAnswer,
  TreeQuestion,
} from './look.ts'
import { readNotebook } from './notebook.ts'
import { isReserved } from './path.ts'

/**
 * Looks at folders of any size on a thread of its own. Each is opened from the one above without following a link, and
 * after some milliseconds others have their turn: a list does not wait for the scan of a large workspace.
 */
const SLICE_MS = 8
const FLAGS = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW | constants.O_NONBLOCK
const AT_ONCE = 512
const TRASH = '.trash'
const DOT = 0x2e
/** More names than this are counted, and not listed: they would take all the memory of this thread. */
const MOST_LISTED = 1_000_000
/** So many names are put into the order of people; more go by their letters. */
const MOST_COLLATED = 50_000
/** One descriptor is open for each level. */
const DEEPEST = 200
const GONE = ['ENOENT', 'ENOTDIR', 'ELOOP', 'EACCES', 'EPERM', 'ENAMETOOLONG']

/** Names come as bytes: what is no valid text has its size too. */
const inside = (fd: number, name: string | Buffer): string | Buffer =>
  typeof name === 'string'
    ? `/proc/self/fd/${fd}/${name}`
    : Buffer.concat([Buffer.from(`/proc/self/fd/${fd}/`), name])

/** What went away meanwhile, or keeps us out, is not there. */
function unlessGone<T>(look: () => T): T | undefined {
  try {
    return look()
  } catch (error) {
    if (GONE.includes((error as NodeJS.ErrnoException).code ?? '')) return undefined
    throw error
  }
}

const open = (path: string | Buffer): number | undefined => unlessGone(() => openSync(path, FLAGS))
const statIn = (fd: number, name: string | Buffer): Stats | undefined =>
  unlessGone(() => lstatSync(inside(fd, name)))

/** Opens `parts` below `root` step by step. */
function walkTo(root: string, parts: readonly string[]): number | undefined {
  let fd = open(root)
  for (const part of parts) {
    if (fd === undefined) return undefined
    const above = fd
    fd = open(inside(above, part))
    closeSync(above)
  }
  return fd
}

class Slices {
  #since = performance.now()

  async rest(): Promise<void> {
    if (performance.now() - this.#since < SLICE_MS) return
    await turn()
    this.#since = performance.now()
  }
}

async function* entriesOf(fd: number, slices: Slices): AsyncGenerator<Dirent<Buffer>> {
  let dir: Dir | undefined
  try {
    // The types of Node know of no bytes here.
    const options = { bufferSize: AT_ONCE, encoding: 'buffer' } as never
    dir = unlessGone(() => opendirSync(inside(fd, '.'), options))
    if (!dir) return
    for (let entry = dir.readSync(); entry; entry = dir.readSync()) {
      yield entry as never
      await slices.rest()
    }
  } finally {
    dir?.closeSync()
  }
}

type Kind = Seen['kind']
const kindOf = (entry: Dirent<Buffer> | Stats): Kind =>
  entry.isDirectory() ? 'folder' : entry.isSymbolicLink() ? 'link' : entry.isFile() ? 'file' : 'other'

/** So many letters of names are given: whoever runs a session makes long ones, and a list of workspaces holds them all. */
const MOST_LETTERS = 1_000_000

function roomFor(most: number): (name: string) => boolean {
  let names = 0
  let letters = 0
  return (name) => {
    names += 1
    letters += name.length
    return names <= most && letters <= MOST_LETTERS
  }
}

async function scan({ root, names }: ScanQuestion): Promise<ScanAnswer | undefined> {
  const fd = open(root)
  if (fd === undefined) return undefined
  const found: ScanAnswer = { files: 0, bytes: 0, fileNames: [], linkNames: [], more: false, folders: {} }
  const slices = new Slices()
  const fits = roomFor(names)
  const name = (list: string[], path: string, isHidden: boolean) => {
    if (isHidden) return
    if (fits(path)) list.push(path)
    else found.more = true
  }
  const folderFits = roomFor(names)
  async function walk(fd: number, above: string, at: { hidden: boolean; depth: number }): Promise<number> {
    let bytes = 0
    for await (const entry of entriesOf(fd, slices)) {
      const path = `${above}/${entry.name}`
      const hidden = at.hidden || entry.name[0] === DOT
      const stat = entry.isDirectory() ? undefined : statIn(fd, entry.name)
      const kind = entry.isDirectory() ? 'folder' : stat && kindOf(stat)
      if (kind === 'link') name(found.linkNames, path, hidden)
      else if (kind === 'file') {
        found.files += 1
        bytes += stat?.size ?? 0
        name(found.fileNames, path, hidden)
      } else if (kind === 'folder' && at.depth < DEEPEST) {
        const child = open(inside(fd, entry.name))
        if (child === undefined) continue
        try {
          const below = await walk(child, path, { hidden, depth: at.depth + 1 })
          bytes += below
          if (!hidden && folderFits(path)) found.folders[path.slice(1)] = below
        } finally {
          closeSync(child)
        }
      }
    }
    return bytes
  }
  try {
    found.bytes = await walk(fd, '', { hidden: false, depth: 0 })
  } finally {
    closeSync(fd)
  }
  found.fileNames.sort()
  found.linkNames.sort()
  return found
}

/** Folders come first, then as people count: run-2 before run-10, whatever the case. */
const keyOf = (kind: Kind, name: string): string => `${kind === 'folder' ? 'd' : 'f'}/${name}`
const collator = new Intl.Collator('en', { numeric: true })
function compare(one: string, two: string): number {
  if (one[0] !== two[0]) return one < two ? -1 : 1
  return collator.compare(one, two) || plainly(one, two)
}

const plainly = (one: string, two: string): number => (one < two ? -1 : one > two ? 1 : 0)

async function list(question: ListQuestion): Promise<ListAnswer | undefined> {
  const { root, parts, limit, after, hidden } = question
  const search = question.search?.toLowerCase()
  const fd = walkTo(root, parts)
  if (fd === undefined) return undefined
  try {
    const keys: string[] = []
    let count = 0
    for await (const entry of entriesOf(fd, new Slices())) {
      const name = String(entry.name)
      const isShown =
        (hidden || !name.startsWith('.')) &&
        !(parts.length === 0 && isReserved(name)) &&
        (search === undefined || name.toLowerCase().includes(search))
      if (!isShown) continue
      count += 1
      if (count <= MOST_LISTED) keys.push(keyOf(kindOf(entry), name))
    }
    // A million of them would hold up everybody's lists for seconds.
    const order = keys.length > MOST_COLLATED ? plainly : compare
    keys.sort(order)
    const first = after === undefined ? 0 : keys.findIndex((key) => order(key, after) > 0)
    const page = first === -1 ? [] : keys.slice(first, first + limit)
    const hasMore = first !== -1 && keys.length > first + limit
    return {
      entries: page.flatMap((key) => seen(fd, key.slice(2)) ?? []),
      next: hasMore ? page.at(-1) : undefined,
      count,
    }
  } finally {
    closeSync(fd)
  }
}

function seen(fd: number, name: string): Seen | undefined {
  const stat = statIn(fd, name)
  // What is no valid text can be seen here, and named in a session alone.
  if (!stat) return name.includes('\uFFFD') ? { name, kind: 'other', size: 0, changedMs: 0 } : undefined
  const kind = kindOf(stat)
  const target = kind === 'link' ? unlessGone(() => readlinkSync(inside(fd, name))) : undefined
  return { name, kind, size: kind === 'file' ? stat.size : 0, changedMs: stat.mtimeMs, target }
}

async function tree({ root, parts, ...limits }: TreeQuestion): Promise<TreeAnswer | undefined> {
  const fd = walkTo(root, parts)
  if (fd === undefined) return undefined
  const answer: TreeAnswer = { files: [] }
  const slices = new Slices()
  let bytes = 0
  async function walk(fd: number, above: string[]): Promise<void> {
    const entries: string[] = []
    for await (const entry of entriesOf(fd, slices)) {
      entries.push(String(entry.name))
      if (entries.length > limits.entries) answer.fault = 'entries'
      if (answer.fault) return
    }
    entries.sort()
    for (const name of entries) {
      if (parts.length + above.length === 0 && (isReserved(name) || name === TRASH)) continue
      const stat = statIn(fd, name)
      if (stat?.isFile()) {
        answer.files.push({ parts: [...above, name], changedMs: stat.mtimeMs })
        bytes += stat.size
        if (answer.files.length > limits.entries) answer.fault = 'entries'
        else if (bytes > limits.bytes) answer.fault = 'bytes'
      } else if (stat?.isDirectory() && above.length < DEEPEST) {
        const child = open(inside(fd, name))
        if (child === undefined) continue
        try {
          await walk(child, [...above, name])
        } finally {
          closeSync(child)
        }
      }
      if (answer.fault) return
    }
  }
  try {
    await walk(fd, [])
  } finally {
    closeSync(fd)
  }
  return answer.fault ? { files: [], fault: answer.fault } : answer
}

async function answerTo(question: Question): Promise<Answer> {
  switch (question.kind) {
    case 'scan':
      return scan(question)
    case 'list':
      return list(question)
    case 'tree':
      return tree(question)
    case 'notebook':
      return readNotebook(question.text)
  }
}

parentPort?.on('message', async ({ id, question }: { id: number; question: Question }) => {
  parentPort?.postMessage({ id, answer: await answerTo(question) })
})
