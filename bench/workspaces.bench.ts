import { measure } from './support/load.ts'
import { startProduct } from './support/product.ts'
import { middle } from './support/rounds.ts'
import type { Row } from './support/table.ts'

const ROUNDS = 5
/** The template “First notebook” of a new installation: a file of 1 kB. */
const TEMPLATE = 2

/** A workspace with a notebook in it, as one person after another makes them, and four at once. */
export async function workspaces(): Promise<Row[]> {
  const product = await startProduct()
  try {
    const body = [Buffer.from(JSON.stringify({ name: 'Bench', template: TEMPLATE }))]
    const { headers } = product.list
    const load = {
      path: '/api/compute/workspaces',
      method: 'POST' as const,
      headers: { ...headers, 'content-type': 'application/json' },
      body: () => body,
      seconds: 2,
      // People, and no flood: what is made is counted and listed meanwhile.
      pauseMs: 20,
    }
    const rows: Row[] = []
    for (const connections of [1, 4]) {
      const rounds = []
      await measure(product, { ...load, connections })
      for (let round = 0; round < ROUNDS; round += 1)
        rounds.push(await measure(product, { ...load, connections }))
      const { p50, p99, cpuMicros } = middle(rounds)
      rows.push({
        what: `a workspace with a notebook is made, ${connections} at once: p99`,
        product: `${p50.toFixed(1)} ms half of the time, ${(cpuMicros / 1_000).toFixed(1)} ms CPU`,
        result: { value: p99, bar: 50, better: 'less', unit: 'ms' },
      })
    }
    return rows
  } finally {
    await product.stop()
  }
}
