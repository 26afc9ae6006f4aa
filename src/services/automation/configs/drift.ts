import type { Kernel } from '../../../kernel/kernel.ts'
import { intendedText } from '../sealing/sealed-text.ts'
import type { ConfigRow } from '../tables.ts'
import { diffTexts, type TextDiff } from './text-diff.ts'
import { decidedOf, withoutIgnored } from './volatile.ts'

/** What a configuration should be, and which lines of it do not count. */
export type Intention = Pick<ConfigRow, 'intended' | 'ignored' | 'platform'>

/** The row with what it should be in clear. */
export const intentionOf = (secrets: Kernel['secrets'], row: ConfigRow): Intention => ({
  intended: intendedText(secrets, row),
  ignored: row.ignored,
  platform: row.platform,
})

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
