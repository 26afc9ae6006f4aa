import type { Random } from '../../../kernel/sample/random.ts'
import { HOUR_MS, MINUTE_MS } from '../../../kernel/span.ts'
import { dateIn, startOfDay } from '../../../kernel/zone.ts'

const ZONE = 'Europe/Oslo'
const WEDNESDAY = 3

/** A workshop of the sample event: how many have chosen it and wait for it, of how many seats. */
interface Offered {
  title: string
  teacher: string
  room: string
  seats: number
  taken: number
  waiting?: number
  least?: number
  description: string
}

const offered = (
  title: string,
  [taken, seats, waiting = 0]: readonly [number, number, number?],
  [teacher, room]: readonly [string, string],
  description: string,
): Offered => ({ title, taken, seats, waiting, teacher, room, description, least: 6 })

/** Three time slots: days after the first day of the event, hours, and what is offered. */
const SLOTS = [
  {
    day: 0,
    name: 'morning',
    hours: [9, 12],
    offered: [
      offered(
        'Statistics from zero',
        [30, 30, 6],
        ['Ingrid Solheim', 'B201'],
        'Means, spread, and what a test can say.',
      ),
      offered(
        'Intro to the Slurm cluster',
        [17, 20],
        ['Jonas Lindqvist', 'A110'],
        'From your laptop to a thousand jobs.',
      ),
      offered(
        'Reading papers fast',
        [24, 30],
        ['Leila Haddad', 'B204'],
        'What to read first, and what to leave out.',
      ),
      offered(
        'Lab safety refresher',
        [10, 20],
        ['Tomasz Wieczorek', 'L02'],
        'For everybody who was trained over a year ago.',
      ),
    ],
  },
  {
    day: 0,
    name: 'afternoon',
    hours: [13.5, 16.25],
    offered: [
      offered(
        'Git without fear',
        [28, 28, 4],
        ['Jonas Lindqvist', 'A110'],
        'Save, go back, work together. Bring a laptop.',
      ),
      offered('Reproducible figures in R', [21, 24], ['Leila Haddad', 'B204'], 'From raw data to print.'),
      offered('Recording good speech', [9, 12], ['Samuel Adeyemi', 'S01'], 'Microphones, rooms, and levels.'),
      offered(
        'Statistics clinic',
        [23, 24],
        ['Ingrid Solheim', 'B201'],
        'Bring your own data and questions.',
      ),
    ],
  },
  {
    day: 1,
    name: 'morning',
    hours: [9, 12],
    offered: [
      offered(
        'Writing a data paper',
        [24, 24, 2],
        ['Priya Raman', 'B204'],
        'Describe your data so that others use them.',
      ),
      offered(
        'Preregistration workshop',
        [33, 36],
        ['Ingrid Solheim', 'A001'],
        'Write down what you expect, before you look.',
      ),
      offered('MRI safety, level 1', [18, 18], ['Tomasz Wieczorek', 'M01'], 'Needed before your first scan.'),
      offered(
        'Posters that work',
        [4, 20],
        ['Mei-Ling Chow', 'A108'],
        'One message, seen from three metres.',
      ),
    ],
  },
] as const

/** Nobody needs both, so nobody may take both. The second rule comes when one person has done so already. */
export const APART = [
  ['Statistics from zero', 'Statistics clinic'],
  ['Lab safety refresher', 'MRI safety, level 1'],
] as const

/** Classes with how many they are, and how many of them have not chosen yet. */
const CLASSES = [
  ['3A', 20, 1],
  ['3B', 20, 4],
  ['4A', 18, 7],
  ['4C', 19, 2],
  ['5B', 19, 1],
] as const
/** Of those who have chosen, so many leave out the last time slot. */
const PARTIAL = 2
/** How many have chosen by the end of each day. */
const COURSE = [15, 30, 38, 46, 50, 52, 55, 70, 81] as const

