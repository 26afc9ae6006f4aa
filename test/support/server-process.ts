import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after } from 'node:test'
import { COMPILED } from './compiled.ts'
import { SPARED } from './spared.ts'

export interface ServerProcess {
  /** Its address, such as http://127.0.0.1:41234. */
  url: string
  port: string
  pid: number
  /** What it has said on stdout so far, by line. */
  said: readonly string[]
  /** Sends a signal and resolves with the exit code once the process is gone. */
  end(signal?: NodeJS.Signals): Promise<number | null>
}

/** What servers and commands of a test are told: nothing of the environment that the tests run in. */
export function environment(folder: string, env: Record<string, string> = {}): NodeJS.ProcessEnv {
  return {
    PATH: `${join(process.execPath, '..')}:${process.env.PATH}`,
    HOME: folder,
    UV_THREADPOOL_SIZE: '16',
    NODE_COMPILE_CACHE: COMPILED,
    ATELIER_DATA: folder,
    ATELIER_LOG_LEVEL: 'error',
    ...SPARED,
    ...env,
  }
}

/**
 * Starts `serve` in a process of its own and resolves once it says where it serves. It ends with the test file. `command`
 * is what runs it, such as a tracer that becomes the server.
 */
export async function startServer(
  folder: string,
  env: Record<string, string> = {},
  command: readonly string[] = [],
): Promise<ServerProcess> {
  const [program = '', ...args] = [...command, process.execPath, 'src/main.ts', 'serve']
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: environment(folder, { ATELIER_PORT: '0', ...env }),
  })
  const ended = once(child, 'exit') as Promise<[number | null]>
  const end = async (signal: NodeJS.Signals = 'SIGTERM') => {
    child.kill(signal)
    return (await ended)[0]
  }
  after(() => end('SIGKILL'))
  const said: string[] = []
  const url = await addressOf(child, said)
  return { url, port: new URL(url).port, pid: child.pid ?? 0, said, end }
}

async function addressOf(child: ChildProcess, said: string[]): Promise<string> {
  if (!child.stdout) throw new Error('no output')
  const lines = createInterface({ input: child.stdout })
  return new Promise((resolve, reject) => {
    lines.on('line', (line) => {
      said.push(line)
      const url = /serves on (http:\/\/[^\s,]+)/.exec(line)?.[1]
      if (url) resolve(url)
    })
    lines.once('close', () => reject(new Error('The server ended before it said where it serves.')))
  })
}
