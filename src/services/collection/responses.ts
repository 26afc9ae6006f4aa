import { Worker } from 'node:worker_threads'
import { DEEPEST, isJsonText } from './json-text.ts'
import { problems } from './problems.ts'

/** Responses end here; what is larger is a file. */
export const MOST_RESPONSE_BYTES = 20_000_000
/** Up to this a text is parsed in a few milliseconds, where it is. */
const INLINE_CHARACTERS = 1_000_000
/** What one text of the largest size may take while it is parsed. */
const WORKER_MB = 1_024

export interface ResponsesCheck {
  /** Throws `invalid_responses` for what is not JSON. */
  require(text: string, deepest?: number): Promise<void>
  close(): Promise<void>
}

/** Checks responses; long ones on a thread of their own, one after another. */
export function createResponsesCheck(): ResponsesCheck {
  const waiting = new Map<number, (ok: boolean) => void>()
  let worker: Worker | undefined
  let last = 0

  function start(): Worker {
    const started = new Worker(new URL('./json-worker.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: WORKER_MB },
    })
    started.on('message', ({ id, ok }: { id: number; ok: boolean }) => {
      waiting.get(id)?.(ok)
      waiting.delete(id)
      // Idle it must not keep a process alive that wants to end.
      if (waiting.size === 0) started.unref()
    })
    // A text that needs more memory than it may have ends the thread: such a text is refused, the next one gets a new thread.
    started.on('error', () => {
      worker = undefined
      for (const answer of waiting.values()) answer(false)
      waiting.clear()
    })
    return started
  }

  function onThread(text: string, deepest: number): Promise<boolean> {
    worker ??= start()
    worker.ref()
    last += 1
    const id = last
    return new Promise((resolve) => {
      waiting.set(id, resolve)
      worker?.postMessage({ id, text, deepest })
    })
  }

  return {
    async require(text, deepest = DEEPEST) {
      const isLong = text.length > INLINE_CHARACTERS
      const ok = isLong ? await onThread(text, deepest) : isJsonText(text, deepest)
      if (!ok) throw problems.invalidResponses()
    },
    async close() {
      await worker?.terminate()
      worker = undefined
    },
  }
}
