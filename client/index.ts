import { type FeedOptions, follow, sleep } from './feed.ts'
import { type ProblemBody, Refusal, Unreachable } from './refusal.ts'
import { BACKWARD, KEYED, type paths } from './schema.ts'
import { endUpload, type UploadCall, upload } from './upload.ts'

export type { FeedEntry, FeedOptions } from './feed.ts'
export { type FieldError, Refusal, Unreachable } from './refusal.ts'
export type { paths } from './schema.ts'
export type { UploadCall } from './upload.ts'

export interface ClientOptions {
  /** Such as https://atelier.example.org; a page leaves it out. */
  baseUrl?: string
  /** An API token; a page is known by its cookie. */
  token?: string
  fetch?: typeof fetch
  /** How often something is tried that may be tried again; 4 when left out. */
  tries?: number
}

type Method = 'get' | 'put' | 'post' | 'patch' | 'delete'
/** The paths that know a method. */
export type PathWith<M extends Method> = {
  [P in keyof paths]: paths[P] extends { [key in M]: { responses: object } } ? P : never
}[keyof paths]
type Operation<P extends keyof paths, M extends Method> =
  paths[P] extends Record<M, infer Found> ? Found : never
type Content<T> = T extends { content: infer C } ? C[keyof C] : undefined
type Success<T> = T extends { responses: infer R } ? R[Extract<keyof R, 200 | 201 | 202 | 204>] : never
/** What a route answers with. */
export type Answer<P extends keyof paths, M extends Method = 'get'> = Content<Success<Operation<P, M>>>
/** What a route takes as its body. */
export type BodyOf<P extends keyof paths, M extends Method> = JsonOf<NonNullable<Part<P, M, 'requestBody'>>>
type Part<P extends keyof paths, M extends Method, K extends string> =
  Operation<P, M> extends { [key in K]?: infer Found } ? Found : undefined
type JsonOf<T> = [T] extends [never]
  ? undefined
  : T extends { content: { 'application/json': infer B } }
    ? B
    : undefined
type Parameters<P extends keyof paths, M extends Method, In extends 'path' | 'query'> =
  Operation<P, M> extends { parameters: infer All }
    ? In extends keyof All
      ? NonNullable<All[In]>
      : never
    : never

/** Parts of a request; those that the route needs are needed here too. */
export type Call<P extends keyof paths, M extends Method> = {
  signal?: AbortSignal
  /** The version that a change is based on; refused with 412 when somebody else was faster. */
  ifMatch?: string
  /** Names the request, so that it counts once however often it is sent; made by itself where the route takes one. */
  key?: string
} & (Parameters<P, M, 'path'> extends never ? object : { path: Parameters<P, M, 'path'> }) &
  (Parameters<P, M, 'query'> extends never ? object : { query?: Parameters<P, M, 'query'> }) &
  (BodyOf<P, M> extends undefined ? object : { body: BodyOf<P, M> })

/** An answer with what its headers say: the place in the journal it is true for, and its version. */
export interface Snapshot<T> {
  data: T
  seq: number | undefined
  etag: string | undefined
}

type Args<P extends keyof paths, M extends Method> =
  object extends Call<P, M> ? [call?: Call<P, M>] : [call: Call<P, M>]

/** Atelier's own API. A refusal is thrown as a `Refusal`, no answer as `Unreachable`. */
export interface Client {
  /** An answer with its place in the journal and its version. */
  read<P extends PathWith<'get'>>(path: P, ...args: Args<P, 'get'>): Promise<Snapshot<Answer<P>>>
  get<P extends PathWith<'get'>>(path: P, ...args: Args<P, 'get'>): Promise<Answer<P>>
  put<P extends PathWith<'put'>>(path: P, ...args: Args<P, 'put'>): Promise<Answer<P, 'put'>>
  post<P extends PathWith<'post'>>(path: P, ...args: Args<P, 'post'>): Promise<Answer<P, 'post'>>
  patch<P extends PathWith<'patch'>>(path: P, ...args: Args<P, 'patch'>): Promise<Answer<P, 'patch'>>
  delete<P extends PathWith<'delete'>>(path: P, ...args: Args<P, 'delete'>): Promise<Answer<P, 'delete'>>
  /** All items of a list, page by page, each asked for when it is needed. */
  items<P extends PathWith<'get'>>(path: P, ...args: Args<P, 'get'>): AsyncGenerator<ItemOf<P>>
  /** The bytes of a file. */
  blob<P extends PathWith<'get'>>(path: P, ...args: Args<P, 'get'>): Promise<Blob>
  /** Brings a file, piece by piece; aborted, it can go on later. */
  upload(call: UploadCall): Promise<void>
  /** Forgets an upload that was begun. */
  endUpload(at: string): Promise<void>
  /** Follows the journal until the signal ends it. */
  feed(options: FeedOptions): Promise<void>
}

export type ItemOf<P extends keyof paths> =
  Answer<P> extends { items: readonly (infer Item)[]; next: unknown } ? Item : never

