import type { Highs, Model as Solver } from 'highs'
import { buildModel, type Model } from './allocation-model.ts'
import { type Place, type Puzzle, shuffled } from './allocation-puzzle.ts'

export interface Solution {
  places: Place[]
  /** No better one exists. */
  optimal: boolean
  /** How much lower its cost might be at most when the time was over first, in parts of a million. */
  gapPpm: number
}

/** Larger weights of a wish make the solver slow, and its sums unsure. */
const MOST_STRICT = 10_000
/** Nothing is known about better ones. */
const ANY_GAP_PPM = 1_000_000

/**
 * The best answer to a puzzle: as many seats as possible for those who wish, then as many of them wished as possible, then
 * ranks at the least cost, then seats for others. The solver has one thread and one seed, so the same puzzle has the same
 * answer, unless the time is over first.
 */
export function solve(highs: Highs, puzzle: Puzzle, seconds: number): Solution {
  const mixed = shuffled(puzzle)
  const model = buildModel(mixed)
  const solver = highs.createModel(dataOf(model))
  try {
    solver.options.set({ output_flag: false, random_seed: 1, mip_rel_gap: 0, mip_abs_gap: 0.5 })
    const run = new Run(highs, solver, performance.now() + seconds * 1_000)
    const { values, gapPpm } = solveModel(run, model)
    return { places: placesOf(mixed, model, values), optimal: gapPpm === 0, gapPpm }
  } finally {
    solver.dispose()
  }
}

interface Found {
  values: Float64Array
  gapPpm: number
}

/**
 * One weighted run finds in nearly every case what aim after aim would, ten times as fast. That it has is proven by the
 * bound of the first aims; where it is not, they are run one after the other.
 */
function solveModel(run: Run, { columns, counts, slots }: Model): Found {
  const { partners, seated, wishes, ranks, others } = counts
  const none = new Float64Array(columns.length)
  if (columns.length === 0) return { values: none, gapPpm: 0 }
  const dearest = ranks.reduce((most, rank) => Math.max(most, rank), 0)
  const isStrict = slots * dearest < MOST_STRICT
  const wish = isStrict ? slots * dearest + 1 : 100 + dearest
  const weighted = none.map((_, at) => {
    const seats = (seated[at] ?? 0) + 100 * (partners[at] ?? 0)
    return (ranks[at] ?? 0) - wish * ((wishes[at] ?? 0) + 100 * seats)
  })
  const first = run.least(weighted, { start: none, offset: 101 * wish * slots })
  if (first.gapPpm > 0) return first
  const most = slots + columns.length + 1
  const aims = none.map(
    (_, at) => -(wishes[at] ?? 0) - (slots + 1) * ((seated[at] ?? 0) + most * (partners[at] ?? 0)),
  )
  // No sum of ranks outweighs one wish, and there is nobody left to seat.
  const isBest = isStrict && sumOf(seated, first.values) === slots && partners.every((each) => each === 0)
  const best = isBest || run.isLeast(aims, first.values) ? first : byAim(run, { aims, ranks, first, slots })
  if (best.gapPpm > 0 || others.every((each) => each === 0)) return best
  // Whoever wished nothing gets what is left.
  run.hold(best.values, (at) => (seated[at] ?? 0) + (partners[at] ?? 0) > 0)
  return run.least(
    others.map((each) => -each),
    { start: best.values, offset: others.reduce((sum, each) => sum + each, 0) },
  )
}

function byAim(
  run: Run,
  { aims, ranks, first, slots }: { aims: Float64Array; ranks: Float64Array; first: Found; slots: number },
): Found {
  const start = first.values
  const reached = run.least(aims, { start, offset: (slots + 1) * (slots + 1) })
  if (reached.gapPpm > 0) return { ...first, gapPpm: reached.gapPpm }
  // Fractions promised more than there is: the first run was right.
  if (sumOf(aims, reached.values) > sumOf(aims, start) - 0.5) return first
  run.keep(aims, reached.values)
  return run.least(ranks, { start: reached.values, offset: 0 })
}

const sumOf = (costs: Float64Array, values: Float64Array): number =>
  values.reduce((sum, value, column) => sum + value * (costs[column] ?? 0), 0)

/** Runs of the solver on one model, until their time is over. */
class Run {
  readonly #highs: Highs
  readonly #solver: Solver
  readonly #until: number

  constructor(highs: Highs, solver: Solver, until: number) {
    this.#highs = highs
    this.#solver = solver
    this.#until = until
  }

