import { inTransaction } from '../../../kernel/db/db.ts'
import type { By, Json } from '../../../kernel/journal/journal.ts'
import { bumpVersion, lockEvent } from '../events/event.store.ts'
import { roleAt } from '../events/member.ts'
import { problems as organiser } from '../events/organiser-problems.ts'
import { problems } from '../problems.ts'
import type { Db, LinkRow, Tx, WorkshopRow } from '../tables.ts'
import { SERVICE, type Training } from '../training.ts'
import { listWorkshops } from './workshop.ts'

/** Two workshops that must be taken together, or cannot be combined; it counts in both directions. */
export type Link = {
  workshop1Id: number
  workshop2Id: number
  type: LinkRow['type']
}

/** The links of an event, in the order in which they were made. */
export function listLinks(db: Db, eventId: number): Promise<LinkRow[]> {
  return db.selectFrom('training_link').selectAll().where('event_id', '=', eventId).orderBy('id').execute()
}

/** Replaces all links of an event, or refuses and keeps the old ones. */
export function replaceLinks(
  training: Training,
  by: By,
  { eventId, links, version }: { eventId: number; links: readonly Link[]; version?: number },
): Promise<void> {
  return inTransaction(training.db, async (tx) => {
    const event = await lockEvent(tx, eventId)
    if (version !== undefined && version !== event.version) throw problems.changed()
    checkLinks(await listWorkshops(tx, eventId), links)
    const old = await listLinks(tx, eventId)
    const isSame =
      old.length === links.length &&
      links.every(
        ({ workshop1Id, workshop2Id, type }, at) =>
          old[at]?.workshop1_id === workshop1Id &&
          old[at]?.workshop2_id === workshop2Id &&
          old[at]?.type === type,
      )
    if (isSame) return
    await tx.deleteFrom('training_link').where('event_id', '=', eventId).execute()
    await insertLinks(tx, eventId, links)
    await finish(training, tx, by, {
      eventId,
      old: old.map((row) => ({ ...viewOfLink(row) })),
      new: links.map((link) => ({ ...link })),
    })
  })
}

/** Adds one link to those that an event has. */
export async function addLink(
  training: Training,
  tx: Tx,
  by: By,
  { eventId, link }: { eventId: number; link: Link },
): Promise<LinkRow> {
  await lockEvent(tx, eventId)
  const old = (await listLinks(tx, eventId)).map(viewOfLink)
  checkLinks(await listWorkshops(tx, eventId), [...old, link])
  await insertLinks(tx, eventId, [link])
  await finish(training, tx, by, { eventId, new: [{ ...link }] })
  const made = (await listLinks(tx, eventId)).at(-1)
  if (!made) throw new Error('A link was not inserted.')
  return made
}

/** Takes one link away and no other. */
export function removeLink(
  training: Training,
  by: By,
  { eventId, id }: { eventId: number; id: number },
): Promise<void> {
  return inTransaction(training.db, async (tx) => {
    await lockEvent(tx, eventId)
    const gone = await tx
      .deleteFrom('training_link')
      .where('id', '=', id)
      .where('event_id', '=', eventId)
      .returningAll()
      .executeTakeFirst()
    if (!gone) throw organiser.linkMissing()
    await finish(training, tx, by, { eventId, old: [{ ...viewOfLink(gone) }] })
  })
}

async function finish(
  { kernel, seats }: Training,
  tx: Tx,
  by: By,
  { eventId, ...values }: { eventId: number; old?: Json; new?: Json },
): Promise<void> {
  await bumpVersion(tx, eventId)
  await kernel.journal.record(tx, {
    by,
    action: 'training.links.changed',
    object: `training.event:${eventId}`,
    service: SERVICE,
    ...values,
    audience: roleAt(eventId, 'manager'),
  })
  seats.moved(tx, eventId)
}

/** Puts links in place that were checked. */
export async function insertLinks(tx: Tx, eventId: number, links: readonly Link[]): Promise<void> {
  for (const { workshop1Id, workshop2Id, type } of links)
    await tx
      .insertInto('training_link')
      .values({
        event_id: eventId,
        workshop1_id: workshop1Id,
        workshop2_id: workshop2Id,
        low_id: Math.min(workshop1Id, workshop2Id),
        high_id: Math.max(workshop1Id, workshop2Id),
        type,
      })
      .execute()
}

/**
 * Refuses links of a workshop with itself or one of another event, one pair twice in either order, and inclusive ones
 * between different groups, which would make registration impossible.
 */
function checkLinks(workshops: readonly WorkshopRow[], links: readonly Link[]): void {
  const known = new Map(workshops.map((row) => [row.id, row]))
  const seen = new Set<string>()
  for (const { workshop1Id, workshop2Id, type } of links) {
    const [one, two] = [known.get(workshop1Id), known.get(workshop2Id)]
    if (!one || !two) throw problems.linkForeign(one ? workshop2Id : workshop1Id)
    if (one.id === two.id) throw problems.linkItself(one.title)
    const pair = [one.id, two.id].sort((a, b) => a - b).join(' ')
    if (seen.has(pair)) throw problems.linkTwice(one.title, two.title)
    seen.add(pair)
    if (type === 'inclusive' && one.target_group !== two.target_group)
      throw problems.linkGroups(one.title, two.title)
  }
}

/** A link by the names of our own API. */
export const viewOfLink = (row: LinkRow): Link => ({
  workshop1Id: row.workshop1_id,
  workshop2Id: row.workshop2_id,
  type: row.type,
})
