import { Refusal } from '@atelier/client'
import { client } from '../../../app/client.ts'
import { makeStore } from '../../../ui/store.ts'
import { wordsOf } from '../../../ui/words.ts'

export interface Upload {
  key: number
  workspace: number
  path: string
  size: number
  sent: number
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
let last = 0

// A page that goes away takes what it is sending with it.
window.addEventListener('beforeunload', (event) => {
  if (uploads.get().some(({ state }) => state === 'running' || state === 'waiting')) event.preventDefault()
})

export const useUploads = (workspace: number): readonly Upload[] =>
  uploads.use().filter((upload) => upload.workspace === workspace)

/** Puts files in line; each has its place in the workspace. */
export function addUploads(workspace: number, files: readonly { file: File; path: string }[]): void {
  const added = files.map(({ file, path }): Upload => {
    last += 1
    works.set(last, { file, at: localStorage.getItem(placeOf(workspace, path, file)) ?? undefined })
    return { key: last, workspace, path, size: file.size, sent: 0, state: 'waiting' }
  })
  uploads.set((now) => [...now, ...added])
  next()
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
    localStorage.removeItem(placeOf(upload.workspace, upload.path, work.file))
    // The server forgets it by itself in a day.
    void client.endUpload(work.at).catch(() => undefined)
  }
  works.delete(key)
  uploads.set((now) => now.filter((each) => each.key !== key))
  next()
}

export function clearDone(workspace: number): void {
  for (const { key, state } of uploads.get().filter((each) => each.workspace === workspace)) {
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
const placeOf = (workspace: number, path: string, { size, lastModified }: File): string =>
  `upload:${workspace}:${size}:${lastModified}:${path}`

async function run({ key, workspace, path }: Upload): Promise<void> {
  const work = works.get(key)
  if (!work) return
  const abort = new AbortController()
  work.abort = abort
  change(key, { state: 'running' })
  const place = placeOf(workspace, path, work.file)
  try {
    await client.upload({
      workspace,
      path,
      file: work.file,
      replace: work.replace,
      at: work.at,
      signal: abort.signal,
      onBegin(at) {
        work.at = at
        localStorage.setItem(place, at)
      },
      onProgress: (sent) => change(key, { sent }),
    })
    localStorage.removeItem(place)
    change(key, { state: 'done', sent: work.file.size })
  } catch (error) {
    if (!abort.signal.aborted) refuse(key, error)
  }
  next()
}

function refuse(key: number, error: unknown): void {
  const isTaken = error instanceof Refusal && error.code === 'exists'
  change(key, { state: isTaken ? 'exists' : 'refused', fault: wordsOf(error) })
}
