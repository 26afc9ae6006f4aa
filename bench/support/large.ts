import { fileSubmission } from './form.ts'
import { ask } from './load.ts'
import { median } from './rounds.ts'
import type { BenchServer } from './server.ts'
import { settle } from './settle.ts'
import type { Row } from './table.ts'

const MB = 1_000_000
export const LARGE_MB = 1_000
const UPLOADS = 5

/** One large file by a form, hashed, synced and named by a committed row: how quick, and how much memory it takes. */
export async function uploadRows(
  product: BenchServer,
  { what, path, fields }: { what: string; path: string; fields: Record<string, string> },
): Promise<Row[]> {
  await settle()
  const idle = product.memoryBytes()
  product.forgetPeak()
  const content = Array.from({ length: LARGE_MB }).fill(Buffer.alloc(MB, 'a volume ')) as Buffer[]
  const form = fileSubmission(path, fields, content)
  const speeds: number[] = []
  for (let round = 0; round < UPLOADS; round += 1) {
    const start = performance.now()
    await ask(product, form)
    speeds.push((LARGE_MB * 1000) / (performance.now() - start))
  }
  const speed = median(speeds)
  const over = (product.peakBytes() - idle) / MB
  return [
    {
      what,
      product: `${speed.toFixed(0)} MB/s`,
      result: { value: speed, bar: 200, better: 'more', unit: 'MB/s' },
    },
    {
      what: 'memory over idle meanwhile, at most',
      product: `${over.toFixed(0)} MB`,
      result: { value: over, bar: 100, better: 'less', unit: 'MB' },
    },
  ]
}
