import { sql } from 'kysely'
import type { Clock } from '../clock.ts'
import { contains, inTransaction, type KernelDb, type KernelTx } from '../db/db.ts'
import type { By, Journal } from '../journal/journal.ts'
import type { Problem } from '../problem.ts'
import type { Mail } from './mail.ts'
import { mailProblems } from './problems.ts'
import type { MailRow } from './tables.ts'

const RETRIED_AT_ONCE = 200
const MOST_COUNTED = 10_000

export type MailState = MailRow['state']

interface Outbox {
  db: KernelDb
  journal: Journal
  mail: Mail
}

export interface MailFilter {
  state?: MailState
  /** Somewhere in the address or the subject; ASCII letters without case. */
  search?: string
  before?: number
  limit: number
}

/** Mails, newest first, without their texts: who reads one is in the journal. */
export function listMails(db: KernelDb, { state, search, before, limit }: MailFilter) {
  const text = search?.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
  return db
    .selectFrom('kernel_mail')
    .select([
      'id',
      'to_address',
      'template',
      'subject',
      'state',
      'attempts',
      'last_error',
      'created_at',
      'sent_at',
    ])
    .$if(state !== undefined, (query) => query.where('state', '=', state as MailState))
    .$if(before !== undefined, (query) => query.where('id', '<', before as number))
    .$if(text !== undefined, (query) =>
      query.where((eb) =>
        eb.or(
          (['to_address', 'subject'] as const).map((column) =>
            contains(db, sql<string>`lower(${eb.ref(column)})`, text as string),
          ),
        ),
      ),
    )
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

/** How many there are of each state, up to 10,000 of each. */
export async function countMails(db: KernelDb): Promise<Record<MailState, number>> {
  const counts = { queued: 0, sent: 0, kept: 0, failed: 0 }
  for (const state of Object.keys(counts) as MailState[]) {
    const some = db.selectFrom('kernel_mail').select('id').where('state', '=', state).limit(MOST_COUNTED)
    const row = await db
      .selectFrom(some.as('some'))
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .executeTakeFirstOrThrow()
    counts[state] = Number(row.n)
  }
  return counts
}

/** One mail with its text. It may hold a link that opens an account, so reading it is in the journal. */
export async function readMail({ db, journal }: Outbox, by: By, id: number): Promise<MailRow> {
  const row = await db.selectFrom('kernel_mail').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw mailProblems.notFound()
  journal.note({ by, action: 'mail.read', object: `mail:${id}`, personal: { to: row.to_address } })
  return row
}

/** Tries a failed or kept mail again. */
export async function retryMail({ db, journal, mail }: Outbox, by: By, id: number): Promise<void> {
  await inTransaction(db, async (tx) => {
    if (!(await mail.requeue(tx, id))) throw await refusal(tx, id, mail)
    await journal.record(tx, { by, action: 'mail.retried', object: `mail:${id}` })
  })
}

/** Why nothing was done to a mail. */
async function refusal(tx: KernelTx, id: number, mail?: Mail): Promise<Problem> {
  const row = await tx.selectFrom('kernel_mail').select('state').where('id', '=', id).executeTakeFirst()
  if (!row) return mailProblems.notFound()
  return row.state === 'kept' && mail?.hasServer === false
    ? mailProblems.noServer()
    : mailProblems.notWaiting()
}

/** Tries all of a state again, and gives how many those were. */
export async function retryMails(
  { db, journal, mail }: Outbox,
  by: By,
  state: 'failed' | 'kept',
): Promise<number> {
  if (state === 'kept' && !mail.hasServer) throw mailProblems.noServer()
  let count = 0
  for (let before: number | undefined; ; ) {
    const page = await mail.list({ state, before, limit: RETRIED_AT_ONCE })
    const last = page.at(-1)
    if (!last) return count
    count += await inTransaction(db, async (tx) => {
      let retried = 0
      for (const { id } of page) if (await mail.requeue(tx, id)) retried += 1
      await journal.record(tx, {
        by,
        action: 'mail.all-retried',
        object: 'mail',
        details: { state, retried },
      })
      return retried
    })
    before = last.id
  }
}

/** Throws a mail away that was not sent. */
export async function discardMail({ db, journal }: Outbox, by: By, id: number): Promise<void> {
  await inTransaction(db, async (tx) => {
    const gone = await tx
      .deleteFrom('kernel_mail')
      .where('id', '=', id)
      .where('state', 'in', ['failed', 'kept'])
      .returning(['to_address', 'subject', 'template'])
      .executeTakeFirst()
    if (!gone) throw await refusal(tx, id)
    await journal.record(tx, {
      by,
      action: 'mail.discarded',
      object: `mail:${id}`,
      details: { template: gone.template },
      personal: { to: gone.to_address },
    })
  })
}

/** Sends a mail to whoever asks, to see that mail works. */
export async function sendTestMail(
  { db, journal, mail, clock }: Outbox & { clock: Clock },
  by: By,
  { account, address, language }: { account: number; address: string; language: string },
): Promise<{ id: number; to: string; state: MailState }> {
  const row = await db
    .selectFrom('kernel_account')
    .select('email')
    .where('id', '=', account)
    .executeTakeFirst()
  if (!row?.email) throw mailProblems.noAddress()
  const to = row.email
  const values = { address, time: new Date(clock.now()).toISOString() }
  const prepared = await mail.prepare({ to, template: 'test', values, language })
  const id = await inTransaction(db, async (tx) => {
    const made = await mail.send(tx, prepared)
    await journal.record(tx, { by, action: 'mail.tested', object: `mail:${made}`, personal: { to } })
    return made
  })
  const sent = await db.selectFrom('kernel_mail').select('state').where('id', '=', id).executeTakeFirst()
  return { id, to, state: sent?.state ?? 'queued' }
}
