/** Whom a distribution seats beside their wishes: nobody, whoever wished but cannot get any of it, or everybody. */
export const FILLS = ['nobody', 'wishers', 'everybody'] as const
export type Fill = (typeof FILLS)[number]

export interface PuzzleWorkshop {
  id: number
  moment: string
  group: string
  /** Without those that are offered to somebody who waits. */
  seats: number
  /** It takes place with so many, or not at all. */
  least: number
}

export interface PuzzlePerson {
  id: number
  group: string
  wishes: readonly { workshop: number; rank: number }[]
  /** Workshops that they keep, whatever else. */
  places: readonly number[]
}

/** Everything that a distribution is computed from, and nothing else: the same puzzle has the same answer. */
export interface Puzzle {
  /** Of the lots that decide between equals. */
  seed: number
  fill: Fill
  workshops: readonly PuzzleWorkshop[]
  links: readonly { a: number; b: number; inclusive: boolean }[]
  people: readonly PuzzlePerson[]
}

export interface Place {
  participant: number
  workshop: number
}

/** Workshops that are taken together or not at all; most of them one alone. */
interface Bundle {
  /** Indexes. */
  workshops: readonly number[]
  /** Whether a link of either kind leads from it. */
  isTied: boolean
  /** False when it contradicts itself: two at one moment, two groups, or an exclusive link inside. */
  isPossible: boolean
}

export interface Bundles {
  all: readonly Bundle[]
  /** Whether a workshop cannot be combined with one of these. */
  excludes(workshops: readonly number[], at: number): boolean
  momentsOf(group: string): ReadonlySet<string>
}

/** What the links of a puzzle tie together. */
export function bundlesOf({ workshops, links }: Pick<Puzzle, 'workshops' | 'links'>): Bundles {
  const index = new Map(workshops.map(({ id }, at) => [id, at]))
  const parents = workshops.map((_, at) => at)
  const root = (at: number): number => (parents[at] === at ? at : root(parents[at] as number))
  const enemies = workshops.map(() => new Set<number>())
  for (const { a, b, inclusive } of links) {
    const [left, right] = [index.get(a), index.get(b)]
    if (left === undefined || right === undefined) continue
    if (inclusive) parents[Math.max(root(left), root(right))] = Math.min(root(left), root(right))
    else {
      enemies[left]?.add(right)
      enemies[right]?.add(left)
    }
  }
  const excludes = (others: readonly number[], at: number) => others.some((other) => enemies[at]?.has(other))
  const members = Map.groupBy(
    workshops.map((_, at) => at),
    root,
  )
  const all = [...members.values()].map((inside) => ({
    workshops: inside,
    isTied: inside.length > 1 || inside.some((at) => (enemies[at]?.size ?? 0) > 0),
    isPossible:
      new Set(inside.map((at) => workshops[at]?.moment)).size === inside.length &&
      new Set(inside.map((at) => workshops[at]?.group)).size === 1 &&
      !inside.some((at) => excludes(inside, at)),
  }))
  const moments = new Map<string, Set<string>>()
  for (const { group, moment } of workshops) moments.set(group, (moments.get(group) ?? new Set()).add(moment))
  return { all, excludes, momentsOf: (group) => moments.get(group) ?? new Set() }
}

/** The same puzzle in an order by lot: a solver prefers what it meets first, and that must be nobody's low number. */
export function shuffled(puzzle: Puzzle): Puzzle {
  const random = lots(puzzle.seed)
  return { ...puzzle, people: mix(puzzle.people, random), workshops: mix(puzzle.workshops, random) }
}

function mix<T>(list: readonly T[], random: () => number): T[] {
  const mixed = [...list]
  for (let last = mixed.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1))
    ;[mixed[last], mixed[other]] = [mixed[other] as T, mixed[last] as T]
  }
  return mixed
}

/** mulberry32: the same numbers in [0, 1) for the same seed, on every machine. */
export function lots(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
