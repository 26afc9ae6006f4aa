import type { Limits, Sight } from '../execution.ts'
import { reasonOf } from '../reason.ts'
import type { Ending } from './record.ts'

type Usage = Pick<Sight, 'cpuSeconds' | 'peakBytes'>

/** What an end means. */
export function sightOf({ code, cause, cpuSeconds, endedAt }: Ending, seen: Usage, limits: Limits): Sight {
  const used = { peakBytes: seen.peakBytes, cpuSeconds: Math.max(cpuSeconds, seen.cpuSeconds ?? 0) }
  const ended = { state: 'ended' as const, exitCode: code, endedAt, ...used }
  switch (cause) {
    case 'stopped':
      return { ...ended, outcome: 'stopped' }
    case 'timed-out':
      return { ...ended, outcome: 'timed-out' }
    case 'memory':
      return {
        ...ended,
        outcome: 'failed',
        reason: `It used more memory than the ${limits.memoryMb} MB that it had.`,
      }
    case 'isolation':
      return {
        ...ended,
        outcome: 'failed',
        reason: 'The server could not set up its folder. The end of its output says why.',
      }
    case 'exited':
      if (code === 0) return { ...ended, outcome: 'finished' }
      return { ...ended, outcome: 'failed', reason: reasonOf(code) }
  }
}

/** One whose launcher is gone without having said how it ended. */
export function lost(used: Usage, isSameBoot: boolean): Sight {
  const reason = isSameBoot
    ? 'Nobody saw how it ended: the processes that watched it were killed.'
    : 'Nobody saw how it ended: the machine was started anew meanwhile.'
  return { state: 'ended', outcome: 'lost', reason, ...used }
}
