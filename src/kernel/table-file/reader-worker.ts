import { parentPort } from 'node:worker_threads'
import { readTable } from './reader.ts'

parentPort?.on(
  'message',
  async ({ id, question }: { id: number; question: Parameters<typeof readTable>[0] }) => {
    parentPort?.postMessage({ id, answer: await readTable(question) })
  },
)
