import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Actor } from '../identity/actor.ts'
import { actorStillOf } from './access.ts'
import type { App } from './app.ts'

const HEARTBEAT_MS = 15_000
/** With the two seconds that another node may remember an actor: a right that was taken away ends the stream within 5 s (promises.md, A3). */
const LOOK_MS = 2_500
/** A reader that lets more than this lie is cut off; it comes back. */
const MOST_WAITING_BYTES = 1_048_576
/** What can be told later is not told while more than this lies. */
const BUSY_BYTES = 262_144

/** Server-sent events of one page: figures and lines that are no entries of the journal. */
export interface PageStream {
  readonly isOpen: boolean
  /** It has not read what it was sent: much more waits. */
  readonly isBusy: boolean
  send(event: string, data: unknown): void
  /** Says that this was all. */
  end(): void
  onClose(fn: () => void): void
}

/**
 * Makes the answer a stream. It ends with its reader, with the server, and once `mayStill` says no of whom the credential
 * stands for by then.
 */
export function openStream(
  { app, request, reply }: { app: App; request: FastifyRequest; reply: FastifyReply },
  mayStill: (actor: Actor) => boolean | Promise<boolean>,
): PageStream {
  reply.hijack()
  const { raw } = reply
  raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  })
  raw.write('retry: 2000\n\n')
  const isOpen = () => !raw.destroyed && !raw.writableEnded
  const end = () => {
    if (isOpen()) raw.end('event: end\ndata: {}\n\n')
  }
  const beat = setInterval(() => isOpen() && raw.write(':\n\n'), HEARTBEAT_MS)
  const look = setInterval(() => {
    // Also when the question fails: the reader comes back and is asked anew.
    actorStillOf(request, app.access)
      .then(async (now) => (now && (await mayStill(now))) || end())
      .catch(end)
  }, LOOK_MS)
  const stop = () => {
    clearInterval(beat)
    clearInterval(look)
    app.streams.delete(end)
  }
  raw.once('close', stop)
  app.streams.add(end)
  if (raw.destroyed) stop()
  else if (app.state.stopping) end()
  return {
    get isOpen() {
      return isOpen()
    },
    get isBusy() {
      return raw.writableLength > BUSY_BYTES
    },
    send(event, data) {
      if (!isOpen()) return
      raw.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
      if (raw.writableLength > MOST_WAITING_BYTES) raw.destroy()
    },
    end,
    onClose: (fn) => void (raw.destroyed ? fn() : raw.once('close', fn)),
  }
}

/** How a route of a stream stands in the document. */
export const streamAnswer = (description: string) => ({
  200: { description, content: { 'text/event-stream': { schema: { type: 'string' } } } },
})
