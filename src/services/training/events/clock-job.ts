import { Type } from 'typebox'
import { inTransaction } from '../../../kernel/db/db.ts'
import { defineJob } from '../../../kernel/jobs/jobs.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import type { Notices } from '../../../kernel/notices/notices.ts'
import { DAY_MS } from '../../../kernel/span.ts'
import { remind } from '../mail/reminder.ts'
import { countTaken } from '../registrations/place.ts'
import type { EventRow, Tx } from '../tables.ts'
import { SERVICE, type Training } from '../training.ts'
import { tidyLines } from '../waiting/waiting.ts'
import { tellEvent } from '../webhook.ts'
import { listWorkshops } from '../workshops/workshop.ts'
import { lockEvent } from './event.store.ts'
import { roleAt } from './member.ts'
import { openingAt } from './opening.ts'

const SYSTEM: By = { via: 'system' }
const MOST_EVENTS = 1_000
const MOST_NAMED = 5
const TURNED = 'training.event-turned'
const FEW = 'training.few'

/** What the clock does to events: it tells their managers, reminds people on the last day, and moves the lines. */
export const watchClock = defineJob({
  name: 'training.watch-clock',
  payload: Type.Object({}),
  async run(_payload, training: Training, { signal }) {
    for (const { id } of await listDue(training)) {
      if (signal.aborted) return
      const event = await inTransaction(training.db, (tx) => tellTurn(training, tx, id))
      await remindLastDay(training, event)
    }
  },
})

export function defineClockNotices(notices: Notices): void {
  const kind = (name: string, title: string) =>
    notices.define({ kind: name, service: SERVICE, title, default: { console: true, mail: false } })
  kind(TURNED, 'Registration of an event has opened or closed by the clock')
  kind(FEW, 'A workshop is under its minimum a day before registration closes')
}

/** Events whose clock has turned since it was last told, or turns within a day. */
function listDue({ db, kernel }: Training): Promise<{ id: number }[]> {
  const now = kernel.clock.now()
  return db
    .selectFrom('training_event')
    .select('id')
    .where('archived_at', 'is', null)
    .where((eb) => {
      const told = eb.fn.coalesce('clock_told_at', 'created_at')
      const turned = (column: 'opens_at' | 'closes_at') =>
        eb.and([eb(column, '<=', now), eb(column, '>', told)])
      const soon = (column: 'closes_at' | 'wishes_until') =>
        eb.and([eb(column, '>', now), eb(column, '<=', now + DAY_MS)])
      return eb.or([turned('opens_at'), turned('closes_at'), soon('closes_at'), soon('wishes_until')])
    })
    .orderBy('id')
    .limit(MOST_EVENTS)
    .execute()
}

/** Tells what the clock has done, once; looked at again under the lock, so that of several nodes one tells it. */
async function tellTurn(training: Training, tx: Tx, id: number): Promise<EventRow> {
  const { kernel, seats } = training
  const now = kernel.clock.now()
  const event = await lockEvent(tx, id)
  const told = event.clock_told_at ?? event.created_at
  const turns = [event.opens_at, event.closes_at].filter((at) => at !== null && at > told && at <= now)
  if (turns.length > 0) {
    await tx.updateTable('training_event').set({ clock_told_at: now }).where('id', '=', id).execute()
    // What was said by hand since then counts, and was told when it was said.
    if (turns.some((at) => (at ?? 0) >= event.available_at)) {
      await tell(training, tx, event, openingAt(event, now).open)
      seats.moved(tx, id)
      await tidyLines(training, tx, id)
    }
  }
  await tellFew(training, tx, event, now)
  return event
}

async function tell(training: Training, tx: Tx, event: EventRow, open: boolean): Promise<void> {
  const { kernel } = training
  await kernel.journal.record(tx, {
    by: SYSTEM,
    action: open ? 'training.event.opened' : 'training.event.closed',
    object: `training.event:${event.id}`,
    service: SERVICE,
    details: { clock: true },
    audience: roleAt(event.id, 'manager'),
  })
  await tellEvent(training, tx, event.id, {
    event: open ? 'event.opened' : 'event.closed',
    data: { by: 'clock' },
  })
  await kernel.notices.send(tx, {
    to: { role: roleAt(event.id, 'manager') },
    kind: TURNED,
    title: open
      ? { en: `${event.name} is open`, nl: `${event.name} is open` }
      : { en: `${event.name} is closed`, nl: `${event.name} is gesloten` },
    text: open
      ? {
          en: 'Registration has opened by the clock. People can choose now.',
          nl: 'De inschrijving is volgens de klok geopend. Mensen kunnen nu kiezen.',
        }
      : {
          en: 'Registration has closed by the clock. Lists and the workbook are final now.',
          nl: 'De inschrijving is volgens de klok gesloten. De lijsten en het werkboek zijn nu definitief.',
        },
    link: `/app/training/events/${event.id}`,
  })
}

/** Somebody has to decide about workshops to which too few come, while there is still time to move those. */
async function tellFew({ kernel }: Training, tx: Tx, event: EventRow, now: number): Promise<void> {
  const from = (event.closes_at ?? 0) - DAY_MS
  const isDue = event.closes_at !== null && now >= from && now < event.closes_at
  if (!isDue || event.mode !== 'choice' || (event.few_told_at ?? 0) >= from) return
  await tx.updateTable('training_event').set({ few_told_at: now }).where('id', '=', event.id).execute()
  const taken = await countTaken(tx, { eventId: event.id }, now)
  const few = (await listWorkshops(tx, event.id)).filter((row) => (taken.get(row.id) ?? 0) < row.least)
  if (few.length === 0) return
  const names = few
    .slice(0, MOST_NAMED)
    .map((row) => `“${row.title}” (${taken.get(row.id) ?? 0}/${row.least})`)
    .join(', ')
  await kernel.notices.send(tx, {
    to: { role: roleAt(event.id, 'manager') },
    kind: FEW,
    title: {
      en: `Workshops of ${event.name} under their minimum: ${few.length}`,
      nl: `Workshops van ${event.name} onder hun minimum: ${few.length}`,
    },
    text: {
      en: `Registration closes within a day, and too few have chosen ${names}.`,
      nl: `De inschrijving sluit binnen een dag, en te weinig mensen kozen ${names}.`,
    },
    link: `/app/training/events/${event.id}/workshops`,
  })
}

/** Marked after the mails: a run that was cut off goes on with those who have none yet. */
async function remindLastDay(training: Training, event: EventRow): Promise<void> {
  const { db, kernel } = training
  const now = kernel.clock.now()
  const at = event.mode === 'wishes' ? event.wishes_until : event.closes_at
  if (event.last_day_mail !== 1 || at === null || now < at - DAY_MS || now >= at) return
  if ((event.last_day_mailed_at ?? 0) >= at - DAY_MS) return
  await remind(training, SYSTEM, { event, chosen: {}, kind: 'last-day' })
  await inTransaction(db, (tx) =>
    tx.updateTable('training_event').set({ last_day_mailed_at: now }).where('id', '=', event.id).execute(),
  )
}
