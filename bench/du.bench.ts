import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { createThread } from '../src/kernel/thread.ts'
import type { Question, ScanAnswer } from '../src/services/compute/files/look.ts'
import { newFolder } from './support/folder.ts'
import { median } from './support/rounds.ts'
import type { Row } from './support/table.ts'

const FOLDERS = 100
const FILES = 1_000
const ROUNDS = 5

/** A workspace of 100,000 files is counted while the loop goes on; beside it `du`. */
export async function du(): Promise<Row[]> {
  const folder = newFolder()
  for (let of = 0; of < FOLDERS; of += 1) {
    mkdirSync(join(folder, `${of}`))
    for (let n = 0; n < FILES; n += 1) writeFileSync(join(folder, `${of}`, `${n}`), 'x')
    symlinkSync('/usr', join(folder, `${of}`, 'link'))
  }
  const worker = new URL('../src/services/compute/files/look-worker.ts', import.meta.url)
  const thread = createThread<Question, ScanAnswer>(worker)
  try {
    const seconds: number[] = []
    const floor: number[] = []
    const gaps: number[] = []
    const idle: number[] = []
    for (let round = 0; round <= ROUNDS; round += 1) {
      floor.push(timed(() => void execFileSync('du', ['-s', '--apparent-size', folder])))
      const watch = watchLoop()
      const since = performance.now()
      const found = await thread.ask({ kind: 'scan', root: folder, names: 10_000 })
      seconds.push((performance.now() - since) / 1_000)
      gaps.push(watch())
      const rest = watchLoop()
      await setTimeout(1_000)
      idle.push(rest())
      if (found?.files !== FOLDERS * FILES) throw new Error(`It counted ${found?.files} files.`)
    }
    return [
      {
        what: `size of a workspace with ${(FOLDERS * FILES).toLocaleString('en')} files`,
        product: `${median(seconds.slice(1)).toFixed(2)} s`,
        floor: `${median(floor.slice(1)).toFixed(2)} s, du`,
        result: {
          value: median(seconds.slice(1)) / median(floor.slice(1)),
          bar: 10,
          better: 'less',
          unit: '×',
        },
      },
      {
        what: 'the longest that the loop waits meanwhile',
        product: `${median(gaps.slice(1)).toFixed(0)} ms`,
        floor: `${median(idle.slice(1)).toFixed(0)} ms, idle`,
        result: { value: median(gaps.slice(1)), bar: 50, better: 'less', unit: 'ms' },
      },
    ]
  } finally {
    await thread.close()
  }
}

function timed(work: () => void): number {
  const since = performance.now()
  work()
  return (performance.now() - since) / 1_000
}

/** Gives, when called, the longest time in milliseconds that a timer of one had to wait. */
function watchLoop(): () => number {
  let last = performance.now()
  let longest = 0
  const timer = setInterval(() => {
    const now = performance.now()
    longest = Math.max(longest, now - last)
    last = now
  }, 1)
  return () => {
    clearInterval(timer)
    return longest
  }
}
