import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { TestContext } from 'node:test'
import type {
  Answer,
  Ask,
  Order,
  OrderHost,
  RunnerEvent,
} from '../../src/services/automation/runs/protocol.ts'

const ROOT = join(import.meta.dirname, '../..')
const NONCE = 'of-this-run'
const { PYTHONPATH } = process.env
/** As executions find programs. */
const PATH = '/usr/local/bin:/usr/bin:/bin'
export const ENV = { PATH, LANG: 'C.UTF-8', ...(PYTHONPATH && { PYTHONPATH }) }

export type EventOf<K extends RunnerEvent['event']> = Extract<RunnerEvent, { event: K }>

export interface JobRunner {
  folder: string
  process: ChildProcess
  /** What it has written until now. */
  events(): RunnerEvent[]
  of<K extends RunnerEvent['event']>(kind: K): EventOf<K>[]
  /** How a host ended. */
  done(host: string): EventOf<'done'> | undefined
  /** What a host printed, or without one the run. */
  printed(host?: string): string
  /** What came by its own standard output and error. */
  said(): string
  /** Waits for its end and gives its exit status. */
  ended(): Promise<number | null>
}

/** A host of an order that has nothing but its name. */
export const orderHost = (name: string, more: Partial<OrderHost> = {}): OrderHost => ({
  name,
  own: {},
  hostname: null,
  port: null,
  username: null,
  password: null,
  platform: null,
  groups: [],
  data: {},
  connectionOptions: {},
  ...more,
})

type Wanted = Partial<Omit<Order, 'settings' | 'hosts'>> & {
  settings?: Partial<Order['settings']>
  hosts?: readonly (string | OrderHost)[]
}

/**
 * A runner at work as the server starts one: in a folder of its own, with files of the template beside it, and its order
 * over the socket. `argv` is the program, such as `['python3', 'runners/python/main.py']`.
 */
export async function startJobRunner(
  t: TestContext,
  {
    argv,
    files,
    order,
    silentFirst = false,
    sign,
  }: {
    argv: readonly string[]
    /** By name; the first is the template. */
    files: Readonly<Record<string, string>>
    order?: Wanted
    /** Whether the first who asks is left without an answer. */
    silentFirst?: boolean
    /** What the server answers to who asks for a signature. */
    sign?(ask: Ask): Answer
  },
): Promise<JobRunner> {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-run-'))
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, 'template', name)), { recursive: true })
    writeFileSync(join(folder, 'template', name), content)
  }
  const whole = orderOf(join(folder, 'template', Object.keys(files)[0] as string), order ?? {})
  const sockets = new Set<Socket>()
  let isGiven = false
  const server = createServer((socket) => {
    const isSilent = silentFirst && sockets.size === 0
    sockets.add(socket)
    if (isSilent) {
      socket.end()
      return
    }
    let rest = ''
    let isKnown = false
    socket.on('error', () => undefined)
    socket.on('data', (chunk) => {
      const lines = `${rest}${chunk}`.split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        if (isKnown && sign && line.startsWith('{'))
          socket.write(`${JSON.stringify(sign(JSON.parse(line)))}\n`)
        if (isKnown || line !== NONCE) continue
        isKnown = true
        if (isGiven) continue
        isGiven = true
        socket.write(`${JSON.stringify(whole)}\n`)
      }
    })
  }).listen(join(folder, 'control.sock'))
  await once(server, 'listening')
  const said: Buffer[] = []
  const child = spawn(argv[0] as string, argv.slice(1).map(placed), {
    cwd: folder,
    env: { ...ENV, ATELIER_RUN_NONCE: NONCE },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => said.push(chunk))
  const exit = once(child, 'exit')
  t.after(() => {
    try {
      // It and whatever its template has started.
      process.kill(-(child.pid as number), 'SIGKILL')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
    for (const socket of sockets) socket.destroy()
    server.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const file = join(folder, 'events.jsonl')
  const events = (): RunnerEvent[] =>
    !existsSync(file)
      ? []
      : readFileSync(file, 'utf8')
          .split('\n')
          .slice(0, -1)
          .map((line) => JSON.parse(line))
  const of = <K extends RunnerEvent['event']>(kind: K) =>
    events().filter((each): each is EventOf<K> => each.event === kind)
  return {
    folder,
    process: child,
    events,
    of,
    done: (host) => of('done').find((each) => each.host === host),
    printed: (host) =>
      of('output')
        .filter((each) => each.host === host)
        .map(({ text }) => text)
        .join(''),
    said: () => Buffer.concat(said).toString(),
    ended: async () => (await exit)[0] as number | null,
  }
}

const placed = (word: string): string => (word.startsWith('runners/') ? join(ROOT, word) : word)

const orderOf = (path: string, { settings, hosts = ['one'], ...more }: Wanted): Order => ({
  template: { path, function: 'job_function' },
  variables: {},
  groups: {},
  defaults: {},
  hostKeys: { unknown: 'refuse', known: [] },
  configuration: {},
  mask: [],
  ...more,
  hosts: hosts.map((host) => (typeof host === 'string' ? orderHost(host) : host)),
  settings: {
    workers: 20,
    hostSeconds: 30,
    dryRun: false,
    outputBytes: 65_536,
    resultBytes: 1_000_000,
    ...settings,
  },
})
