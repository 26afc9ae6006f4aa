import { submission } from './support/form.ts'
import { uploadRows } from './support/large.ts'
import { ask, measure } from './support/load.ts'
import { authorised, command, LAUNCHER, productEnv } from './support/product.ts'
import { median } from './support/rounds.ts'
import { type BenchServer, startServer } from './support/server.ts'
import type { Row } from './support/table.ts'

const EXPERIMENTS = 10_000
const SENDERS = 32
const ROUNDS = 5
const PATH = '/pipelines/experiments/new'

/** An experiment with a file of 1 GB, handed in by the protocol, and the list of somebody who has ten thousand. */
export async function experiments(): Promise<Row[]> {
  const { file, command: shell } = LAUNCHER
  const product = await startServer(file, { command: shell, args: ['serve'], env: productEnv })
  try {
    const token = await command(product, 'tokens', 'add', 'admin')
    const uploads = await uploadRows(product, {
      what: 'experiment with a file of 1 GB',
      path: PATH,
      fields: { token, app: 'bench' },
    })
    return [...uploads, ...(await listRows(product, token))]
  } finally {
    await product.stop({ removeNow: true })
  }
}

async function listRows(product: BenchServer, token: string): Promise<Row[]> {
  const form = submission(PATH, { token, app: 'bench', experimentName: 'one of many' })
  const each = Array.from({ length: SENDERS }, async () => {
    for (let sent = 0; sent < EXPERIMENTS / SENDERS; sent += 1) await ask(product, form)
  })
  const start = performance.now()
  await Promise.all(each)
  const perSecond = (EXPERIMENTS * 1000) / (performance.now() - start)
  const rows: Row[] = [
    {
      what: 'experiments without files handed in',
      product: `${perSecond.toFixed(0)}/s`,
      result: { value: perSecond, better: 'more', unit: '/s' },
    },
  ]
  const asked = {
    newest: '?limit=50',
    'in the middle': `?limit=50&before=${EXPERIMENTS / 2}`,
    'of a search': '?limit=50&search=many',
  }
  for (const [name, query] of Object.entries(asked)) {
    const times: number[] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      const page = authorised(`/api/pipelines/experiments${query}`, token)
      times.push((await measure(product, { ...page, connections: 4, seconds: 1 })).p99)
    }
    rows.push({
      what: `50 of somebody’s ${EXPERIMENTS.toLocaleString('en')} experiments, ${name}: p99`,
      product: `${median(times).toFixed(1)} ms`,
      result: { value: median(times), bar: 50, better: 'less', unit: 'ms' },
    })
  }
  return rows
}
