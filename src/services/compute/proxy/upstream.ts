import { connect, type Socket } from 'node:net'
import type { Pool } from 'undici'
import { isItsOwn } from '../sessions/listener.ts'
import type { Place } from './place.ts'
import { proxyProblems } from './proxy-problems.ts'

/** A program that is there accepts at once; one on a machine that is gone does not answer. */
const CONNECT_MS = 3_000
const MOST_CONNECTIONS = 128
const LONGEST_ANSWER = 4_096
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const HEADER = /^([!#$%&'*+.^_`|~0-9a-z-]+):([^\u0000-\u0008\u000a-\u001f\u007f]*)$/i
/** So many are kept ready; a session that nobody uses costs nothing. */
const MOST = 1_000

/** Where requests of one door of a session go: its own server, or a port behind its helper. */
export interface Target {
  /** The session and the door, for keeping connections. */
  key: string
  host: string
  port: number
  secret: string
  /** What has to listen there. */
  execution?: Place['execution']
  /** Its helper leads on to this port, which listens beside it. */
  through?: number
}

let undici: typeof import('undici') | undefined

/** Connections to sessions, kept for further requests. */
export class Upstreams {
  /** How long an answer may take to begin. */
  readonly patienceMs: number
  readonly #pools = new Map<string, { pool: Pool; target: Target }>()

  constructor(patienceMs: number) {
    this.patienceMs = patienceMs
  }

  /** A pool of connections; a session that came back elsewhere has a new one. */
  async poolOf(target: Target): Promise<Pool> {
    // Loaded when the first session is opened: it takes 0.1 s and 25 MB, and a server's start has no use for it.
    undici ??= await import('undici')
    const known = this.#pools.get(target.key)
    if (known && isSame(known.target, target)) return known.pool
    known?.pool.destroy().catch(() => undefined)
    const pool = new undici.Pool(originOf(target), {
      connections: MOST_CONNECTIONS,
      pipelining: 1,
      headersTimeout: this.patienceMs,
      bodyTimeout: 0,
      connect: (_options, done) => {
        open(target).then(
          (socket) => done(null, socket),
          (error: Error) => done(error, null),
        )
      },
    })
    this.#pools.delete(target.key)
    this.#pools.set(target.key, { pool, target })
    if (this.#pools.size > MOST) this.#dropOldest()
    return pool
  }

  async close(): Promise<void> {
    await Promise.all([...this.#pools.values()].map(({ pool }) => pool.destroy()))
    this.#pools.clear()
  }

  #dropOldest(): void {
    const [key, oldest] = this.#pools.entries().next().value ?? []
    if (key === undefined || !oldest) return
    this.#pools.delete(key)
    // Requests under way end by themselves.
    oldest.pool.close().catch(() => undefined)
  }
}

const isSame = (a: Target, b: Target): boolean =>
  a.host === b.host && a.port === b.port && a.through === b.through && a.secret === b.secret

const originOf = ({ host, port }: Target): string =>
  `http://${host.includes(':') ? `[${host}]` : host}:${port}`

/** Host and port as a session's own server may call itself. */
export const upstreamOf = ({ host, port, through }: Target): string =>
  through === undefined ? `${host}:${port}` : `localhost:${through}`

/** A bare connection to where a target's requests go. */
export async function open(target: Target): Promise<Socket> {
  const socket = await reach(target)
  // Asked of whom the connection stands with: nothing has been said to them yet.
  if (target.execution && !(await isItsOwn(target.execution, target.port))) {
    socket.destroy()
    throw proxyProblems.gone()
  }
  return target.through === undefined ? socket : lead(socket, target)
}

function reach({ host, port }: Target): Promise<Socket> {
  const socket = connect({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: 30_000 })
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => fail(), CONNECT_MS)
    const fail = () => {
      clearTimeout(timer)
      socket.destroy()
      reject(proxyProblems.gone())
    }
    socket.once('error', fail)
    socket.once('connect', () => {
      clearTimeout(timer)
      socket.off('error', fail)
      resolve(socket)
    })
  })
}

/** Asks the helper for a way on to a port. */
async function lead(socket: Socket, { secret, through }: Target): Promise<Socket> {
  socket.write(
    `CONNECT 127.0.0.1:${through} HTTP/1.1\r\nhost: 127.0.0.1:${through}\r\nauthorization: token ${secret}\r\n\r\n`,
  )
  const { status, rest } = await readHead(socket, CONNECT_MS)
  if (status !== 200) {
    socket.destroy()
    throw proxyProblems.gone()
  }
  if (rest.length > 0) socket.unshift(rest)
  return socket
}

export interface Head {
  status: number
  /** Names and values in turn. */
  headers: string[]
  /** What came in behind it. */
  rest: Buffer
}

/** Reads the head of an answer from a bare connection, and leaves it paused. */
export function readHead(socket: Socket, limitMs: number): Promise<Head> {
  return new Promise((resolve, reject) => {
    let read: Buffer = Buffer.alloc(0)
    const leave = () => {
      clearTimeout(timer)
      socket.off('data', take).off('error', fail).off('close', fail)
    }
    const fail = () => {
      leave()
      socket.destroy()
      reject(proxyProblems.gone())
    }
    const timer = setTimeout(() => {
      leave()
      socket.destroy()
      reject(proxyProblems.silent())
    }, limitMs)
    const take = (chunk: Buffer) => {
      read = read.length === 0 ? chunk : Buffer.concat([read, chunk])
      const end = read.indexOf('\r\n\r\n')
      if (end < 0 && read.length <= LONGEST_ANSWER * 4) return
      const head = end < 0 ? undefined : parseHead(read.subarray(0, end).toString('latin1'))
      if (!head) return fail()
      socket.pause()
      leave()
      resolve({ ...head, rest: read.subarray(end + 4) })
    }
    socket.on('data', take).once('error', fail).once('close', fail)
    socket.resume()
  })
}

function parseHead(text: string): Omit<Head, 'rest'> | undefined {
  const [first = '', ...lines] = text.split('\r\n')
  const status = Number(/^HTTP\/1\.[01] (\d{3})(?: |$)/.exec(first)?.[1])
  const headers: string[] = []
  for (const line of lines) {
    // A bare line break, or a line that goes on, would be a header of ours to some clients.
    const [, name, value] = HEADER.exec(line) ?? []
    if (name === undefined || value === undefined) return undefined
    headers.push(name, value.trim())
  }
  return Number.isInteger(status) ? { status, headers } : undefined
}
