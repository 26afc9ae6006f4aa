import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { launchRunner } from '../test/support/node-runner.ts'
import { interleave, median } from './support/rounds.ts'
import type { Row } from './support/table.ts'

const ROUNDS = 5
const HOSTS = 200
const MANY = 1_000
/** The system's own: Debian's paramiko is for it alone. */
const PYTHON = '/usr/bin/python3'
/** With more, or with fewer, the Python program is slower here. */
const THREADS = 50
const WORKERS = 200
const TEMPLATE = `export const job_function = (task) => task.ssh().read('uptime')`

interface Hosts {
  port: number
  user: string
  password: string
  key: string
}

/** What a program took: of its own start, and of asking the hosts. */
interface Took {
  seconds: number
  wholeSeconds: number
}

/**
 * One command on each of 200 SSH hosts over new connections, beside paramiko in threads; and what a run on 1,000 hosts
 * takes of the memory. Both are timed from the first host to the last: how quickly Python or Node starts is another matter,
 * and stands in a line of its own.
 */
export async function ssh(): Promise<Row[]> {
  const child = spawn(process.execPath, ['bench/floors/ssh-hosts.ts'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const [line] = await once(createInterface({ input: child.stdout }), 'line')
    const hosts = JSON.parse(String(line)) as Hosts
    const rounds = await interleave({ product: () => byProduct(hosts), floor: () => byPython(hosts) }, ROUNDS)
    const times = (which: keyof Took) =>
      median(
        rounds.floor.map((floor, round) => floor[which] / (rounds.product[round]?.[which] ?? Number.NaN)),
      )
    const speed = (all: readonly Took[], which: keyof Took) =>
      `${(HOSTS / median(all.map((each) => each[which]))).toFixed(0)} hosts/s`
    const { peakMb, seconds } = await runOn(hosts, MANY)
    return [
      {
        what: `a command on ${HOSTS} SSH hosts, new connections, beside paramiko`,
        product: speed(rounds.product, 'seconds'),
        floor: speed(rounds.floor, 'seconds'),
        result: { value: times('seconds'), bar: 1.5, better: 'more', unit: '×' },
      },
      {
        what: 'the same with the start and the end of both programs',
        product: speed(rounds.product, 'wholeSeconds'),
        floor: speed(rounds.floor, 'wholeSeconds'),
        result: { value: times('wholeSeconds'), better: 'more', unit: '×' },
      },
      {
        what: `peak memory of the process of a run on ${MANY.toLocaleString('en')} SSH hosts`,
        product: `${peakMb.toFixed(0)} MB, ${seconds.toFixed(1)} s`,
        result: { value: peakMb, bar: 200, better: 'less', unit: 'MB' },
      },
    ]
  } finally {
    child.kill()
  }
}

const addressOf = (number: number): string => `127.66.${number >> 8}.${number & 255}`

const addresses = (count: number): string[] => Array.from({ length: count }, (_, at) => addressOf(at))

const byProduct = (hosts: Hosts): Promise<Took> => runOn(hosts, HOSTS)

async function runOn(
  { port, user, password, key }: Hosts,
  count: number,
): Promise<Took & { peakMb: number }> {
  const all = addresses(count)
  const since = performance.now()
  const run = launchRunner({
    template: TEMPLATE,
    hosts: all.map((hostname) => ({ name: hostname, hostname, port, username: user, password })),
    hostKeys: {
      unknown: 'refuse',
      known: all.map((address) => ({ address, port, type: 'ssh-ed25519', key })),
    },
    settings: { workers: WORKERS },
  })
  const peak = watchPeak(run.pid)
  try {
    await run.ended
    const wholeSeconds = (performance.now() - since) / 1_000
    const events = run.events()
    const seconds = ((events.at(-1)?.at ?? Number.NaN) - (events[0]?.at ?? Number.NaN)) / 1_000
    const done = events.filter((each) => each.event === 'done' && each.state === 'ok').length
    if (done !== count) throw new Error(`Of ${count} hosts ${done} have answered.`)
    return { seconds, wholeSeconds, peakMb: peak.end() }
  } finally {
    peak.end()
    run.remove()
  }
}

/** The most that a process has held, as long as it is there to be asked. */
function watchPeak(pid: number): { end(): number } {
  let peakKb = 0
  const timer = setInterval(() => {
    try {
      peakKb = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? peakKb)
    } catch (error) {
      if (!['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
    }
  }, 20)
  return {
    end() {
      clearInterval(timer)
      return peakKb / 1_024
    },
  }
}

async function byPython({ port, user, password, key }: Hosts): Promise<Took> {
  const since = performance.now()
  const running = promisify(execFile)(PYTHON, ['bench/floors/ssh-threads.py'])
  running.child.stdin?.end(
    JSON.stringify({ port, user, password, key, workers: THREADS, addresses: addresses(HOSTS) }),
  )
  const { stdout } = await running
  const wholeSeconds = (performance.now() - since) / 1_000
  const { answers, seconds } = JSON.parse(stdout) as { answers: number; seconds: number }
  if (answers !== HOSTS) throw new Error(`paramiko has reached ${answers} of ${HOSTS} hosts.`)
  return { seconds, wholeSeconds }
}