const TRIES = 4
const PAUSE_MS = 300
const LONGEST_PAUSE_MS = 30_000
/** Not now, says the server or a proxy in front of it: nothing was done. */
const NOT_NOW: ReadonlySet<number> = new Set([502, 503, 504])

export function createClient(options: ClientOptions = {}): Client {
  const { baseUrl = '', token, fetch: send = (...args) => fetch(...args), tries = TRIES } = options
  const own = { 'x-atelier': '1', ...(token && { authorization: `Bearer ${token}` }) }

  /** One try: the answer of a success. */
  async function once(url: string, init: RequestInit): Promise<Response> {
    const headers = { ...own, ...init.headers }
    const answer = await send(baseUrl + url, { ...init, headers }).catch((cause) => {
      if (init.signal?.aborted) throw cause
      throw new Unreachable(cause)
    })
    if (answer.ok) return answer
    const problem = (await answer.json().catch(() => ({}))) as ProblemBody
    throw new Refusal(answer.status, problem, pauseOf(answer))
  }

  async function call(method: Method, path: string, given: AnyCall = {}): Promise<Snapshot<unknown>> {
    const { body, ifMatch, signal } = given
    const key = given.key ?? (method === 'post' && KEYED.includes(path) ? newKey() : undefined)
    const init: RequestInit = {
      method: method.toUpperCase(),
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(ifMatch && { 'if-match': ifMatch }),
        ...(key && { 'idempotency-key': key }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    }
    // A second removal or setting does no harm; a second POST would, unless it is known by its key.
    const isRepeatable = method !== 'patch' && (method !== 'post' || key !== undefined)
    const answer = await again(() => once(addressOf(path, given), init), { tries, isRepeatable, signal })
    const seq = answer.headers.get('x-atelier-seq')
    return {
      data: await contentOf(answer),
      seq: seq === null ? undefined : Number(seq),
      etag: answer.headers.get('etag') ?? undefined,
    }
  }

  const data = (method: Method) => async (path: string, given?: AnyCall) =>
    (await call(method, path, given)).data

  async function* items(path: string, given: AnyCall = {}) {
    // Lists that show the newest first go on before their last item, the others after it.
    const field = BACKWARD.includes(path) ? 'before' : 'after'
    for (let next: unknown = given.query?.[field]; ; ) {
      const query = { ...given.query, ...(next !== undefined && { [field]: next }) }
      const page = (await call('get', path, { ...given, query })).data as { items: unknown[]; next: unknown }
      yield* page.items
      if (page.next === null) return
      next = page.next
    }
  }

  return {
    read: (path: string, given?: AnyCall) => call('get', path, given),
    get: data('get'),
    put: data('put'),
    post: data('post'),
    patch: data('patch'),
    delete: data('delete'),
    items,
    blob: async (path: string, given: AnyCall = {}) =>
      (await once(addressOf(path, given), given.signal ? { signal: given.signal } : {})).blob(),
    upload: (call: UploadCall) => upload(once, call),
    endUpload: (at: string) => endUpload(once, at),
    feed: (feed: FeedOptions) => follow(once, feed),
  } as unknown as Client
}

/** `crypto.randomUUID` would be shorter, but pages on plain http do not have it. */
function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')
}

interface AnyCall {
  path?: Record<string, unknown>
  query?: Record<string, unknown>
  body?: unknown
  ifMatch?: string
  key?: string
  signal?: AbortSignal
}

/** The address of a call, with its names and filters in place; what is not given is left out. */
function addressOf(path: string, { path: names = {}, query = {} }: AnyCall): string {
  const place = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(names[name])))
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null) search.set(name, String(value))
  }
  return search.size === 0 ? place : `${place}?${search}`
}

async function contentOf(answer: Response): Promise<unknown> {
  if (answer.status === 204) return undefined
  return answer.headers.get('content-type')?.includes('json') ? answer.json() : answer.text()
}

/** How long the server asks to wait. */
function pauseOf(answer: Response): number | undefined {
  const seconds = Number(answer.headers.get('retry-after') ?? Number.NaN)
  return Number.isFinite(seconds) ? seconds * 1_000 : undefined
}

/** Tries again, with growing pauses, what failed for a moment: no connection where a repetition does no harm, or "not now". */
async function again<T>(
  work: () => Promise<T>,
  { tries, isRepeatable, signal }: { tries: number; isRepeatable: boolean; signal: AbortSignal | undefined },
): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await work()
    } catch (error) {
      const isForNow = error instanceof Refusal ? NOT_NOW.has(error.status) : error instanceof Unreachable
      if (!isForNow || !isRepeatable || tried >= tries || signal?.aborted) throw error
      const asked = error instanceof Refusal ? error.pauseMs : undefined
      await sleep(Math.min(asked ?? PAUSE_MS * 2 ** tried, LONGEST_PAUSE_MS), signal)
    }
  }
}
