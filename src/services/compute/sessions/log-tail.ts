import { plainText } from '../../../kernel/execution/plain-text.ts'
import type { Compute } from '../compute.ts'
import type { SessionRow } from '../tables.ts'
import { secretOf } from './session.ts'

/** So much of what it printed stays with a session. */
const KEPT_BYTES = 16_384

/** The end of what a session has printed: plain text, without what opens it. */
export async function readLog(compute: Compute, session: SessionRow, bytes: number): Promise<string> {
  if (session.execution_id === null) return ''
  const text = await compute.executions.output(session.execution_id, { bytes })
  return plainText(text).replaceAll(secretOf(compute, session), '…')
}

/** The same of one that has just ended; what cannot be read now is not there. */
export async function readTail(compute: Compute, session: SessionRow): Promise<string | null> {
  try {
    return await readLog(compute, session, KEPT_BYTES)
  } catch (error) {
    compute.kernel.log.info({ err: error, session: session.id }, 'The output of a session could not be read.')
    return null
  }
}
