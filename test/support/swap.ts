import type { TestContext } from 'node:test'
import { Worker } from 'node:worker_threads'

const SWAPS = process.env.ATELIER_TEST_LONG === '1' ? 10_000 : 2_000

/** On a thread of its own, puts a link in the place of what is there and back, as fast as the disk takes it. */
const SWAPPER = `
const { renameSync, rmSync, symlinkSync } = require('node:fs')
const { parentPort, workerData } = require('node:worker_threads')
const { path, target, swaps } = workerData
// A writer may make the folder anew while its name is free for a moment.
function put(from) {
  for (;;) {
    try {
      return renameSync(from, path)
    } catch {
      rmSync(path, { recursive: true, force: true, maxRetries: 100 })
    }
  }
}
for (let swap = 0; swap < swaps; swap += 1) {
  symlinkSync(target, path + '.link')
  renameSync(path, path + '.true')
  put(path + '.link')
  rmSync(path)
  put(path + '.true')
}
parentPort.postMessage('done')
`

/** Acts again and again while something is swapped for a link; gives how often. */
export async function whileSwapping(
  t: TestContext,
  swap: { path: string; target: string },
  act: () => Promise<void>,
): Promise<number> {
  const worker = new Worker(SWAPPER, { eval: true, workerData: { ...swap, swaps: SWAPS } })
  t.after(() => worker.terminate())
  let done = false
  const ended = new Promise<void>((resolve, reject) => {
    worker.once('message', () => resolve()).once('error', reject)
  }).finally(() => {
    done = true
  })
  let acts = 0
  while (!done) {
    await act()
    acts += 1
  }
  await ended
  return acts
}
