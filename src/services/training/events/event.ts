import { fold, inTransaction } from '../../../kernel/db/db.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { forgetPeople } from '../participants/people-erasure.ts'
import { problems } from '../problems.ts'
import type { EventRow, OpeningRow, Tx } from '../tables.ts'
import { SERVICE, type Training } from '../training.ts'
import { tidyLines } from '../waiting/waiting.ts'
import { removeListeners, tellEvent } from '../webhook.ts'
import { removeWorkshops, replaceWorkshops, type WorkshopItem } from '../workshops/workshop.ts'
import { lockEvent } from './event.store.ts'
import { requireSense } from './event-sense.ts'
import { checkedName, columnsOf, difference, type EventChanges, settingsOf } from './event-settings.ts'
import { removeRolesAt, roleAt } from './member.ts'
import { isOpenForAny, openingAt } from './opening.ts'
import { type OpeningItem, openingsOf, replaceOpenings, viewOfOpening } from './openings.ts'

const OFFER_MINUTES = 24 * 60

/** Whether anybody may choose now, of whatever class or group. */
export const isAvailable = (event: EventRow, now: number, openings: readonly OpeningRow[]): boolean =>
  event.mode === 'choice' && event.archived_at === null && isOpenForAny(event, now, openings)

/** A new event, closed unless `available` says otherwise; 409 when its name is taken: the unique index decides. */
export async function createEvent(
  { kernel }: Training,
  tx: Tx,
  by: By,
  { name, available = false, archived: _, hand: __, openings, ...changes }: { name: string } & EventChanges,
): Promise<EventRow> {
  const now = kernel.clock.now()
  const checked = checkedName(name)
  const made = await tx
    .insertInto('training_event')
    .values({
      zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      mode: 'choice',
      wishes_most: 3,
      wishes_least: 1,
      waiting: 1,
      offer_minutes: OFFER_MINUTES,
      ...columnsOf(changes),
      name: checked,
      name_folded: fold(checked),
      available: available ? 1 : 0,
      available_at: now,
      created_at: now,
      version: 1,
    })
    .onConflict((on) => on.column('name').doNothing())
    .returningAll()
    .executeTakeFirst()
  if (!made) throw problems.nameTaken(checked)
  requireSense(made)
  if (openings) await replaceOpenings(tx, made.id, openings)
  await kernel.journal.record(tx, {
    by,
    action: 'training.event.created',
    object: `training.event:${made.id}`,
    service: SERVICE,
    new: settingsOf(made),
    audience: roleAt(made.id, 'manager'),
  })
  return made
}

/** Changes what is named. With `version`, only when nobody else has changed it meanwhile (412). */
export function changeEvent(
  training: Training,
  by: By,
  { id, changes, version }: { id: number; changes: EventChanges; version?: number },
): Promise<EventRow> {
  return inTransaction(training.db, async (tx) => {
    const event = await lockEvent(tx, id)
    if (version !== undefined && version !== event.version) throw problems.changed()
    return changeEventIn(training, tx, by, { event, changes })
  })
}

/**
 * Changes an event and, where they are named, replaces its workshops: those that the list leaves out go with their
 * registrations and links. All of it or nothing.
 */
export function replaceEvent(
  training: Training,
  by: By,
  { id, changes, workshops }: { id: number; changes: EventChanges; workshops?: readonly WorkshopItem[] },
): Promise<EventRow> {
  return inTransaction(training.db, async (tx) => {
    const event = await lockEvent(tx, id)
    const changed = await changeEventIn(training, tx, by, { event, changes })
    if (workshops) await replaceWorkshops(training, tx, by, { event, items: workshops })
    return changed
  })
}

