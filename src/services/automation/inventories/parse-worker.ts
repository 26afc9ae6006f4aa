import { parentPort } from 'node:worker_threads'
import { type Addition, mergeIntoFile } from './merge.ts'
import { parseFiles, type Texts } from './parse.ts'

/** What is asked of the thread: to read an inventory, or to put things into one of its files. */
export type Question = { texts: Texts } | { content: string; additions: readonly Addition[] }

parentPort?.on('message', ({ id, question }: { id: number; question: Question }) => {
  const answer =
    'texts' in question
      ? // One text is quicker to hand over than so many objects.
        JSON.stringify(parseFiles(question.texts))
      : mergeIntoFile(question.content, question.additions)
  parentPort?.postMessage({ id, answer })
})
