import { bundlesOf, type Puzzle, type PuzzlePerson, type PuzzleWorkshop } from './allocation-puzzle.ts'

/** One decision of the solver: somebody takes these workshops together, or something that only helps to count. */
export interface Column {
  /** Index of the person; -1 for none. */
  person: number
  /** Indexes of the workshops, which are tied to each other. */
  workshops: readonly number[]
  kind: 'take' | 'rest' | 'rest-seats' | 'runs'
  /** Group and moment, of those that only count seats there. */
  pool: string
  upper: number
}

interface Row {
  lower: number
  upper: number
  columns: number[]
  values: number[]
}

/** What counts, by column; whole numbers. */
export type Counts = Record<'partners' | 'seated' | 'wishes' | 'ranks' | 'others', Float64Array>

/** A puzzle as whole-number rows and columns. */
export interface Model {
  columns: Column[]
  rows: Row[]
  counts: Counts
  /** Pairs of a person and a moment for which they wished something. */
  slots: number
}

/** How much a wish of a rank costs: two people with their second cost less than one with the first and one with the third. */
export const rankCost = (rank: number): number => (rank - 1) ** 2

/**
 * Writes a puzzle down for the solver. Whoever is in a workshop that was not wished, and is not tied to another, is counted
 * by group and moment only: which of them sits where makes no difference, and leaves out nine columns of ten.
 */
export function buildModel(puzzle: Puzzle): Model {
  const draft = new Draft(puzzle)
  puzzle.people.forEach((person, index) => {
    draft.addPerson(person, index)
  })
  draft.addRest()
  draft.addWorkshops()
  return draft.model()
}

type Weights = Record<keyof Counts, number>
const NOTHING: Weights = { partners: 0, seated: 0, wishes: 0, ranks: 0, others: 0 }

class Draft {
  readonly #columns: Column[] = []
  readonly #weights: Weights[] = []
  readonly #rows: Row[] = []
  readonly #puzzle: Puzzle
  readonly #index: Map<number, number>
  readonly #bundles: ReturnType<typeof bundlesOf>
  /** Columns that take a seat of a workshop, by its index. */
  readonly #takers: number[][]
  readonly #held: number[]
  #slots = 0
  /** Columns of people who take any seat, by group and moment. */
  readonly #rest = new Map<string, number[]>()

  constructor(puzzle: Puzzle) {
    this.#puzzle = puzzle
    this.#index = new Map(puzzle.workshops.map(({ id }, at) => [id, at]))
    this.#bundles = bundlesOf(puzzle)
    this.#takers = puzzle.workshops.map(() => [])
    this.#held = puzzle.workshops.map(() => 0)
    for (const { places } of puzzle.people)
      for (const id of places) this.#held[this.#at(id)] = (this.#held[this.#at(id)] ?? 0) + 1
  }

