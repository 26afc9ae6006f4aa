import { Worker } from 'node:worker_threads'

/** Work on long texts, one after another on a thread of its own, so that nobody else waits meanwhile. */
export interface Thread<Q, A> {
  /** Undefined where the thread found nothing, or needed more memory than it may have. */
  ask(question: Q): Promise<A | undefined>
  close(): Promise<void>
}

/** What one text of the largest size may take while it is parsed. */
const MEMORY_MB = 1_024

/** The file answers each message `{ id, question }` by `{ id, answer }`. */
export function createThread<Q, A>(file: URL): Thread<Q, A> {
  const waiting = new Map<number, { question: Q; resolve(answer: A | undefined): void }>()
  let worker: Worker | undefined
  let last = 0

  function start(): Worker {
    const started = new Worker(file, { resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB } })
    started.on('message', ({ id, answer }: { id: number; answer: A | undefined }) => {
      waiting.get(id)?.resolve(answer)
      waiting.delete(id)
      // Idle it must not keep a process alive that wants to end.
      if (waiting.size === 0) started.unref()
    })
    // A text that needs more memory than it may have ends the thread; those behind it are asked again on a new one.
    started.on('error', () => {
      worker = undefined
      const [first, ...rest] = waiting
      if (!first) return
      waiting.delete(first[0])
      first[1].resolve(undefined)
      if (rest.length > 0) worker = start()
      for (const [id, { question }] of rest) worker?.postMessage({ id, question })
    })
    return started
  }

  return {
    ask(question) {
      worker ??= start()
      worker.ref()
      last += 1
      const id = last
      return new Promise((resolve) => {
        waiting.set(id, { question, resolve })
        worker?.postMessage({ id, question })
      })
    },
    async close() {
      await worker?.terminate()
      worker = undefined
    },
  }
}
