import type { EventRow, OpeningRow } from '../tables.ts'

type Hours = Pick<EventRow, 'available' | 'available_at' | 'opens_at' | 'closes_at'>

/** Of an event, what says whether people may choose. */
export type EventState = Hours & Pick<EventRow, 'mode' | 'archived_at'>

/** When it opened or opens for somebody of a class and a group. */
type Who = { user_class: string; target_group: string }

/** How registration stands for somebody, and what comes next. */
export interface Opening {
  open: boolean
  /** Null when nothing is planned. */
  opensAt: number | null
  closesAt: number | null
}

/**
 * Whether registration is open at a time: the last word counts, of what was said by hand and the times of the clock that
 * have passed. Nothing has to run at these times, so it is exact to the millisecond on every node. For somebody whose
 * class or group has an opening of its own, the earliest of those stands for the event's.
 */
export function openingAt(
  event: Hours,
  now: number,
  openings: readonly OpeningRow[] = [],
  who?: Who,
): Opening {
  const opensAt = opensAtFor(event, openings, who)
  const words = [
    { at: event.available_at, open: event.available === 1 },
    { at: opensAt, open: true },
    { at: event.closes_at, open: false },
  ]
  let last = { at: Number.NEGATIVE_INFINITY, open: false }
  // Of two at the same time the later in the list counts: closing.
  for (const { at, open } of words) if (at !== null && at <= now && at >= last.at) last = { at, open }
  return {
    open: last.open,
    opensAt: opensAt !== null && opensAt > now ? opensAt : null,
    closesAt: event.closes_at !== null && event.closes_at > now ? event.closes_at : null,
  }
}

/** Whether it is open for anybody, be it one class alone. */
export const isOpenForAny = (event: Hours, now: number, openings: readonly OpeningRow[]): boolean =>
  openingAt(event, now).open || openings.some(({ opens_at }) => openingAt({ ...event, opens_at }, now).open)

function opensAtFor(event: Hours, openings: readonly OpeningRow[], who: Who | undefined): number | null {
  if (!who) return event.opens_at
  const own = openings.filter(({ kind, value }) =>
    kind === 'class' ? value === who.user_class : value === who.target_group,
  )
  return own.length === 0 ? event.opens_at : Math.min(...own.map((each) => each.opens_at))
}

/**
 * Whether somebody may choose now. While people wish, nobody chooses: what comes of the wishes is published later. An event
 * that was put away is closed, whatever else it says.
 */
export function isOpenFor(
  event: EventState,
  now: number,
  openings: readonly OpeningRow[] = [],
  who?: Who,
): boolean {
  return event.mode === 'choice' && event.archived_at === null && openingAt(event, now, openings, who).open
}
