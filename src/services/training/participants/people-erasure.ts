import { contains, viewOf } from '../../../kernel/db/db.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { lockEvent } from '../events/event.store.ts'
import { roleAt } from '../events/member.ts'
import type { EventRow, Tx } from '../tables.ts'
import { SERVICE, type Training } from '../training.ts'

const BATCH = 500
const PARTICIPANT = 'training.participant:'

/** What stays of the people of an event: numbers. */
export interface Kept {
  participants: number
  registered: number
}

/**
 * Erases the participants of an event, which is locked by this: names, keys, choices, places in line, wishes, check-ins,
 * mails and what the journal holds of them apart. How many had each workshop stays with it.
 */
export async function eraseParticipants(training: Training, tx: Tx, by: By, id: number): Promise<EventRow> {
  const event = await lockEvent(tx, id)
  const kept = await keepNumbers(tx, id)
  const mails = await forgetPeople(training, tx, id)
  const row = await tx
    .updateTable('training_event')
    .set({
      erased_at: training.kernel.clock.now(),
      kept: JSON.stringify(kept),
      version: event.version + 1,
    })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
  await training.kernel.journal.record(tx, {
    by,
    action: 'training.event.erased',
    object: `training.event:${id}`,
    service: SERVICE,
    details: { ...kept, mails },
    audience: roleAt(id, 'manager'),
  })
  training.seats.moved(tx, id)
  return row
}

async function keepNumbers(tx: Tx, eventId: number): Promise<Kept> {
  await tx
    .updateTable('training_workshop')
    .set((eb) => ({
      kept: eb
        .selectFrom('training_registration as r')
        .select((each) => each.fn.countAll<number>().as('n'))
        .whereRef('r.workshop_id', '=', 'training_workshop.id'),
    }))
    .where('event_id', '=', eventId)
    .execute()
  const { participants } = await tx
    .selectFrom('training_participant')
    .select((eb) => eb.fn.countAll<number>().as('participants'))
    .where('event_id', '=', eventId)
    .executeTakeFirstOrThrow()
  const { registered } = await tx
    .selectFrom('training_registration')
    .select((eb) => eb.fn.count<number>('participant_id').distinct().as('registered'))
    .where('event_id', '=', eventId)
    .executeTakeFirstOrThrow()
  return { participants: Number(participants), registered: Number(registered) }
}

/** Takes all that points to a person out of an event, and gives how many mails that were. */
export async function forgetPeople({ kernel }: Training, tx: Tx, eventId: number): Promise<number> {
  const people = await peopleEver(tx, eventId)
  await removeRows(tx, eventId)
  const mails = await forgetMails(tx, eventId)
  const objects = [
    `training.event:${eventId}`,
    ...people.map((id) => `training.participant:${id}`),
    // Whoever read one left its address there.
    ...mails.map((id) => `mail:${id}`),
  ]
  for (let at = 0; at < objects.length; at += BATCH)
    // No account has the number 0: these are entries about things.
    await kernel.journal.erasePersonal(tx, 0, objects.slice(at, at + BATCH))
  await forgetKeptAnswers(tx, new Set(people))
  return mails.length
}

/** All whom the event has had: also those whose rows are gone for good are named in the journal. */
async function peopleEver(tx: Tx, eventId: number): Promise<number[]> {
  const rows = await viewOf(tx)
    .selectFrom('kernel_journal')
    .select('object')
    .distinct()
    .where('object', '>=', PARTICIPANT)
    .where('object', '<', 'training.participant;')
    .where((eb) =>
      eb.or(
        [',', '}'].map((end) =>
          contains(tx, eb.fn.coalesce('details', eb.val('')), `{"event":${eventId}${end}`),
        ),
      ),
    )
    .execute()
  const people = await tx
    .selectFrom('training_participant')
    .select('id')
    .where('event_id', '=', eventId)
    .execute()
  const named = rows.map(({ object }) => Number(object?.slice(PARTICIPANT.length)))
  return [...new Set([...named, ...people.map(({ id }) => id)])]
}

/** Answers that are kept for a retry name those whom a rule kept from a place. */
async function forgetKeptAnswers(tx: Tx, people: ReadonlySet<number>): Promise<void> {
  const kernel = viewOf(tx)
  const kept = await kernel
    .selectFrom('kernel_idempotency')
    .select(['id', 'body'])
    .where((eb) => contains(tx, eb.ref('body'), '"stopped":[{'))
    .execute()
  const ids = kept.filter(({ body }) => stoppedIn(body).some((id) => people.has(id))).map(({ id }) => id)
  for (let at = 0; at < ids.length; at += BATCH)
    await kernel
      .deleteFrom('kernel_idempotency')
      .where('id', 'in', ids.slice(at, at + BATCH))
      .execute()
}

const stoppedIn = (body: string): number[] =>
  (JSON.parse(body) as { stopped: { id: number }[] }).stopped.map(({ id }) => id)

async function removeRows(tx: Tx, eventId: number): Promise<void> {
  await tx
    .deleteFrom('training_seat')
    .where('allocation_id', 'in', (query) =>
      query.selectFrom('training_allocation').select('id').where('event_id', '=', eventId),
    )
    .execute()
  await tx
    .deleteFrom('training_import_change')
    .where('import_id', 'in', (query) =>
      query.selectFrom('training_import').select('id').where('event_id', '=', eventId),
    )
    .execute()
  for (const table of [
    'training_registration',
    'training_waiting',
    'training_wish',
    'training_check_in',
    'training_allocation',
    'training_removed',
    'training_participant',
    'training_import',
  ] as const)
    await tx.deleteFrom(table).where('event_id', '=', eventId).execute()
}

/** Each mail to a participant holds the address of their event. */
async function forgetMails(tx: Tx, eventId: number): Promise<number[]> {
  const kernel = viewOf(tx)
  const link = `/app/join/${eventId}`
  const found = await kernel
    .selectFrom('kernel_mail')
    .select(['id', 'text'])
    .where('template', '>=', 'training-')
    .where('template', '<', 'training.')
    .where((eb) => contains(tx, eb.ref('text'), link))
    .execute()
  const isOurs = new RegExp(`${link}(?!\\d)`)
  const ids = found.filter(({ text }) => isOurs.test(text)).map(({ id }) => id)
  for (let at = 0; at < ids.length; at += BATCH)
    await kernel
      .deleteFrom('kernel_mail')
      .where('id', 'in', ids.slice(at, at + BATCH))
      .execute()
  return ids
}