/** A sample event with everybody's choices, around `now`. */
export interface Plan {
  name: string
  zone: string
  opensAt: number
  closesAt: number
  workshops: {
    title: string
    description: string
    moment: string
    seats: number
    least: number
    startsAt: number
    endsAt: number
    room: string
    teacher: string
  }[]
  people: PlannedPerson[]
}

export interface PlannedPerson {
  fullName: string
  userClass: string
  signedInAt: number | null
  /** When they chose, and the places of their workshops in the list. */
  chose?: { at: number; workshops: number[] }
  /** Full workshops for which they wait. */
  waits: number[]
}

/** Registration opened eight days ago and closes tomorrow evening; the workshops are on a Wednesday and a Thursday. */
export function planEvent(random: Random, now: number): Plan {
  const day = (days: number, hour: number) =>
    (startOfDay(dateIn(ZONE, now) ?? '', ZONE, days) ?? now) + hour * HOUR_MS
  const first = Array.from({ length: 7 }, (_, at) => 8 + at).find(
    (days) => new Date(day(days, 12)).getUTCDay() === WEDNESDAY,
  ) as number
  const workshops = SLOTS.flatMap((slot) =>
    slot.offered.map(({ taken, waiting, ...rest }) => ({
      ...rest,
      least: rest.least ?? 0,
      moment: `${named(day(first + slot.day, 12))}, ${slot.name}`,
      startsAt: day(first + slot.day, slot.hours[0]),
      endsAt: day(first + slot.day, slot.hours[1]),
    })),
  )
  const opensAt = day(1 - COURSE.length, 9)
  return {
    name: `Research Skills Week ${new Date(day(first, 12)).getUTCFullYear()}`,
    zone: ZONE,
    opensAt,
    closesAt: day(1, 18),
    workshops,
    people: planPeople(random, { now, day }),
  }
}

const named = (at: number): string =>
  new Date(at)
    .toLocaleDateString('en-GB', { weekday: 'short', day: 'numeric', month: 'short', timeZone: ZONE })
    .replace(',', '')

function planPeople(
  random: Random,
  { now, day }: { now: number; day: (days: number, hour: number) => number },
): PlannedPerson[] {
  const names = planNames(
    random,
    CLASSES.reduce((sum, [, people]) => sum + people, 0),
  )
  const people = CLASSES.flatMap(([userClass, size, missing]) =>
    Array.from({ length: size }, (_, at) => ({
      fullName: names.pop() as string,
      userClass,
      hasChosen: at >= missing,
    })),
  )
  // The one on the picture of the phone.
  const noor = people.find(({ userClass, hasChosen }) => userClass === '3B' && hasChosen)
  if (noor) noor.fullName = 'Noor Haugen'
  const choices = planChoices(random, people.filter(({ hasChosen }) => hasChosen).length)
  const order = shuffled(random, choices.keys())
  let strangers = 9
  let next = 0
  return people.map(({ fullName, userClass, hasChosen }) => {
    if (!hasChosen) {
      strangers -= 1
      return { fullName, userClass, signedInAt: strangers >= 0 ? null : day(-1, 17), waits: [] }
    }
    const choice = choices[next] as Choice
    const at = chosenAt(random, { place: order[next] as number, now, day })
    next += 1
    return {
      fullName,
      userClass,
      signedInAt: at,
      chose: { at, workshops: choice.workshops },
      waits: choice.waits,
    }
  })
}

/** The day on which as many as the course says had chosen; in the daytime, and not in the future. */
function chosenAt(
  random: Random,
  { place, now, day }: { place: number; now: number; day: (days: number, hour: number) => number },
): number {
  const days = COURSE.findIndex((until) => place < until) - COURSE.length + 1
  const at = day(days, random.around(9, 20))
  return Math.min(Math.round(at), now - random.between(1, 50) * MINUTE_MS)
}

interface Choice {
  workshops: number[]
  waits: number[]
}

