import { diffArrays } from 'diff'

/** A text of more is compared as a whole: it is another one, or the same. */
const MOST_LETTERS = 5_000_000
const MOST_LINES = 100_000
/** So many lines that came or went are looked for one by one; the work grows with their square (2,000: 0.2 s of one core). */
const MOST_EDITS = 2_000
const MOST_SHOWN = 10_000
const CONTEXT = 3

/** Lines of two texts, beside each other in their order. */
export interface Hunk {
  /** Number of its first line in either text, from 1. */
  oldStart: number
  newStart: number
  /** Each begins with a blank (in both), `-` (in the older alone) or `+` (in the newer alone). */
  lines: string[]
}

export interface TextDiff {
  added: number
  removed: number
  hunks: Hunk[]
  /** False: they are too large or too different, and what lies between their common ends is shown as one change. */
  isExact: boolean
  /** There are more lines than are shown. */
  isCut: boolean
}

interface Change {
  kind: ' ' | '-' | '+'
  lines: readonly string[]
}

/** What came and went from one text to another, by lines. It never takes long, whatever the texts are. */
export function diffTexts(older: string, newer: string, options: { context?: number } = {}): TextDiff {
  const [before, after] = [linesOf(older), linesOf(newer)]
  const head = countCommon(before, after, (lines, at) => lines[at])
  const tail = Math.min(
    countCommon(before, after, (lines, at) => lines[lines.length - 1 - at]),
    before.length - head,
    after.length - head,
  )
  const left = before.slice(head, before.length - tail)
  const right = after.slice(head, after.length - tail)
  const found = isLarge(older, newer, before, after) ? undefined : changesOf(left, right)
  const middle = found ?? [
    { kind: '-' as const, lines: left },
    { kind: '+' as const, lines: right },
  ]
  const changes: Change[] = [
    { kind: ' ', lines: before.slice(0, head) },
    ...middle,
    { kind: ' ', lines: before.slice(before.length - tail) },
  ]
  return {
    added: countOf(changes, '+'),
    removed: countOf(changes, '-'),
    ...hunksOf(
      changes.filter(({ lines }) => lines.length > 0),
      options.context ?? CONTEXT,
    ),
    isExact: found !== undefined,
  }
}

/** The lines of a text; whether the last one ends in a line break makes no difference. */
export function linesOf(text: string): string[] {
  const lines = text.split(/\r\n|\n|\r/)
  if (lines.at(-1) === '') lines.pop()
  return lines
}

function countCommon(
  a: readonly string[],
  b: readonly string[],
  pick: (lines: readonly string[], at: number) => string | undefined,
): number {
  const most = Math.min(a.length, b.length)
  let count = 0
  while (count < most && pick(a, count) === pick(b, count)) count += 1
  return count
}

const isLarge = (
  older: string,
  newer: string,
  before: readonly string[],
  after: readonly string[],
): boolean => older.length + newer.length > MOST_LETTERS || before.length + after.length > MOST_LINES

/** Undefined where they differ too much. */
function changesOf(left: readonly string[], right: readonly string[]): Change[] | undefined {
  const changes = diffArrays([...left], [...right], { maxEditLength: MOST_EDITS })
  return changes?.map(({ added, removed, value }) => ({
    kind: added ? ('+' as const) : removed ? ('-' as const) : (' ' as const),
    lines: value,
  }))
}

const countOf = (changes: readonly Change[], kind: Change['kind']): number =>
  changes.reduce((sum, change) => (change.kind === kind ? sum + change.lines.length : sum), 0)

/** Changes with some lines around them; those that lie close to each other are one hunk. */
function hunksOf(changes: readonly Change[], context: number): Pick<TextDiff, 'hunks' | 'isCut'> {
  const hunks: Hunk[] = []
  let open: Hunk | undefined
  let [oldLine, newLine, shown] = [1, 1, 0]
  const put = (kind: Change['kind'], lines: readonly string[]) => {
    const room = lines.slice(0, Math.max(0, MOST_SHOWN - shown))
    shown += lines.length
    open?.lines.push(...room.map((line) => kind + line))
  }
  for (const [at, { kind, lines }] of changes.entries()) {
    if (kind !== ' ') {
      open ??= begin(hunks, oldLine, newLine)
      put(kind, lines)
    } else if (open && at < changes.length - 1 && lines.length <= 2 * context) put(kind, lines)
    else {
      if (open) put(kind, lines.slice(0, context))
      open = undefined
      if (at < changes.length - 1) {
        const before = Math.min(context, lines.length)
        open = begin(hunks, oldLine + lines.length - before, newLine + lines.length - before)
        put(kind, lines.slice(lines.length - before))
      }
    }
    if (kind !== '+') oldLine += lines.length
    if (kind !== '-') newLine += lines.length
  }
  return { hunks: hunks.filter(({ lines }) => lines.length > 0), isCut: shown > MOST_SHOWN }
}

function begin(hunks: Hunk[], oldStart: number, newStart: number): Hunk {
  const hunk = { oldStart, newStart, lines: [] }
  hunks.push(hunk)
  return hunk
}
