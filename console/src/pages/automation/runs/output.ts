import type { OutputLine } from './words.ts'

/** So much output is in the page; the rest is in the file. */
const MOST_PIECES = 5_000
const MOST_LETTERS = 2_000_000

/** What a host, or the run, has printed. */
export interface Printed {
  lines: readonly OutputLine[]
  /** Its beginning is not here. */
  isCut: boolean
  /** How many lines have ended in it, also those that are not here any more. */
  ends: number
}

export const NOTHING: Printed = { lines: [], isCut: false, ends: 0 }

/** With what has come after it: of very much the newest. */
export function withMore(known: Printed, more: readonly OutputLine[], isCut: boolean): Printed {
  const lines = [...known.lines, ...more]
  let from = lines.length
  for (let letters = 0; from > 0 && lines.length - from < MOST_PIECES; from -= 1) {
    letters += lines[from - 1]?.text.length ?? 0
    if (letters > MOST_LETTERS) break
  }
  return {
    lines: from === 0 ? lines : lines.slice(from),
    isCut: known.isCut || isCut || from > 0,
    ends: known.ends + more.reduce((sum, { text }) => sum + text.split('\n').length - 1, 0),
  }
}

/** Pieces that begin a line: one that was written in halves is put together. */
export function piecesOf(lines: readonly OutputLine[]): OutputLine[] {
  const pieces: OutputLine[] = []
  for (const line of lines) {
    const last = pieces.at(-1)
    if (last && last.kind === line.kind && !last.text.endsWith('\n'))
      pieces[pieces.length - 1] = { ...last, text: last.text + line.text }
    else pieces.push(line)
  }
  return pieces
}
