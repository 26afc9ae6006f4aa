import { inTransaction } from '../../../kernel/db/db.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { DAY_MS } from '../../../kernel/span.ts'
import { roleAt } from '../events/member.ts'
import { openingAt } from '../events/opening.ts'
import { type Addressee, languageOf, prepareLetter, timeIn } from '../files/letter.ts'
import type { Db, EventRow, Tx } from '../tables.ts'
import { SERVICE, type Training } from '../training.ts'
import { type Audience, addressedOf } from './addressed.ts'

const BATCH = 200

/** Asked for by an organiser, or sent by itself a day before registration closes. */
export type ReminderKind = 'reminder' | 'last-day'

/** Whom a reminder reaches, of those chosen. */
export interface Reminded {
  /** They get one. */
  mailed: number
  /** No e-mail address is known of them. */
  withoutAddress: number
  /** They had one within a day. */
  today: number
  /** They have chosen, or ranked their wishes, already. */
  done: number
}

/** Whether people rank wishes now, so that a wish is what is missing. */
const isWishing = (event: EventRow, now: number): boolean =>
  event.mode === 'wishes' && (event.wishes_until ?? Number.MAX_SAFE_INTEGER) > now

const missing = (db: Db, event: EventRow, chosen: Audience, now: number) =>
  addressedOf(db, event, chosen).where(({ not, exists, selectFrom }) =>
    not(
      exists(
        isWishing(event, now)
          ? selectFrom('training_wish as r').select('r.id').whereRef('r.participant_id', '=', 'p.id')
          : selectFrom('training_registration as r').select('r.id').whereRef('r.participant_id', '=', 'p.id'),
      ),
    ),
  )

/** Whom a reminder would reach now. */
export async function countReminders(
  { db, kernel }: Training,
  event: EventRow,
  chosen: Audience,
): Promise<Reminded> {
  const now = kernel.clock.now()
  const rows = await missing(db, event, chosen, now)
    .select((eb) => [
      eb.fn.countAll<number>().as('all'),
      eb.fn.count<number>('p.email').as('reachable'),
      eb.fn
        .sum<number>(
          eb
            .case()
            .when(eb.and([eb('p.email', 'is not', null), eb('p.reminded_at', '>', now - DAY_MS)]))
            .then(1)
            .else(0)
            .end(),
        )
        .as('today'),
    ])
    .executeTakeFirstOrThrow()
  const { n } = await addressedOf(db, event, chosen)
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow()
  const [all, reachable, today] = [Number(rows.all), Number(rows.reachable), Number(rows.today ?? 0)]
  return { mailed: reachable - today, withoutAddress: all - reachable, today, done: Number(n) - all }
}

/**
 * Reminds those of them who have not chosen. Nobody is reminded twice within a day, so a request that was cut off can be
 * made again.
 */
export async function remind(
  training: Training,
  by: By,
  { event, chosen, kind }: { event: EventRow; chosen: Audience; kind: ReminderKind },
): Promise<Reminded> {
  const { db, kernel } = training
  const now = kernel.clock.now()
  const counts = await countReminders(training, event, chosen)
  let mailed = 0
  for (let after = 0; ; ) {
    const due = await missing(db, event, chosen, now)
      .select(['p.id', 'p.full_name', 'p.language', 'p.email'])
      .where('p.id', '>', after)
      .where('p.email', 'is not', null)
      .where((eb) => eb.or([eb('p.reminded_at', 'is', null), eb('p.reminded_at', '<=', now - DAY_MS)]))
      .orderBy('p.id')
      .limit(BATCH)
      .execute()
    const last = due.at(-1)
    if (!last) return { ...counts, mailed }
    after = last.id
    const people = due.map((row) => ({ participant: { ...row, email: row.email ?? '' }, event }))
    mailed += await remindPage(training, by, { event, people, kind, now })
  }
}

async function remindPage(
  training: Training,
  by: By,
  { event, people, kind, now }: { event: EventRow; people: Addressee[]; kind: ReminderKind; now: number },
): Promise<number> {
  const { db, kernel } = training
  const prepared = await Promise.all(
    people.map((each) =>
      prepareLetter(training, each, { template: kind, values: { closing: closingOf(each, now) } }),
    ),
  )
  return inTransaction(db, async (tx) => {
    const ids = people.map(({ participant }) => participant.id)
    const taken = await takeDue(tx, ids, now)
    for (const [at, id] of ids.entries()) {
      const mail = prepared[at]
      if (mail && taken.has(id)) await kernel.mail.send(tx, mail)
    }
    if (taken.size > 0)
      await kernel.journal.record(tx, {
        by,
        action: 'training.participants.reminded',
        object: `training.event:${event.id}`,
        service: SERVICE,
        details: { mails: taken.size, kind, participants: [...taken] },
        audience: roleAt(event.id, 'manager'),
      })
    return taken.size
  })
}

/** Marks them, and tells whom nobody else has marked meanwhile. */
async function takeDue(tx: Tx, ids: readonly number[], now: number): Promise<Set<number>> {
  const rows = await tx
    .updateTable('training_participant')
    .set({ reminded_at: now })
    .where('id', 'in', ids)
    .where((eb) => eb.or([eb('reminded_at', 'is', null), eb('reminded_at', '<=', now - DAY_MS)]))
    .returning('id')
    .execute()
  return new Set(rows.map((row) => row.id))
}

/** When it is too late, or when it begins, as a sentence of the mail; nothing where that is not planned. */
function closingOf(addressee: Addressee, now: number): string {
  const { event } = addressee
  const isDutch = languageOf(addressee) === 'nl'
  const { open, opensAt, closesAt } = openingAt(event, now)
  const until = isWishing(event, now) ? event.wishes_until : closesAt
  if (!open && opensAt !== null)
    return `${isDutch ? 'De inschrijving opent' : 'Registration opens'} ${timeIn(addressee, opensAt)}.`
  if (until === null) return ''
  return `${isDutch ? 'Dat kan tot' : 'You can until'} ${timeIn(addressee, until)}.`
}
