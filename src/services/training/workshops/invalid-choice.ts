import { type Breach, breachesOf, type Ground } from '../registrations/rules.ts'
import type { Db } from '../tables.ts'
import { listLinks } from './link.ts'
import { listWorkshops } from './workshop.ts'

/** Somebody whose choice breaks a rule, since the rule or a workshop was changed after it was made. */
export interface InvalidChoice {
  participantId: number
  fullName: string
  userClass: string
  breaches: Breach[]
}

/** More are counted, not listed. */
const MOST_LISTED = 200

/**
 * Choices that would be refused today, but for those that an organiser set aside, and full workshops: whoever is in stays
 * in. By participant; a fixed number of queries.
 */
export async function invalidChoices(
  db: Db,
  eventId: number,
): Promise<{ count: number; items: InvalidChoice[] }> {
  const [workshops, links, places] = await Promise.all([
    listWorkshops(db, eventId),
    listLinks(db, eventId),
    db
      .selectFrom('training_registration as r')
      .innerJoin('training_participant as p', 'p.id', 'r.participant_id')
      .select([
        'r.participant_id',
        'r.workshop_id',
        'r.fixed',
        'r.overrides',
        'p.full_name',
        'p.user_class',
        'p.target_group',
      ])
      .where('r.event_id', '=', eventId)
      .orderBy('r.participant_id')
      .orderBy('r.id')
      .execute(),
  ])
  const known: Ground['workshops'] = new Map(workshops.map((row) => [row.id, { ...row, taken: 0 }]))
  const people = new Map<number, typeof places>()
  for (const place of places)
    people.set(place.participant_id, [...(people.get(place.participant_id) ?? []), place])
  const found: InvalidChoice[] = []
  for (const [participantId, held] of people) {
    const [{ full_name = '', user_class = '', target_group = '' } = {}] = held
    const ground = { targetGroup: target_group, workshops: known, links, held }
    const breaches = [
      ...breachesOf(
        ground,
        held.map((place) => place.workshop_id),
      ),
    ]
    if (breaches.length > 0)
      found.push({ participantId, fullName: full_name, userClass: user_class, breaches: once(breaches) })
  }
  return { count: found.length, items: found.slice(0, MOST_LISTED) }
}

/** A rule between two is broken from both sides; it is told from one. */
function once(breaches: readonly Breach[]): Breach[] {
  const seen = new Set<string>()
  return breaches.filter(({ rule, workshopId, otherId }) => {
    const key = `${rule} ${[workshopId, otherId ?? 0].sort((a, b) => a - b).join(' ')}`
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}
