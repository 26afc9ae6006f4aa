import { randomUUID } from 'node:crypto'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { type FastifyBaseLogger, type FastifyInstance, fastify, type RawServerDefault } from 'fastify'
import type { Database } from '../db/database.ts'
import { settled, type Witness, witness } from '../db/db.ts'
import { databaseProblems } from '../db/failures.ts'
import type { Identity } from '../identity/identity.ts'
import type { Journal } from '../journal/journal.ts'
import type { Log } from '../log.ts'
import { type AccessParts, guardRoutes } from './access.ts'
import { answerBrokenRequest, GUARDS } from './broken.ts'
import { renderProblem } from './errors.ts'
import { type Check, healthRoutes } from './health.ts'
import { type Hosts, pathFor } from './hosts.ts'
import { readJsonAlone } from './json.ts'
import { buildSerializerLazily, compileLazily } from './lazily.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import { answerError, type Mount, mountAt, speakErrors } from './mount.ts'
import { documentRoute, documentRoutes } from './openapi.ts'
import { Pressure } from './pressure.ts'
import { httpProblems } from './problems.ts'
import { SlowBodies } from './slow-bodies.ts'
import { UpgradeRouter } from './upgrade.ts'

/** A part of the server on which routes are declared; their schemas are typebox's. */
export type Scope = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>

export type App = Scope & {
  /** Of this server: `x.y.z`. */
  readonly release: string
  readonly errorLog: Log
  readonly access: AccessParts
  readonly metrics: Metrics
  readonly journal: Journal
  readonly mounts: Mount[]
  readonly state: { stopping: boolean }
  /** Called when the server stops, for streams that would otherwise never end. */
  readonly streams: Set<() => void>
}

export interface AppOptions {
  version: string
  database: Database
  identity: Identity
  journal: Journal
  log: Log
  /** Proxies whose forwarding headers are believed; never "all". */
  trustedProxies: readonly string[]
  publicUrl?: string
  hosts: Hosts
  /** What `/readyz` asks, by name. */
  checks: Record<string, Check>
  /** How late the event loop may be before new requests are refused, in ms; 0 refuses none. */
  overloadMs?: number
  /** For tests, which do not wait a minute. */
  patience?: Partial<Patience>
}

interface Patience {
  /** Headers must end within this time, … */
  headersMs: number
  /** … which is looked at so often. */
  roundMs: number
}

const HEADER_BYTES = 16_384
const URL_BYTES = 8_192
const BODY_BYTES = 1_048_576
const SLOW_SECONDS = 1
const REAP_MS = 100
const PATIENCE: Patience = { headersMs: 45_000, roundMs: 5_000 }

/** A body has its own rule (slow-bodies.ts). */
export const SERVER_LIMITS = {
  maxHeaderSize: HEADER_BYTES,
  headersTimeout: PATIENCE.headersMs,
  requestTimeout: 0,
  connectionsCheckingInterval: PATIENCE.roundMs,
}

/** The server that people run, and tests too: everything that changes how requests are read is set here. */
export function createApp(options: AppOptions): App {
  const { log } = options
  const patience = { ...PATIENCE, ...options.patience }
  const upgrades = new UpgradeRouter(options.hosts)
  const base = fastify({
    logger: false,
    bodyLimit: BODY_BYTES,
    trustProxy: options.trustedProxies.length > 0 ? [...options.trustedProxies] : false,
    exposeHeadRoutes: false,
    schemaController: { compilersFactory: { buildSerializer: buildSerializerLazily } },
    routerOptions: { ignoreTrailingSlash: true, ignoreDuplicateSlashes: true, maxParamLength: 1_024 },
    http: {
      ...SERVER_LIMITS,
      headersTimeout: patience.headersMs,
      connectionsCheckingInterval: patience.roundMs,
      shouldUpgradeCallback: (request) => upgrades.wants(request),
    },
    clientErrorHandler: answerBrokenRequest,
    keepAliveTimeout: 72_000,
    forceCloseConnections: 'idle',
    // What still comes in on a kept connection while the server stops is answered, as its last request.
    return503OnClosing: false,
    genReqId: () => randomUUID(),
    rewriteUrl: (request) => pathFor(request, options.hosts),
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    frameworkErrors(error, request, reply) {
      void reply.headers(headersOfAll(request))
      const words = mountAt(app, request.url) ?? { renderError: renderProblem }
      const thrown = isTooLong(request.raw) ? httpProblems.urlTooLong() : error
      answerError(app, words, thrown, request as never, reply as never)
    },
  }).withTypeProvider<TypeBoxTypeProvider>()
  const parts = {
    release: options.version,
    errorLog: log,
    access: {
      identity: options.identity,
      cookieName: cookieName(options.publicUrl),
      publicUrl: options.publicUrl,
    },
    metrics: createMetrics(options.database),
    journal: options.journal,
    mounts: [] as Mount[],
    state: { stopping: false },
    streams: new Set<() => void>(),
  }
  const app = Object.assign(base, parts) as unknown as App
  app.setValidatorCompiler(compileLazily as never)
  readJsonAlone(app as never)
  speakErrors(app as never, app, { renderError: renderProblem })
  watchRequests(app, options, patience.roundMs)
  guardRoutes(app as never, app.access)
  refuseOverload(app, options)
  upgrades.serve(app)
  documentRoutes(app, options.version)
  // After the document's plugin has loaded, so that it sees these routes too.
  void app.register(async (scope) => {
    healthRoutes(Object.assign(scope, parts) as unknown as App, options.checks)
    documentRoute(scope)
  })
  return app
}