/** Who takes what, so that every workshop has as many people as it shall have and the rules hold, but for one person. */
function planChoices(random: Random, people: number): Choice[] {
  const all = SLOTS.flatMap((slot) => slot.offered)
  const placeOf = (title: string) => all.findIndex((each) => each.title === title)
  const [zero, clinic, lab, mri] = APART.flat().map(placeOf) as [number, number, number, number]
  const choices: Choice[] = Array.from({ length: people }, () => ({ workshops: [], waits: [] }))
  let from = 0
  for (const slot of SLOTS) {
    const left = slot.offered.flatMap(({ taken }, at) => Array<number>(taken).fill(from + at))
    // Those that not everybody may take are given first.
    left.sort((a, b) => Number(b === clinic || b === mri) - Number(a === clinic || a === mri))
    const free = shuffled(random, choices.keys())
    const isLast = slot === SLOTS.at(-1)
    for (const workshop of left) {
      const other = workshop === clinic ? zero : workshop === mri ? lab : -1
      const at = free.findIndex((each) => !choices[each]?.workshops.includes(other))
      const [person] = free.splice(at, 1)
      choices[person as number]?.workshops.push(workshop)
    }
    if (isLast && free.length !== PARTIAL) throw new Error('The sample event does not add up.')
    from += slot.offered.length
  }
  breakOnce(choices, { lab, mri, posters: all.length - 1 })
  for (const [at, { waiting = 0 }] of all.entries()) {
    const slot = Math.floor(at / 4)
    const others = choices.filter(
      ({ workshops }) =>
        workshops.some((each) => Math.floor(each / 4) === slot && each !== at) &&
        !(at === zero && workshops.includes(clinic)),
    )
    for (const choice of shuffled(random, others.values()).slice(0, waiting)) choice.waits.push(at)
  }
  return choices
}

/** One person takes both of the second pair, in exchange with somebody who has neither. */
function breakOnce(
  choices: readonly Choice[],
  { lab, mri, posters }: { lab: number; mri: number; posters: number },
): void {
  const slot = Math.floor(posters / 4)
  const one = choices.find(
    ({ workshops }) => workshops.includes(lab) && workshops.some((each) => Math.floor(each / 4) === slot),
  )
  const other = choices.find(({ workshops }) => workshops.includes(mri))
  if (!one || !other) throw new Error('The sample event does not add up.')
  const own = one.workshops.findIndex((each) => Math.floor(each / 4) === slot)
  other.workshops[other.workshops.indexOf(mri)] = one.workshops[own] as number
  one.workshops[own] = mri
}

function shuffled<T>(random: Random, of: Iterable<T>): T[] {
  const list = [...of]
  for (let at = list.length - 1; at > 0; at -= 1) {
    const other = random.between(0, at)
    ;[list[at], list[other]] = [list[other] as T, list[at] as T]
  }
  return list
}

const FIRST =
  'Aisha Anna Arne Bram Chiara Daan Elif Emma Eva Finn Hanna Ida Iben Jakob Jonas Kari Lars Lea Liam Lina Luca Maja Marie Mats Mia Mila Nora Oda Olav Omar Oskar Pia Ravi Sara Sofie Thea Tiril Viktor Yusuf Zoë'
const LAST =
  'Aas Bakke Berg Dahl de-Vries Eide Farah Foss Hagen Halvorsen Hansen Haug Iversen Jansen Kaya Khan Lie Lund Moen Mohamed Nguyen Nilsen Okoro Olsen Peeters Rossi Rød Sharma Solberg Strand Sørensen Tran Vik Wolde'

/** That many names, no two alike. */
function planNames(random: Random, count: number): string[] {
  const [first, last] = [FIRST.split(' '), LAST.split(' ')]
  const names = new Set<string>()
  while (names.size < count) names.add(`${random.pick(first)} ${random.pick(last).replace('-', ' ')}`)
  return [...names]
}
