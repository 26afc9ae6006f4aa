import type { WorkshopRow } from '../tables.ts'

type Placed = Pick<WorkshopRow, 'moment' | 'starts_at'> & { id?: number }

/** In the order of the day: those with a time by it, the others behind them by the text of their moment, as people number those. */
export function compareSlots(one: Placed, two: Placed): number {
  const [a, b] = [one.starts_at ?? Number.POSITIVE_INFINITY, two.starts_at ?? Number.POSITIVE_INFINITY]
  if (a !== b) return a - b
  return one.moment < two.moment ? -1 : one.moment > two.moment ? 1 : (one.id ?? 0) - (two.id ?? 0)
}

/** A time slot: workshops of equal text are one, which begins with the first of them. */
export interface Slot {
  moment: string
  startsAt: number | null
  endsAt: number | null
}

/** The time slots of workshops, in the order of the day. */
export function slotsOf(workshops: readonly WorkshopRow[]): Slot[] {
  const slots = new Map<string, Slot>()
  for (const { moment, starts_at, ends_at } of [...workshops].sort(compareSlots)) {
    const known = slots.get(moment)
    // Sorted: the first of a moment has its earliest beginning.
    if (!known) slots.set(moment, { moment, startsAt: starts_at, endsAt: ends_at })
    else if (ends_at !== null) known.endsAt = Math.max(known.endsAt ?? ends_at, ends_at)
  }
  return [...slots.values()]
}
