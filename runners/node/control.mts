import { createConnection, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import type { Answer, Ask, Order } from '../../src/services/automation/runs/protocol.ts'

const FIRST_PAUSE_MS = 50
const LONGEST_PAUSE_MS = 1_000

type Sign = Ask['sign']

/** The line to the server: the order comes by it, what only the server may do is asked over it, and it is told of news. */
export class Control {
  readonly #path: string
  readonly #nonce: string
  readonly order: Promise<Order>
  #take!: (order: Order) => void
  #hasOrder = false
  #socket: Socket | undefined
  #pause = FIRST_PAUSE_MS
  #asked = 0
  readonly #waiting = new Map<number, { ask: Ask; settle: (answer: Answer) => void }>()

  constructor(path: string, nonce: string) {
    this.#path = path
    this.#nonce = nonce
    const { promise, resolve } = Promise.withResolvers<Order>()
    this.order = promise
    this.#take = resolve
    this.#connect()
  }

  /** Says that there is something new; nobody waits for it to arrive. */
  tell(): void {
    if (this.#hasOrder) this.#socket?.write('\n')
  }

  /** Has the server's agent sign. It waits for a server that is away. */
  async sign(what: Sign, signal: AbortSignal): Promise<Buffer> {
    this.#asked += 1
    const ask = { id: this.#asked, sign: what }
    const { promise, resolve, reject } = Promise.withResolvers<Answer>()
    this.#waiting.set(ask.id, { ask, settle: resolve })
    const stop = () => reject(signal.reason)
    signal.addEventListener('abort', stop, { once: true })
    try {
      this.#say(ask)
      const { signature, error } = await promise
      if (signature === undefined) throw new Error(error ?? 'The agent signs nothing.')
      return Buffer.from(signature, 'base64')
    } finally {
      signal.removeEventListener('abort', stop)
      this.#waiting.delete(ask.id)
    }
  }

  #say(ask: Ask): void {
    this.#socket?.write(`${JSON.stringify(ask)}\n`)
  }

  #connect(): void {
    const socket = createConnection(this.#path)
    socket.on('connect', () => {
      this.#socket = socket
      this.#pause = FIRST_PAUSE_MS
      socket.write(`${this.#nonce}\n`)
      for (const { ask } of this.#waiting.values()) this.#say(ask)
    })
    const lines = createInterface({ input: socket, crlfDelay: Number.POSITIVE_INFINITY })
    lines.on('line', (line) => this.#hear(line))
    // All say that it is over; `close` comes after each.
    socket.on('error', () => undefined)
    lines.on('error', () => undefined)
    socket.on('close', () => {
      if (this.#socket === socket) this.#socket = undefined
      const again = setTimeout(() => this.#connect(), this.#pause)
      // Without an order there is nothing else that keeps this process.
      if (this.#hasOrder) again.unref()
      this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE_MS)
    })
  }

  #hear(line: string): void {
    if (!line.startsWith('{')) return
    if (!this.#hasOrder) {
      this.#hasOrder = true
      this.#take(JSON.parse(line) as Order)
      return
    }
    const answer = JSON.parse(line) as Answer
    this.#waiting.get(answer.id)?.settle(answer)
  }
}
