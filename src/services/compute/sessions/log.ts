import type { Compute } from '../compute.ts'
import type { SessionRow } from '../tables.ts'
import { readLog } from './log-tail.ts'

/** A line of a program that prints without ends is cut here. */
const LINE_BYTES = 400
/** What is looked through at most. */
const MOST_BYTES = 2_097_152

/** The last lines that a session has printed. */
export async function lastLines(compute: Compute, session: SessionRow, lines: number): Promise<string[]> {
  const bytes = Math.min(MOST_BYTES, (lines + 1) * LINE_BYTES)
  return linesOf(await readLog(compute, session, bytes)).slice(-lines)
}

export interface LogPart {
  /** Lines that are kept. */
  total: number
  lines: string[]
}

/** A part of a session's log, counted from its end; where its output is gone, what was kept of it. */
export async function logPart(
  compute: Compute,
  session: SessionRow,
  { lines, skip }: { lines: number; skip: number },
): Promise<LogPart> {
  const all = linesOf((await readLog(compute, session, MOST_BYTES)) || (session.log_tail ?? ''))
  const end = Math.max(0, all.length - skip)
  return { total: all.length, lines: all.slice(Math.max(0, end - lines), end) }
}

function linesOf(text: string): string[] {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}
