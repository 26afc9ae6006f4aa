import { parentPort } from 'node:worker_threads'
import { readJsonText } from './json-text.ts'

parentPort?.on('message', ({ id, question }: { id: number; question: string }) => {
  parentPort?.postMessage({ id, answer: readJsonText(question) })
})
