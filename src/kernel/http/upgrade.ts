import { type IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex, Writable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type WebSocket, WebSocketServer } from 'ws'
import type { App } from './app.ts'
import { type Hosts, pathFor } from './hosts.ts'
import { KnownPaths } from './known-paths.ts'
import { httpProblems } from './problems.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Takes WebSockets too: its handler asks `upgradeOf` whether this request is one. */
    upgrade?: boolean
  }
}

/** The bare connection of a request for a WebSocket, and what came in behind its headers. */
export interface Upgrade {
  socket: Socket
  head: Buffer
}

/** A message from a client is no longer than this. */
const MOST_BYTES = 1_048_576
/** With the two seconds that an actor may be remembered: a right that was taken away ends a socket within 5 s (promises.md, A3). */
const LOOK_MS = 2_500
/** How long a socket may take over its farewell. */
const FAREWELL_MS = 1_000
const PING_MS = 30_000

const upgrades = new WeakMap<IncomingMessage, Upgrade>()

/**
 * The one router of all WebSockets. A request for one goes the way of every request, to the route of its path: guards,
 * checks and refusals are the same, and only an accepted one becomes a socket. What no route wants as a WebSocket stays
 * an ordinary request (promises.md, I2).
 */
export class UpgradeRouter {
  readonly #paths = new KnownPaths()
  readonly #hosts: Hosts

  constructor(hosts: Hosts) {
    this.#hosts = hosts
  }

  wants(request: IncomingMessage): boolean {
    if (request.method !== 'GET' || !/^websocket$/i.test(request.headers.upgrade ?? '')) return false
    const [path = ''] = pathFor(request, this.#hosts).split('?', 1)
    return this.#paths.methodsOf(path).size > 0
  }

  /** Takes over the upgrades of a server whose `shouldUpgradeCallback` asks `wants`. */
  serve(app: App): void {
    app.addHook('onRoute', ({ config, url, method }) => {
      if (config?.upgrade) this.#paths.add(url, [method].flat())
    })
    app.server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
      // Node no longer listens for it, and an error that nobody hears ends the process.
      socket.on('error', () => socket.destroy())
      upgrades.set(request, { socket, head })
      const response = new ServerResponse(request)
      // A refusal is the last answer of its connection: what comes behind it is no request.
      response.shouldKeepAlive = false
      response.assignSocket(socket)
      response.once('finish', () => socket.destroySoon())
      app.routing(request, response)
    })
  }
}

/** The request for a WebSocket that this is, if it is one. */
export const upgradeOf = (request: Pick<FastifyRequest, 'raw'>): Upgrade | undefined =>
  upgrades.get(request.raw)

/** Takes the bare connection out of its request: from here on nothing is answered by the server itself. */
export function takeConnection(request: FastifyRequest, reply: FastifyReply): Upgrade {
  const upgrade = upgrades.get(request.raw)
  if (!upgrade) throw httpProblems.noWebSocket()
  reply.hijack()
  reply.raw.detachSocket(upgrade.socket)
  return upgrade
}

/** Refuses what asks for a WebSocket in a way that the standard does not know. */
export function checkHandshake({ headers }: Pick<IncomingMessage, 'headers'>): void {
  const isRight =
    /^[+/0-9a-z]{22}==$/i.test(headers['sec-websocket-key'] ?? '') &&
    headers['sec-websocket-version'] === '13'
  if (!isRight) throw httpProblems.noWebSocket()
}

export interface SocketOptions {
  /** Whether who opened it may still have it: asked all along. */
  still(): Promise<boolean>
}

let server: WebSocketServer | undefined

/** Answers 101 and gives the socket. It ends with the right to it and with the server, and when the other side is gone. */
export async function acceptSocket(
  app: App,
  request: FastifyRequest,
  reply: FastifyReply,
  options: SocketOptions,
): Promise<WebSocket> {
  checkHandshake(request.raw)
  const { socket, head } = takeConnection(request, reply)
  server ??= new WebSocketServer({ noServer: true, maxPayload: MOST_BYTES, perMessageDeflate: false })
  const accepted = Promise.withResolvers<WebSocket>()
  server.handleUpgrade(request.raw, socket, head, accepted.resolve)
  const ws = await accepted.promise
  // What breaks the protocol is answered by a close frame; there is nothing to add.
  ws.on('error', () => undefined)
  beat(ws, socket)
  watchSocket(app, socket, { ...options, end: (code, reason) => ws.close(code, reason) })
  return ws
}

/** Cuts off who does not answer for a minute: a machine that was switched off says no farewell. */
function beat(ws: WebSocket, socket: Duplex): void {
  let isThere = true
  ws.on('pong', () => {
    isThere = true
  })
  const timer = setInterval(() => {
    if (!isThere) return ws.terminate()
    isThere = false
    ws.ping()
  }, PING_MS)
  socket.once('close', () => clearInterval(timer))
}

type Watchable = Pick<Writable, 'destroy' | 'destroyed' | 'once'>

export interface Watched extends SocketOptions {
  /** Says farewell with a code and a reason; the connection is cut off soon after. */
  end(code: number, reason: string): void
}

/** Looks over an open connection or a stream without an end: it ends with the right to it (A3) and with the server (R7). */
export function watchSocket(app: App, socket: Watchable, { still, end }: Watched): void {
  const farewell = (code: number, reason: string) => {
    end(code, reason)
    setTimeout(() => socket.destroy(), FAREWELL_MS).unref()
  }
  const leave = () => farewell(1001, 'The server stops.')
  const look = setInterval(() => {
    const lost = () => farewell(4401, 'The right to this has ended.')
    // Also when the question fails: whoever may comes back.
    still().then((may) => may || lost(), lost)
  }, LOOK_MS)
  const stop = () => {
    clearInterval(look)
    app.streams.delete(leave)
  }
  socket.once('close', stop)
  app.streams.add(leave)
  if (socket.destroyed) stop()
  else if (app.state.stopping) leave()
}
