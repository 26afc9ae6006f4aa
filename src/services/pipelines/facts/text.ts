import type { Facts } from './facts.ts'
import type { Head } from './head.ts'
import { plural } from './words.ts'

const DELIMITERS = [',', '\t', ';']
/** So many lines must have the same number of columns. */
const LINES = 8

/** Of text, and of a table in it; undefined for anything else. */
export function textFacts(head: Head): Facts | undefined {
  const text = decoded(head)
  // A byte that is none in text, but for line ends and tabs.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
  if (text === undefined || /[\0-\x08\x0e-\x1a\x1c-\x1f]/.test(text)) return undefined
  const lines = text.split(/\r?\n/)
  if (lines.at(-1) === '' || !head.isWhole) lines.pop()
  const columns = columnsOf(lines)
  if (columns === undefined) return { format: 'text', text: 'Text' }
  const rows = head.isWhole ? lines.length - 1 : undefined
  return {
    format: 'table',
    text: [plural(columns, 'column'), ...(rows === undefined ? [] : [plural(rows, 'row')])].join(', '),
    columns,
    ...(rows !== undefined && { rows }),
  }
}

/** A letter may be cut in the middle where the piece that was read ends. */
function decoded({ bytes, isWhole }: Head): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: !isWhole })
  } catch {
    return undefined
  }
}

function columnsOf(lines: readonly string[]): number | undefined {
  const some = lines.slice(0, LINES)
  if (some.length < 2) return undefined
  for (const delimiter of DELIMITERS) {
    const counts = new Set(some.map((line) => fieldsIn(line, delimiter)))
    const [count = 1] = counts
    if (counts.size === 1 && count > 1) return count
  }
  return undefined
}

/** What stands in quotes counts as one. */
const fieldsIn = (line: string, delimiter: string): number =>
  line.replace(/"(?:[^"]|"")*"/g, '').split(delimiter).length
