import { createThread } from '../thread.ts'
import { createTurns } from '../turns.ts'
import { type ReadJson, readJsonText } from './json-text.ts'

/** Longer ones are read beside: nobody else waits for them. */
const LARGE = 1_000_000
const TOO_MUCH: ReadJson = { fault: 'it takes more memory than there is for one' }

export interface JsonReader {
  read(text: string): Promise<ReadJson>
  close(): Promise<void>
}

/** Reads JSON texts of any length, the large ones one after another on a thread of its own. */
export function createJsonReader(): JsonReader {
  const inTurn = createTurns({ atOnce: 1 })
  const thread = createThread<string, ReadJson>(new URL('./json-worker.ts', import.meta.url))
  return {
    read: async (text) =>
      text.length > LARGE ? ((await inTurn(() => thread.ask(text))) ?? TOO_MUCH) : readJsonText(text),
    close: () => thread.close(),
  }
}
