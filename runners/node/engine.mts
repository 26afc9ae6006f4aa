import { AsyncLocalStorage } from 'node:async_hooks'
import type { Task } from '../../src/services/automation/product/job_templates/template.d.ts'
import type {
  DoneState,
  Entry,
  HostFault,
  Order,
  OrderHost,
} from '../../src/services/automation/runs/protocol.ts'
import type { EventLog } from './events.mts'
import { isUnreachable, kindOf } from './fault.mts'
import type { Watched } from './guard.mts'
import { Links } from './links.mts'
import type { Doors } from './ssh/doors.mts'
import { perform } from './task.mts'
import { wordOf } from './value.mts'

/** For ending what is at work once the run is stopped. */
const GRACE_MS = 3_000

export type JobFunction = (task: Task, variables: Record<string, unknown>) => unknown

interface Done {
  state: DoneState
  entries: Entry[]
  error?: HostFault
}

interface Means {
  order: Order
  work: JobFunction
  events: EventLog
  doors: Doors
  mask(text: string): string
  stopped: AbortSignal
}

export const place = new AsyncLocalStorage<Watched>()

/** Runs the function on every host, so many at once as the order says, until all are done or the run is stopped. */
export async function runHosts(means: Means): Promise<void> {
  const waiting = means.order.hosts.values()
  const worker = async () => {
    for (const host of waiting) {
      if (means.stopped.aborted) return
      await runHost(host, means)
    }
  }
  const workers = Math.min(means.order.settings.workers, means.order.hosts.length)
  await Promise.all(Array.from({ length: workers }, worker))
}

async function runHost(host: OrderHost, means: Means): Promise<void> {
  const { order, events, mask, doors, stopped } = means
  const { hostSeconds, resultBytes, dryRun } = order.settings
  const own = new AbortController()
  const { promise: ended, resolve: end } = Promise.withResolvers<Done>()
  const timer = setTimeout(() => {
    const message = `It took longer than ${hostSeconds} s.`
    end({ state: 'timed-out', entries: [failure(order, message)], error: { kind: 'timeout', message } })
    own.abort(new Error(message))
  }, hostSeconds * 1_000)
  const stop = () => {
    own.abort(new Error('The run was stopped.'))
    setTimeout(() => end(stoppedDone(order)), GRACE_MS)
  }
  stopped.addEventListener('abort', stop, { once: true })
  const live = () => events.live(host.name)
  const links = new Links({ host, signal: own.signal, doors, mostBytes: resultBytes, live })
  let isOver = false
  const print = (text: string) => {
    if (!isOver) events.output(host.name, 'log', text)
  }
  const watched: Watched = {
    name: host.name,
    fail: (error) => end(failed(order, error, mask)),
  }
  events.write({ event: 'started', at: Date.now(), host: host.name })
  events.settle()
  const work = place.run(watched, async () => {
    const workplace = { host, dryRun, signal: own.signal, links, mask, print }
    // A copy each: what one host changes in its variables is nobody else's.
    const variables = structuredClone(order.variables)
    const name = order.template.function
    return doneOf(await perform(workplace, { name, work: means.work, variables }), { stopped, order, mask })
  })
  const done = await Promise.race([work, ended])
  isOver = true
  clearTimeout(timer)
  stopped.removeEventListener('abort', stop)
  links.close()
  own.abort(new Error('The host is done.'))
  events.write({ event: 'done', at: Date.now(), host: host.name, ...within(done, resultBytes) })
}

function doneOf(
  { entries, error }: { entries: Entry[]; error?: unknown },
  { stopped, order, mask }: { stopped: AbortSignal; order: Order; mask(text: string): string },
): Done {
  if (error === undefined) {
    const bad = entries.find((entry) => entry.failed)
    if (!bad) return { state: 'ok', entries }
    const message = typeof bad.result === 'string' ? bad.result : 'The template says that it failed.'
    return { state: 'failed', entries, error: { kind: 'result', message } }
  }
  if (stopped.aborted) return { ...stoppedDone(order), entries }
  return { ...failed(order, error, mask), entries }
}

function failed(order: Order, error: unknown, mask: (text: string) => string): Done {
  const kind = kindOf(error)
  const message = mask(sentenceOf(error))
  return {
    state: isUnreachable(kind) ? 'unreachable' : 'failed',
    entries: [failure(order, message)],
    error: { kind, message },
  }
}

/** The deepest reason that still is a sentence: `Subtask: x (failed)` says less than what made it fail. */
function sentenceOf(error: unknown): string {
  let said = error
  while (said instanceof Error && said.name === 'PartFailed' && said.cause !== undefined) said = said.cause
  return (said instanceof Error ? said.message || said.name : wordOf(said)).trim()
}

function stoppedDone(order: Order): Done {
  const message = 'The run was stopped.'
  return { state: 'aborted', entries: [failure(order, message)], error: { kind: 'aborted', message } }
}

function failure({ template }: Order, message: string): Entry {
  return {
    name: template.function,
    result: message,
    failed: true,
    changed: false,
    diff: '',
    exception: message,
  }
}

/** A result that is too large is not cut in silence: the host fails, and says how large it was. */
function within(done: Done, mostBytes: number): Done {
  const bytes = Buffer.byteLength(JSON.stringify(done.entries))
  if (bytes <= mostBytes) return done
  const message = `Its result has ${bytes} bytes; at most ${mostBytes} are kept.`
  const [first] = done.entries
  const entry = {
    name: first?.name ?? '',
    failed: true,
    changed: done.entries.some((each) => each.changed),
    diff: '',
  }
  return {
    state: 'failed',
    entries: [{ ...entry, result: message, exception: message }],
    error: { kind: 'too-large', message },
  }
}
