import type { Cell } from '../../../kernel/csv.ts'
import { attendanceOf } from '../attendance/attendance.store.ts'
import { allParticipants } from '../participants/participant.store.ts'
import type { Db, EventRow, ParticipantRow, RegistrationRow, WorkshopRow } from '../tables.ts'
import { compareSlots, slotsOf } from '../workshops/slot.ts'
import { listWorkshops } from '../workshops/workshop.ts'
import { sorted } from './letters.ts'

/** Lists to hang on doors and hand out, each as CSV, as a workbook, or as a PDF to print. */
export const LIST_NAMES = ['classes', 'timetables', 'doors', 'attendance', 'registrations'] as const
export type ListName = (typeof LIST_NAMES)[number]

export interface Section {
  title: string
  facts: string
  rows: Cell[][]
}

export interface List {
  title: string
  /** What the sections are, as a column before the others. */
  of: string
  head: string[]
  /** How wide the columns are to each other. */
  widths: number[]
  /** Each section is a sheet of its own, or they follow one another. */
  isApart: boolean
  sections: Section[]
}

interface Ground {
  event: EventRow
  workshops: WorkshopRow[]
  people: ParticipantRow[]
  registrations: RegistrationRow[]
  /** Since when somebody was at a workshop. */
  seen: ReadonlyMap<string, number>
}

/** A list of an event as it is now. */
export async function listOf(db: Db, event: EventRow, name: ListName): Promise<List> {
  const registrations = await db
    .selectFrom('training_registration')
    .selectAll()
    .where('event_id', '=', event.id)
    .orderBy('id')
    .execute()
  const attendance = name === 'attendance' ? await attendanceOf(db, event.id) : []
  return MAKERS[name]({
    event,
    workshops: (await listWorkshops(db, event.id)).sort(compareSlots),
    people: sorted(await allParticipants(db, event.id)),
    registrations,
    seen: new Map(attendance.map((each) => [`${each.workshop_id} ${each.participant_id}`, each.at])),
  })
}

const MAKERS: Readonly<Record<ListName, (ground: Ground) => List>> = {
  classes: classesOf,
  timetables: timetablesOf,
  doors: doorsOf,
  attendance: presentAt,
  registrations: registrationsList,
}

function classesOf({ workshops, people, registrations }: Ground): List {
  const slots = slotsOf(workshops).map(({ moment }) => moment)
  const held = Map.groupBy(registrations, (each) => each.participant_id)
  const byId = new Map(workshops.map((row) => [row.id, row]))
  const chosenAt = (person: ParticipantRow, moment: string): string =>
    (held.get(person.id) ?? [])
      .flatMap(({ workshop_id }) => byId.get(workshop_id) ?? [])
      .filter((workshop) => workshop.moment === moment)
      .map(({ title }) => title)
      .join(', ')
  return {
    title: 'By class',
    of: 'Class',
    head: ['Name', ...slots],
    widths: [1.4, ...slots.map(() => 1)],
    isApart: true,
    sections: [...Map.groupBy(people, (person) => person.user_class)].map(([title, some]) => ({
      title: title === '' ? 'Without a class' : title,
      facts: `${some.length} people`,
      rows: some.map((person) => [person.full_name, ...slots.map((moment) => chosenAt(person, moment))]),
    })),
  }
}

function timetablesOf({ event, workshops, people, registrations }: Ground): List {
  const held = Map.groupBy(registrations, (each) => each.participant_id)
  return {
    title: 'Timetables',
    of: 'Participant',
    head: ['Time slot', 'Time', 'Workshop', 'Room', 'By'],
    widths: [1, 1, 2, 0.8, 1],
    isApart: false,
    sections: people.map((person) => {
      const mine = new Set((held.get(person.id) ?? []).map(({ workshop_id }) => workshop_id))
      return {
        title: person.full_name,
        facts: [person.user_class, mine.size === 0 ? 'nothing chosen yet' : ''].filter(Boolean).join(' · '),
        rows: workshops
          .filter(({ id }) => mine.has(id))
          .map((row) => [row.moment, timesOf(event, row), row.title, row.room, row.teacher]),
      }
    }),
  }
}

