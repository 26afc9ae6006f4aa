import type { Readable } from 'node:stream'
import { type Canvas, PAGE, pdfStream } from '../../../kernel/pdf/pdf.ts'
import { attendanceOf } from '../attendance/attendance.store.ts'
import { type Selection, selectedRows } from '../participants/participant-list.store.ts'
import type { EventRow, ParticipantRow, WorkshopRow } from '../tables.ts'
import type { Training } from '../training.ts'
import { compareSlots } from '../workshops/slot.ts'
import { listWorkshops } from '../workshops/workshop.ts'
import { sorted } from './letters.ts'

const EDGE = 72
const WIDTH = PAGE.width - 2 * EDGE
const LIST_TOP = 300
const LINE = 34
const A_PAGE = 10
const FOOT = PAGE.height - 120
const LINE_WIDTH = 200

const WORDS = {
  en: { title: 'Certificate of attendance', took: 'took part in', by: 'For the organiser', locale: 'en-GB' },
  nl: { title: 'Bewijs van deelname', took: 'nam deel aan', by: 'Namens de organisator', locale: 'nl-BE' },
}

/** A page for each of the chosen participants who were somewhere, with where they were; by class and name. */
export async function certificatesOf(
  { db }: Training,
  event: EventRow,
  selection: Selection,
): Promise<{ stream: Readable; count: number }> {
  const workshops = (await listWorkshops(db, event.id)).sort(compareSlots)
  const there = Map.groupBy(await attendanceOf(db, event.id), (each) => each.participant_id)
  const rows = sorted(await selectedRows(db, { ...selection, eventId: event.id }))
  const people = rows.flatMap((person) => {
    const ids = new Set(there.get(person.id)?.map((each) => each.workshop_id))
    const attended = workshops.filter(({ id }) => ids.has(id))
    return attended.length > 0 ? { person, attended } : []
  })
  async function* pages(): AsyncGenerator<(canvas: Canvas) => void> {
    for (const { person, attended } of people)
      for (let at = 0; at < attended.length; at += A_PAGE)
        yield (canvas) => drawPage(canvas, { event, person, attended: attended.slice(at, at + A_PAGE) })
  }
  return { stream: pdfStream(pages(), `${event.name}: certificates`), count: people.length }
}

interface Certificate {
  event: EventRow
  person: ParticipantRow
  attended: readonly WorkshopRow[]
}

function drawPage(canvas: Canvas, { event, person, attended }: Certificate): void {
  const words = WORDS[person.language ?? event.language ?? 'en']
  const most = WIDTH
  canvas.text(EDGE, 110, words.title, { size: 13, grey: 0.35, most })
  const size = person.full_name.length > 30 ? 18 : 28
  canvas.text(EDGE, 162, person.full_name, { size, weight: 'bold', most })
  canvas.text(EDGE, 184, person.user_class, { size: 12, grey: 0.25, most })
  canvas.text(EDGE, 228, words.took, { size: 12, grey: 0.25, most })
  canvas.text(EDGE, 252, event.name, { size: 18, weight: 'bold', most })
  for (const [at, workshop] of attended.entries()) {
    const y = LIST_TOP + at * LINE
    canvas.text(EDGE, y, workshop.title, { size: 12, most })
    const facts = [whenOf(event, workshop, words.locale), workshop.teacher].filter(Boolean).join(' · ')
    canvas.text(EDGE, y + 14, facts, { size: 9.5, grey: 0.35, most })
  }
  canvas.line([EDGE, FOOT], [EDGE + LINE_WIDTH, FOOT], { grey: 0.4 })
  canvas.text(EDGE, FOOT + 14, words.by, { size: 9.5, grey: 0.35, most })
  if (event.place)
    canvas.text(PAGE.width - EDGE, FOOT + 14, event.place, { size: 9.5, grey: 0.35, align: 'right' })
}

/** The day and the hours in the event's zone; of a workshop without a time its time slot. */
function whenOf({ zone }: EventRow, { starts_at, ends_at, moment }: WorkshopRow, locale: string): string {
  if (starts_at === null) return moment
  const begins = { dateStyle: 'long', timeStyle: 'short', timeZone: zone } as const
  const format = new Intl.DateTimeFormat(locale, begins)
  return ends_at === null ? format.format(starts_at) : format.formatRange(starts_at, ends_at)
}
