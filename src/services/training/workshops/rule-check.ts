import type { WorkshopRow } from '../tables.ts'
import { clashesOf } from './clash.ts'
import { type Block, blocksOf, usableBlocks } from './combination.ts'
import type { Link } from './link.ts'

/** What the check may find; the first ones make something impossible, the rest is for somebody to look at. */
export const FINDINGS = [
  'inclusive-moment',
  'inclusive-groups',
  'inclusive-exclusive',
  'no-combination',
  'dead-end',
  'no-seats',
  'least-over-seats',
  'few-seats',
  'no-workshop',
  'no-people',
  'inclusive-seats',
  'overlap',
  'room-clash',
  'teacher-clash',
  'unchecked',
] as const

export interface Finding {
  code: (typeof FINDINGS)[number]
  /** Whether it keeps people from choosing at all. */
  impossible: boolean
  /** A sentence for those who run the event. */
  message: string
  workshopIds: number[]
}

/** A workshop as the check sees it. */
export interface CheckedWorkshop {
  id: number
  title: string
  moment: string
  seats: number
  targetGroup: string
  least: number
  startsAt: number | null
  endsAt: number | null
  room: string | null
  teacher: string | null
}

/** All that the check looks at. */
export interface RuleGround {
  workshops: readonly CheckedWorkshop[]
  links: readonly Link[]
  /** The groups of the participants, with how many are in each. */
  groups: readonly { value: string; people: number }[]
}

/** A workshop's row as the check sees it. */
export const checkedRow = (row: WorkshopRow): CheckedWorkshop => ({
  id: row.id,
  title: row.title,
  moment: row.moment,
  seats: row.seats,
  targetGroup: row.target_group,
  least: row.least,
  startsAt: row.starts_at,
  endsAt: row.ends_at,
  room: row.room,
  teacher: row.teacher,
})

const counted = (n: number): string => n.toLocaleString('en')
const quoted = (title: string): string => `“${title}”`
const named = (group: string): string => (group === '' ? 'People without a group' : `Group ${group}`)

/** Combinations that nobody can choose, and what is likely a mistake; empty when an event can be opened without worry. */
export function checkRules(ground: RuleGround): Finding[] {
  const blocks = blocksOf(ground)
  return [
    ...blocks.flatMap((block) => faultsOf(ground, block)),
    ...groupsOf(ground).flatMap((group) => combinationsOf(ground, blocks, group)),
    ...ground.workshops.flatMap(singleFaults),
    ...ground.groups.flatMap((group) => peopleOf(ground, group)),
    ...emptyGroups(ground),
    ...blocks.flatMap(unevenSeats),
    ...clashesOf(ground.workshops),
  ]
}

const groupsOf = ({ workshops }: RuleGround): string[] =>
  [...new Set(workshops.map(({ targetGroup }) => targetGroup))].sort()

function faultsOf({ workshops }: RuleGround, { fault, workshops: tied }: Block): Finding[] {
  if (!fault) return []
  const [one, two] = fault.pair.map((id) => workshops.find((each) => each.id === id))
  if (!one || !two) return []
  const pair = `${quoted(one.title)} and ${quoted(two.title)}`
  const why = {
    'inclusive-moment': `are both at ${one.moment}`,
    'inclusive-groups': 'are for different groups',
    'inclusive-exclusive': 'are also linked as never together',
  }[fault.code]
  const message = `${pair} can only be taken together, but ${why}. Nobody can take either.`
  return [{ code: fault.code, impossible: true, message, workshopIds: tied.map(({ id }) => id) }]
}

function combinationsOf({ links }: RuleGround, blocks: readonly Block[], group: string): Finding[] {
  const own = blocks.filter(({ workshops }) => workshops.some(({ targetGroup }) => targetGroup === group))
  const { usable, whole } = usableBlocks(own, links, group)
  if (!whole)
    return [
      {
        code: 'unchecked',
        impossible: false,
        message: `${named(group)}: there are too many combinations to look at all of them. Use fewer links.`,
        workshopIds: [],
      },
    ]
  const dead = own.filter((block) => !usable.has(block))
  if (usable.size === 0 && own.length > 0)
    return [
      {
        code: 'no-combination',
        impossible: true,
        message: `${named(group)} cannot choose a workshop at every moment: no combination fits the links and the seats.`,
        workshopIds: own.flatMap(({ workshops }) => workshops.map(({ id }) => id)),
      },
    ]
  // What has a fault of its own is told by that.
  return dead
    .filter((block) => !block.fault && block.workshops.every(({ seats }) => seats > 0))
    .map(deadEnd)
    .concat(dead.filter((block) => !block.fault && block.workshops.some(isClosed)).flatMap(tiedToClosed))
}

