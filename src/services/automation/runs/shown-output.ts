import type { Db } from '../tables.ts'
import { type OutputPart, readOutput } from './output.ts'
import { WITHHELD } from './withheld.ts'

/** A host, or the run itself, whose output somebody reads. */
export interface Printer {
  attempt: number
  host: number
  /** It is not for whoever asks. */
  isWithheld: boolean
}

/** What was printed after a piece, as far as whoever asks may read it. */
export async function readShown(
  db: Db,
  { isWithheld, ...of }: Printer,
  after: number | undefined = 0,
): Promise<OutputPart> {
  const part = await readOutput(db, { ...of, after })
  const [first] = part.lines
  if (!isWithheld || !first) return part
  // Once, however much there is.
  const lines = after === 0 ? [{ at: first.at, kind: 'log' as const, text: WITHHELD }] : []
  return { ...part, lines }
}
