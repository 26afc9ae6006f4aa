import { spawn } from 'node:child_process'
import type { ExecOptions, Ran } from '../../src/services/automation/product/job_templates/template.d.ts'
import { Fault } from './fault.mts'
import { Gathered } from './gathered.mts'
import type { Live } from './output.mts'

/** Runs a program of this machine without a shell; it and what it has started end with the signal. */
export async function runLocal(
  [program = '', ...args]: readonly string[],
  {
    stdin,
    timeout,
    signal,
    mostBytes,
    live,
  }: ExecOptions & { signal: AbortSignal; mostBytes: number; live: Live | undefined },
): Promise<Ran> {
  signal.throwIfAborted()
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], detached: true })
  const end = () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }
  const { promise, resolve, reject } = Promise.withResolvers<number | null>()
  const gathered = new Gathered({ mostBytes, live, tooMuch: reject })
  const stop = () => reject(signal.reason)
  const late = () => reject(new Fault('timeout', `${program} took longer than ${timeout} s.`))
  const timer = timeout === undefined ? undefined : setTimeout(late, timeout * 1_000)
  signal.addEventListener('abort', stop, { once: true })
  try {
    child.once('error', reject)
    child.once('close', resolve)
    child.stdout.on('data', (piece: Buffer) => gathered.add('stdout', piece))
    child.stderr.on('data', (piece: Buffer) => gathered.add('stderr', piece))
    // It need not read what it is given.
    child.stdin.on('error', () => undefined)
    child.stdin.end(stdin ?? '')
    const code = await promise
    return { ...gathered.texts(), code }
  } catch (error) {
    end()
    throw error
  } finally {
    gathered.end()
    clearTimeout(timer)
    signal.removeEventListener('abort', stop)
  }
}
