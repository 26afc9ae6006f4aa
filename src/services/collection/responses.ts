import { Worker } from 'node:worker_threads'
import { DEEPEST, type JsonAnswer, type JsonQuestion, type Members, readJsonText } from './json-text.ts'
import { problems } from './problems.ts'

/** Responses end here; what is larger is a file. */
export const MOST_RESPONSE_BYTES = 20_000_000
/** Up to this a text is parsed in a few milliseconds, where it is. */
const INLINE_CHARACTERS = 1_000_000
/** What one text of the largest size may take while it is parsed. */
const WORKER_MB = 1_024

export interface ResponsesCheck {
  /** Throws `invalid_responses` for what is not JSON. */
  require(text: string): Promise<void>
  /** The same for a text that is one level around what is kept, and finds members of it. */
  requireAround(text: string, names: readonly string[]): Promise<Members | undefined>
  close(): Promise<void>
}

/** Checks responses; long ones on a thread of their own, one after another. */
export function createResponsesCheck(): ResponsesCheck {
  const waiting = new Map<number, (answer: JsonAnswer | undefined) => void>()
  let worker: Worker | undefined
  let last = 0

  function start(): Worker {
    const started = new Worker(new URL('./json-worker.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: WORKER_MB },
    })
    started.on('message', ({ id, answer }: { id: number; answer: JsonAnswer | undefined }) => {
      waiting.get(id)?.(answer)
      waiting.delete(id)
      // Idle it must not keep a process alive that wants to end.
      if (waiting.size === 0) started.unref()
    })
    // A text that needs more memory than it may have ends the thread: such a text is refused, the next one gets a new thread.
    started.on('error', () => {
      worker = undefined
      for (const answer of waiting.values()) answer(undefined)
      waiting.clear()
    })
    return started
  }

  function onThread(question: JsonQuestion): Promise<JsonAnswer | undefined> {
    worker ??= start()
    worker.ref()
    last += 1
    const id = last
    return new Promise((resolve) => {
      waiting.set(id, resolve)
      worker?.postMessage({ id, ...question })
    })
  }

  async function ask(question: JsonQuestion): Promise<JsonAnswer> {
    const isLong = question.text.length > INLINE_CHARACTERS
    const answer = isLong ? await onThread(question) : readJsonText(question)
    if (!answer) throw problems.invalidResponses()
    return answer
  }

  return {
    async require(text) {
      await ask({ text, deepest: DEEPEST })
    },
    async requireAround(text, names) {
      const { members } = await ask({ text, deepest: DEEPEST + 1, names })
      return members
    },
    async close() {
      await worker?.terminate()
      worker = undefined
    },
  }
}
