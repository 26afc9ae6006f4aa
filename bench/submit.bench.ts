import { answers, fileSubmission, submission } from './support/form.ts'
import { type Load, measure, type Request } from './support/load.ts'
import { type Measurable, startFloor, startProduct } from './support/product.ts'
import { interleave, ratio } from './support/rounds.ts'
import { requireCompiler } from './support/slow-flush.ts'
import { type Row, rates } from './support/table.ts'

/** What a disk takes more than this one for a flush, in ms. */
const SLOWER = [0, 2, 8]
/** At least so many times the floor, which commits and flushes each request by itself. */
const JSON_BARS: Record<number, number> = { 0: 0.5, 2: 3 }
const recording = [Buffer.alloc(5_000_000, 'a recording ')]

/** Durable submissions of 2 KB of JSON, on this disk and on slower ones. */
export async function json(): Promise<Row[]> {
  requireCompiler()
  const rows: Row[] = []
  for (const ms of SLOWER) {
    const form = ({ submitPath, grant }: Measurable) =>
      submission(submitPath, { auth_token: grant, responses: answers })
    const row = await besideFloor({ ms, connections: 32, form })
    rows.push({
      ...row,
      what: `submission of 2 KB JSON, +${ms} ms a flush`,
      result: { ...row.result, bar: JSON_BARS[ms] },
    })
  }
  return rows
}

/** The same of a file of 5 MB, which the floor does not sync. */
export async function file(): Promise<Row[]> {
  requireCompiler()
  const rows: Row[] = []
  for (const ms of SLOWER) {
    const form = ({ submitPath, grant }: Measurable) =>
      fileSubmission(submitPath, { auth_token: grant }, recording)
    const row = await besideFloor({ ms, connections: 8, form, removeNow: true })
    rows.push({ ...row, what: `submission of a 5 MB file, +${ms} ms a flush` })
  }
  return rows
}

interface Comparison extends Pick<Load, 'connections'> {
  ms: number
  /** What it writes is large. */
  removeNow?: boolean
  form(server: Measurable): Request
}

async function besideFloor({ ms, connections, form, removeNow }: Comparison): Promise<Omit<Row, 'what'>> {
  const product = await startProduct({ slowFlushMs: ms })
  const floor = await startFloor({ slowFlushMs: ms })
  const loads = { product: form(product), floor: form(floor) }
  try {
    const rounds = await interleave(
      {
        product: () => measure(product, { ...loads.product, connections, seconds: 1 }),
        floor: () => measure(floor, { ...loads.floor, connections, seconds: 1 }),
      },
      5,
    )
    const value = ratio(rounds.product, rounds.floor)
    return { ...rates(rounds.product, rounds.floor), result: { value, better: 'more', unit: '×' } }
  } finally {
    await Promise.all([product.stop({ removeNow }), floor.stop({ removeNow })])
  }
}
