import { join } from 'node:path'
import type { Known, Sight } from '../execution.ts'
import { reasonOf } from '../reason.ts'
import { readOwn } from './output.ts'

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

/**
 * What the scheduler runs: the script, and after it a note of how it ended. A scheduler forgets its jobs within minutes,
 * and we may look later than that.
 */
export function batchScript(script: string, folder: string): string {
  const note = quoted(join(folder, 'status'))
  return `#!/bin/sh
: a first command, after which the scheduler takes no options from comments
trap : TERM
sh -c ${quoted(script)}
code=$?
{ echo "$code"; times; } > ${note}.new && mv ${note}.new ${note}
exit $code
`
}

/** How an execution ended by its own note; undefined while there is none. */
export async function readNote({ order }: Known, uid: number | undefined): Promise<Sight | undefined> {
  const read = await readOwn(join(order.folder, 'status'), uid, 1_000)
  // Its status, the shell's own time, and that of what it ran, such as `1m2.5s 0m0.1s`.
  const [code = '', , children = ''] = read?.text.split('\n') ?? []
  if (!read || !/^\d{1,3}$/.test(code)) return undefined
  const exitCode = Number(code)
  // What a signal ended did not wait for its own children, whose time is missing.
  const cpuSeconds = exitCode < 128 ? cpuSecondsIn(children) : undefined
  return {
    state: 'ended',
    ...(exitCode === 0 ? { outcome: 'finished' } : { outcome: 'failed', reason: reasonOf(exitCode) }),
    exitCode,
    endedAt: Math.round(read.changedAt),
    ...(cpuSeconds !== undefined && { cpuSeconds }),
  }
}

function cpuSecondsIn(times: string): number | undefined {
  const [, minutes, seconds, more, rest] =
    /^(\d{1,7})m([\d.]{1,12})s (\d{1,7})m([\d.]{1,12})s$/.exec(times) ?? []
  const sum = (Number(minutes) + Number(more)) * 60 + Number(seconds) + Number(rest)
  return Number.isFinite(sum) ? sum : undefined
}
