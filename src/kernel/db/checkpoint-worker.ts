import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'
import type { CheckpointOrder } from './checkpoint.ts'

const { path } = workerData as { path: string }
// It may wait here: this thread answers nobody else.
const database = new DatabaseSync(path, { timeout: 2_000 })
database.exec('pragma wal_autocheckpoint = 0; pragma synchronous = normal')

parentPort?.on('message', (order: CheckpointOrder) => {
  try {
    if (order.kind === 'checkpoint') database.prepare(`pragma wal_checkpoint(${order.mode})`).get()
    else database.prepare('vacuum into ?').run(order.path)
    parentPort?.postMessage({})
  } catch (error) {
    parentPort?.postMessage({ error: (error as Error).message })
  }
})
