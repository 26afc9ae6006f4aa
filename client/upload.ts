import { sleep } from './feed.ts'
import { Refusal, Unreachable } from './refusal.ts'

export interface UploadCall {
  /** Where uploads begin: `/api/compute/workspaces/3/uploads`, `/api/pipelines/uploads`. */
  to: string
  /** Its name there, or its place below a folder. */
  path: string
  file: Blob
  /** It may take the place of another file. */
  replace?: boolean | undefined
  /** An upload that was begun before, as `onBegin` gave it: it goes on where it stands. */
  at?: string | undefined
  onBegin?(at: string): void
  /** How many bytes the server has. */
  onProgress?(bytes: number): void
  signal: AbortSignal
}

type Send = (url: string, init: RequestInit) => Promise<Response>

const TUS = { 'tus-resumable': '1.0.0' }
/** Each piece is synced: over a quick line larger ones cost less, over a slow one small ones show how far it is. */
const PIECE_BYTES = 8 * 1024 * 1024
const LARGEST_PIECE_BYTES = 64 * 1024 * 1024
const QUICK_MS = 500
const TRIES = 8
const LONGEST_PAUSE_MS = 15_000

/** Brings a file piece by piece; after a break it goes on where the server stands. Abort it to pause. */
export async function upload(send: Send, call: UploadCall): Promise<void> {
  const { file, signal, onProgress } = call
  let at = call.at
  let offset = 0
  if (at !== undefined) {
    const known = await standsAt(send, at, signal)
    if (known === undefined) at = undefined
    else offset = known
  }
  if (at === undefined) {
    at = await begin(send, call)
    call.onBegin?.(at)
  }
  onProgress?.(offset)
  let bytes = PIECE_BYTES
  for (let failed = 0; offset < file.size; ) {
    try {
      const since = performance.now()
      offset = await sendPiece(send, { at, offset, piece: file.slice(offset, offset + bytes), signal })
      bytes = performance.now() - since < QUICK_MS ? Math.min(bytes * 2, LARGEST_PIECE_BYTES) : PIECE_BYTES
      failed = 0
    } catch (error) {
      failed += 1
      if (!isForNow(error) || failed >= TRIES || signal.aborted) throw error
      await sleep(Math.min(500 * 2 ** failed, LONGEST_PAUSE_MS), signal)
      offset = (await standsAt(send, at, signal).catch(() => undefined)) ?? offset
    }
    onProgress?.(offset)
  }
}

/** Forgets an upload, and what has come of it. */
export async function endUpload(send: Send, at: string): Promise<void> {
  await send(at, { method: 'DELETE', headers: TUS }).catch((error) => {
    if (!(error instanceof Refusal && error.status === 404)) throw error
  })
}

async function begin(send: Send, { to, path, file, replace, signal }: UploadCall): Promise<string> {
  const metadata = `path ${base64(path)}${replace ? ',replace' : ''}`
  const answer = await send(to, {
    method: 'POST',
    headers: { ...TUS, 'upload-length': String(file.size), 'upload-metadata': metadata },
    signal,
  })
  return answer.headers.get('location') ?? ''
}

/** Undefined when the server no longer knows it. */
async function standsAt(send: Send, at: string, signal: AbortSignal): Promise<number | undefined> {
  try {
    const answer = await send(at, { method: 'HEAD', headers: TUS, signal })
    return Number(answer.headers.get('upload-offset'))
  } catch (error) {
    if (error instanceof Refusal && error.status === 404) return undefined
    throw error
  }
}

async function sendPiece(
  send: Send,
  { at, offset, piece, signal }: { at: string; offset: number; piece: Blob; signal: AbortSignal },
): Promise<number> {
  const answer = await send(at, {
    method: 'PATCH',
    headers: { ...TUS, 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' },
    body: piece,
    signal,
  })
  return Number(answer.headers.get('upload-offset'))
}

/** No connection, "not now", or a piece of before is still being written. */
const isForNow = (error: unknown): boolean =>
  error instanceof Unreachable ||
  (error instanceof Refusal && ([502, 503, 504, 423].includes(error.status) || error.code === 'wrong_offset'))

const base64 = (text: string): string => btoa(String.fromCharCode(...new TextEncoder().encode(text)))
