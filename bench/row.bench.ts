import { measure } from './support/load.ts'
import { startFloor } from './support/product.ts'
import { interleave, ratio } from './support/rounds.ts'
import { startServer } from './support/server.ts'
import { requireCompiler } from './support/slow-flush.ts'
import { type Row, rates } from './support/table.ts'

/** A durable row of 2 KB through the kernel alone, beside a server that commits each request by itself. */
export async function row(): Promise<Row[]> {
  requireCompiler()
  const kernel = await startServer('bench/floors/kernel-row.ts', { slowFlushMs: 2 })
  const floor = await startFloor({ slowFlushMs: 2 })
  const body = [Buffer.from(JSON.stringify({ text: 'a row '.repeat(333) }))]
  const load = {
    path: '/row',
    method: 'POST' as const,
    headers: { 'content-type': 'application/json' },
    body: () => body,
    connections: 64,
    seconds: 1,
  }
  try {
    const rounds = await interleave(
      { kernel: () => measure(kernel, load), floor: () => measure(floor, load) },
      5,
    )
    return [
      {
        what: 'a row of 2 KB through the kernel, +2 ms a flush',
        ...rates(rounds.kernel, rounds.floor),
        result: { value: ratio(rounds.kernel, rounds.floor), bar: 10, better: 'more', unit: '×' },
      },
    ]
  } finally {
    await Promise.all([kernel.stop(), floor.stop()])
  }
}
