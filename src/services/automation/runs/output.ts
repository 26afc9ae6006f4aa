import { compileOnce, inTransaction } from '../../../kernel/db/db.ts'
import type { AutomationTables, Db, Tx } from '../tables.ts'

export interface OutputLine {
  at: number
  kind: 'log' | 'stdout' | 'stderr'
  text: string
}

/** Of the run itself. */
export const OF_RUN = 0

/** What is kept may grow so far beyond its bound before its beginning goes: not every piece is worth a deletion. */
const SLACK = 1.25

const MOST_KEPT_PIECES = 1_000_000

const contentOf = (lines: readonly OutputLine[]): string =>
  JSON.stringify(lines.map(({ at, kind, text }) => [at, kind, text]))

/** What lines count for. */
export const bytesOf = (lines: readonly OutputLine[]): number =>
  lines.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0)

interface Piece {
  attempt_id: number
  host_id: number
  content: string
  bytes: number
}

const putPiece = compileOnce<AutomationTables, Piece, never>((db, value) =>
  (db as Tx).insertInto('automation_output').values({
    attempt_id: value('attempt_id'),
    host_id: value('host_id'),
    content: value('content'),
    bytes: value('bytes'),
  }),
)

/** Adds a piece to what a host has printed. */
export async function addOutput(
  tx: Tx,
  { attempt, host, lines }: { attempt: number; host: number; lines: readonly OutputLine[] },
): Promise<void> {
  await putPiece(tx, { attempt_id: attempt, host_id: host, content: contentOf(lines), bytes: bytesOf(lines) })
}

export const addRunOutput = (tx: Tx, attempt: number, lines: readonly OutputLine[]): Promise<void> =>
  addOutput(tx, { attempt, host: OF_RUN, lines })

/** Removes the oldest pieces beyond `most` bytes, the newest stay; gives how much is kept. */
export async function trimOutput(
  tx: Tx,
  { attempt, host, kept, most }: { attempt: number; host: number; kept: number; most: number },
): Promise<number> {
  if (kept <= most * SLACK) return kept
  const pieces = await tx
    .selectFrom('automation_output')
    .select(['id', 'bytes'])
    .where('attempt_id', '=', attempt)
    .where('host_id', '=', host)
    .orderBy('id', 'desc')
    .limit(MOST_KEPT_PIECES)
    .execute()
  let sum = 0
  let last: number | undefined
  for (const { id, bytes } of pieces) {
    sum += bytes
    if (sum > most && last !== undefined) {
      await tx
        .deleteFrom('automation_output')
        .where('attempt_id', '=', attempt)
        .where('host_id', '=', host)
        .where('id', '<', last)
        .execute()
      return sum - bytes
    }
    last = id
  }
  return sum
}

/** Few of them: removing hundreds of MB at once would hold everybody up. */
const REMOVED_AT_ONCE = 100

/** Removes what an attempt that is over has printed, or its hosts, piece by piece. */
export async function removeOfAttempt(
  db: Db,
  table: 'automation_output' | 'automation_attempt_host',
  attempt: number,
  signal?: AbortSignal,
): Promise<void> {
  while (!signal?.aborted) {
    const removed = await inTransaction(db, async (tx) => {
      const some = tx.selectFrom(table).select('id').where('attempt_id', '=', attempt).limit(REMOVED_AT_ONCE)
      const { numDeletedRows } = await tx.deleteFrom(table).where('id', 'in', some).executeTakeFirstOrThrow()
      return numDeletedRows
    })
    if (removed < REMOVED_AT_ONCE) return
  }
}

/** How much of the output of a run itself is kept. */
export async function keptOfRun(tx: Tx, attempt: number): Promise<number> {
  const { bytes } = await tx
    .selectFrom('automation_output')
    .select((is) => is.fn.sum<number | null>('bytes').as('bytes'))
    .where('attempt_id', '=', attempt)
    .where('host_id', '=', OF_RUN)
    .executeTakeFirstOrThrow()
  return Number(bytes ?? 0)
}

export interface OutputPart {
  lines: OutputLine[]
  /** Asks for what comes after it. */
  next: number
  /** There is nothing after it by now. */
  isLast: boolean
}

/** Of one answer. */
const MOST_PIECES = 200
const MOST_PART_BYTES = 262_144

/** What a host has printed after a piece; without one, from the beginning of what is kept. */
export async function readOutput(
  db: Db,
  { attempt, host, after = 0 }: { attempt: number; host: number; after?: number | undefined },
): Promise<OutputPart> {
  const rows = await db
    .selectFrom('automation_output')
    .select(['id', 'content', 'bytes'])
    .where('attempt_id', '=', attempt)
    .where('host_id', '=', host)
    .where('id', '>', after)
    .orderBy('id')
    .limit(MOST_PIECES)
    .execute()
  const part: OutputPart = { lines: [], next: after, isLast: rows.length < MOST_PIECES }
  let sum = 0
  for (const { id, content, bytes } of rows) {
    if (sum > 0 && sum + bytes > MOST_PART_BYTES) {
      part.isLast = false
      break
    }
    sum += bytes
    part.next = id
    part.lines.push(...linesIn(content))
  }
  return part
}

const linesIn = (content: string): OutputLine[] =>
  (JSON.parse(content) as [number, OutputLine['kind'], string][]).map(([at, kind, text]) => ({
    at,
    kind,
    text,
  }))
