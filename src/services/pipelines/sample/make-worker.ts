import { parentPort } from 'node:worker_threads'
import { MADE, type SampleKind } from './make.ts'

parentPort?.on('message', ({ id, question }: { id: number; question: SampleKind }) => {
  parentPort?.postMessage({ id, answer: MADE[question]() })
})