const isClosed = ({ seats }: CheckedWorkshop): boolean => seats === 0

const deadEnd = ({ workshops }: Block): Finding => ({
  code: 'dead-end',
  impossible: true,
  message: `Who takes ${listed(workshops)} finds no workshop for every other moment: the links leave none.`,
  workshopIds: workshops.map(({ id }) => id),
})

function tiedToClosed({ workshops }: Block): Finding[] {
  const open = workshops.filter((each) => !isClosed(each))
  if (open.length === 0) return []
  const message = `${listed(open)} can only be taken together with ${listed(workshops.filter(isClosed))}, which has no seats.`
  return [{ code: 'dead-end', impossible: true, message, workshopIds: open.map(({ id }) => id) }]
}

const listed = (workshops: readonly CheckedWorkshop[]): string =>
  new Intl.ListFormat('en', { type: 'conjunction' }).format(workshops.map(({ title }) => quoted(title)))

function singleFaults({ id, title, seats, least }: CheckedWorkshop): Finding[] {
  const found: Finding[] = []
  const add = (code: 'no-seats' | 'least-over-seats', message: string) =>
    found.push({ code, impossible: code === 'no-seats', message, workshopIds: [id] })
  if (seats === 0) add('no-seats', `${quoted(title)} has no seats, so nobody can take it.`)
  else if (least > seats)
    add('least-over-seats', `${quoted(title)} needs ${least} people, and has only ${seats} seats.`)
  return found
}

/** Moments at which a group finds nothing, or too few seats for all of it. */
function peopleOf({ workshops }: RuleGround, { value, people }: RuleGround['groups'][number]): Finding[] {
  const moments = [...new Set(workshops.map(({ moment }) => moment))]
  if (moments.length > 0 && workshops.every(({ targetGroup }) => targetGroup !== value)) {
    const message = `${named(value)} (${counted(people)}) cannot choose anything: no workshop is for them.`
    return [{ code: 'no-workshop', impossible: true, message, workshopIds: [] }]
  }
  return moments.flatMap((moment): Finding[] => {
    const there = workshops.filter((each) => each.moment === moment && each.targetGroup === value)
    const seats = there.reduce((sum, each) => sum + each.seats, 0)
    const workshopIds = there.map(({ id }) => id)
    if (there.length === 0) {
      const message = `${named(value)} (${counted(people)}) has no workshop at ${moment}.`
      return [{ code: 'no-workshop', impossible: false, message, workshopIds }]
    }
    if (seats >= people) return []
    const message = `${named(value)}: ${counted(people)} people, but ${counted(seats)} ${seats === 1 ? 'seat' : 'seats'} at ${moment}.`
    return [{ code: 'few-seats', impossible: false, message, workshopIds }]
  })
}

/** Workshops for a group that nobody on the list is in; told only once there is a list. */
function emptyGroups({ workshops, groups }: RuleGround): Finding[] {
  if (groups.length === 0) return []
  const known = new Set(groups.map(({ value }) => value))
  const missing = [...new Set(workshops.map(({ targetGroup }) => targetGroup))].filter(
    (each) => !known.has(each),
  )
  return missing.map((group) => {
    const own = workshops.filter(({ targetGroup }) => targetGroup === group)
    const whose = group === '' ? 'for people without a group' : `for group ${group}`
    const message = `${listed(own)} ${own.length === 1 ? 'is' : 'are'} ${whose}, and nobody on the list is in it.`
    return { code: 'no-people', impossible: false, message, workshopIds: own.map(({ id }) => id) }
  })
}

/** Seats that no one can ever use, since the partner has fewer. */
function unevenSeats({ workshops, fault }: Block): Finding[] {
  const least = Math.min(...workshops.map(({ seats }) => seats))
  const more = workshops.filter(({ seats }) => seats > least)
  if (fault || least === 0 || more.length === 0) return []
  const fewest = workshops.find(({ seats }) => seats === least)
  const message = `${listed(more)} can only be taken together with ${quoted(fewest?.title ?? '')}, which has ${least} seats: more can never be used.`
  return [{ code: 'inclusive-seats', impossible: false, message, workshopIds: workshops.map(({ id }) => id) }]
}
