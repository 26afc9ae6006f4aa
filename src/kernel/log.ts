import { type Logger, pino } from 'pino'

export type Log = Logger

/** One JSON line an event on stdout's sibling: logs go to stderr, so that a command's stdout holds its result alone. */
export function createLog(level: string, destination: NodeJS.WritableStream = process.stderr): Log {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination)
}

/** Says nothing; for tests and commands whose own output is what counts. */
export const silentLog: Log = pino({ level: 'silent' })
