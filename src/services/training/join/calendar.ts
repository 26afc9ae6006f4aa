import { createHmac } from 'node:crypto'
import type { EventRow } from '../tables.ts'
import type { Training } from '../training.ts'
import { joinProblems } from './join-problems.ts'
import { type Registered, timetableOf } from './timetable.ts'

/** The longest line of RFC 5545, in bytes. */
const LINE_BYTES = 75
export const CALENDAR_TYPE = 'text/calendar; charset=utf-8'

/** The timetable of a participant as an iCalendar file, and the titles of what has no time and so is not in it. */
export interface Calendar {
  text: string
  without: string[]
}

/** Undefined when none of it has a time: a calendar cannot be empty. */
export async function calendarOf(
  training: Training,
  event: EventRow,
  participantId: number,
): Promise<Calendar | undefined> {
  const { kernel, db } = training
  const all = await timetableOf(db, participantId)
  const timed = all.filter((each) => each.starts_at !== null)
  if (timed.length === 0) return undefined
  const house = houseOf(training)
  const stamp = utc(kernel.clock.now())
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Atelier//Training//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `X-WR-CALNAME:${escapeText(event.name)}`,
    `X-WR-TIMEZONE:${escapeText(event.zone)}`,
    ...timed.flatMap((each) => entryOf(each, { event, participantId, house, stamp })),
    'END:VCALENDAR',
  ]
  return {
    text: `${lines.map(fold).join('\r\n')}\r\n`,
    without: all.filter((each) => each.starts_at === null).map(({ title }) => title),
  }
}

/** The same where nothing else makes sense: refused in words when there is nothing with a time. */
export async function requireCalendar(
  training: Training,
  event: EventRow,
  participantId: number,
): Promise<Calendar> {
  const calendar = await calendarOf(training, event, participantId)
  if (!calendar) throw joinProblems.noTimes()
  return calendar
}

interface Parts {
  event: EventRow
  participantId: number
  house: string
  stamp: string
}

/** Names this installation, whatever its address: two of them have people and workshops of the same numbers. */
const houseOf = ({ secrets }: Training): string =>
  `${createHmac('sha256', secrets.tokens).update('calendar').digest('hex').slice(0, 12)}.atelier`

/** Times are instants: every calendar shows them in its own zone, also after a change of summer time. */
function entryOf(each: Registered, { event, participantId, house, stamp }: Parts): string[] {
  const startsAt = each.starts_at ?? 0
  const place = [each.room, event.place].filter((part) => part !== null).join(', ')
  const about = [each.teacher, each.description].filter(Boolean).join('\n\n')
  return [
    'BEGIN:VEVENT',
    // The same for the same seat, so that a second import changes and does not double.
    `UID:training-${each.id}-${participantId}@${house}`,
    `DTSTAMP:${stamp}`,
    `DTSTART:${utc(startsAt)}`,
    // One without an end lasts no time, says RFC 5545; calendars draw it as a line.
    ...(each.ends_at === null ? [] : [`DTEND:${utc(each.ends_at)}`]),
    `SUMMARY:${escapeText(each.title)}`,
    ...(place === '' ? [] : [`LOCATION:${escapeText(place)}`]),
    ...(about === '' ? [] : [`DESCRIPTION:${escapeText(about)}`]),
    'END:VEVENT',
  ]
}

/** `20270301T091500Z` */
const utc = (at: number): string =>
  new Date(at)
    .toISOString()
    .replace(/[-:]/g, '')
    .replace(/\.\d{3}/, '')

function escapeText(text: string): string {
  return text
    .replace(/[\\;,]/g, (letter) => `\\${letter}`)
    .replace(/\r\n|\r|\n/g, '\\n')
    .replace(/\p{Cc}/gu, '')
}

/** Breaks a line where it is too long, never within a letter; what follows begins with a blank. */
function fold(line: string): string {
  if (Buffer.byteLength(line) <= LINE_BYTES) return line
  const parts: string[] = []
  let part = ''
  let bytes = 0
  for (const letter of line) {
    const size = Buffer.byteLength(letter)
    if (bytes + size > LINE_BYTES) {
      parts.push(part)
      part = ' '
      bytes = 1
    }
    part += letter
    bytes += size
  }
  return [...parts, part].join('\r\n')
}
