import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { BenchServer } from './server.ts'

export interface Load {
  path: string
  method?: 'GET' | 'POST' | 'PUT'
  headers?: Record<string, string>
  /** Asked for anew for each request, so that no two need be alike. */
  body?: () => readonly Buffer[]
  connections: number
  seconds: number
  /** How long a connection waits after an answer, in ms; not at all by default. */
  pauseMs?: number
}

export type Request = Pick<Load, 'path' | 'method' | 'headers' | 'body'>

/** One kind of request, or one anew for each, as of many people. */
export type Asked = Load | (Pick<Load, 'connections' | 'seconds' | 'pauseMs'> & { next: () => Request })

export interface Measured {
  perSecond: number
  /** From the first byte sent to the last received, in ms. */
  p50: number
  p99: number
  /** CPU time of the server a request, in microseconds. */
  cpuMicros: number
}

/**
 * Asks a server as fast as it answers, each connection one request after another, and lets those under way end. Throws
 * when an answer was not a success: a refusal is fast, but no result.
 */
export async function measure(server: BenchServer, load: Asked): Promise<Measured> {
  const cpuBefore = server.cpuSeconds()
  const start = performance.now()
  const until = start + load.seconds * 1000
  const times: number[] = []
  const connection = async () => {
    const client = await Connection.open(server.url)
    try {
      while (performance.now() < until) {
        const sent = performance.now()
        await client.ask('next' in load ? load.next() : load)
        times.push(performance.now() - sent)
        if (load.pauseMs) await pause(load.pauseMs)
      }
    } finally {
      client.close()
    }
  }
  await Promise.all(Array.from({ length: load.connections }, connection))
  const seconds = (performance.now() - start) / 1000
  const sorted = Float64Array.from(times).sort()
  return {
    perSecond: times.length / seconds,
    p50: at(sorted, 0.5),
    p99: at(sorted, 0.99),
    cpuMicros: ((server.cpuSeconds() - cpuBefore) * 1e6) / times.length,
  }
}

/** Sends one request and gives the body of its answer. */
export async function ask(server: Pick<BenchServer, 'url'>, request: Request): Promise<string> {
  const client = await Connection.open(server.url)
  try {
    return await client.ask(request)
  } finally {
    client.close()
  }
}

function headOf({ path, method = 'GET', headers = {} }: Request, length: number): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${method} ${path} HTTP/1.1\r\nhost: bench\r\ncontent-length: ${length}\r\n${lines.join('')}\r\n`
}

function at(sorted: Float64Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

/**
 * A kept connection that knows just enough HTTP for our servers' answers. Node's own client takes more CPU a request
 * than the floor does, and both share this machine.
 */
class Connection {
  readonly #socket: Socket
  #received = ''
  #waiting: { resolve(body: string): void; reject(error: Error): void } | undefined

  constructor(socket: Socket) {
    this.#socket = socket
    socket.setEncoding('latin1').setNoDelay(true)
    socket.on('data', (text: string) => this.#read(text))
    socket.on('error', (error) => this.#waiting?.reject(error))
    socket.on('close', () => this.#waiting?.reject(new Error('The server closed the connection.')))
  }

  static open(url: string): Promise<Connection> {
    const { hostname, port } = new URL(url)
    return new Promise((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => resolve(new Connection(socket)))
      socket.once('error', reject)
    })
  }

  ask(request: Request): Promise<string> {
    const parts = request.body?.() ?? []
    const length = parts.reduce((sum, part) => sum + part.length, 0)
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
      this.#socket.cork()
      this.#socket.write(headOf(request, length))
      for (const part of parts) this.#socket.write(part)
      this.#socket.uncork()
    })
  }

  close(): void {
    this.#socket.destroy()
  }

  #read(text: string): void {
    this.#received += text
    const end = this.#received.indexOf('\r\n\r\n')
    if (end < 0) return
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(this.#received)?.[1])
    if (this.#received.length < end + 4 + length) return
    const answer = this.#received
    const waiting = this.#waiting
    this.#received = ''
    this.#waiting = undefined
    if (/^HTTP\/1.1 2/.test(answer)) waiting?.resolve(answer.slice(end + 4))
    else
      waiting?.reject(
        new Error(`Refused: ${answer.slice(0, answer.indexOf('\r\n'))} ${answer.slice(end + 4)}`),
      )
  }
}
