import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify'
import type { App, Scope } from './app.ts'
import { type RenderError, sendProblem, toProblem } from './errors.ts'
import { KnownPaths } from './known-paths.ts'
import { httpProblems } from './problems.ts'

const METHODS: readonly HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

export interface MountOptions {
  /** Where it is served, without a slash at its end. */
  prefix: string
  /** The service whose scope a token needs here; the kernel's nouns have none. */
  service?: string
  /** Its heading in the API document. */
  title: string
  renderError: RenderError
  /** Of which origins browsers may call it, never with cookies; `any` is all of them. */
  cors?: 'any' | readonly string[] | OpenCors
}

/** What pages of any origin may do, where a protocol says it to the letter. */
export interface OpenCors {
  methods: string
  headers: string
  maxAgeSeconds: number
  /** Of which addresses that holds; without it of all. */
  paths?: RegExp
}

/** A closed part of the address space: its own wording of errors, its own 404 and 405, its own rules for browsers. */
export type Mount = MountOptions

/** Registers a mount. `register` declares its routes on the scope, relative to the prefix. */
export function mount(
  app: App,
  options: MountOptions,
  register: (scope: Scope) => void | Promise<void>,
): void {
  app.mounts.push(options)
  void app.register(
    async (scope) => {
      const { cors } = options
      if (cors)
        scope.addHook('onRequest', (request, reply, done) => {
          allowOrigin(cors, request, reply)
          done()
        })
      if (/^\/api(\/|$)/.test(options.prefix)) scope.addHook('onRequest', stampSnapshot(app))
      answerOtherMethods(scope, options)
      speakErrors(scope, app, options)
      await register(scope as unknown as Scope)
    },
    { prefix: options.prefix },
  )
}

/** The mount that an address belongs to: of two, the longer. */
export function mountAt(app: Pick<App, 'mounts'>, url: string): Mount | undefined {
  return app.mounts
    .filter(({ prefix }) => url.startsWith(prefix) && /^([/?]|$)/.test(url.slice(prefix.length)))
    .sort((a, b) => b.prefix.length - a.prefix.length)[0]
}

type Cors = NonNullable<MountOptions['cors']>

/** How a part of the server words its refusals, and to whom. */
type Words = Pick<MountOptions, 'renderError' | 'cors'>

/** Sets the wording of errors of a scope, and its 404. */
export function speakErrors(scope: FastifyInstance, app: Pick<App, 'errorLog'>, words: Words): void {
  scope.setErrorHandler((error, request, reply) => answerError(app, words, error, request, reply))
  scope.setNotFoundHandler((request, reply) =>
    answerError(app, words, httpProblems.notFound(), request, reply),
  )
}

/** Answers what was thrown, in the mount's words. */
export function answerError(
  app: Pick<App, 'errorLog'>,
  words: Words,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  // The request may have been refused before it reached the mount.
  if (words.cors) allowOrigin(words.cors, request, reply)
  const place = { id: request.id, method: request.method, route: request.routeOptions?.url }
  return sendProblem(reply, request, toProblem(error, app.errorLog, place), words.renderError)
}

/**
 * A GET of our own API says up to which entry of the journal its answer holds, so that a page applies only later ones of
 * the feed. It is read before the answer is made: what it names is in there.
 */
function stampSnapshot(app: App) {
  return async (request: FastifyRequest, reply: FastifyReply) => {
    reply.header('cache-control', 'no-store')
    if (request.actor && request.method === 'GET') reply.header('x-atelier-seq', await app.journal.last())
  }
}

/** What is known by other methods is refused before a body is read that nobody wants; a browser may ask beforehand. */
function answerOtherMethods(scope: FastifyInstance, options: MountOptions): void {
  const known = new KnownPaths()
  scope.addHook('onRoute', (route) => {
    route.config = { service: options.service, ...route.config }
    route.schema = { tags: [options.title], ...route.schema }
    known.add(route.url.slice(options.prefix.length), [route.method].flat())
  })
  scope.addHook('onRequest', (request, reply, done) => {
    if (!request.is404) return done()
    const [path = ''] = request.url.split('?', 1)
    const methods = known.methodsOf(path.replace(/\/{2,}/g, '/').slice(options.prefix.length))
    if (methods.size === 0 || methods.has(request.method)) return done()
    const allow = [...methods].filter((method) => method !== 'OPTIONS').join(', ')
    if (request.method !== 'OPTIONS') return done(httpProblems.methodNotAllowed(allow))
    if (options.cors) preflight(options.cors, reply, { path, allow })
    void reply.code(204).header('allow', allow).send()
  })
}

/** What a page may send. To named origins it is all that a client may need of the mount, whatever the path knows. */
function preflight(cors: Cors, reply: FastifyReply, { path, allow }: { path: string; allow: string }): void {
  if (isOpen(cors)) {
    if (!opens(cors, path)) return
    reply
      .header('access-control-allow-methods', cors.methods)
      .header('access-control-allow-headers', cors.headers)
      .header('access-control-max-age', String(cors.maxAgeSeconds))
    return
  }
  const isAny = cors === 'any'
  reply
    .header('access-control-allow-methods', isAny ? allow : METHODS.join(', '))
    .header(
      'access-control-allow-headers',
      isAny ? 'content-type, authorization, idempotency-key, *' : 'authorization, content-type',
    )
    .header('access-control-max-age', '600')
}

const isOpen = (cors: Cors): cors is OpenCors => typeof cors === 'object' && 'methods' in cors

const opens = ({ paths }: OpenCors, url: string): boolean =>
  paths === undefined || paths.test(url.split('?', 1)[0] ?? '')

/** A page of another origin may read what it gets, refusals too; never with cookies. */
function allowOrigin(cors: Cors, request: FastifyRequest, reply: FastifyReply): void {
  if (isOpen(cors)) {
    if (opens(cors, request.url)) reply.header('access-control-allow-origin', '*')
    return
  }
  const { origin } = request.headers
  reply.header('vary', 'Origin')
  if (cors === 'any') reply.header('access-control-allow-origin', origin ?? '*')
  else if (origin !== undefined && cors.includes(origin)) reply.header('access-control-allow-origin', origin)
}
