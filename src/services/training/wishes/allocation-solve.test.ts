import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { requireSound } from './allocation-check.ts'
import { loadHighs } from './allocation-highs.ts'
import { rankCost } from './allocation-model.ts'
import { bundlesOf, FILLS, lots, type Place, type Puzzle, type PuzzlePerson } from './allocation-puzzle.ts'
import { solve } from './allocation-solve.ts'

const highs = await loadHighs()
const SECONDS = 20

/** Up to four people and five workshops at two moments, with links, minima, groups and places that hold. */
const puzzles: fc.Arbitrary<Puzzle> = fc
  .record({
    seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    fill: fc.constantFrom(...FILLS),
    workshops: fc.array(
      fc.record({
        moment: fc.constantFrom('a', 'b'),
        group: fc.constantFrom('', '', 'x'),
        seats: fc.integer({ min: 0, max: 3 }),
        least: fc.integer({ min: 0, max: 3 }),
      }),
      { minLength: 2, maxLength: 5 },
    ),
    links: fc.array(fc.record({ a: fc.nat(4), b: fc.nat(4), inclusive: fc.boolean() }), { maxLength: 2 }),
    people: fc.array(
      fc.record({
        group: fc.constantFrom('', '', 'x'),
        order: fc.shuffledSubarray([0, 1, 2, 3, 4]),
        held: fc.option(fc.nat(4), { freq: 4 }),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  })
  .map(({ seed, fill, workshops: drawn, links, people }) => {
    const workshops = drawn.map((each, at) => ({ id: at + 1, ...each }))
    const at = (index: number) => workshops[index % workshops.length]?.id ?? 1
    return {
      seed,
      fill,
      workshops,
      links: links
        .map(({ a, b, inclusive }) => ({ a: at(a), b: at(b), inclusive }))
        .filter(({ a, b }) => a !== b),
      people: people.map(({ group, order, held }, index) => {
        const ranks = new Map<string, number>()
        const wishes = order.flatMap((each) => {
          const workshop = workshops[each]
          if (!workshop || workshop.group !== group) return []
          const rank = (ranks.get(workshop.moment) ?? 0) + 1
          ranks.set(workshop.moment, rank)
          return rank > 2 ? [] : [{ workshop: workshop.id, rank }]
        })
        return { id: 100 + index, group, wishes, places: held === null ? [] : [at(held)] }
      }),
    }
  })

/** All that somebody could be given, by the words of the docs. */
function optionsOf(puzzle: Puzzle, person: PuzzlePerson): number[][] {
  const { all } = bundlesOf(puzzle)
  const idsOf = (at: number) => puzzle.workshops[at]?.id ?? 0
  const momentOf = (id: number) => puzzle.workshops.find((each) => each.id === id)?.moment
  const isWished = (id: number) => person.wishes.some(({ workshop }) => workshop === id)
  const wishing = new Set(person.wishes.map(({ workshop }) => momentOf(workshop)))
  const may = (id: number) => {
    const together = (all.find(({ workshops }) => workshops.map(idsOf).includes(id))?.workshops ?? []).map(
      idsOf,
    )
    if (person.places.some((held) => together.includes(held)) || together.some(isWished)) return true
    if (puzzle.fill === 'everybody') return true
    return puzzle.fill === 'wishers' && together.every((each) => wishing.has(momentOf(each)))
  }
  const free = puzzle.workshops.map(({ id }) => id).filter((id) => !person.places.includes(id) && may(id))
  return Array.from({ length: 2 ** free.length }, (_, set) => [
    ...person.places,
    ...free.filter((_id, bit) => (set >> bit) % 2 === 1),
  ])
}

/** As the aims say, the first one first; each is better when higher. */
function scoreOf(puzzle: Puzzle, places: readonly Place[]): number[] {
  const momentOf = (id: number) => puzzle.workshops.find((each) => each.id === id)?.moment
  const tied = bundlesOf(puzzle).all.map(({ workshops }) =>
    workshops.map((at) => puzzle.workshops[at]?.id ?? 0),
  )
  const score = [0, 0, 0, 0]
  const add = (at: number, value: number) => {
    score[at] = (score[at] ?? 0) + value
  }
  for (const { id, wishes, places: held } of puzzle.people) {
    const wishing = new Set(wishes.map(({ workshop }) => momentOf(workshop)))
    for (const { workshop } of places.filter(({ participant }) => participant === id)) {
      if (held.includes(workshop)) continue
      const rank = wishes.find((each) => each.workshop === workshop)?.rank
      if (tied.some((each) => each.includes(workshop) && each.some((other) => held.includes(other))))
        add(0, 1)
      if (wishing.has(momentOf(workshop))) add(1, 1)
      if (rank !== undefined) add(2, 1)
      if (rank !== undefined) add(3, -rankCost(rank))
    }
  }
  return score
}

const isSound = (puzzle: Puzzle, places: readonly Place[]): boolean => {
  try {
    requireSound(puzzle, places)
    return true
  } catch {
    return false
  }
}

function bestOf(puzzle: Puzzle): number[] {
  let best: number[] | undefined
  const walk = (rest: readonly PuzzlePerson[], places: readonly Place[]) => {
    const [person, ...others] = rest
    if (!person) {
      const score = scoreOf(puzzle, places)
      const isBetter = !best || compare(score, best) > 0
      if (isBetter && isSound(puzzle, places)) best = score
      return
    }
    for (const option of optionsOf(puzzle, person)) {
      const mine = option.map((workshop) => ({ participant: person.id, workshop }))
      // What breaks a rule of the person alone is broken whatever others get.
      const alone = {
        ...puzzle,
        people: [person],
        workshops: puzzle.workshops.map((each) => ({ ...each, seats: 9, least: 0 })),
      }
      if (isSound(alone, mine)) walk(others, [...places, ...mine])
    }
  }
  walk(puzzle.people, [])
  return best ?? []
}

const compare = (one: readonly number[], two: readonly number[]): number =>
  one.map((value, at) => value - (two[at] ?? 0)).find((difference) => difference !== 0) ?? 0

test('a distribution breaks no rule, and of all that can be tried none is better', () => {
  fc.assert(
    fc.property(puzzles, (puzzle) => {
      const { places, optimal } = solve(highs, puzzle, SECONDS)
      requireSound(puzzle, places)
      assert.ok(optimal)
      assert.deepEqual(scoreOf(puzzle, places), bestOf(puzzle))
    }),
    { numRuns: 120, seed: 4 },
  )
})

/** A school: popular workshops are wished first, and there is little room to spare. */
function school({
  people,
  workshops: n,
  moments,
}: {
  people: number
  workshops: number
  moments: number
}): Puzzle {
  const random = lots(11)
  const each = n / moments
  const seats = Math.ceil((people * 1.1) / each)
  return {
    seed: 1,
    fill: 'everybody',
    links: [{ a: 1, b: 2, inclusive: false }],
    workshops: Array.from({ length: n }, (_, at) => ({
      id: at + 1,
      moment: `m${at % moments}`,
      group: '',
      seats,
      least: 0,
    })),
    people: Array.from({ length: people }, (_, at) => ({
      id: 1_000_001 + at,
      group: '',
      places: [],
      wishes: Array.from({ length: moments }, (_unused, moment) => {
        const picked = new Set<number>()
        while (picked.size < 3) picked.add(Math.floor(random() ** 2 * each) * moments + moment + 1)
        return [...picked].map((workshop, rank) => ({ workshop, rank: rank + 1 }))
      }).flat(),
    })),
  }
}

test('the same wishes come to the same distribution, in whatever order they were sent, and no number has an advantage', () => {
  const puzzle = school({ people: 60, workshops: 8, moments: 2 })
  const first = solve(highs, puzzle, SECONDS)
  const again = solve(highs, structuredClone(puzzle), SECONDS)
  assert.deepEqual(again, first)
  // Of those who wished the very same, who gets it is by lot: another lot, other people.
  const twins = {
    ...puzzle,
    people: puzzle.people.map((each) => ({ ...each, wishes: puzzle.people[0]?.wishes ?? [] })),
  }
  const lucky = (seed: number) =>
    solve(highs, { ...twins, seed }, SECONDS)
      .places.filter(({ workshop }) => workshop === twins.people[0]?.wishes[0]?.workshop)
      .map(({ participant }) => participant)
      .sort()
  const [one, two] = [lucky(1), lucky(2)]
  assert.equal(one.length, two.length)
  assert.notDeepEqual(one, two)
})

test('nobody goes without a wish to spare others a later one, however late that is', () => {
  const workshop = (id: number, seats: number) => ({ id, moment: 'm', group: '', seats, least: 0 })
  const person = (id: number, ...wishes: [number, number][]) => ({
    id,
    group: '',
    places: [],
    wishes: wishes.map(([at, rank]) => ({ workshop: at, rank })),
  })
  const { places, optimal } = solve(
    highs,
    {
      seed: 1,
      fill: 'wishers',
      links: [],
      workshops: [workshop(1, 1), workshop(2, 1), workshop(3, 1), workshop(4, 9)],
      people: [person(10, [1, 1]), person(11, [1, 1], [2, 20]), person(12, [2, 1], [3, 20])],
    },
    SECONDS,
  )
  assert.ok(optimal)
  assert.deepEqual(places.map(({ participant, workshop: at }) => [participant, at]).sort(), [
    [10, 1],
    [11, 2],
    [12, 3],
  ])
})

test('when the time is over, what was found is sound and says how far from the best it may be', () => {
  const puzzle = school({ people: 200, workshops: 20, moments: 2 })
  const { places, optimal, gapPpm } = solve(highs, puzzle, 0)
  requireSound(puzzle, places)
  assert.equal(optimal, false)
  assert.ok(gapPpm > 0 && gapPpm <= 1_000_000)
})
