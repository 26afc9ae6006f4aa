import { rankCost } from './allocation-model.ts'
import type { Place, Puzzle, PuzzlePerson } from './allocation-puzzle.ts'

/** How many got what, counted by person and moment. */
export interface Outcome {
  people: number
  /** By rank: how many got their first wish, their second, and so on. */
  ranks: number[]
  /** They wished, and got another workshop. */
  other: number
  /** They wished, and got nothing. */
  none: number
  /** They wished nothing there, and got a seat; or not. */
  unasked: number
  empty: number
  /** People who wished, and got none of it at any moment. */
  without: number
}

export interface Quality {
  all: Outcome
  classes: ({ name: string } & Outcome)[]
  groups: ({ name: string } & Outcome)[]
  workshops: { id: number; taken: number }[]
  /** Squares of ranks, from 0 for a first wish. Of two distributions that seat as many, the lower is the better one. */
  cost: number
}

const nothing = (most: number): Outcome => ({
  people: 0,
  ranks: Array.from({ length: most }, () => 0),
  other: 0,
  none: 0,
  unasked: 0,
  empty: 0,
  without: 0,
})

/** What a distribution gives whom. `classes` says who is in which; `most` is how many wishes there may be. */
export function qualityOf(
  puzzle: Puzzle,
  places: readonly Place[],
  { classes, most }: { classes: ReadonlyMap<number, string>; most: number },
): Quality {
  const moments = new Map(puzzle.workshops.map(({ id, moment }) => [id, moment]))
  const offered = new Map<string, Set<string>>()
  for (const { group, moment } of puzzle.workshops)
    offered.set(group, (offered.get(group) ?? new Set()).add(moment))
  const chosen = Map.groupBy(places, ({ participant }) => participant)
  const longest = Math.max(most, ...puzzle.people.flatMap(({ wishes }) => wishes.map(({ rank }) => rank)))
  const all = nothing(longest)
  const byClass = new Map<string, Outcome>()
  const byGroup = new Map<string, Outcome>()
  const into = (map: Map<string, Outcome>, name: string) => {
    const found = map.get(name) ?? nothing(longest)
    map.set(name, found)
    return found
  }
  let cost = 0
  for (const person of puzzle.people) {
    const own = (chosen.get(person.id) ?? []).map(({ workshop }) => workshop)
    const seen = { own, moments, offered: offered.get(person.group) ?? new Set<string>() }
    const counted = [all, into(byClass, classes.get(person.id) ?? ''), into(byGroup, person.group)]
    for (const outcome of counted) count(outcome, person, seen)
    for (const { workshop, rank } of person.wishes) if (own.includes(workshop)) cost += rankCost(rank)
  }
  const named = (map: Map<string, Outcome>) =>
    [...map].map(([name, outcome]) => ({ name, ...outcome })).sort((a, b) => (a.name < b.name ? -1 : 1))
  const taken = Map.groupBy(places, ({ workshop }) => workshop)
  return {
    all,
    classes: named(byClass),
    groups: named(byGroup),
    workshops: puzzle.workshops.map(({ id }) => ({ id, taken: taken.get(id)?.length ?? 0 })),
    cost,
  }
}

function count(
  outcome: Outcome,
  { wishes }: PuzzlePerson,
  {
    own,
    moments,
    offered,
  }: { own: readonly number[]; moments: ReadonlyMap<number, string>; offered: ReadonlySet<string> },
): void {
  outcome.people += 1
  let granted = 0
  const wished = new Set(wishes.map(({ workshop }) => moments.get(workshop)))
  for (const moment of new Set([...offered, ...own.map((id) => moments.get(id))])) {
    const at = own.find((id) => moments.get(id) === moment)
    const rank = wishes.find(({ workshop }) => workshop === at)?.rank
    if (rank !== undefined) {
      granted += 1
      outcome.ranks[rank - 1] = (outcome.ranks[rank - 1] ?? 0) + 1
    } else if (wished.has(moment)) outcome[at === undefined ? 'none' : 'other'] += 1
    else outcome[at === undefined ? 'empty' : 'unasked'] += 1
  }
  if (wishes.length > 0 && granted === 0) outcome.without += 1
}
