import { dateIn } from '../../../kernel/zone.ts'
import type { EventRow } from '../tables.ts'
import { problems } from './organiser-problems.ts'

/** Refuses settings that contradict each other, whichever of them was changed. */
export function requireSense(event: Omit<EventRow, 'id'>): void {
  if (dateIn(event.zone, 0) === undefined) throw problems.invalidZone()
  if (event.opens_at !== null && event.closes_at !== null && event.closes_at <= event.opens_at)
    throw problems.closesBeforeOpening()
  if (event.wishes_least > event.wishes_most) throw problems.leastOverMost()
}
