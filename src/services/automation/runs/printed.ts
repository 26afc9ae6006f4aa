import { afterCommit, inTransaction } from '../../../kernel/db/db.ts'
import { type Printed, Unreachable } from '../../../kernel/execution/execution.ts'
import { plainText } from '../../../kernel/execution/plain-text.ts'
import type { Automation } from '../automation.ts'
import type { AttemptRow } from '../tables.ts'
import type { Mask } from './mask.ts'
import { addRunOutput, keptOfRun, OF_RUN, type OutputLine, trimOutput } from './output.ts'

/** Of one look: a runner that prints more loses what is before. */
const MOST_BYTES = 65_536

type Of = Pick<AttemptRow, 'id' | 'run_id' | 'execution_id'>

/**
 * Takes what the processes of an attempt print beside their events into the run's own output, each byte once. A line that has no
 * end yet is waited for, so that no secret is taken in halves; unless it is the last look.
 */
export async function takePrinted(
  automation: Automation,
  of: Of,
  { mask, isLast }: { mask: Mask; isLast: boolean },
): Promise<void> {
  const from = await printedOf(automation, of.id)
  if (from === undefined) return
  const read = await readPrinted(automation, of.execution_id, from)
  if (!read) return
  const { content } = read
  const lines = content.lastIndexOf('\n') + 1
  const length = isLast || (lines === 0 && content.length === MOST_BYTES) ? content.length : lines
  if (length === 0) return
  const text = mask(plainText(content.toString('utf8', 0, length)))
  const left = read.at > from ? `[output cut: ${read.at - from} bytes are left out here]\n` : ''
  const line = { at: automation.kernel.clock.now(), kind: 'stderr', text: left + text } as const
  await keep(automation, of, { line, from, to: read.at + length })
}

/** The end of what they printed. */
export async function lastPrinted(
  { executions }: Automation,
  execution: number,
  { mask, bytes }: { mask: Mask; bytes: number },
): Promise<string> {
  const text = await executions.output(execution, { bytes }).catch(orNothing(''))
  return mask(plainText(text))
}

async function printedOf({ db }: Automation, attempt: number): Promise<number | undefined> {
  const row = await db
    .selectFrom('automation_attempt')
    .select('printed')
    .where('id', '=', attempt)
    .executeTakeFirst()
  return row && (row.printed ?? 0)
}

async function readPrinted(
  { executions }: Automation,
  execution: number | null,
  from: number,
): Promise<Printed | undefined> {
  if (execution === null) return undefined
  const read = (place: number) =>
    executions.read(execution, { from: place, bytes: MOST_BYTES }).catch(orNothing(undefined))
  const found = await read(from)
  // More than one look takes: the newest is what counts.
  return found && found.size - found.at > MOST_BYTES ? read(found.size - MOST_BYTES) : found
}

const orNothing =
  <T>(nothing: T) =>
  (error: unknown): T => {
    if (error instanceof Unreachable) return nothing
    throw error
  }

/** The place says who was first: what another look has taken is not taken again. */
async function keep(
  { db, runner, settings }: Automation,
  { id, run_id }: Of,
  { line, from, to }: { line: OutputLine; from: number; to: number },
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const mine = await tx
      .updateTable('automation_attempt')
      .set({ printed: to })
      .where('id', '=', id)
      .where((is) =>
        from === 0 ? is.or([is('printed', 'is', null), is('printed', '=', 0)]) : is('printed', '=', from),
      )
      .returning('id')
      .executeTakeFirst()
    if (!mine || line.text === '') return
    await addRunOutput(tx, id, [line])
    await trimOutput(tx, {
      ...{ attempt: id, host: OF_RUN, most: settings.outputBytes },
      kept: await keptOfRun(tx, id),
    })
    afterCommit(tx, () => runner.changed(run_id))
  })
}