const headersOfAll = (request: { id: string }) => ({ 'x-request-id': request.id, ...GUARDS })

function watchRequests(app: App, options: AppOptions, roundMs: number): void {
  const { database, log } = options
  const slow = new SlowBodies(roundMs)
  app.addHook('onClose', async () => slow.stop())
  app.addHook('onRequest', (request, reply, done) => {
    void reply.headers(headersOfAll(request))
    if (isTooLong(request.raw)) return done(httpProblems.urlTooLong())
    if (isSafe(request.method)) return done()
    slow.watch(request.raw)
    // From here on every read of this request tells which commit it has seen.
    const seen: Witness = { seen: 0 }
    request.witness = seen
    witness.run(seen, done)
  })
  app.addHook('onSend', (request, _reply, payload, done) => {
    if (!request.witness) return done(null, payload)
    settled(database.db, request.witness).then(
      () => done(null, payload),
      (error) => {
        // The refusal comes this way too, and tells nothing that has to be on disk.
        request.witness = undefined
        done(databaseProblems.unavailable(error))
      },
    )
  })
  app.addHook('onResponse', (request, reply, done) => {
    // A stream's length is no time that anybody waited.
    if (request.routeOptions.config.stream) return done()
    const seconds = reply.elapsedTime / 1000
    const route = request.routeOptions.url ?? 'unknown'
    app.metrics.observe(route, request.method, reply.statusCode, seconds)
    // A line for each success would cost as much as the request; queries are never logged, they may hold tokens.
    if (reply.statusCode >= 500 || seconds > SLOW_SECONDS) {
      log.warn(
        { id: request.id, method: request.method, route, status: reply.statusCode, seconds },
        'A request failed or was slow.',
      )
    }
    done()
  })
}

/** After it is known who asks: an administrator gets in. */
function refuseOverload(app: App, { overloadMs: lateMs = 0, log }: AppOptions): void {
  const pressure = new Pressure({ lateMs, log, registry: app.metrics.registry })
  app.addHook('onClose', async () => pressure.stop())
  app.addHook('onRequest', (request, _reply, done) => {
    pressure.judge(request)
    done()
  })
}

declare module 'fastify' {
  interface FastifyRequest {
    witness?: Witness
  }
}

const isTooLong = ({ url = '' }: IncomingMessage): boolean => url.length > URL_BYTES

const isSafe = (method: string): boolean => method === 'GET' || method === 'HEAD' || method === 'OPTIONS'

/** A browser takes a `__Host-` cookie from a secure origin only, and for that host alone. */
function cookieName(publicUrl: string | undefined): string {
  return publicUrl?.startsWith('https:') ? '__Host-atelier' : 'atelier'
}

/**
 * Stops in order (promises.md, R7): no new connection, `/readyz` says so, streams get their end, requests under way are
 * answered; what is left after `graceMs` is cut off.
 */
export async function stopApp(app: App, graceMs = 20_000): Promise<void> {
  app.state.stopping = true
  for (const end of app.streams) end()
  await letGo(app.server, () => app.close(), graceMs)
  // The library's watch over the garbage collector never ends, and holds on to all that has figures of its own.
  app.metrics.registry.clear()
}

/** Closes a server, whose requests under way are answered; what is left after `graceMs` is cut off. */
export async function letGo(server: Server, close: () => Promise<unknown>, graceMs = 20_000): Promise<void> {
  const cut = setTimeout(() => server.closeAllConnections(), graceMs)
  // Node closes connections that are idle now; those whose request ends meanwhile would be kept for the next one.
  const reap = setInterval(() => server.closeIdleConnections(), REAP_MS)
  await close()
  clearTimeout(cut)
  clearInterval(reap)
}
