import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { runProgram } from '../../src/cli/program.ts'
import { removeDataFolder } from './data-folder.ts'
import { SPARED } from './spared.ts'
import { waitFor } from './wait.ts'

export interface Ran {
  code: number
  out: string
  err: string
}

const folders: string[] = []
process.once('exit', () => {
  for (const folder of folders) removeDataFolder(folder)
})

/** A data folder that goes away with the test file's process: after whatever runs on it has been stopped. */
export function dataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-data-'))
  folders.push(folder)
  return folder
}

/** Runs one command line in this process, as `./atelier` does in its own. */
export async function run(
  args: readonly string[],
  env: Record<string, string>,
  signal?: AbortSignal,
): Promise<Ran> {
  const out: string[] = []
  const err: string[] = []
  const code = await runProgram(args, {
    env: { ATELIER_PORT: '0', ATELIER_LOG_LEVEL: 'silent', ...SPARED, ...env },
    version: '0.0.0-test',
    signal: signal ?? new AbortController().signal,
    out: (line) => out.push(line),
    err: (line) => err.push(line),
  })
  return { code, out: out.join('\n'), err: err.join('\n') }
}

export interface Served {
  url: string
  /** All that it has said on stdout. */
  said: string
  stop(): Promise<number>
}

/** Starts `serve` in this process and resolves once it answers. It is stopped after the test file at the latest. */
export async function serve(env: Record<string, string>): Promise<Served> {
  const stop = new AbortController()
  const out: string[] = []
  const err: string[] = []
  const ended = runProgram(['serve'], {
    env: { ATELIER_PORT: '0', ATELIER_LOG_LEVEL: 'silent', ...SPARED, ...env },
    version: '0.0.0-test',
    signal: stop.signal,
    out: (line) => out.push(line),
    err: (line) => err.push(line),
  })
  let over = false
  void ended.then(() => {
    over = true
  })
  await waitFor(() => over || out.some((line) => line.includes('serves on')), 20_000)
  if (over) throw new Error(err.join('\n'))
  const url = /http:\/\/[^,\s]+/.exec(out.join('\n'))?.[0] ?? ''
  const end = () => {
    stop.abort()
    return ended
  }
  after(end)
  return { url, said: out.join('\n'), stop: end }
}
