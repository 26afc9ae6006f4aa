import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { newFolder } from './folder.ts'
import { slowFlush } from './slow-flush.ts'

export interface BenchServer {
  url: string
  folder: string
  /** What it said after its address, such as a token. */
  words: string[]
  /** CPU time that it has used, in seconds. */
  cpuSeconds(): number
  /** Memory that it holds now, in bytes. */
  memoryBytes(): number
  /** The most that it has held since `forgetPeak`, in bytes. */
  peakBytes(): number
  forgetPeak(): void
  /** Stops it. Its folder goes at the end of the run, large ones at once. */
  stop(options?: { removeNow?: boolean }): Promise<void>
}

export interface StartOptions {
  /** Added to each flush, in ms: disks of others are slower than this one's (performance.md). */
  slowFlushMs?: number
  /** `{folder}` in what they hold stands for the server's folder. */
  env?: Record<string, string>
  args?: readonly string[]
  /** What runs the file; Node itself by default. */
  command?: readonly string[]
  /** An existing folder; a new one by default. */
  folder?: string
}

/** Starts a server, a floor or the product, in a folder of its own. It says its address on a line of stdout. */
export async function startServer(file: string, options: StartOptions = {}): Promise<BenchServer> {
  const folder = options.folder ?? newFolder()
  const fill = (text: string) => text.replaceAll('{folder}', folder)
  const [program = process.execPath, ...before] = options.command ?? []
  const args = [...before, file, ...(options.args ?? ['{folder}'])].map(fill)
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: environment(options.slowFlushMs, mapValues(options.env ?? {}, fill)),
  })
  // None is left behind when the run ends early.
  process.once('exit', () => child.kill('SIGKILL'))
  const [url = '', ...words] = await firstAddress(child)
  const pid = child.pid ?? 0
  return {
    url,
    folder,
    words,
    cpuSeconds: () => cpuSeconds(pid),
    memoryBytes: () => memoryBytes(pid, 'VmRSS'),
    peakBytes: () => memoryBytes(pid, 'VmHWM'),
    forgetPeak: () => writeFileSync(`/proc/${pid}/clear_refs`, '5'),
    async stop({ removeNow = false } = {}) {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
      if (removeNow) rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Ours without the settings of whoever runs the bench, and without what the launcher keeps for its own starts. */
function environment(slowFlushMs: number | undefined, extra: Record<string, string>): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('ATELIER_') && name !== 'NODE_COMPILE_CACHE',
  )
  return { ...Object.fromEntries(inherited), UV_THREADPOOL_SIZE: '16', ...slowFlush(slowFlushMs), ...extra }
}

function mapValues(values: Record<string, string>, fn: (text: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, fn(value)]))
}

async function firstAddress(child: ChildProcess): Promise<string[]> {
  if (!child.stdout) throw new Error('no output')
  for await (const line of createInterface({ input: child.stdout })) {
    const found = /(http:\/\/[^\s,]+)(.*)/.exec(line)
    if (found) {
      child.stdout.resume()
      return [found[1] ?? '', ...(found[2] ?? '').trim().split(' ')]
    }
  }
  throw new Error('The server ended before it said its address.')
}

/** Fields 14 and 15 of /proc/PID/stat, in ticks of 1/100 s. */
function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / 100
}

function memoryBytes(pid: number, name: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) * 1024
}
