import { answers, submission } from './support/form.ts'
import { type Measured, measure } from './support/load.ts'
import { type Measurable, startFloor, startProduct } from './support/product.ts'
import { interleave, middle } from './support/rounds.ts'
import { requireCompiler } from './support/slow-flush.ts'
import type { Row } from './support/table.ts'

/** How long a list takes while 32 clients submit and the disk is slow. */
export async function beside(): Promise<Row[]> {
  requireCompiler()
  const product = await startProduct({ slowFlushMs: 8 })
  const floor = await startFloor({ slowFlushMs: 8 })
  try {
    const { product: ours, floor: theirs } = await interleave(
      { product: () => listBesideSubmitters(product), floor: () => listBesideSubmitters(floor) },
      5,
    )
    const p99 = middle(ours).p99
    return [
      {
        what: 'p99 of the list while 32 submit, +8 ms a flush',
        product: `${p99.toFixed(1)} ms`,
        floor: `${middle(theirs).p99.toFixed(1)} ms`,
        result: { value: p99, bar: 30, better: 'less', unit: 'ms' },
      },
    ]
  } finally {
    await Promise.all([product.stop(), floor.stop()])
  }
}

async function listBesideSubmitters(server: Measurable): Promise<Measured> {
  const fields = { auth_token: server.grant, responses: answers }
  const [lists] = await Promise.all([
    measure(server, { ...server.list, connections: 8, seconds: 2, pauseMs: 10 }),
    measure(server, { ...submission(server.submitPath, fields), connections: 32, seconds: 2 }),
  ])
  return lists
}
