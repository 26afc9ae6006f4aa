import { diffTexts, type TextDiff } from '../configs/text-diff.ts'
import type { AttemptHostRow, Db } from '../tables.ts'
import { entriesOf } from './attempt-view.ts'
import { readShown } from './shown-output.ts'

/** Longer ones are compared by their beginning. */
const MOST_LETTERS = 5_000_000

/** What differs between what two hosts gave, or printed. */
export async function compareHosts(
  db: Db,
  { older, newer, what }: { older: AttemptHostRow; newer: AttemptHostRow; what: 'result' | 'output' },
): Promise<TextDiff> {
  const textOf = what === 'result' ? async (host: AttemptHostRow) => resultText(host) : printedBy(db)
  return diffTexts(await textOf(older), await textOf(newer))
}

/** What a host gave as people read it: texts as they are, everything else as JSON. */
export function resultText(host: AttemptHostRow): string {
  return entriesOf(host)
    .map(({ name, result, exception, diff }) =>
      [name === '' ? '' : `== ${name}`, exception ?? shown(result), diff]
        .filter((part) => part !== '')
        .join('\n'),
    )
    .join('\n')
}

const shown = (result: unknown): string =>
  typeof result === 'string' ? result : JSON.stringify(result, null, 2)

type PrintedBy = Pick<AttemptHostRow, 'id' | 'attempt_id'> & { isWithheld?: boolean }

/** All that a host printed and that is kept. */
export const printedBy = (db: Db) => async (host: PrintedBy) => {
  const of = { attempt: host.attempt_id, host: host.id, isWithheld: host.isWithheld === true }
  let text = ''
  let last: string | undefined
  for (let after = 0; ; ) {
    const part = await readShown(db, of, after)
    for (const line of part.lines) {
      // A line comes in pieces, unless something else has come between.
      if (line.kind !== last && text !== '' && !text.endsWith('\n')) text += '\n'
      text += line.text
      last = line.kind
    }
    if (part.isLast || text.length > MOST_LETTERS) return text
    after = part.next
  }
}
