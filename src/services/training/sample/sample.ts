import { inTransaction } from '../../../kernel/db/db.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import type { Filling } from '../../../kernel/sample/sample.ts'
import { noteThing } from '../../../kernel/sample/things.ts'
import { DAY_MS } from '../../../kernel/span.ts'
import { createEvent, removeEvent, replaceEvent } from '../events/event.ts'
import { addManager } from '../events/member.ts'
import { replaceParticipants } from '../participants/participant-replace.ts'
import { chooseWorkshops } from '../registrations/registration.ts'
import type { Db, EventRow, ParticipantRow } from '../tables.ts'
import type { Training } from '../training.ts'
import { joinList } from '../waiting/waiting-list.ts'
import { replaceLinks } from '../workshops/link.ts'
import { listWorkshops } from '../workshops/workshop.ts'
import { APART, type PlannedPerson, planEvent } from './plan.ts'

export const EVENT_KIND = 'training.event'
const TELL_EVERY = 25

/** Makes an event in the middle of its registration, by the functions that a real one comes about by. */
export async function fillSample(training: Training, { by, people, random, tell, signal }: Filling) {
  const now = training.kernel.clock.now()
  await tell(0, 'An event with its workshops')
  const plan = planEvent(random, now)
  const past = at(training, plan.opensAt - DAY_MS)
  const event = await inTransaction(past.db, async (tx) => {
    const { name, zone, opensAt, closesAt } = plan
    const made = await createEvent(past, tx, by, {
      name: await freeName(tx, name),
      zone,
      opensAt,
      closesAt,
      description: 'Sample data: three time slots on two days, chosen by a year of students.',
      place: 'Kestrel Lab, Building B',
      contact: 'Amara Okafor, a.okafor@sample.example',
    })
    await noteThing(tx, EVENT_KIND, made.id)
    await addManager(past, tx, by, { eventId: made.id, account: people.get('a.okafor') as number })
    return made
  })
  await replaceEvent(past, by, { id: event.id, changes: {}, workshops: plan.workshops })
  const ids = (await listWorkshops(past.db, event.id)).map(({ id }) => id)
  await relate(past, by, { event, ids, pairs: APART.slice(0, 1) })
  const items = plan.people.map(({ fullName, userClass }) => ({ full_name: fullName, user_class: userClass }))
  await replaceParticipants(past, by, { eventId: event.id, items })
  const chosen = await letChoose(training, { event, ids, people: plan.people, signal, tell })
  // The last rule comes when one person has chosen against it.
  await relate(training, by, { event, ids, pairs: APART })
  for (const { row, waits } of chosen)
    for (const place of waits) {
      signal.throwIfAborted()
      await joinList(training, { participant: row, workshopId: ids[place] as number, by: byOf(row.id) })
    }
}

/** The service as it was at another time. */
function at(training: Training, time: number): Training {
  const { kernel } = training
  return { ...training, kernel: { ...kernel, clock: { ...kernel.clock, now: () => time } } }
}

/** What participants do is done by themselves. */
const byOf = (id: number): By => ({ via: 'grant', credential: `training.participant:${id}` })

async function relate(
  training: Training,
  by: By,
  {
    event,
    ids,
    pairs,
  }: { event: EventRow; ids: readonly number[]; pairs: readonly (readonly [string, string])[] },
): Promise<void> {
  const rows = await listWorkshops(training.db, event.id)
  const idOf = (title: string) => rows.find((row) => row.title === title && ids.includes(row.id))?.id ?? 0
  const links = pairs.map(([one, two]) => ({
    workshop1Id: idOf(one),
    workshop2Id: idOf(two),
    type: 'exclusive' as const,
  }))
  await replaceLinks(training, by, { eventId: event.id, links })
}

/** Everybody signs in and chooses at their time, one after another. */
async function letChoose(
  training: Training,
  {
    event,
    ids,
    people,
    signal,
    tell,
  }: { event: EventRow; ids: readonly number[]; people: readonly PlannedPerson[] } & Pick<
    Filling,
    'signal' | 'tell'
  >,
): Promise<(PlannedPerson & { row: ParticipantRow })[]> {
  const rows = await training.db
    .selectFrom('training_participant')
    .selectAll()
    .where('event_id', '=', event.id)
    .orderBy('id')
    .limit(people.length)
    .execute()
  const named = people.map((person, index) => ({ ...person, row: rows[index] as ParticipantRow }))
  await inTransaction(training.db, async (tx) => {
    for (const { row, signedInAt } of named)
      if (signedInAt !== null)
        await tx
          .updateTable('training_participant')
          .set({ signed_in_at: signedInAt })
          .where('id', '=', row.id)
          .execute()
  })
  const choosing = named
    .flatMap(({ row, chose }) => (chose ? [{ id: row.id, ...chose }] : []))
    .sort((a, b) => a.at - b.at || a.id - b.id)
  for (const [done, { id, at: when, workshops }] of choosing.entries()) {
    signal.throwIfAborted()
    await chooseWorkshops(at(training, when), {
      participantId: id,
      workshopIds: workshops.map((place) => ids[place] as number),
      by: byOf(id),
    })
    if (done % TELL_EVERY === 0) await tell(done / choosing.length, `${done} registrations of ${event.name}`)
  }
  return named
}

/** The name of an event, free of those that people have made. */
export async function freeName(db: Db, wanted: string): Promise<string> {
  const rows = await db
    .selectFrom('training_event')
    .select('name')
    .where('name', '>=', wanted)
    .where('name', '<', `${wanted}~`)
    .limit(1_000)
    .execute()
  const taken = new Set(rows.map(({ name }) => name))
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? wanted : `${wanted} ${number}`
    if (!taken.has(name)) return name
  }
}

/** Removes sample events with all that is in them. It may be run again when it was cut off. */
export async function removeSample(training: Training, by: By, ids: readonly number[]): Promise<void> {
  for (const id of ids) {
    const row = await training.db
      .selectFrom('training_event')
      .select('id')
      .where('id', '=', id)
      .executeTakeFirst()
    if (row) await removeEvent(training, by, id)
  }
}
