import type { Numbers } from './numbers.mts'

export const PERCENTILES = [1, 5, 25, 50, 75, 95, 99] as const

export interface Statistics {
  count: number
  /** Left out: no numbers at all, and zeros where they do not count. */
  left: number
  least: number
  most: number
  mean: number
  /** Of a sample: over one less than their count. */
  deviation: number
  percentiles: number[]
  histogram: { from: number; to: number; count: number }[]
}

export interface Wanted {
  withoutZeros: boolean
  bins: number
}

/** Whole numbers of 16 bits have a bin each: their percentiles are exact. Others are so to a part in 65,536 of their range. */
const FINE = 65_536

/** Looks through all numbers twice, so that even the largest image takes no memory of its own. */
export function describe({ values, scale }: Numbers, { withoutZeros, bins }: Wanted): Statistics {
  const counts = (value: number) => Number.isFinite(value) && !(withoutZeros && value === 0)
  let [count, mean, squares] = [0, 0, 0]
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  let isWhole = true
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] as number
    if (!counts(value)) continue
    count += 1
    const away = value - mean
    mean += away / count
    squares += away * (value - mean)
    if (value < low) low = value
    if (value > high) high = value
    isWhole &&= Number.isInteger(value)
  }
  const left = values.length - count
  if (count === 0) return nothing(left)
  const [factor, offset] = scale
  const scaled = (value: number) => value * factor + offset
  const width = isWhole && high - low < FINE ? 1 : (high - low) / FINE || 1
  const fine = new Float64Array(FINE + 1)
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] as number
    if (counts(value)) add(fine, Math.min(FINE, Math.floor((value - low) / width)), 1)
  }
  const shares = PERCENTILES.map((percent) => (factor < 0 ? 100 - percent : percent) / 100)
  const ends = [scaled(low), scaled(high)].sort((a, b) => a - b) as [number, number]
  return {
    count,
    left,
    least: ends[0],
    most: ends[1],
    mean: scaled(mean),
    deviation: count > 1 ? Math.sqrt(squares / (count - 1)) * Math.abs(factor) : 0,
    percentiles: shares.map((share) => scaled(low + width * binAt(fine, share * (count - 1)))),
    histogram: coarse({ fine, low, high, width, bins: Math.max(1, bins), scaled }),
  }
}

const nothing = (left: number): Statistics => ({
  count: 0,
  left,
  least: Number.NaN,
  most: Number.NaN,
  mean: Number.NaN,
  deviation: Number.NaN,
  percentiles: PERCENTILES.map(() => Number.NaN),
  histogram: [],
})

function add(counts: { [at: number]: number }, at: number, count: number): void {
  counts[at] = (counts[at] as number) + count
}

/** The bin in which the number of that rank lies. */
function binAt(fine: Float64Array, rank: number): number {
  let before = 0
  for (let bin = 0; bin < fine.length; bin += 1) {
    before += fine[bin] as number
    if (before > Math.round(rank)) return bin
  }
  return fine.length - 1
}

interface Fine {
  fine: Float64Array
  low: number
  high: number
  width: number
  bins: number
  scaled(value: number): number
}

function coarse({ fine, low, high, width, bins, scaled }: Fine): Statistics['histogram'] {
  const step = (high - low) / bins || 1
  const counts = new Array<number>(bins).fill(0)
  for (const [bin, count] of fine.entries()) {
    if (count > 0) add(counts, Math.min(bins - 1, Math.floor((bin * width) / step)), count)
  }
  return counts.map((count, at) => ({
    from: scaled(low + at * step),
    to: scaled(low + (at + 1) * step),
    count,
  }))
}
