import type {
  ExecOptions,
  Host,
  HttpAnswer,
  HttpRequest,
  Netconf,
  Part,
  Ran,
  Result,
  ResultOptions,
  Ssh,
  Task,
} from '../../src/services/automation/product/job_templates/template.d.ts'
import type { Entry, OrderHost } from '../../src/services/automation/runs/protocol.ts'
import { diffOf } from './diff.mts'
import type { Links } from './links.mts'
import { resultOf, wordOf } from './value.mts'

/** What a host's work is done with: its connections, and where its output goes. */
export interface Workplace {
  readonly host: OrderHost
  readonly dryRun: boolean
  readonly signal: AbortSignal
  readonly links: Links
  mask(text: string): string
  print(text: string): void
}

/** A part failed. The words are nornir's. */
class PartFailed extends Error {
  override readonly name = 'PartFailed'
  constructor(name: string, cause: unknown) {
    super(`Subtask: ${name} (failed)\n`, { cause })
  }
}

/** An entry, with those of its own parts. */
interface Branch {
  entry: Entry
  parts: Branch[]
}

type Work<Variables> = (task: Task, variables: Variables) => unknown

/** Runs a function on its host and gives its result, then that of each part in order, as entries. */
export async function perform<Variables>(
  place: Workplace,
  { name, work, variables }: { name: string; work: Work<Variables>; variables: Variables },
): Promise<{ entries: Entry[]; error?: unknown }> {
  const { branch, error } = await performOne(place, { name, work, variables })
  return { entries: [...inOrder(branch)], ...(error === undefined ? {} : { error: error.thrown }) }
}

function* inOrder({ entry, parts }: Branch): Generator<Entry> {
  yield entry
  for (const part of parts) yield* inOrder(part)
}

async function performOne<Variables>(
  place: Workplace,
  { name, work, variables }: { name: string; work: Work<Variables>; variables: Variables },
): Promise<{ branch: Branch; result: Result; error?: { thrown: unknown } }> {
  const parts: Branch[] = []
  try {
    const value = await work(taskOf(place, parts), variables)
    const result = isResult(value) ? value : makeResult({ result: value })
    return { branch: { entry: entryOf(place, name, result), parts }, result }
  } catch (thrown) {
    const message = place.mask(thrown instanceof Error ? thrown.message : wordOf(thrown))
    const result = makeResult({ failed: true, result: message })
    const entry = { ...entryOf(place, name, result), exception: message }
    return { branch: { entry, parts }, result, error: { thrown } }
  }
}

function entryOf({ mask }: Workplace, name: string, { result, failed, changed, diff }: Result): Entry {
  return { name: mask(name), result: resultOf(result, mask), failed, changed, diff: mask(diff) }
}

const makeResult = ({
  result = null,
  changed = false,
  diff = '',
  failed = false,
}: ResultOptions): Result => ({
  isResult: true,
  result,
  changed: Boolean(changed),
  diff: typeof diff === 'string' ? diff : wordOf(diff),
  failed: Boolean(failed),
})

const isResult = (value: unknown): value is Result =>
  typeof value === 'object' && value !== null && 'isResult' in value && value.isResult === true

function hostOf({ name, hostname, port, platform, groups, data }: OrderHost): Host {
  return {
    name,
    hostname: hostname ?? name,
    port,
    platform,
    groups,
    data,
    get: (key) => (Object.hasOwn(data, key) ? data[key] : undefined),
  }
}

function taskOf(place: Workplace, parts: Branch[]): Task {
  const { links, dryRun, signal } = place
  return {
    host: hostOf(place.host),
    dryRun,
    signal,
    log: (text) => place.print(`${wordOf(text)}\n`),
    result: makeResult,
    diff: diffOf,
    async run<Variables extends object>({ name, task, variables }: Part<Variables>) {
      const called = name ?? (task.name || 'part')
      signal.throwIfAborted()
      const given = variables ?? ({} as Variables)
      const { branch, result, error } = await performOne(place, {
        name: called,
        work: task,
        variables: given,
      })
      parts.push(branch)
      if (error || result.failed) throw new PartFailed(called, error?.thrown)
      return result
    },
    ssh: (): Ssh => links.ssh(),
    netconf: (): Promise<Netconf> => links.netconf(),
    http: (request: HttpRequest): Promise<HttpAnswer> => links.http(request),
    local: (command: readonly string[], options?: ExecOptions): Promise<Ran> => links.local(command, options),
  }
}
