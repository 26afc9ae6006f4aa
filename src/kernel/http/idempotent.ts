import { hash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Clock } from '../clock.ts'
import { inTransaction, type KernelDb, type KernelTx } from '../db/db.ts'
import { httpProblems } from './problems.ts'

/** An answer is given again for so long (promises.md, R10). */
const KEPT_MS = 24 * 3_600_000
const KEY = /^[\x21-\x7e]{1,255}$/

export interface Answer {
  status: number
  body: unknown
}

/** Lets a transaction begin when it is its turn. */
export type Turn = <R>(transaction: () => Promise<R>) => Promise<R>

/** One request that may come again under its key. */
export interface Once {
  /** SHA-256 over who asks, for what, and the key. */
  readonly id: string
  /** SHA-256 of what was sent: other content under the same key is a mistake. */
  readonly request: string
}

/** What an `Idempotency-Key` stands for, or undefined without one. `what` names who asks and the route; `content` all that was sent. */
export function onceOf(
  key: string | string[] | undefined,
  parts: { what: string; content: string },
): Once | undefined {
  if (key === undefined) return undefined
  if (typeof key !== 'string' || !KEY.test(key)) throw httpProblems.badKey()
  // With the key, which is not kept: a password in the content cannot be guessed at from its hash.
  return {
    id: hash('sha256', `${parts.what}\n${key}`),
    request: hash('sha256', `${key}\n${parts.content}`),
  }
}

/**
 * Runs `work` once for a key, and gives the same answer to whoever brings the key again: the answer is in the transaction
 * of its effects. Of two at once the unique index lets one through. Without a key it just runs.
 */
export async function runOnce<T, A extends Answer>(
  parts: { db: KernelDb<T>; clock: Clock; once: Once | undefined; turn?: Turn },
  work: (tx: KernelTx<T>) => Promise<A>,
): Promise<{ answer: A; replayed: boolean }> {
  const { db, clock, once, turn = (fn) => fn() } = parts
  if (!once) return { answer: await turn(() => inTransaction(db, work)), replayed: false }
  const known = await findAnswer<A>(db, once, clock.now())
  if (known) return { answer: known, replayed: true }
  try {
    const answer = await turn(() =>
      inTransaction(db, async (tx) => {
        const kernel = tx as unknown as KernelTx
        await kernel
          .deleteFrom('kernel_idempotency')
          .where('id', '=', once.id)
          .where('at', '<=', clock.now() - KEPT_MS)
          .execute()
        const made = await work(tx)
        const row = { ...once, status: made.status, body: JSON.stringify(made.body), at: clock.now() }
        await kernel.insertInto('kernel_idempotency').values(row).execute()
        return made
      }),
    )
    return { answer, replayed: false }
  } catch (error) {
    // Of two at once the second may also have failed at what the first has made, such as a name.
    const meanwhile = await findAnswer<A>(db, once, clock.now())
    if (!meanwhile) throw error
    return { answer: meanwhile, replayed: true }
  }
}

/** `runOnce` for a route whose body is all that counts: gives what it sends. */
export async function answerOnce<T>(
  parts: {
    db: KernelDb<T>
    clock: Clock
    request: FastifyRequest
    reply: FastifyReply
    /** Makes what is sent of what is kept: headers, and secrets that must not lie in the database. */
    complete?: (body: unknown) => unknown
    /** Who asks, where no account does: people of one address must not get each other's answers. */
    who?: string
    turn?: Turn
  },
  work: (tx: KernelTx<T>) => Promise<Answer>,
): Promise<unknown> {
  const { request, reply, complete = (body: unknown) => body, ...rest } = parts
  const who = parts.who ?? request.actor?.accountId ?? request.by.address
  const once = onceOf(request.headers['idempotency-key'], {
    what: `${who}\n${request.method} ${request.url}`,
    content: JSON.stringify(request.body ?? null),
  })
  const { answer } = await runOnce({ ...rest, once }, work)
  return reply.code(answer.status).send(complete(answer.body))
}

/** Forgets answers that are old enough. */
export async function sweepAnswers(db: KernelDb, now: number): Promise<void> {
  await inTransaction(db, (tx) =>
    tx
      .deleteFrom('kernel_idempotency')
      .where('at', '<=', now - KEPT_MS)
      .execute(),
  )
}

/** What was answered to the same request before. */
export async function findAnswer<A extends Answer>(
  db: unknown,
  once: Once,
  now: number,
): Promise<A | undefined> {
  const row = await (db as KernelDb)
    .selectFrom('kernel_idempotency')
    .select(['request', 'status', 'body'])
    .where('id', '=', once.id)
    .where('at', '>', now - KEPT_MS)
    .executeTakeFirst()
  if (!row) return undefined
  if (row.request !== once.request) throw httpProblems.keyReused()
  return { status: row.status, body: JSON.parse(row.body) } as A
}
