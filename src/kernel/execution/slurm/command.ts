import { execFile } from 'node:child_process'
import { getuid } from 'node:process'
import { Refused, Unreachable } from '../execution.ts'
import type { As } from './driver.ts'

/** Where commands are looked for. */
export const SEARCH_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
/** The list of a large cluster's jobs. */
const MOST_OUTPUT = 64 * 1_048_576

export interface Call {
  program: string
  args: readonly string[]
  env: Readonly<Record<string, string>>
  as?: As
  stdin?: string
  deadlineMs: number
}

/** A command said no: exit status and what it printed on stderr. */
export class Failed extends Error {
  override readonly name = 'Failed'
}

/** Runs a program without a shell, as somebody, and gives what it prints. What takes longer than the deadline is killed. */
export function call({ program, args, env, as, stdin, deadlineMs }: Call): Promise<string> {
  const own = getuid?.()
  if (as && as.uid !== own && own !== 0)
    throw new Refused(`This server may start nothing as ${as.name}: that needs root.`)
  // The system's call drops every other group of the server's; the scheduler adds those of the person.
  const account = as && own === 0 ? { uid: as.uid, gid: as.gid } : {}
  return new Promise((resolve, reject) => {
    const options = {
      ...account,
      env,
      cwd: '/',
      encoding: 'utf8' as const,
      timeout: deadlineMs,
      killSignal: 'SIGKILL' as const,
      maxBuffer: MOST_OUTPUT,
    }
    const child = execFile(program, args, options, (error, stdout, stderr) => {
      if (!error) return resolve(stdout)
      if (error.code === 'ENOENT' || error.code === 'EACCES')
        return reject(new Unreachable(`The command ${program} is not installed here.`, { cause: error }))
      if (error.killed) return reject(new Unreachable('The cluster does not answer.', { cause: error }))
      reject(new Failed(stderr.trim() || error.message, { cause: error }))
    })
    // It may end before it has read what it is told.
    child.stdin?.on('error', () => {})
    child.stdin?.end(stdin ?? '')
  })
}
