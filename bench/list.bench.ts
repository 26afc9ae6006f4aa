import { answers, submission } from './support/form.ts'
import { measure } from './support/load.ts'
import { startFloor, startProduct } from './support/product.ts'
import { interleave, ratio } from './support/rounds.ts'
import { type Row, rates } from './support/table.ts'

/** The 20 newest of some thousand submissions, with a token. */
export async function list(): Promise<Row[]> {
  const product = await startProduct()
  const floor = await startFloor()
  try {
    const responses = submission('/collection/submit', { auth_token: product.grant, responses: answers })
    await measure(product, { ...responses, connections: 32, seconds: 2 })
    const load = { connections: 16, seconds: 1 }
    const rounds = await interleave(
      {
        product: () => measure(product, { ...product.list, ...load }),
        floor: () => measure(floor, { ...floor.list, ...load }),
      },
      7,
    )
    return [
      {
        what: 'list of 20 submissions with a token',
        ...rates(rounds.product, rounds.floor),
        result: { value: ratio(rounds.product, rounds.floor), bar: 0.6, better: 'more', unit: '×' },
      },
    ]
  } finally {
    await Promise.all([product.stop(), floor.stop()])
  }
}
