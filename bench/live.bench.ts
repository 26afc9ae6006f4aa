import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { eventsOf } from './support/events.ts'
import { newFolder } from './support/folder.ts'
import { command, MAIN, productEnv } from './support/product.ts'
import { type BenchServer, startServer } from './support/server.ts'
import type { Row } from './support/table.ts'

const LINES = 100
const READERS = 20

/** Prints when it prints, in milliseconds, ten times a second. */
const CLOCK = {
  key: 'clock',
  label: 'Clock',
  sections: [],
  command: {
    arguments: [],
    script: `i=0; while [ $i -lt ${LINES} ]; do date +%s%3N; sleep 0.1; i=$((i+1)); done`,
  },
}

/** How long a line that an experiment prints is on its way to pages that look at it. */
export async function live(): Promise<Row[]> {
  const folder = newFolder()
  const definitions = join(folder, 'pipelines', 'definitions')
  mkdirSync(definitions, { recursive: true })
  writeFileSync(join(definitions, 'clock.app.json'), JSON.stringify(CLOCK))
  const server = await startServer(MAIN, { folder, args: ['serve'], env: productEnv })
  try {
    const token = await command(server, 'tokens', 'add', 'admin')
    const headers = { authorization: `Bearer ${token}` }
    const id = await submit(server, headers)
    const address = `${server.url}/api/pipelines/experiments/${id}/live`
    const delays = (await Promise.all(Array.from({ length: READERS }, () => listen(address, headers)))).flat()
    if (delays.length < LINES * READERS * 0.9)
      throw new Error(`Of ${LINES * READERS} lines ${delays.length} came.`)
    delays.sort((a, b) => a - b)
    const p50 = delays[Math.floor(delays.length * 0.5)] ?? Number.NaN
    const p99 = delays[Math.floor(delays.length * 0.99)] ?? Number.NaN
    return [
      {
        what: `a line of a log until ${READERS} pages have it, p99`,
        product: `p50 ${p50.toFixed(0)} ms`,
        result: { value: p99, bar: 300, better: 'less', unit: 'ms' },
      },
    ]
  } finally {
    await server.stop()
  }
}

async function submit({ url }: BenchServer, headers: Record<string, string>): Promise<number> {
  const answer = await fetch(`${url}/api/pipelines/experiments`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ app: 'clock', name: 'Clock' }),
  })
  const { ids } = (await answer.json()) as { ids?: number[] }
  if (!ids?.[0]) throw new Error(`It was not handed in: ${answer.status}`)
  return ids[0]
}

/** The age of each line as it comes; what was printed before it listened is left out. */
async function listen(address: string, headers: Record<string, string>): Promise<number[]> {
  const delays: number[] = []
  for await (const { at, data } of eventsOf(address, headers, 'log')) {
    const { text, begins } = data as { text: string; begins: boolean }
    if (!begins) for (const line of text.trim().split('\n')) delays.push(at - Number(line))
  }
  return delays
}
