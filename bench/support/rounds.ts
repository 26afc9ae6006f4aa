import type { Measured } from './load.ts'

/** What contestants did, round by round. */
export type Rounds<K extends string, M = Measured> = Record<K, M[]>

/**
 * Runs several contestants in turn, `rounds` times over, so that a busy moment of the machine falls on all of them. One
 * round before that does not count: their code is still being compiled.
 */
export async function interleave<K extends string, M>(
  contestants: Record<K, () => Promise<M>>,
  rounds: number,
): Promise<Rounds<K, M>> {
  const names = Object.keys(contestants) as K[]
  const runs = Object.fromEntries(names.map((name) => [name, []])) as unknown as Rounds<K, M>
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of names) {
      const run = await contestants[name]()
      if (round > 0) runs[name].push(run)
    }
  }
  return runs
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

/** The median of each figure. */
export function middle(all: readonly Measured[]): Measured {
  return {
    perSecond: median(all.map((each) => each.perSecond)),
    p50: median(all.map((each) => each.p50)),
    p99: median(all.map((each) => each.p99)),
    cpuMicros: median(all.map((each) => each.cpuMicros)),
  }
}

/** How many times as many requests one answers: the median of the rounds' own ratios, for the machine changes between rounds. */
export function ratio(one: readonly Measured[], other: readonly Measured[]): number {
  return median(one.map(({ perSecond }, round) => perSecond / (other[round]?.perSecond ?? Number.NaN)))
}
