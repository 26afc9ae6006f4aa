import { ask } from './support/load.ts'
import { LAUNCHER, MAIN, productEnv } from './support/product.ts'
import { median } from './support/rounds.ts'
import { type BenchServer, type StartOptions, startServer } from './support/server.ts'
import { settle } from './support/settle.ts'
import type { Row } from './support/table.ts'

const ROUNDS = 5
/** The program by itself, with nothing compiled beforehand. */
const PROGRAM = { file: MAIN }

/** From the start of the process to the first answer that it is ready, and what it holds once it has settled. */
export async function start(): Promise<Row[]> {
  const times = { empty: [] as number[], existing: [] as number[], program: [] as number[] }
  const memories: number[] = []
  // The first one after an installation compiles for those that follow.
  await (await startTimed(LAUNCHER)).server.stop()
  for (let round = 0; round < ROUNDS; round += 1) {
    const first = await startTimed(LAUNCHER)
    times.empty.push(first.seconds)
    const { folder } = first.server
    await settle()
    memories.push(first.server.memoryBytes() / 1e6)
    await first.server.stop()
    const again = await startTimed({ ...LAUNCHER, folder })
    times.existing.push(again.seconds)
    await again.server.stop()
    const bare = await startTimed({ ...PROGRAM, folder })
    times.program.push(bare.seconds)
    await bare.server.stop()
  }
  return [
    readyRow('ready, data folder empty', median(times.empty), 2),
    readyRow('ready, data folder there', median(times.existing), 2),
    readyRow('ready, nothing compiled before', median(times.program), 2),
    {
      what: 'memory when idle',
      product: `${median(memories).toFixed(0)} MB`,
      result: { value: median(memories), bar: 160, better: 'less', unit: 'MB' },
    },
  ]
}

async function startTimed({
  file,
  ...options
}: StartOptions & { file: string }): Promise<{ server: BenchServer; seconds: number }> {
  const start = performance.now()
  const server = await startServer(file, { ...options, args: ['serve'], env: productEnv })
  await ask(server, { path: '/readyz' })
  return { server, seconds: (performance.now() - start) / 1000 }
}

function readyRow(what: string, seconds: number, bar?: number): Row {
  return {
    what,
    product: `${seconds.toFixed(2)} s`,
    result: { value: seconds, bar, better: 'less', unit: 's' },
  }
}
