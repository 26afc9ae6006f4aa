import type { LinkRow } from '../tables.ts'

/** Why a workshop cannot be taken; an organiser may set it aside for one place, which then keeps its code. */
export const RULES = ['full', 'group', 'moment', 'inclusive', 'exclusive'] as const
export type Rule = (typeof RULES)[number]

/** A rule that a choice breaks: at which of its workshops, and with which other. */
export interface Breach {
  rule: Rule
  workshopId: number
  /** What has the same moment, is missing, or cannot be combined. */
  otherId?: number
}

/** A workshop as the rules see it. */
export interface RuledWorkshop {
  id: number
  moment: string
  seats: number
  target_group: string
  /** Seats that are taken, by others' offers too, but not by an offer to whoever chooses. */
  taken: number
}

/** A place that somebody has. */
export interface HeldPlace {
  workshop_id: number
  fixed: number
  /** Rules that an organiser has set aside for it, as a JSON list. */
  overrides: string | null
}

/** All that the rules look at, for one person. */
export interface Ground {
  targetGroup: string
  /** At least those of the choice, and those that they are linked with. */
  workshops: ReadonlyMap<number, RuledWorkshop>
  links: readonly Pick<LinkRow, 'workshop1_id' | 'workshop2_id' | 'type'>[]
  held: readonly HeldPlace[]
}

/**
 * What a complete choice breaks, in the order in which the protocol tells it: the first is the refusal. A place that is held
 * needs no free seat, and is not judged by rules that were set aside for it.
 */
export function* breachesOf(ground: Ground, choice: readonly number[]): Generator<Breach> {
  const chosen = [...new Set(choice)].sort((a, b) => a - b).flatMap((id) => ground.workshops.get(id) ?? [])
  const ids = new Set(chosen.map(({ id }) => id))
  const held = new Map(ground.held.map((place) => [place.workshop_id, place]))
  const isSetAside = (rule: Rule, ...at: number[]) =>
    at.some((id) => held.get(id)?.overrides?.includes(`"${rule}"`) ?? false)
  for (const { id, seats, taken } of chosen)
    if (!held.has(id) && taken >= seats) yield { rule: 'full', workshopId: id }
  for (const { id, target_group } of chosen)
    if (target_group !== ground.targetGroup && !isSetAside('group', id))
      yield { rule: 'group', workshopId: id }
  const moments = new Map<string, number>()
  for (const { id, moment } of chosen) {
    const otherId = moments.get(moment)
    moments.set(moment, id)
    if (otherId !== undefined && !isSetAside('moment', id, otherId))
      yield { rule: 'moment', workshopId: id, otherId }
  }
  for (const rule of ['inclusive', 'exclusive'] as const)
    for (const { id } of chosen)
      for (const otherId of partnersOf(ground, id, rule))
        if (ids.has(otherId) === (rule === 'exclusive') && !isSetAside(rule, id, otherId))
          yield { rule, workshopId: id, otherId }
}

/** What keeps one workshop from being added to a choice; nothing when it can be. What it is linked to stays to be chosen. */
export const breachesAt = (ground: Ground, choice: readonly number[], id: number): Breach[] =>
  [...breachesOf(ground, [...choice, id])].filter(
    ({ workshopId, otherId, rule }) => workshopId === id || (otherId === id && rule !== 'inclusive'),
  )

/** A link counts in both directions. */
function partnersOf({ links }: Ground, id: number, type: LinkRow['type']): number[] {
  return links.flatMap((link) => {
    if (link.type !== type) return []
    if (link.workshop1_id === id) return [link.workshop2_id]
    return link.workshop2_id === id ? [link.workshop1_id] : []
  })
}