  /** The values at which the costs are least. `offset` makes them a number of which a gap is a part. */
  least(costs: Float64Array, { start, offset }: { start: Float64Array; offset: number }): Found {
    const { modelStatus, solutionStatus } = this.#highs.constants
    const solver = this.#solver
    solver.setSolution({ colValue: start })
    const status = this.#run(costs)
    if (status === modelStatus.optimal) return { values: this.#values(), gapPpm: 0 }
    if (solver.info.get('primal_solution_status') !== solutionStatus.feasible)
      return { values: start, gapPpm: ANY_GAP_PPM }
    const values = this.#values()
    const cost = sumOf(costs, values)
    const gap = (cost - Number(solver.info.get('mip_dual_bound'))) / Math.max(1, cost + offset)
    return { values, gapPpm: Math.min(ANY_GAP_PPM, Math.max(1, Math.round(gap * 1_000_000))) }
  }

  /** Whether no values have lower costs, by the bound that fractions of seats give. */
  isLeast(costs: Float64Array, values: Float64Array): boolean {
    const all = this.#all(costs.length)
    this.#solver.changeColsIntegrality(all, new Int32Array(costs.length))
    const status = this.#run(costs)
    const bound = this.#solver.getObjectiveValue()
    this.#solver.changeColsIntegrality(all, new Int32Array(costs.length).fill(1))
    return status === this.#highs.constants.modelStatus.optimal && bound > sumOf(costs, values) - 0.5
  }

  /** From now on these costs are not higher than here. */
  keep(costs: Float64Array, values: Float64Array): void {
    const indices = [...costs.keys()].filter((column) => costs[column] !== 0)
    const entries = { indices, values: indices.map((column) => costs[column] ?? 0) }
    this.#solver.addRow(-this.#highs.infinity, sumOf(costs, values), entries)
  }

  /** From now on these columns stay as they are here. */
  hold(values: Float64Array, isHeld: (column: number) => boolean): void {
    const indices = [...values.keys()].filter(isHeld)
    const held = indices.map((column) => values[column] ?? 0)
    if (indices.length > 0) this.#solver.changeColsBounds({ kind: 'set', indices }, held, held)
  }

  #all(columns: number) {
    return { kind: 'range' as const, from: 0, to: columns - 1 }
  }

  #values(): Float64Array {
    return this.#solver.getSolution().colValue.map(Math.round)
  }

  #run(costs: Float64Array): number {
    const { optimal, timeLimit } = this.#highs.constants.modelStatus
    const left = (this.#until - performance.now()) / 1_000
    if (left <= 0) return timeLimit
    this.#solver.changeColsCost(this.#all(costs.length), costs)
    this.#solver.zeroAllClocks()
    this.#solver.options.set('time_limit', left)
    const { modelStatus } = this.#solver.run()
    if (modelStatus !== optimal && modelStatus !== timeLimit)
      throw new Error(`The solver ended with status ${modelStatus}.`)
    return modelStatus
  }
}

function dataOf({ columns, rows }: Model): Parameters<Highs['createModel']>[0] {
  const entries = rows.reduce((sum, row) => sum + row.columns.length, 0)
  const matrix = {
    format: 'csr' as const,
    numRows: rows.length,
    numCols: columns.length,
    starts: new Int32Array(rows.length + 1),
    indices: new Int32Array(entries),
    values: new Float64Array(entries),
  }
  let at = 0
  rows.forEach((row, index) => {
    matrix.indices.set(row.columns, at)
    matrix.values.set(row.values, at)
    at += row.columns.length
    matrix.starts[index + 1] = at
  })
  return {
    numCols: columns.length,
    numRows: rows.length,
    colCost: new Float64Array(columns.length),
    colLower: new Float64Array(columns.length),
    colUpper: Float64Array.from(columns, ({ upper }) => upper),
    rowLower: Float64Array.from(rows, ({ lower }) => lower),
    rowUpper: Float64Array.from(rows, ({ upper }) => upper),
    matrix,
    integrality: new Int32Array(columns.length).fill(1),
  }
}

/** Who sits where. Those who take any seat of their group and moment get the seats that were kept for them, by lot. */
function placesOf(puzzle: Puzzle, { columns }: Model, values: Float64Array): Place[] {
  const places = puzzle.people.flatMap((person) =>
    person.places.map((workshop) => ({ participant: person.id, workshop })),
  )
  const resting = new Map<string, number[]>()
  columns.forEach(({ person, workshops, pool, kind }, column) => {
    const { id } = puzzle.people[person] ?? {}
    if (id === undefined || values[column] !== 1) return
    if (kind === 'rest') resting.set(pool, [...(resting.get(pool) ?? []), id])
    if (kind === 'take')
      for (const at of workshops) places.push({ participant: id, workshop: puzzle.workshops[at]?.id ?? 0 })
  })
  columns.forEach(({ workshops, pool, kind }, column) => {
    if (kind !== 'rest-seats') return
    const workshop = puzzle.workshops[workshops[0] ?? -1]?.id ?? 0
    for (const participant of resting.get(pool)?.splice(0, values[column]) ?? [])
      places.push({ participant, workshop })
  })
  return places
}
