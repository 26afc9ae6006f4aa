import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { groupsFile, hostsFile } from './support/hosts.ts'
import { ask, measure } from './support/load.ts'
import { startProduct } from './support/product.ts'
import { interleave, middle, ratio } from './support/rounds.ts'
import { startServer } from './support/server.ts'
import type { Row } from './support/table.ts'

const ROUNDS = 5
const FOLDER = 'bench'
/** What a person does with a list: the next page, another order, words, filters. */
const QUERIES = [
  'limit=50',
  'limit=50&after=5000',
  'limit=50&order=hostname&after=100',
  'limit=50&search=host99',
  'limit=50&platform=frr&order=hostname',
  `limit=50&where=${encodeURIComponent('{"site":"site7"}')}`,
]

/** Hosts of an inventory of 10,000, as four people look at them. */
export async function inventory(): Promise<Row[]> {
  const product = await startProduct()
  const floor = await startServer('bench/floors/hosts.ts')
  try {
    const folder = join(product.folder, 'automation', FOLDER)
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'hosts.yaml'), hostsFile(10_000))
    writeFileSync(join(folder, 'groups.yaml'), groupsFile())
    const { headers } = product.list
    const body = { name: 'Bench', hostsFile: `${FOLDER}/hosts.yaml`, groupsFile: `${FOLDER}/groups.yaml` }
    const made = await ask(product, {
      path: '/api/automation/inventories',
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: () => [Buffer.from(JSON.stringify(body))],
    })
    const path = `/api/automation/inventories/${JSON.parse(made).id}/hosts`
    let at = 0
    const next = (base: string) => () => {
      at += 1
      return { path: `${base}?${QUERIES[at % QUERIES.length]}`, headers }
    }
    const load = { connections: 4, seconds: 2 }
    const since = performance.now()
    await ask(product, { path, headers })
    const read = (performance.now() - since) / 1_000
    const rounds = await interleave(
      {
        product: () => measure(product, { ...load, next: next(path) }),
        floor: () => measure(floor, { ...load, next: next('/hosts') }),
      },
      ROUNDS,
    )
    const { p50, p99, cpuMicros } = middle(rounds.product)
    return [
      {
        what: 'hosts of an inventory of 10,000, filtered, sorted and paged, 4 at once: p99',
        product: `${p50.toFixed(1)} ms half of the time, ${(cpuMicros / 1_000).toFixed(2)} ms CPU, read in ${read.toFixed(1)} s`,
        floor: `${middle(rounds.floor).p50.toFixed(1)} ms half of the time, ${ratio(rounds.product, rounds.floor).toFixed(2)} × its requests`,
        result: { value: p99, bar: 50, better: 'less', unit: 'ms' },
      },
    ]
  } finally {
    await Promise.all([product.stop(), floor.stop()])
  }
}
