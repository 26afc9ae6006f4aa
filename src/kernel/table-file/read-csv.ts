import { parse } from 'csv-parse/sync'
import { tableProblems } from './problems.ts'

/** A line of a list, with its number in the file. */
export interface Row {
  line: number
  cells: string[]
}

/** The text of a file, whatever it was saved as: UTF-8, UTF-16, or what old spreadsheets write. */
export function decodeText(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  const head = bytes.subarray(0, 1_000)
  const zeros = (odd: number) => head.filter((byte, at) => byte === 0 && at % 2 === odd).length
  if (zeros(1) > head.length / 4) return new TextDecoder('utf-16le').decode(bytes)
  if (zeros(0) > head.length / 4) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    // No UTF-8: every byte is a letter in this one.
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

/** The lines of a list that hold anything, one more than `most` at most. Commas, semicolons and tabs separate. */
export function readCsv(text: string, most: number): Row[] {
  let read = 0
  try {
    const found = parse(text, {
      bom: true,
      delimiter: delimiterOf(text),
      info: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      trim: true,
      max_record_size: 100_000,
      to: most + 2,
      on_record: (each, { lines }) => {
        read = lines
        return each
      },
    }) as unknown as { info: { lines: number }; record: string[] }[]
    return found
      .map(({ info, record }) => ({ line: info.lines, cells: record }))
      .filter(({ cells }) => cells.some((cell) => cell !== ''))
  } catch (error) {
    // What it says itself is where it gave up, not where it began: for a mark that is never closed, the end of the file.
    throw tableProblems.brokenList((error as { lines?: number }).lines && read + 1)
  }
}

/** What separates most in the first line. */
function delimiterOf(text: string): string {
  const first = text.replace(/^\ufeff?\s*/, '').split(/\r?\n|\r/, 1)[0] ?? ''
  const count = (each: string) => first.split(each).length
  return [',', ';', '\t'].sort((a, b) => count(b) - count(a))[0] as string
}
