import type { Answer } from '@atelier/client'
import type { Counts } from './live.ts'

/** What a participant sees of their event. */
export type Me = Answer<'/api/training/join/me'>
export type Workshop = Me['workshops'][number]
export type Slot = Me['moments'][number]

/** The event as it was loaded, with the seats as they are now. */
export interface Ground {
  me: Me
  counts: Counts
}

/** Why a workshop cannot be taken beside what was chosen so far, and because of which other. */
export interface Reason {
  rule: 'group' | 'fixed' | 'full' | 'exclusive' | 'inclusive'
  other?: Workshop
}

export const workshopOf = (me: Me, id: number): Workshop | undefined =>
  me.workshops.find((each) => each.id === id)

export const takenOf = ({ counts }: Ground, { id, taken }: Workshop): number => counts[id]?.[0] ?? taken

export const waitingOf = ({ counts }: Ground, { id, waiting }: Workshop): number => counts[id]?.[1] ?? waiting

const placeOf = (me: Me, id: number) => me.choice.find((place) => place.workshopId === id)

export const lineOf = (me: Me, id: number) => me.line.find((each) => each.workshopId === id)

/** A seat is kept for me. */
export const isKept = (me: Me, id: number): boolean => (lineOf(me, id)?.offerUntil ?? null) !== null

/** No seat is left: none that is mine, and none that is kept for me. */
export const isFull = (ground: Ground, workshop: Workshop): boolean =>
  takenOf(ground, workshop) >= workshop.seats &&
  placeOf(ground.me, workshop.id) === undefined &&
  !isKept(ground.me, workshop.id)

/** A link counts in both directions. */
const linkedTo = (me: Me, id: number, type: 'inclusive' | 'exclusive'): number[] =>
  me.links.flatMap(({ type: own, workshopIds: [one, two] }) => {
    if (own !== type) return []
    if (one === id) return [two]
    return two === id ? [one] : []
  })

/** A workshop with all that has to be taken with it. */
function bundleOf(me: Me, id: number, found = new Set<number>()): ReadonlySet<number> {
  if (found.has(id)) return found
  found.add(id)
  for (const other of linkedTo(me, id, 'inclusive')) bundleOf(me, other, found)
  return found
}

const all = (me: Me, ids: Iterable<number>): Workshop[] => [...ids].flatMap((id) => workshopOf(me, id) ?? [])

/** What keeps a workshop by itself from being taken. */
function ownReason(ground: Ground, workshop: Workshop): Reason | undefined {
  const { me } = ground
  const isHeld = placeOf(me, workshop.id) !== undefined
  if (!workshop.forMyGroup && !isHeld) return { rule: 'group' }
  const fixed = all(
    me,
    me.choice.filter((place) => place.fixed).map((place) => place.workshopId),
  ).find((each) => each.moment === workshop.moment && each.id !== workshop.id)
  if (fixed) return { rule: 'fixed', other: fixed }
  return isFull(ground, workshop) ? { rule: 'full' } : undefined
}

/** Why a workshop cannot be added to a draft; what it would take the place of is not in its way. */
export function reasonFor(ground: Ground, draft: readonly number[], workshop: Workshop): Reason | undefined {
  const { me } = ground
  const own = ownReason(ground, workshop)
  if (own) return own
  const bundle = all(me, bundleOf(me, workshop.id))
  const moments = new Set(bundle.map(({ moment }) => moment))
  const unfit = bundle.find((each) => each !== workshop && ownReason(ground, each) !== undefined)
  if (unfit) return { rule: 'inclusive', other: unfit }
  if (moments.size < bundle.length) return { rule: 'inclusive', ...otherThan(workshop, bundle) }
  const stays = draft.filter((id) => !moments.has(workshopOf(me, id)?.moment ?? ''))
  for (const each of bundle) {
    const ids = linkedTo(me, each.id, 'exclusive')
    const [other] = all(
      me,
      ids.filter((id) => stays.includes(id)),
    )
    if (other) return { rule: 'exclusive', other }
    if (bundle.some(({ id }) => ids.includes(id)))
      return { rule: 'inclusive', ...otherThan(workshop, bundle) }
  }
  return undefined
}

