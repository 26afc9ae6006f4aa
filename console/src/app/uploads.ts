import { Refusal } from '@atelier/client'
import { makeStore } from '../ui/store.ts'
import { wordsOf } from '../ui/words.ts'
import { client } from './client.ts'

export interface Upload {
  key: number
  /** Where uploads begin: `/api/compute/workspaces/3/uploads`. */
  to: string
  path: string
  size: number
  sent: number
  /** Of this part of it: since when, and how much was there already. */
  since: { at: number; sent: number }
  /** Its address at the server, once it has one. */
  at?: string
  state: 'waiting' | 'running' | 'paused' | 'done' | 'exists' | 'refused'
  /** Why it was refused. */
  fault?: string
}

interface Work {
  file: File
  at?: string | undefined
  replace?: boolean
  abort?: AbortController
}

const AT_ONCE = 3
/** They go on while one looks at other pages. */
const uploads = makeStore<readonly Upload[]>([])
const works = new Map<number, Work>()
/** No number of an earlier load of the page comes again: drafts of forms know them. */
let last = Date.now()

// A page that goes away takes what it is sending with it.
window.addEventListener('beforeunload', (event) => {
  if (uploads.get().some(({ state }) => state === 'running' || state === 'waiting')) event.preventDefault()
})

export const useUploads = (to: string): readonly Upload[] =>
  uploads.use().filter((upload) => upload.to === to)

/** Puts files in line, and gives their keys; each has its place where it goes. */
export function addUploads(to: string, files: readonly { file: File; path: string }[]): number[] {
  const added = files.map(({ file, path }): Upload => {
    last += 1
    works.set(last, { file, at: localStorage.getItem(placeOf(to, path, file)) ?? undefined })
    const since = { at: 0, sent: 0 }
    return { key: last, to, path, size: file.size, sent: 0, since, state: 'waiting' }
  })
  uploads.set((now) => [...now, ...added])
  next()
  return added.map(({ key }) => key)
}

export function pauseUpload(key: number): void {
  change(key, { state: 'paused' })
  works.get(key)?.abort?.abort()
}

export function resumeUpload(key: number, replace = false): void {
  const work = works.get(key)
  if (work && replace) {
    // It was begun as a new file; the server is told at the beginning what it may replace.
    if (work.at) void client.endUpload(work.at).catch(() => undefined)
    work.at = undefined
    work.replace = true
  }
  change(key, { state: 'waiting' })
  next()
}

/** Takes it from the list, and what came of it from the server. */
export function cancelUpload(key: number): void {
  const work = works.get(key)
  const upload = uploads.get().find((each) => each.key === key)
  work?.abort?.abort()
  if (work?.at && upload && upload.state !== 'done') {
    localStorage.removeItem(placeOf(upload.to, upload.path, work.file))
    // The server forgets it by itself in a day.
    void client.endUpload(work.at).catch(() => undefined)
  }
  works.delete(key)
  uploads.set((now) => now.filter((each) => each.key !== key))
  next()
}

export function clearDone(to: string): void {
  for (const { key, state } of uploads.get().filter((each) => each.to === to)) {
    if (state !== 'done') continue
    works.delete(key)
    uploads.set((now) => now.filter((each) => each.key !== key))
  }
}

const change = (key: number, changes: Partial<Upload>): void =>
  uploads.set((now) => now.map((each) => (each.key === key ? { ...each, ...changes } : each)))

function next(): void {
  const running = uploads.get().filter(({ state }) => state === 'running').length
  const waiting = uploads.get().filter(({ state }) => state === 'waiting')
  for (const upload of waiting.slice(0, Math.max(0, AT_ONCE - running))) void run(upload)
}

/** Names a file, so that it goes on after the page was loaded again. */
const placeOf = (to: string, path: string, { size, lastModified }: File): string =>
  `upload:${to}:${size}:${lastModified}:${path}`

async function run({ key, to, path }: Upload): Promise<void> {
  const work = works.get(key)
  if (!work) return
  const abort = new AbortController()
  work.abort = abort
  change(key, { state: 'running' })
  const place = placeOf(to, path, work.file)
  let begun = false
  try {
    await client.upload({
      to,
      path,
      file: work.file,
      replace: work.replace,
      at: work.at,
      signal: abort.signal,
      onBegin(at) {
        work.at = at
        localStorage.setItem(place, at)
      },
      onProgress(sent) {
        // The first one says what was there before.
        change(key, { sent, ...(!begun && { since: { at: performance.now(), sent } }) })
        begun = true
      },
    })
    localStorage.removeItem(place)
    change(key, { state: 'done', sent: work.file.size, ...(work.at && { at: work.at }) })
  } catch (error) {
    if (!abort.signal.aborted) refuse(key, error)
  }
  next()
}

/** Bytes in a second, and milliseconds to its end; undefined until that can be said. */
export function paceOf({ size, sent, since }: Upload): { perSecond: number; leftMs: number } | undefined {
  const seconds = (performance.now() - since.at) / 1_000
  const perSecond = (sent - since.sent) / seconds
  if (since.at === 0 || perSecond <= 0) return undefined
  return { perSecond, leftMs: ((size - sent) / perSecond) * 1_000 }
}

function refuse(key: number, error: unknown): void {
  const isTaken = error instanceof Refusal && error.code === 'exists'
  change(key, { state: isTaken ? 'exists' : 'refused', fault: wordsOf(error) })
}
