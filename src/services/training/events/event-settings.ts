import { fold } from '../../../kernel/db/db.ts'
import { problems } from '../problems.ts'
import type { EventRow } from '../tables.ts'
import type { OpeningItem } from './openings.ts'

const LONGEST_NAME = 80
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for
const CONTROL = /[\u0000-\u001f\u007f-\u009f]|\p{Surrogate}/u

/** What an event says about itself; what is left out stays as it is. */
export interface EventChanges {
  name?: string
  /** Opens or closes it by hand, now. */
  available?: boolean
  /** What was last said by hand, and when: for taking back what was said since. */
  hand?: { open: boolean; at: number }
  opensAt?: number | null
  closesAt?: number | null
  zone?: string
  mode?: EventRow['mode']
  wishesUntil?: number | null
  wishesMost?: number
  wishesLeast?: number
  waiting?: boolean
  offerMinutes?: number
  description?: string | null
  place?: string | null
  contact?: string | null
  language?: EventRow['language']
  eraseDays?: number | null
  archived?: boolean
  /** Replaces all of them. */
  openings?: readonly OpeningItem[]
}

/** The name without blanks at its ends, or a Problem. */
export function checkedName(name: string): string {
  const trimmed = name.trim()
  const letters = [...trimmed].length
  if (letters < 1 || letters > LONGEST_NAME || CONTROL.test(trimmed)) throw problems.invalidName()
  return trimmed
}

function nameColumns(name: string) {
  const checked = checkedName(name)
  return { name: checked, name_folded: fold(checked) }
}

/** The columns of what is named. */
export function columnsOf(changes: Omit<EventChanges, 'available' | 'hand' | 'archived' | 'openings'>) {
  const flag = (value: boolean) => (value ? 1 : 0)
  return {
    ...(changes.name !== undefined && nameColumns(changes.name)),
    ...(changes.opensAt !== undefined && { opens_at: changes.opensAt }),
    ...(changes.closesAt !== undefined && { closes_at: changes.closesAt }),
    ...(changes.zone !== undefined && { zone: changes.zone }),
    ...(changes.mode !== undefined && { mode: changes.mode }),
    ...(changes.wishesUntil !== undefined && { wishes_until: changes.wishesUntil }),
    ...(changes.wishesMost !== undefined && { wishes_most: changes.wishesMost }),
    ...(changes.wishesLeast !== undefined && { wishes_least: changes.wishesLeast }),
    ...(changes.waiting !== undefined && { waiting: flag(changes.waiting) }),
    ...(changes.offerMinutes !== undefined && { offer_minutes: changes.offerMinutes }),
    ...(changes.description !== undefined && { description: changes.description }),
    ...(changes.place !== undefined && { place: changes.place }),
    ...(changes.contact !== undefined && { contact: changes.contact }),
    ...(changes.language !== undefined && { language: changes.language }),
    ...(changes.eraseDays !== undefined && { erase_days: changes.eraseDays }),
  }
}

/** An event as its managers see it, by the names of our own API. */
export function settingsOf(row: EventRow) {
  return {
    name: row.name,
    available: row.available === 1,
    opensAt: row.opens_at,
    closesAt: row.closes_at,
    zone: row.zone,
    mode: row.mode,
    wishesUntil: row.wishes_until,
    wishesMost: row.wishes_most,
    wishesLeast: row.wishes_least,
    waiting: row.waiting === 1,
    offerMinutes: row.offer_minutes,
    description: row.description,
    place: row.place,
    contact: row.contact,
    language: row.language,
    eraseDays: row.erase_days,
    archived: row.archived_at !== null,
  }
}

type EventSettings = ReturnType<typeof settingsOf>

/** What of it is otherwise there, for the journal. */
export function difference(of: EventSettings, from: EventSettings): Partial<EventSettings> {
  return Object.fromEntries(
    Object.entries(of).filter(([name, value]) => value !== from[name as keyof EventSettings]),
  )
}
