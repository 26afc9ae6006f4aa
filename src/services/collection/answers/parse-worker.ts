import { parentPort } from 'node:worker_threads'
import { parseText } from './parse.ts'

parentPort?.on('message', ({ id, question }: { id: number; question: string }) => {
  parentPort?.postMessage({ id, answer: parseText(question) })
})
