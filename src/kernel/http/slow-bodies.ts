import type { IncomingMessage } from 'node:http'

/** A body must bring so much on average once it has had its first minute (promises.md, L2). */
const BYTES_PER_SECOND = 1_000
const GRACE_MS = 60_000
/** Bytes that a socket hands over at once. */
const LARGEST_PIECE = 65_536

interface Coming {
  since: number
  bytesBefore: number
}

/** Cuts off senders who hold a connection with a body that hardly moves. */
export class SlowBodies {
  readonly #coming = new Map<IncomingMessage, Coming>()
  readonly #timer: NodeJS.Timeout

  constructor(roundMs: number) {
    this.#timer = setInterval(() => this.look(performance.now()), roundMs).unref()
  }

  watch(request: IncomingMessage): void {
    const { headers } = request
    if (headers['transfer-encoding'] === undefined && (headers['content-length'] ?? '0') === '0') return
    // What came in one piece with the headers was read before anybody was told of the request.
    const bytesBefore = Math.max(0, request.socket.bytesRead - LARGEST_PIECE)
    this.#coming.set(request, { since: performance.now(), bytesBefore })
    request.once('close', () => this.#coming.delete(request))
  }

  look(now: number): void {
    for (const [request, { since, bytesBefore }] of this.#coming) {
      const age = now - since
      if (request.complete) this.#coming.delete(request)
      else if (age > GRACE_MS && request.socket.bytesRead - bytesBefore < (age / 1000) * BYTES_PER_SECOND)
        request.destroy()
    }
  }

  stop(): void {
    clearInterval(this.#timer)
  }
}
