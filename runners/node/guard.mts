import type { AsyncLocalStorage } from 'node:async_hooks'
import { wordOf } from './value.mts'

/** Who works right now, and what becomes of what it leaves behind. */
export interface Watched {
  readonly name: string
  /** What was thrown where nobody waits for it. */
  fail(error: unknown): void
}

type Print = (host: string | undefined, kind: 'stdout' | 'stderr', text: string) => void

/**
 * What a template may do to the process that all hosts share: what it prints is its host's output, its `process.exit` ends
 * its host alone, and what it throws into the void is its host's fault.
 */
export function guard(place: AsyncLocalStorage<Watched>, print: Print): void {
  const writer =
    (kind: 'stdout' | 'stderr') =>
    (piece: unknown, ...rest: unknown[]) => {
      print(place.getStore()?.name, kind, typeof piece === 'string' ? piece : wordOf(piece))
      const done = rest.at(-1)
      if (typeof done === 'function') process.nextTick(done)
      return true
    }
  process.stdout.write = writer('stdout')
  process.stderr.write = writer('stderr')
  const stay = (name: string) => (): never => {
    throw new Error(`The template called process.${name}.`)
  }
  process.exit = stay('exit')
  process.abort = stay('abort')
  process.on('uncaughtException', (error) => {
    const at = place.getStore()
    if (at) at.fail(error)
    else print(undefined, 'stderr', `${error instanceof Error ? error.stack : wordOf(error)}\n`)
  })
  process.removeAllListeners('warning')
  process.on('warning', ({ name, message }) => {
    // Templates need no package.json beside them.
    if (!message.startsWith('Module type of'))
      print(place.getStore()?.name, 'stderr', `${name}: ${message}\n`)
  })
}