  #at(id: number): number {
    return this.#index.get(id) ?? -1
  }

  #workshop(at: number): PuzzleWorkshop {
    return this.#puzzle.workshops[at] as PuzzleWorkshop
  }

  #add(column: Column, weights: Weights): number {
    this.#weights.push(weights)
    return this.#columns.push(column) - 1
  }

  #row(lower: number, upper: number, entries: readonly (readonly [number, number])[]): void {
    const columns = entries.map(([column]) => column)
    this.#rows.push({ lower, upper, columns, values: entries.map(([, value]) => value) })
  }

  addPerson(person: PuzzlePerson, index: number): void {
    const held = person.places.map((id) => this.#at(id))
    const wishes = new Map(person.wishes.map(({ workshop, rank }) => [this.#at(workshop), rank]))
    const taken = new Set(held.map((at) => this.#workshop(at).moment))
    const wishing = new Set([...wishes.keys()].map((at) => this.#workshop(at).moment))
    const isOpen = (at: number) => {
      const { group, moment } = this.#workshop(at)
      return group === person.group && !taken.has(moment) && !this.#bundles.excludes(held, at)
    }
    for (const moment of wishing) if (!taken.has(moment)) this.#slots += 1
    const slots = new Map<string, number[]>()
    const mine: { column: number; workshops: readonly number[] }[] = []
    const take = (workshops: readonly number[], partners: number) => {
      const weights = { ...NOTHING, partners }
      for (const at of workshops) {
        const rank = wishes.get(at)
        if (!wishing.has(this.#workshop(at).moment)) weights.others += 1
        else weights.seated += 1
        if (rank === undefined) continue
        weights.wishes += 1
        weights.ranks += rankCost(rank)
      }
      const column = this.#add({ person: index, workshops, kind: 'take', pool: '', upper: 1 }, weights)
      mine.push({ column, workshops })
      for (const at of workshops) {
        this.#takers[at]?.push(column)
        push(slots, this.#workshop(at).moment, column)
      }
    }
    for (const bundle of this.#bundles.all) {
      const inside = bundle.workshops.filter((at) => held.includes(at))
      if (inside.length > 0) {
        // A place that holds draws its partners after it, as far as there is room for them.
        for (const at of bundle.workshops) if (!inside.includes(at) && isOpen(at)) take([at], 1)
        continue
      }
      if (!bundle.isPossible || !bundle.workshops.every(isOpen)) continue
      const isWished = bundle.workshops.some((at) => wishes.has(at))
      const isLastResort =
        bundle.isTied && bundle.workshops.every((at) => this.#fills(wishing.has(this.#workshop(at).moment)))
      if (isWished || isLastResort) take(bundle.workshops, 0)
    }
    for (const moment of this.#bundles.momentsOf(person.group)) {
      const isWishing = wishing.has(moment)
      if (taken.has(moment) || !this.#fills(isWishing)) continue
      const weights = { ...NOTHING, [isWishing ? 'seated' : 'others']: 1 }
      const pool = poolOf({ group: person.group, moment })
      const column = this.#add({ person: index, workshops: [], kind: 'rest', pool, upper: 1 }, weights)
      push(slots, moment, column)
      push(this.#rest, pool, column)
    }
    for (const columns of slots.values()) if (columns.length > 1) this.#row(0, 1, columns.map(one))
    this.#addExclusions(mine)
  }

  #fills(isWishing: boolean): boolean {
    const { fill } = this.#puzzle
    return fill === 'everybody' || (fill === 'wishers' && isWishing)
  }

  #addExclusions(mine: readonly { column: number; workshops: readonly number[] }[]): void {
    for (const [place, left] of mine.entries())
      for (const right of mine.slice(place + 1))
        if (left.workshops.some((at) => this.#bundles.excludes(right.workshops, at)))
          this.#row(0, 1, [one(left.column), one(right.column)])
  }

  addRest(): void {
    for (const [pool, columns] of this.#rest) {
      const seats: number[] = []
      for (const { workshops, isTied } of this.#bundles.all) {
        const [at = -1] = workshops
        if (isTied || poolOf(this.#workshop(at)) !== pool) continue
        const upper = Math.min(this.#room(at), columns.length)
        const column = this.#add({ person: -1, workshops, kind: 'rest-seats', pool, upper }, NOTHING)
        this.#takers[at]?.push(column)
        seats.push(column)
      }
      this.#row(0, 0, [...columns.map(one), ...seats.map((column) => [column, -1] as const)])
    }
  }

  /** Seats that are left beside the places that hold. */
  #room(at: number): number {
    return Math.max(0, this.#workshop(at).seats - (this.#held[at] ?? 0))
  }

  addWorkshops(): void {
    this.#puzzle.workshops.forEach(({ least }, at) => {
      const takers = this.#takers[at] ?? []
      if (takers.length === 0) return
      const room = this.#room(at)
      const missing = least - (this.#held[at] ?? 0)
      if (missing <= 1) {
        this.#row(0, room, takers.map(one))
        return
      }
      const runs = this.#add(
        { person: -1, workshops: [at], kind: 'runs', pool: '', upper: missing > room ? 0 : 1 },
        NOTHING,
      )
      this.#row(Number.NEGATIVE_INFINITY, 0, [...takers.map(one), [runs, -room]])
      this.#row(0, Number.POSITIVE_INFINITY, [...takers.map(one), [runs, -missing]])
    })
  }

  model(): Model {
    const count = (name: keyof Counts) => Float64Array.from(this.#weights, (weights) => weights[name])
    const counts = {
      partners: count('partners'),
      seated: count('seated'),
      wishes: count('wishes'),
      ranks: count('ranks'),
      others: count('others'),
    }
    return { columns: this.#columns, rows: this.#rows, counts, slots: this.#slots }
  }
}

const poolOf = ({ group, moment }: { group: string; moment: string }) => JSON.stringify([group, moment])

const one = (column: number): readonly [number, number] => [column, 1]

function push<K>(map: Map<K, number[]>, key: K, value: number): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}