function otherThan(workshop: Workshop, bundle: readonly Workshop[]): { other?: Workshop } {
  const other = bundle.find((each) => each !== workshop)
  return other ? { other } : {}
}

/** What a tap has done beside what was tapped. */
export interface Toggled {
  draft: number[]
  /** Came with it. */
  with: Workshop[]
  /** Went out in other time slots. */
  gone: Workshop[]
}

/** Takes a workshop into the draft with what belongs to it, in place of what is at the same time; or out of it again. */
export function toggle({ me }: Ground, draft: readonly number[], id: number): Toggled {
  const tapped = workshopOf(me, id)
  const bundle = bundleOf(me, id)
  if (!tapped) return { draft: [...draft], with: [], gone: [] }
  const others = all(me, bundle).filter((each) => each !== tapped)
  if (draft.includes(id)) return { draft: draft.filter((each) => !bundle.has(each)), with: [], gone: others }
  const moments = new Set(all(me, bundle).map(({ moment }) => moment))
  const replaced = all(me, draft).filter((each) => moments.has(each.moment) && !bundle.has(each.id))
  const out = new Set(replaced.flatMap((each) => [...bundleOf(me, each.id)]))
  return {
    draft: [...draft.filter((each) => !out.has(each) && !bundle.has(each)), ...bundle],
    with: others,
    gone: all(
      me,
      draft.filter((each) => out.has(each)),
    ).filter((each) => each.moment !== tapped.moment),
  }
}

/** What of a draft cannot be confirmed any more. */
export const faultsOf = (ground: Ground, draft: readonly number[]): Workshop[] =>
  all(ground.me, draft).filter((each) => ownReason(ground, each) !== undefined)

/** What was chosen for a time slot. */
export const chosenAt = (me: Me, draft: readonly number[], moment: string): Workshop | undefined =>
  all(me, draft).find((each) => each.moment === moment)

/** The time slots in which there is anything for this person. */
export const slotsFor = (me: Me): Slot[] =>
  me.moments.filter(({ moment }) =>
    me.workshops.some((each) => each.moment === moment && (each.forMyGroup || placeOf(me, each.id))),
  )

/** What is confirmed: the choice, or while people wish their wishes by rank. */
export const settledIds = (me: Me): number[] =>
  me.event.mode === 'wishes'
    ? [...me.ranked].sort((one, two) => one.rank - two.rank).map(({ workshopId }) => workshopId)
    : me.choice.map(({ workshopId }) => workshopId)

/** Wishes for a time slot, the dearest first. */
export const ranksAt = (me: Me, draft: readonly number[], moment: string): number[] =>
  draft.filter((id) => workshopOf(me, id)?.moment === moment)

/** A draft is as what is confirmed; of wishes the order counts too. */
export function isSettled(me: Me, draft: readonly number[]): boolean {
  const settled = settledIds(me)
  if (draft.length !== settled.length || !draft.every((id) => settled.includes(id))) return false
  if (me.event.mode === 'choice') return true
  return me.moments.every(
    ({ moment }) => ranksAt(me, draft, moment).join() === ranksAt(me, settled, moment).join(),
  )
}

/** Registration as the clock stands: the page follows it without asking. */
export function isOpenAt(event: Me['event'], now: number): boolean {
  const passed = (at: string | null) => at !== null && Date.parse(at) <= now
  if (passed(event.closesAt)) return false
  return event.open || passed(event.opensAt)
}

/** Whether wishes are taken now. */
export const takesWishes = (event: Me['event'], now: number): boolean =>
  event.mode === 'wishes' &&
  isOpenAt(event, now) &&
  (event.wishesUntil === null || Date.parse(event.wishesUntil) > now)
