import type { ExecutionRow } from '../../../kernel/execution/tables.ts'
import { spanInWords } from '../../../kernel/span.ts'
import type { SessionRow } from '../tables.ts'

/** What a session used of what was asked for; kept at its end. */
export interface Report {
  wallSeconds: number
  /** Of all cores together; null where nobody counted. */
  cpuSeconds: number | null
  peakBytes: number | null
  cpus: number
  memoryMb: number
  minutes: number | null
}

export const reportOf = (
  { cpus, memory_mb, minutes }: SessionRow,
  wallMs: number,
  { cpu_seconds, peak_bytes }: Pick<ExecutionRow, 'cpu_seconds' | 'peak_bytes'>,
): Report => ({
  wallSeconds: Math.round(wallMs / 1_000),
  cpuSeconds: cpu_seconds === null ? null : Number(cpu_seconds),
  peakBytes: peak_bytes === null ? null : Number(peak_bytes),
  cpus,
  memoryMb: memory_mb,
  minutes,
})

/** The report of a session that is over. */
export const reportIn = ({ report }: Pick<SessionRow, 'report'>): Report | undefined =>
  report === null ? undefined : (JSON.parse(report) as Report)

const MB = 1_048_576

/** The report as sentences, for a mail. */
export function reportInWords({
  wallSeconds,
  cpuSeconds,
  peakBytes,
  cpus,
  memoryMb,
  minutes,
}: Report): string {
  const time = minutes === null ? '' : ` of ${minutes} minutes asked for`
  const parts = [`It ran for ${spanInWords(wallSeconds * 1_000)}${time}.`]
  if (cpuSeconds !== null && wallSeconds > 0) {
    const used = Math.round((cpuSeconds / wallSeconds) * 10) / 10
    parts.push(`It kept ${used} of ${cpus} ${cpus === 1 ? 'core' : 'cores'} busy on average.`)
  }
  if (peakBytes !== null)
    parts.push(`It held ${Math.round(peakBytes / MB)} of ${memoryMb} MB of memory at most.`)
  return parts.join(' ')
}