async function changeEventIn(
  training: Training,
  tx: Tx,
  by: By,
  { event, changes }: { event: EventRow; changes: EventChanges },
): Promise<EventRow> {
  const { kernel, seats } = training
  const now = kernel.clock.now()
  const { available, hand, archived, openings, ...others } = changes
  const isMoved = available !== undefined && (await isMovedBy(tx, event, available, now))
  const columns = {
    ...columnsOf(others),
    ...(isMoved && { available: available ? 1 : 0, available_at: now }),
    ...(hand && { available: hand.open ? 1 : 0, available_at: hand.at }),
    ...(archived !== undefined && { archived_at: archived ? (event.archived_at ?? now) : null }),
  }
  const staggered = openings && (await changedOpenings(tx, event.id, openings))
  const isSame = Object.entries(columns).every(([name, value]) => event[name as keyof EventRow] === value)
  if (isSame && !staggered) return event
  requireSense({ ...event, ...columns })
  const turned = isMoved ? available : hand && (await turnOf(tx, event, { ...event, ...columns }, now))
  if (columns.name !== undefined && columns.name !== event.name) await requireFreeName(tx, columns.name)
  const row = await tx
    .updateTable('training_event')
    .set({ ...columns, version: event.version + 1 })
    .where('id', '=', event.id)
    .returningAll()
    .executeTakeFirstOrThrow()
  await kernel.journal.record(tx, {
    by,
    action:
      turned === undefined ? 'training.event.changed' : `training.event.${turned ? 'opened' : 'closed'}`,
    object: `training.event:${event.id}`,
    service: SERVICE,
    old: { ...difference(settingsOf(event), settingsOf(row)), ...staggered?.old },
    new: { ...difference(settingsOf(row), settingsOf(event)), ...staggered?.new },
    audience: roleAt(event.id, 'manager'),
  })
  if (turned !== undefined)
    await tellEvent(training, tx, event.id, {
      event: turned ? 'event.opened' : 'event.closed',
      data: { by: 'hand' },
    })
  seats.moved(tx, event.id)
  await tidyLines(training, tx, event.id)
  return row
}

/** It is opened for all, and closed for everybody: a class for whom it was open already must not stay inside. */
async function isMovedBy(tx: Tx, event: EventRow, available: boolean, now: number): Promise<boolean> {
  return available ? !openingAt(event, now).open : isOpenForAny(event, now, await openingsOf(tx, [event.id]))
}

/** Whether a change opens it for somebody or closes it for all; undefined when it does neither. */
async function turnOf(tx: Tx, old: EventRow, row: EventRow, now: number): Promise<boolean | undefined> {
  const openings = await openingsOf(tx, [old.id])
  const isOpen = isOpenForAny(row, now, openings)
  return isOpen === isOpenForAny(old, now, openings) ? undefined : isOpen
}

/** Puts them in place where they differ, and gives both for the journal. */
async function changedOpenings(tx: Tx, eventId: number, openings: readonly OpeningItem[]) {
  const old = (await openingsOf(tx, [eventId])).map(viewOfOpening)
  const isSame =
    old.length === openings.length &&
    openings.every(({ kind, value, opensAt }) =>
      old.some((each) => each.kind === kind && each.value === value && each.opensAt === opensAt),
    )
  if (isSame) return undefined
  await replaceOpenings(tx, eventId, openings)
  return {
    old: { openings: old.map((each) => ({ ...each })) },
    new: { openings: openings.map((each) => ({ ...each })) },
  }
}

/** Two at once still meet at the unique index; this is for the sentence. */
async function requireFreeName(tx: Tx, name: string): Promise<void> {
  const other = await tx.selectFrom('training_event').select('id').where('name', '=', name).executeTakeFirst()
  if (other) throw problems.nameTaken(name)
}

/** Removes an event with its workshops, links, registrations and participants, whose tokens end with that. */
export function removeEvent(training: Training, by: By, id: number): Promise<void> {
  return inTransaction(training.db, async (tx) => {
    const event = await lockEvent(tx, id)
    const ids = await tx.selectFrom('training_workshop').select('id').where('event_id', '=', id).execute()
    await forgetPeople(training, tx, id)
    await removeWorkshops(
      tx,
      ids.map((each) => each.id),
    )
    await tx.deleteFrom('training_opening').where('event_id', '=', id).execute()
    await tx.deleteFrom('training_event').where('id', '=', id).execute()
    await removeRolesAt(tx, id)
    await removeListeners(training, tx, id)
    await training.kernel.journal.record(tx, {
      by,
      action: 'training.event.removed',
      object: `training.event:${id}`,
      service: SERVICE,
      old: { name: event.name, workshops: ids.length },
      audience: roleAt(id, 'manager'),
    })
    training.seats.moved(tx, id)
  })
}
