import { inTransaction } from '../../src/kernel/db/db.ts'
import { createEvent, replaceEvent } from '../../src/services/training/events/event.ts'
import type { EventChanges } from '../../src/services/training/events/event-settings.ts'
import {
  listWithKeys,
  replaceParticipants,
} from '../../src/services/training/participants/participant-replace.ts'
import { chooseWorkshops } from '../../src/services/training/registrations/registration.ts'
import type { Training } from '../../src/services/training/training.ts'
import { type Link, replaceLinks } from '../../src/services/training/workshops/link.ts'
import { listWorkshops, type WorkshopChanges } from '../../src/services/training/workshops/workshop.ts'

const by = { via: 'system' } as const

interface Wanted {
  name: string
  changes?: EventChanges
  /** By title. */
  workshops: Readonly<Record<string, Omit<WorkshopChanges, 'title'>>>
  /** By name; `chosen` are titles. */
  people: Readonly<
    Record<string, { userClass?: string; group?: string; key?: string; chosen?: readonly string[] }>
  >
  /** Pairs of titles. */
  links?: readonly [string, string, Link['type']][]
}

export interface StagedEvent {
  id: number
  /** By title. */
  workshops: Readonly<Record<string, number>>
  /** By name. */
  people: Readonly<Record<string, { id: number; key: string }>>
}

/** An open event with workshops, people and what they have chosen. */
export async function stageEvent(training: Training | undefined, wanted: Wanted): Promise<StagedEvent> {
  if (!training) throw new Error('Training is switched off.')
  const { id } = await inTransaction(training.db, (tx) =>
    createEvent(training, tx, by, { available: true, ...wanted.changes, name: wanted.name }),
  )
  const items = Object.entries(wanted.workshops).map(([title, rest]) => ({ title, ...rest }))
  await replaceEvent(training, by, { id, changes: {}, workshops: items })
  const workshops = Object.fromEntries(
    (await listWorkshops(training.db, id)).map((row) => [row.title, row.id]),
  )
  const idOf = (title: string): number => {
    const found = workshops[title]
    if (found === undefined) throw new Error(`There is no workshop ${title}.`)
    return found
  }
  const links = (wanted.links ?? []).map(([one, other, type]) => ({
    ...{ type, workshop1Id: idOf(one), workshop2Id: idOf(other) },
  }))
  if (links.length > 0) await replaceLinks(training, by, { eventId: id, links })
  const list = Object.entries(wanted.people).map(([full_name, { userClass, group, key }]) => ({
    ...{ full_name, user_class: userClass ?? '', targetGroup: group ?? '', identity: key ?? '' },
  }))
  await replaceParticipants(training, by, { eventId: id, items: list })
  const people: Record<string, { id: number; key: string }> = {}
  for (const { row, key } of await listWithKeys(training, by, { eventId: id })) {
    people[row.full_name] = { id: row.id, key }
    const chosen = wanted.people[row.full_name]?.chosen ?? []
    const mine = { by, participantId: row.id, workshopIds: chosen.map(idOf) }
    if (chosen.length > 0) await chooseWorkshops(training, mine)
  }
  return { id, workshops, people }
}
