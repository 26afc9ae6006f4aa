import { fileSubmission } from './support/form.ts'
import { ask } from './support/load.ts'
import { startProduct } from './support/product.ts'
import { median } from './support/rounds.ts'
import { settle } from './support/settle.ts'
import type { Row } from './support/table.ts'

const MB = 1_000_000
const SIZE_MB = 1_000

/** One large upload, hashed, synced and named by a committed row. */
export async function upload(): Promise<Row[]> {
  const product = await startProduct({
    env: { ATELIER_COLLECTION_MAX_BODY_BYTES: String((SIZE_MB + 10) * MB) },
  })
  try {
    await settle()
    const idle = product.memoryBytes()
    product.forgetPeak()
    const content = Array.from({ length: SIZE_MB }).fill(Buffer.alloc(MB, 'a film ')) as Buffer[]
    const form = fileSubmission(product.submitPath, { auth_token: product.grant }, content)
    const speeds: number[] = []
    for (let round = 0; round < 5; round += 1) {
      const start = performance.now()
      await ask(product, form)
      speeds.push((SIZE_MB * 1000) / (performance.now() - start))
    }
    const speed = median(speeds)
    const over = (product.peakBytes() - idle) / MB
    return [
      {
        what: 'upload of 1 GB',
        product: `${speed.toFixed(0)} MB/s`,
        result: { value: speed, bar: 200, better: 'more', unit: 'MB/s' },
      },
      {
        what: 'memory over idle meanwhile, at most',
        product: `${over.toFixed(0)} MB`,
        result: { value: over, bar: 100, better: 'less', unit: 'MB' },
      },
    ]
  } finally {
    await product.stop({ removeNow: true })
  }
}