const peopleAt = ({ people, registrations }: Ground, workshop: WorkshopRow): ParticipantRow[] => {
  const there = new Set(
    registrations.filter((each) => each.workshop_id === workshop.id).map((each) => each.participant_id),
  )
  return people.filter(({ id }) => there.has(id))
}

function doorsOf(ground: Ground): List {
  return {
    title: 'Door lists',
    of: 'Workshop',
    head: ['', 'Name', 'Class', 'There'],
    widths: [0.3, 2, 1, 0.6],
    isApart: true,
    sections: ground.workshops.map((workshop) => {
      const there = peopleAt(ground, workshop)
      return {
        title: workshop.title,
        facts: factsOf(ground.event, workshop, `${there.length} of ${workshop.seats} seats`),
        rows: there.map(({ full_name, user_class }, at) => [at + 1, full_name, user_class, '']),
      }
    }),
  }
}

function presentAt(ground: Ground): List {
  const { event, workshops, people, seen } = ground
  return {
    title: 'Attendance',
    of: 'Workshop',
    head: ['Name', 'Class', 'There since', 'Remark'],
    widths: [2, 1, 1, 1],
    isApart: true,
    sections: workshops.map((workshop) => {
      const registered = new Set(peopleAt(ground, workshop).map(({ id }) => id))
      const atOf = (person: ParticipantRow) => seen.get(`${workshop.id} ${person.id}`)
      const listed = people.filter((person) => registered.has(person.id) || atOf(person) !== undefined)
      const missing = listed.filter((person) => atOf(person) === undefined).length
      return {
        title: workshop.title,
        facts: factsOf(event, workshop, `${listed.length - missing} there, ${missing} missing`),
        rows: listed.map((person) => {
          const at = atOf(person)
          return [
            person.full_name,
            person.user_class,
            at === undefined ? '' : timeIn(event, at),
            at === undefined ? 'missing' : registered.has(person.id) ? '' : 'not registered',
          ]
        }),
      }
    }),
  }
}

function registrationsList({ event, workshops, people, registrations }: Ground): List {
  const byId = new Map(people.map((person) => [person.id, person]))
  const at = Map.groupBy(registrations, (each) => each.workshop_id)
  return {
    title: 'Registrations',
    of: 'Workshop',
    head: [
      'Time slot',
      'Workshop number',
      'Name',
      'Class',
      'Group',
      'Registered',
      'By',
      'Fixed',
      'Rules set aside',
      'Reason',
    ],
    widths: [1, 0.6, 1.5, 0.7, 0.7, 1, 0.8, 0.5, 1, 1],
    isApart: false,
    sections: workshops.map((workshop) => ({
      title: workshop.title,
      facts: factsOf(event, workshop, ''),
      rows: (at.get(workshop.id) ?? []).map((each) => {
        const person = byId.get(each.participant_id)
        return [
          ...[workshop.moment, workshop.id, person?.full_name, person?.user_class, person?.target_group],
          each.entry_time === null ? '' : timeIn(event, each.entry_time),
          ...[SOURCES[each.source], each.fixed === 1 ? 'fixed' : ''],
          ...[
            each.overrides === null ? '' : (JSON.parse(each.overrides) as string[]).join(', '),
            each.reason,
          ],
        ]
      }),
    })),
  }
}

const SOURCES: Readonly<Record<RegistrationRow['source'], string>> = {
  self: 'themselves',
  organiser: 'an organiser',
  waiting: 'the waiting list',
  wishes: 'the wishes',
}

function factsOf(event: EventRow, workshop: WorkshopRow, count: string): string {
  const facts = [workshop.moment, timesOf(event, workshop), workshop.room, workshop.teacher, count]
  return facts.filter((each) => each !== null && each !== '').join(' · ')
}

function timesOf({ zone }: EventRow, { starts_at, ends_at }: WorkshopRow): string {
  const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: zone })
  return [starts_at, ends_at].flatMap((at) => (at === null ? [] : [clock.format(at)])).join('–')
}

function timeIn({ zone }: EventRow, at: number): string {
  const format = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short', timeZone: zone })
  return format.format(at)
}
