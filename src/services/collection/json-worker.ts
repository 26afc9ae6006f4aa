import { parentPort } from 'node:worker_threads'
import { isJsonText } from './json-text.ts'

// Long texts are read here, so that nobody else waits meanwhile.
parentPort?.on('message', ({ id, text, deepest }: { id: number; text: string; deepest: number }) => {
  parentPort?.postMessage({ id, ok: isJsonText(text, deepest) })
})
