import type { Compute } from '../compute.ts'
import type { SessionRow } from '../tables.ts'
import { secretOf } from './session.ts'

/** So much of what it printed stays with a session. */
const KEPT_BYTES = 16_384
const MOST_LINE = 200
/** Colours and moves of the cursor that programs print. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const ESCAPES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g
// biome-ignore lint/suspicious/noControlCharactersInRegex: databases keep no NUL, and people read none of them
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g

/** The end of what a session has printed: plain text, without what opens it. */
export async function readLog(compute: Compute, session: SessionRow, bytes: number): Promise<string> {
  if (session.execution_id === null) return ''
  const text = await compute.executions.output(session.execution_id, { bytes })
  return clean(text, secretOf(compute, session))
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

const clean = (text: string, secret: string): string =>
  text
    .replaceAll('\r\n', '\n')
    .replaceAll(ESCAPES, '')
    .replaceAll(CONTROLS, '')
    .replaceAll(secret, '…')
    .toWellFormed()

/** The last line that says something, for a sentence. */
export function lastLineOf(tail: string | null): string | undefined {
  const line = tail
    ?.split('\n')
    .map((each) => each.trim())
    .findLast((each) => each !== '')
  if (line === undefined) return undefined
  return line.length > MOST_LINE ? `${line.slice(0, MOST_LINE).toWellFormed()}…` : line
}
