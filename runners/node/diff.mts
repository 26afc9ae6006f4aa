/** Lines that are shown around each change. */
const AROUND = 3
/** Beyond so many pairs of lines, what lies between the first and the last change is shown as one. */
const MOST_PAIRS = 4_000_000

interface Step {
  sign: ' ' | '-' | '+'
  line: string
}

/** What differs between two texts, line by line, as `diff -u` writes it without the head; empty when nothing does. */
export function diffOf(before: string, after: string): string {
  const steps = stepsOf(linesOf(before), linesOf(after))
  const changed = steps.flatMap(({ sign }, at) => (sign === ' ' ? [] : [at]))
  const parts: string[] = []
  let from = 0
  let to = 0
  let [oldLine, newLine, counted] = [1, 1, 0]
  const close = () => {
    for (; counted < from; counted += 1) {
      if (steps[counted]?.sign !== '+') oldLine += 1
      if (steps[counted]?.sign !== '-') newLine += 1
    }
    const hunk = steps.slice(from, to)
    const lengthOf = (sign: Step['sign']) => hunk.filter((step) => step.sign !== sign).length
    parts.push(`@@ -${oldLine},${lengthOf('+')} +${newLine},${lengthOf('-')} @@`)
    for (const { sign, line } of hunk) parts.push(`${sign}${line}`)
  }
  for (const at of changed) {
    if (to > 0 && at - AROUND > to) close()
    if (to === 0 || at - AROUND > to) from = Math.max(0, at - AROUND)
    to = Math.min(steps.length, at + AROUND + 1)
  }
  if (to > 0) close()
  return parts.length === 0 ? '' : `${parts.join('\n')}\n`
}

function linesOf(text: string): string[] {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}

function stepsOf(before: string[], after: string[]): Step[] {
  let head = 0
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1
  let tail = 0
  while (
    tail < Math.min(before.length, after.length) - head &&
    before[before.length - 1 - tail] === after[after.length - 1 - tail]
  ) {
    tail += 1
  }
  const same = (lines: string[]): Step[] => lines.map((line) => ({ sign: ' ', line }))
  return [
    ...same(before.slice(0, head)),
    ...middleOf(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...same(before.slice(before.length - tail)),
  ]
}

/** By the longest common lines of both. */
function middleOf(before: string[], after: string[]): Step[] {
  const removed = (lines: string[]): Step[] => lines.map((line) => ({ sign: '-', line }))
  const added = (lines: string[]): Step[] => lines.map((line) => ({ sign: '+', line }))
  if (before.length * after.length > MOST_PAIRS) return [...removed(before), ...added(after)]
  const width = after.length + 1
  const longest = new Uint32Array((before.length + 1) * width)
  const at = (row: number, column: number) => longest[row * width + column] ?? 0
  for (let row = before.length - 1; row >= 0; row -= 1) {
    for (let column = after.length - 1; column >= 0; column -= 1) {
      longest[row * width + column] =
        before[row] === after[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1))
    }
  }
  const steps: Step[] = []
  let [row, column] = [0, 0]
  while (row < before.length && column < after.length) {
    if (before[row] === after[column]) {
      steps.push({ sign: ' ', line: before[row] ?? '' })
      row += 1
      column += 1
    } else if (at(row + 1, column) >= at(row, column + 1)) {
      steps.push({ sign: '-', line: before[row] ?? '' })
      row += 1
    } else {
      steps.push({ sign: '+', line: after[column] ?? '' })
      column += 1
    }
  }
  return [...steps, ...removed(before.slice(row)), ...added(after.slice(column))]
}
