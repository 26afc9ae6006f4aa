import { parentPort } from 'node:worker_threads'
import { type JsonQuestion, readJsonText } from './json-text.ts'

// Long texts are read here, so that nobody else waits meanwhile.
parentPort?.on('message', ({ id, ...question }: JsonQuestion & { id: number }) => {
  parentPort?.postMessage({ id, answer: readJsonText(question) })
})
