import { sep } from 'node:path'
import { Arrivals } from '../../../kernel/files/arrivals.ts'
import { createSpace, type Space } from '../../../kernel/files/space.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { createThread } from '../../../kernel/thread.ts'
import type { Answer, AnswerTo, Question } from './look.ts'
import { Staging } from './staging.ts'

/** What the functions on files share. */
export interface Files {
  readonly staging: Staging
  /** What is brought in pieces. */
  readonly arrivals: Arrivals
  /** One after another for each workspace. */
  alone<R>(workspace: number, work: () => Promise<R>): Promise<R>
  /** One at a time for each workspace; who comes meanwhile shares the next one. */
  scanAlone(workspace: number, work: () => Promise<void>): Promise<void>
  /** Looks at a folder on another thread. Undefined where there is none. */
  look<Q extends Question>(question: Q): Promise<AnswerTo<Q> | undefined>
  /** Refuses with 507 what the volume of the workspaces has no room for (promises.md, R4). */
  requireSpace(bytes: number): Promise<void>
  close(): Promise<void>
}

/** Opens what files of workspaces need below `root`. */
export async function openFiles(kernel: Kernel, root: string): Promise<Files> {
  const thread = createThread<Question, Answer>(new URL('./look-worker.ts', import.meta.url))
  const staging = new Staging(root)
  await staging.prepare()
  const { data, reserveBytes } = kernel.config
  // Elsewhere it may be another volume.
  const isBelow = root.startsWith(data + sep)
  const space: Pick<Space, 'requireRoom'> = isBelow
    ? kernel.space
    : createSpace({ folder: staging.folder, clock: kernel.clock, reserveBytes })
  const requireSpace = (bytes: number) => space.requireRoom(bytes)
  return {
    staging,
    arrivals: new Arrivals({ folder: staging.folder, requireRoom: requireSpace }),
    alone: createQueues(),
    scanAlone: createRounds(),
    look: <Q extends Question>(question: Q) => thread.ask(question) as Promise<AnswerTo<Q> | undefined>,
    requireSpace,
    close: () => thread.close(),
  }
}

/** Works of one number wait for each other. */
function createQueues(): <R>(key: number, work: () => Promise<R>) => Promise<R> {
  const last = new Map<number, Promise<unknown>>()
  return (key, work) => {
    const run = (last.get(key) ?? Promise.resolve()).then(work, work)
    last.set(key, run)
    const end = () => {
      if (last.get(key) === run) last.delete(key)
    }
    run.then(end, end)
    return run
  }
}

/** Of one number one work is under way and one waits, which is that of all who came meanwhile. */
function createRounds(): (key: number, work: () => Promise<void>) => Promise<void> {
  const alone = createQueues()
  const waiting = new Map<number, Promise<void>>()
  return (key, work) => {
    const known = waiting.get(key)
    if (known) return known
    const round = alone(key, () => {
      waiting.delete(key)
      return work()
    })
    waiting.set(key, round)
    return round
  }
}
