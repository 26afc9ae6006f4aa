import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { type Actor, covers } from '../identity/actor.ts'
import { type Journal, type JournalRow, mayReadEntry, nameOf } from '../journal/journal.ts'
import { actorStillOf } from './access.ts'
import type { App, Scope } from './app.ts'

const HEARTBEAT_MS = 15_000
/** With the two seconds that another node may remember an actor: a right that was taken away ends the stream within 5 s (promises.md, A3). */
const LOOK_MS = 2_500
/** A reader that lets more than this lie is cut off; it comes back with the place it has reached. */
const MOST_WAITING_BYTES = 1_048_576
const PAGE = 500

/** The live feed: entries of the journal that the person may read, as server-sent events whose id is the entry's place. */
export function feedRoute(scope: Scope, app: App, journal: Journal): void {
  scope.get(
    '/feed',
    {
      config: { access: 'account', stream: true },
      schema: {
        summary: 'Entries of the journal as they happen, as server-sent events',
        headers: Type.Object({ 'last-event-id': Type.Optional(Type.String({ pattern: '^[0-9]{1,15}$' })) }),
        response: {
          200: {
            description: 'A stream that goes on; `id` is the place of the entry',
            content: { 'text/event-stream': { schema: Type.String() } },
          },
        },
      },
    },
    async (request, reply) => {
      const { seq } = await journal.head()
      // A place that lies ahead is one of an installation that was put back since.
      const from = Math.min(Number(request.headers['last-event-id'] ?? seq), seq)
      reply.hijack()
      const { raw } = reply
      raw.writeHead(200, {
        ...(reply.getHeaders() as Record<string, string>),
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      })
      raw.write(`retry: 2000\n: from ${from}\n\n`)
      try {
        await stream({ app, journal, request, raw }, from)
      } catch (error) {
        app.errorLog.warn({ err: error, id: request.id }, 'A feed broke off; its reader comes back.')
        raw.destroy()
      }
    },
  )
}

interface Parts {
  app: App
  journal: Journal
  request: FastifyRequest
  raw: FastifyReply['raw']
}

async function stream({ app, journal, request, raw }: Parts, from: number): Promise<void> {
  let reached = from
  let actor = request.actor as Actor
  let isCaughtUp = false
  let isBehind = true
  const send = (row: JournalRow) => {
    const seq = row.seq ?? 0
    if (seq <= reached || raw.destroyed || raw.writableEnded) return
    reached = seq
    if (isFor(row, actor)) raw.write(`id: ${seq}\nevent: journal\ndata: ${JSON.stringify(eventOf(row))}\n\n`)
    if (isCaughtUp && raw.writableLength > MOST_WAITING_BYTES) raw.destroy()
  }
  const unsubscribe = await journal.subscribe((row) => {
    if (isCaughtUp) send(row)
    else isBehind = true
  })
  keepAlive(
    { app, request, raw },
    unsubscribe,
    () => reached,
    (now) => {
      actor = now
    },
  )
  while (isBehind && !raw.destroyed && !raw.writableEnded) {
    isBehind = false
    for (const row of await journal.since(reached, PAGE)) {
      isBehind = true
      send(row)
    }
    if (raw.writableNeedDrain) await drained(raw)
  }
  isCaughtUp = true
}

/** Beats, looks whether the right is still there, and ends with the connection, the right or the server. */
function keepAlive(
  { app, request, raw }: Omit<Parts, 'journal'>,
  unsubscribe: () => void,
  reached: () => number,
  renew: (actor: Actor) => void,
): void {
  const end = () => {
    if (!raw.writableEnded) raw.end('event: end\ndata: {}\n\n')
  }
  const beat = setInterval(() => {
    if (!raw.writableEnded) raw.write(`: ${reached()}\n\n`)
  }, HEARTBEAT_MS)
  const look = setInterval(() => {
    // Also when the question fails: the reader comes back and is asked anew.
    actorStillOf(request, app.access).then((now) => (now ? renew(now) : end()), end)
  }, LOOK_MS)
  const stop = () => {
    unsubscribe()
    clearInterval(beat)
    clearInterval(look)
    app.streams.delete(end)
  }
  raw.once('close', stop)
  app.streams.add(end)
  if (raw.destroyed) stop()
  else if (app.state.stopping) end()
}

async function drained(raw: ServerResponse): Promise<void> {
  const gone = new AbortController()
  const leave = () => gone.abort()
  raw.once('close', leave)
  await once(raw, 'drain', { signal: gone.signal }).catch(() => undefined)
  raw.off('close', leave)
}

/** One service's token hears nothing of another. */
const isFor = (row: JournalRow, actor: Actor): boolean =>
  mayReadEntry(row, actor) && covers(actor, row.service ?? 'kernel', 'read')

/** What a page needs to know; old and new values are read where they are asked for. */
function eventOf(row: JournalRow) {
  return {
    seq: row.seq,
    at: new Date(row.at).toISOString(),
    action: row.action,
    object: row.object,
    service: row.service,
    account: row.account_id,
    name: nameOf(row),
    details: row.details === null ? null : JSON.parse(row.details),
    count: row.count,
  }
}
