/**
 * Cells that a spreadsheet would take for a formula, in any width of letters, are told to be text by a leading `'`
 * (promises.md, I7).
 */
const FORMULA = /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/
/** A number is none, also a negative one: it stays what it is. */
const NUMBER = /^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/
const QUOTED = /[",;\r\n]|^\s|\s$/

export type Cell = string | number | null | undefined

/** A line of a CSV file (RFC 4180), with its end. */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

function csvCell(cell: Cell): string {
  if (cell === null || cell === undefined) return ''
  if (typeof cell === 'number') return String(cell)
  const text = FORMULA.test(cell) && !NUMBER.test(cell) ? `'${cell}` : cell
  return QUOTED.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
