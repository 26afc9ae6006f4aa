import { parentPort, workerData } from 'node:worker_threads'
import { loadHighs } from './allocation-highs.ts'
import type { Puzzle } from './allocation-puzzle.ts'
import { solve } from './allocation-solve.ts'

const { puzzle, seconds } = workerData as { puzzle: Puzzle; seconds: number }
parentPort?.postMessage(solve(await loadHighs(), puzzle, seconds))
