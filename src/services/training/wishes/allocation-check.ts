import type { Rule } from '../registrations/rules.ts'
import {
  bundlesOf,
  type Place,
  type Puzzle,
  type PuzzlePerson,
  type PuzzleWorkshop,
} from './allocation-puzzle.ts'

/** A rule that a distribution breaks, and at whom. */
export interface Fault {
  rule: Rule | 'least'
  workshop: number
  /** Empty where it is the workshop's own: too many, or too few. */
  participant: number | null
  /** What is at the same moment, is missing, or cannot be combined. */
  other: number | null
}

/**
 * What a distribution breaks, found without the solver and its model. What places that hold break by themselves is no fault
 * of it: an organiser has made them so.
 */
export function faultsOf(puzzle: Puzzle, places: readonly Place[]): Fault[] {
  const workshops = new Map(puzzle.workshops.map((each) => [each.id, each]))
  const chosen = Map.groupBy(places, ({ participant }) => participant)
  return [
    ...puzzle.people.flatMap((person) =>
      faultsAt(puzzle, {
        person,
        workshops,
        ids: (chosen.get(person.id) ?? []).map((each) => each.workshop),
      }),
    ),
    ...crowdFaults(puzzle, places),
  ]
}

interface Chosen {
  person: PuzzlePerson
  ids: readonly number[]
  workshops: ReadonlyMap<number, PuzzleWorkshop>
}

function faultsAt({ links }: Puzzle, { person, ids, workshops }: Chosen): Fault[] {
  const faults: Fault[] = []
  const isHeld = (...of: number[]) => of.every((id) => person.places.includes(id))
  const add = (rule: Rule, workshop: number, other: number | null = null) =>
    faults.push({ rule, workshop, participant: person.id, other })
  ids.forEach((id, at) => {
    const workshop = workshops.get(id)
    if (!workshop) throw new Error(`A distribution names workshop ${id}, which is none of the event.`)
    if (workshop.group !== person.group && !isHeld(id)) add('group', id)
    for (const other of ids.slice(at + 1))
      if (workshops.get(other)?.moment === workshop.moment && !isHeld(id, other)) add('moment', id, other)
  })
  for (const { a, b, inclusive } of links) {
    const [hasA, hasB] = [ids.includes(a), ids.includes(b)]
    if (inclusive && hasA !== hasB && !isHeld(hasA ? a : b)) add('inclusive', hasA ? a : b, hasA ? b : a)
    if (!inclusive && hasA && hasB && !isHeld(a, b)) add('exclusive', a, b)
  }
  return faults
}

function crowdFaults({ workshops, people }: Puzzle, places: readonly Place[]): Fault[] {
  const count = (list: readonly number[]) => {
    const counts = new Map<number, number>()
    for (const id of list) counts.set(id, (counts.get(id) ?? 0) + 1)
    return counts
  }
  const taken = count(places.map(({ workshop }) => workshop))
  const held = count(people.flatMap((person) => person.places))
  return workshops.flatMap(({ id, seats, least }): Fault[] => {
    const [all, fixed] = [taken.get(id) ?? 0, held.get(id) ?? 0]
    const whole = { workshop: id, participant: null, other: null }
    if (all > Math.max(seats, fixed)) return [{ rule: 'full', ...whole }]
    if (all > fixed && all < least) return [{ rule: 'least', ...whole }]
    return []
  })
}

/** Throws where a result of the solver breaks a rule, or has lost a place that holds: it is never shown. */
export function requireSound(puzzle: Puzzle, places: readonly Place[]): void {
  const known = new Set(puzzle.people.map(({ id }) => id))
  const pairs = new Set(places.map(({ participant, workshop }) => `${participant} ${workshop}`))
  if (pairs.size !== places.length || places.some(({ participant }) => !known.has(participant)))
    throw new Error('A distribution names a place twice, or somebody who is not there.')
  for (const { id, places: held } of puzzle.people)
    for (const workshop of held)
      if (!pairs.has(`${id} ${workshop}`)) throw new Error('A distribution has lost a place that holds.')
  // Half of a pair is sound where the other half is held: it drew what there was room for.
  const tied = bundlesOf(puzzle)
  const index = new Map(puzzle.workshops.map(({ id }, at) => [id, at]))
  const isDrawn = ({ rule, workshop, participant }: Fault) => {
    if (rule !== 'inclusive') return false
    const bundle = tied.all.find(({ workshops }) => workshops.includes(index.get(workshop) ?? -1))
    const person = puzzle.people.find(({ id }) => id === participant)
    return person?.places.some((id) => bundle?.workshops.includes(index.get(id) ?? -1)) ?? false
  }
  const fault = faultsOf(puzzle, places).find((each) => !isDrawn(each))
  if (fault) throw new Error(`A distribution breaks the rule ${fault.rule} at workshop ${fault.workshop}.`)
}
