import type { ConfigRow } from '../tables.ts'
import { diffTexts, type TextDiff } from './text-diff.ts'
import { decidedOf, withoutIgnored } from './volatile.ts'

type Intention = Pick<ConfigRow, 'intended' | 'ignored' | 'platform'>

/** What differs between a configuration and what it should be; undefined where nobody said what it should be. */
export function compareWithIntended(config: Intention, text: string): TextDiff | undefined {
  if (config.intended === null) return undefined
  const patterns = JSON.parse(config.ignored) as string[]
  const of = (each: string) => withoutIgnored(decidedOf(each, config.platform), patterns)
  return diffTexts(of(config.intended), of(text))
}

/** How many lines of it differ. */
export function driftOf(config: Intention, text: string): number | null {
  const diff = compareWithIntended(config, text)
  return diff === undefined ? null : diff.added + diff.removed
}

/** The drift, and since when there is one. */
export const driftColumns = (old: Pick<ConfigRow, 'drift_since'>, drift: number | null, at: number) => ({
  drift,
  drift_since: (drift ?? 0) === 0 ? null : (old.drift_since ?? at),
})
