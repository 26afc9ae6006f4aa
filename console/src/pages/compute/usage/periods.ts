export interface Period {
  key: 'month' | 'last' | 'quarter' | 'year'
  label: string
  /** After "What I used,". */
  words: string
}

export const PERIODS: readonly Period[] = [
  { key: 'month', label: 'This month', words: 'this month' },
  { key: 'last', label: 'Last month', words: 'last month' },
  { key: 'quarter', label: 'These 3 months', words: 'this month and the two before' },
  { key: 'year', label: 'These 12 months', words: 'this month and the eleven before' },
]

/** From, and up to, as the server reads them; whole months in the time of the browser. */
export function spanOf(key: Period['key'], now: Date): { from: string; to: string } {
  const monthsBack = { month: 0, last: 1, quarter: 2, year: 11 }[key]
  const month = (offset: number) => new Date(now.getFullYear(), now.getMonth() + offset, 1).toISOString()
  return { from: month(-monthsBack), to: month(key === 'last' ? 0 : 1) }
}
