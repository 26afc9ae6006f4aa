import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { after } from 'node:test'
import type {
  Answer,
  Ask,
  Order,
  OrderHost,
  RunnerEvent,
} from '../../src/services/automation/runs/protocol.ts'

const MAIN = resolve('runners/node/main.mts')
const PRODUCT = resolve('src/services/automation/product/job_templates')

export interface Asked extends Partial<Omit<Order, 'template' | 'settings' | 'hosts'>> {
  /** Text of a template, which lies beside those that come with the product, or the name of one of these. */
  template: string
  function?: string
  hosts: readonly HostOf[]
  settings?: Partial<Order['settings']>
  /** What the server answers to who asks for a signature. */
  sign?(ask: Ask): Answer
  env?: Record<string, string>
}

export type HostOf = Partial<OrderHost> & { name: string }

/** A run of the Node runner without the server around it: it is given its order and followed. */
export interface RunnerRun {
  readonly pid: number
  readonly folder: string
  events(): RunnerEvent[]
  /** Of one host, when it is done. */
  done(host: string): Extract<RunnerEvent, { event: 'done' }>
  /** What a host, or the run, has printed. */
  output(host?: string): string
  stop(): void
  ended: Promise<RunnerRun>
}

type Of<Event> = Extract<RunnerEvent, { event: Event }>

const hostOf = (host: HostOf): OrderHost => ({
  own: {},
  hostname: null,
  port: null,
  username: null,
  password: null,
  platform: null,
  groups: [],
  data: {},
  connectionOptions: {},
  ...host,
})

/** Starts one in a new folder, which goes away after the test. */
export function startRunner(asked: Asked): RunnerRun {
  const run = launchRunner(asked)
  after(() => run.remove())
  return run
}

/** The same for who removes it by themselves. */
export function launchRunner(asked: Asked): RunnerRun & { remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-runner-'))
  const job = join(folder, 'job')
  const isProduct = /^\w+\.ts$/.test(asked.template)
  cpSync(PRODUCT, job, { recursive: true })
  const file = isProduct ? asked.template : 'template.ts'
  if (!isProduct) writeFileSync(join(job, file), asked.template)
  const server = serve(join(folder, 'control.sock'), orderOf(asked, `job/${file}`), asked.sign)
  const child = spawn(process.execPath, [MAIN], {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { PATH: process.env.PATH, ATELIER_RUN_NONCE: 'nonce', ...asked.env },
  })
  const gone = once(child, 'exit')
  const events = () => {
    const path = join(folder, 'events.jsonl')
    if (!existsSync(path)) return []
    const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1)
    return lines.map((line) => JSON.parse(line) as RunnerEvent)
  }
  const run: RunnerRun & { remove(): void } = {
    pid: child.pid ?? 0,
    folder,
    events,
    done(host) {
      const found = events().find((each): each is Of<'done'> => each.event === 'done' && each.host === host)
      if (!found) throw new Error(`${host} is not done: ${JSON.stringify(events())}`)
      return found
    },
    output: (host) =>
      events()
        .filter((each): each is Of<'output'> => each.event === 'output' && each.host === host)
        .map(({ text }) => text)
        .join(''),
    stop: () => void child.kill('SIGTERM'),
    remove() {
      child.kill('SIGKILL')
      server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
    ended: gone.then(() => {
      server.stop()
      return run
    }),
  }
  return run
}

/** A template that calls several of the product's, and gives what each gives, by its name. */
export const allOf = (names: readonly string[]): string => `
  ${names.map((name) => `import { job_function as ${name} } from './${name}.ts'`).join('\n')}
  export const job_function = async (task) => ({ ${names.map((name) => `${name}: await ${name}(task)`).join(', ')} })
`

/** Runs one to its end. */
export const runTemplate = (asked: Asked): Promise<RunnerRun> => startRunner(asked).ended

function orderOf(asked: Asked, path: string): Order {
  const { template: _, function: name = 'job_function', hosts, settings, sign: __, env: ___, ...rest } = asked
  return {
    template: { path, function: name },
    hosts: hosts.map(hostOf),
    variables: {},
    groups: {},
    defaults: {},
    hostKeys: { unknown: 'refuse', known: [] },
    configuration: {},
    mask: [],
    settings: {
      workers: 20,
      hostSeconds: 60,
      dryRun: false,
      outputBytes: 65_536,
      resultBytes: 1_000_000,
      ...settings,
    },
    ...rest,
  }
}

function serve(path: string, order: Order, sign: Asked['sign']): { stop(): void } {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    let text = ''
    socket.on('error', () => socket.destroy())
    socket.setEncoding('utf8').on('data', (piece: string) => {
      text += piece
      for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n')) {
        const line = text.slice(0, at)
        text = text.slice(at + 1)
        if (line === 'nonce') socket.write(`${JSON.stringify(order)}\n`)
        else if (line.startsWith('{') && sign)
          socket.write(`${JSON.stringify(sign(JSON.parse(line) as Ask))}\n`)
      }
    })
  }).listen(path)
  return {
    stop() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}
