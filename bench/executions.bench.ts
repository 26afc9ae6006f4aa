import { chmodSync, chownSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Type } from 'typebox'
import { kernelConfig, readConfig } from '../src/kernel/config/config.ts'
import { kernelSettings } from '../src/kernel/config/settings.ts'
import { inTransaction } from '../src/kernel/db/db.ts'
import { isRoot } from '../src/kernel/execution/local/launch.ts'
import { type Kernel, openKernel } from '../src/kernel/kernel.ts'
import { silentLog } from '../src/kernel/log.ts'
import { newFolder } from './support/folder.ts'
import { median } from './support/rounds.ts'
import type { Row } from './support/table.ts'

const RUNNING = 500
const LOOKS = 9
/** Some of the looks that the server takes by itself. */
const WATCHED_MS = 30_000
const NOBODY = 65_534

/** What it costs to watch 500 processes of this machine, and how long it takes until one has begun. */
export async function executions(): Promise<Row[]> {
  const kernel = await open()
  const { executions } = kernel
  const starts: number[] = []
  const ids: number[] = []
  try {
    for (let n = 0; n < RUNNING; n += 1) {
      const since = performance.now()
      ids.push(await ask(kernel, n))
      if (n >= LOOKS) continue
      await executions.look()
      starts.push(performance.now() - since)
    }
    await executions.look()
    const running = (await executions.list(ids)).filter(({ state }) => state === 'running').length
    if (running < RUNNING) throw new Error(`Of ${RUNNING} sessions ${running} run.`)
    const held: number[] = []
    for (let n = 0; n < LOOKS; n += 1) {
      const turns = longestTurn()
      await executions.look()
      held.push(turns.end())
    }
    executions.begin()
    const before = process.cpuUsage()
    const since = performance.now()
    await pause(WATCHED_MS)
    const { user, system } = process.cpuUsage(before)
    const share = ((user + system) / 1_000 / (performance.now() - since)) * 100
    return [
      {
        what: `${RUNNING} running sessions watched, share of a core`,
        product: `${share.toFixed(1)} %`,
        result: { value: share, bar: 5, better: 'less', unit: '%' },
      },
      {
        what: `the loop held by one look at ${RUNNING} sessions`,
        product: `${median(held).toFixed(0)} ms`,
        result: { value: median(held), better: 'less', unit: 'ms' },
      },
      {
        what: 'from the request for a session to its process',
        product: `${median(starts).toFixed(0)} ms`,
        result: { value: median(starts), bar: 300, better: 'less', unit: 'ms' },
      },
    ]
  } finally {
    await inTransaction(kernel.db, async (tx) => {
      for (const id of ids) await executions.stop(tx, id)
    })
    for (let open = ids.length; open > 0; ) {
      await executions.look()
      await pause(200)
      open = (await executions.list(ids)).filter(({ state }) => state !== 'ended').length
    }
    await kernel.close()
  }
}

function open(): Promise<Kernel> {
  const data = newFolder()
  // Whoever they run as passes through it.
  chmodSync(dirname(data), 0o711)
  const env = { ATELIER_DATA: data, ATELIER_RESERVE_BYTES: '0' }
  const { values } = readConfig(Type.Object(kernelSettings), { env })
  return openKernel({
    config: kernelConfig(values),
    log: silentLog,
    holder: { pid: process.pid, address: 'a bench' },
    rooms: [],
  })
}

/** One that does nothing, as most sessions do most of the time. */
async function ask({ db, config, executions }: Kernel, n: number): Promise<number> {
  const directory = join(config.data, 'workspaces', String(n))
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  if (isRoot()) chownSync(directory, NOBODY, NOBODY)
  const order = {
    service: 'compute',
    object: `compute.session:${n}`,
    backend: 'local',
    name: 'a session',
    script: 'exec sleep 3600',
    directory,
    folder: join(directory, '.1'),
    env: {},
    limits: { cpus: 1, memoryMb: 500, minutes: 600, processes: 100, outputBytes: 100_000 },
  }
  return (await inTransaction(db, (tx) => executions.start(tx, order))).id
}

/** The longest time that the loop gave nobody else a turn. */
function longestTurn() {
  let longest = 0
  let last = performance.now()
  let watching = true
  const turn = () => {
    const now = performance.now()
    longest = Math.max(longest, now - last)
    last = now
    if (watching) setImmediate(turn)
  }
  setImmediate(turn)
  return {
    end() {
      watching = false
      return Math.max(longest, performance.now() - last)
    },
  }
}
