import { type Breach, breachesOf, type Ground, RULES, type Rule } from './rules.ts'

/** What an organiser may set aside: the rules, and a place of theirs that is fixed. */
export const HURDLES = [...RULES, 'fixed'] as const
export type Hurdle = (typeof HURDLES)[number]

export const ACTS = ['place', 'remove', 'loosen'] as const

/** What an organiser wants for each of some people: a place at a workshop, or none. */
export interface Wanted {
  workshopId: number
  /** `loosen`: whoever has a fixed place there may change it again. */
  act: (typeof ACTS)[number]
  /** Gives up what they have in the same time slot. */
  move: boolean
  /** Only an organiser may take the place away; false leaves one that they have as it is. */
  fixed: boolean
  overrides: readonly Hurdle[]
}

export interface Broken {
  rule: Hurdle
  /** At which workshop, and with which other. */
  workshopId: number
  otherId: number | null
}

/** What it comes to for one of them. */
export interface Step {
  does: 'place' | 'move' | 'change' | 'remove' | 'nothing'
  /** Workshops whose places they lose. */
  leaves: number[]
  breaks: Broken[]
  /** Something that it breaks is not set aside. */
  isStopped: boolean
  /** Rules to be set aside at each place, at the new one and at those that stay. */
  marks: ReadonlyMap<number, readonly Rule[]>
}

/** What placing somebody, or taking a place away, would do, and which rules it breaks that are not broken already. */
export function stepOf(ground: Ground, wanted: Wanted): Step {
  const { workshopId, act, fixed } = wanted
  const mine = ground.held.find((place) => place.workshop_id === workshopId)
  const calm = { leaves: [], breaks: [], isStopped: false, marks: new Map<number, Rule[]>() }
  if (act === 'loosen') return { does: mine?.fixed === 1 ? 'change' : 'nothing', ...calm }
  if (act === 'remove' && !mine) return { does: 'nothing', ...calm }
  if (act === 'place' && mine) return { does: fixed && mine.fixed === 0 ? 'change' : 'nothing', ...calm }
  const leaves = act === 'remove' ? [workshopId] : inTheWay(ground, wanted)
  const stays = ground.held.map((place) => place.workshop_id).filter((id) => !leaves.includes(id))
  const breaches = newBreaches(ground, act === 'remove' ? stays : [...stays, workshopId])
  // A fixed place that is taken away by its own name is meant; one that would go on the way may not be.
  const lost = ground.held.filter((place) => place.fixed === 1 && leaves.includes(place.workshop_id))
  const breaks: Broken[] = [
    ...breaches.map(({ otherId = null, ...breach }) => ({ ...breach, otherId })),
    ...(act === 'remove' ? [] : lost).map((place) => ({
      ...{ rule: 'fixed' as const, workshopId: place.workshop_id, otherId: null },
    })),
  ]
  return {
    does: act === 'remove' ? 'remove' : leaves.length > 0 ? 'move' : 'place',
    leaves,
    breaks,
    isStopped: breaks.some(({ rule }) => !wanted.overrides.includes(rule)),
    marks: marksOf(breaches, workshopId),
  }
}

/** What they have in the same time slot; nothing when they shall keep it. */
function inTheWay({ workshops, held }: Ground, { workshopId, move }: Wanted): number[] {
  const moment = workshops.get(workshopId)?.moment
  return held.flatMap(({ workshop_id: id }) =>
    move && id !== workshopId && workshops.get(id)?.moment === moment ? id : [],
  )
}

/** Of two that exclude each other, or are at one time, it is told once. */
function newBreaches(ground: Ground, choice: readonly number[]): Breach[] {
  const known = new Set(
    [
      ...breachesOf(
        ground,
        ground.held.map((place) => place.workshop_id),
      ),
    ].map(keyOf),
  )
  return [...breachesOf(ground, choice)].filter((breach) => {
    const key = keyOf(breach)
    const isNew = !known.has(key)
    known.add(key)
    return isNew
  })
}

const keyOf = ({ rule, workshopId, otherId = 0 }: Breach): string =>
  rule === 'inclusive'
    ? `${rule} ${workshopId} ${otherId}`
    : `${rule} ${[workshopId, otherId].sort((a, b) => a - b).join(' ')}`

/** The mark stands at the place that was asked for; or at the one that stays, where only that breaks something. */
function marksOf(breaches: readonly Breach[], asked: number): Map<number, Rule[]> {
  const marks = new Map<number, Rule[]>()
  for (const { rule, workshopId, otherId } of breaches) {
    const isAsked = workshopId === asked || (otherId === asked && rule !== 'inclusive')
    const at = isAsked ? asked : workshopId
    const rules = marks.get(at) ?? []
    if (!rules.includes(rule)) marks.set(at, [...rules, rule])
  }
  return marks
}
