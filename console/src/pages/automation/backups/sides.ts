/** One line of the side-by-side view: what stood there, and what stands there now. */
export interface Pair {
  key: string
  old: { line: number; text: string } | null
  new: { line: number; text: string } | null
  isSame: boolean
}

interface Hunk {
  oldStart: number
  newStart: number
  lines: readonly string[]
}

/** Puts what went beside what came, in the order of the texts. */
export function pairsOf({ oldStart, newStart, lines }: Hunk): Pair[] {
  const pairs: Pair[] = []
  let [oldLine, newLine] = [oldStart, newStart]
  const gone: Pair['old'][] = []
  const come: Pair['new'][] = []
  const flush = () => {
    for (let at = 0; at < Math.max(gone.length, come.length); at++) {
      const [before, after] = [gone[at] ?? null, come[at] ?? null]
      pairs.push({
        key: `${before?.line ?? ''}:${after?.line ?? ''}`,
        old: before,
        new: after,
        isSame: false,
      })
    }
    gone.length = 0
    come.length = 0
  }
  for (const line of lines) {
    const text = line.slice(1)
    if (line.startsWith('-')) gone.push({ line: oldLine++, text })
    else if (line.startsWith('+')) come.push({ line: newLine++, text })
    else {
      flush()
      const [before, after] = [
        { line: oldLine++, text },
        { line: newLine++, text },
      ]
      pairs.push({ key: `${before.line}:${after.line}`, old: before, new: after, isSame: true })
    }
  }
  flush()
  return pairs
}
