import { setTimeout as pause } from 'node:timers/promises'
import { submission } from './support/form.ts'
import { ask, measure } from './support/load.ts'
import { startProduct } from './support/product.ts'
import { median } from './support/rounds.ts'
import type { Row } from './support/table.ts'

const SUBMISSIONS = 100_000
const ROUNDS = 5

/** Pages of 50 of a project with 100,000 submissions: the newest, one in the middle, and one of a filter that many match. */
export async function uploads(): Promise<Row[]> {
  const product = await startProduct()
  try {
    const path = product.list.path.replace(/submissions.*/, 'uploads')
    const small = { auth_token: product.grant, responses: '[]' }
    const load = { ...submission(product.submitPath, small), connections: 32, seconds: 5 }
    const count = async () =>
      (JSON.parse(await ask(product, { ...product.list, path })) as { total: number }).total
    let sent = 0
    while (sent < SUBMISSIONS) sent += Math.round((await measure(product, load)).perSecond * load.seconds)
    for (let before = -1, now = await count(); now !== before; before = now, now = await count())
      await pause(2_000)
    const asked = {
      newest: `${path}?limit=50`,
      'in the middle': `${path}?limit=50&before=${Math.round(sent / 2)}`,
      'of one state': `${path}?limit=50&state=whole`,
    }
    const rows: Row[] = []
    for (const [name, address] of Object.entries(asked)) {
      const times: number[] = []
      for (let round = 0; round < ROUNDS; round += 1) {
        const { p99 } = await measure(product, { ...product.list, path: address, connections: 4, seconds: 1 })
        times.push(p99)
      }
      rows.push({
        what: `50 of ${sent.toLocaleString('en')} submissions, ${name}: p99`,
        product: `${median(times).toFixed(1)} ms`,
        result: { value: median(times), bar: 100, better: 'less', unit: 'ms' },
      })
    }
    return rows
  } finally {
    await product.stop({ removeNow: true })
  }
}
