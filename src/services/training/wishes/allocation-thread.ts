import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Puzzle } from './allocation-puzzle.ts'
import type { Solution } from './allocation-solve.ts'

/** Half of it is the solver's own, outside of this limit. */
const MEMORY_MB = 1_024

/** Solves a puzzle on a thread of its own, which ends with it, or when the signal says so. */
export async function solveBeside(
  puzzle: Puzzle,
  { seconds, signal }: { seconds: number; signal: AbortSignal },
): Promise<Solution> {
  const worker = new Worker(new URL('./allocation-worker.ts', import.meta.url), {
    workerData: { puzzle, seconds },
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
  })
  try {
    const [solution] = await once(worker, 'message', { signal })
    return solution as Solution
  } finally {
    await worker.terminate()
  }
}
