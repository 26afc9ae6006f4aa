import type { Measured } from './load.ts'
import { middle } from './rounds.ts'

/** One line of the table that a run prints. */
export interface Row {
  what: string
  product: string
  /** What it was measured beside, if anything. */
  floor?: string
  /** What the bar is about, and the bar; without one it is for information. */
  result: { value: number; bar?: number; better: 'more' | 'less'; unit: string }
}

export function meets({ result: { value, bar, better } }: Row): boolean {
  if (bar === undefined) return true
  return better === 'more' ? value >= bar : value <= bar
}

/** Requests a second and CPU a request of both. */
export function rates(product: readonly Measured[], floor: readonly Measured[]) {
  return { product: rate(middle(product)), floor: rate(middle(floor)) }
}

function rate({ perSecond, cpuMicros }: Measured): string {
  return `${Math.round(perSecond).toLocaleString('en')}/s, ${Math.round(cpuMicros).toLocaleString('en')} µs CPU`
}

const figure = (value: number) => value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2)

/** The table as Markdown, which is also easy to read in a terminal. */
export function tableOf(rows: readonly Row[]): string {
  const lines = rows.map((row) => {
    const { value, bar, better, unit } = row.result
    const asked = bar === undefined ? '' : `${better === 'more' ? '≥' : '≤'} ${bar} ${unit}`
    return [
      row.what,
      row.product,
      row.floor ?? '',
      `${figure(value)} ${unit}`,
      meets(row) ? asked : `${asked}, MISSED`,
    ]
  })
  const head = ['what', 'Atelier', 'floor', 'result', 'bar']
  const widths = head.map((name, column) =>
    Math.max(name.length, ...lines.map((line) => line[column]?.length ?? 0)),
  )
  const lineOf = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`
  return [lineOf(head), rule, ...lines.map(lineOf)].join('\n')
}
