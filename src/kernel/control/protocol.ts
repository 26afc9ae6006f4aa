import { Type } from 'typebox'
import type { By, Json } from '../journal/journal.ts'

/** What a command's act is told beside its arguments. */
export interface ActContext {
  by: By
  /** A line for whoever waits at the terminal. */
  progress(line: string): void
  /** Aborted when nobody waits for the result any more. */
  signal: AbortSignal
  /** No server runs: nobody else uses the data meanwhile. */
  alone: boolean
}

/** What commands can have done, by name, on whatever stands behind them. */
export type Acts<G> = ReadonlyMap<string, (ground: G, args: unknown, context: ActContext) => Promise<unknown>>

/** The first and only line that a client sends. */
export const ControlRequest = Type.Object({
  command: Type.String({ maxLength: 100 }),
  args: Type.Unknown(),
  /** The user of the operating system, for the journal. */
  user: Type.String({ maxLength: 200 }),
})

/** What the server sends, a line each: any number of progress lines, then one of the others. */
export type ControlReply =
  | { progress: string }
  | { result: Json | null }
  | { error: { code: string; message: string } }

/** A request is one line of at most so many characters: commands carry names and passwords, never files. */
export const MOST_CHARACTERS = 1_048_576
