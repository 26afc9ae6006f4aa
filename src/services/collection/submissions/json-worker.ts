import { parentPort } from 'node:worker_threads'
import { type JsonQuestion, readJsonText } from './json-text.ts'

parentPort?.on('message', ({ id, question }: { id: number; question: JsonQuestion }) => {
  parentPort?.postMessage({ id, answer: readJsonText(question) })
})
