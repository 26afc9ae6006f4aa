import type { Answer } from '@atelier/client'
import type { Look } from '../../../ui/state.tsx'
import { count } from '../../../ui/time.tsx'

export type Wishes = Answer<'/api/training/events/{id}/wishes'>
export type Distribution = Answer<'/api/training/allocations/{id}'>
export type DistributionItem = Answer<'/api/training/events/{id}/allocations'>['items'][number]
export type Outcome = NonNullable<Distribution['all']>

/** What of the journal makes a distribution old. */
export const LIVE = ['training.allocation']

export const STATES: Readonly<Record<DistributionItem['state'], { look: Look; word: string }>> = {
  running: { look: 'running', word: 'Being computed' },
  draft: { look: 'draft', word: 'Draft' },
  failed: { look: 'failed', word: 'Failed' },
  published: { look: 'done', word: 'Published' },
  discarded: { look: 'past', word: 'Put away' },
}

export const FILLS: Readonly<Record<DistributionItem['fill'], string>> = {
  nobody: 'Only wishes',
  wishers: 'Another workshop where no wish can be met',
  everybody: 'Everybody, also those who wished nothing',
}

const ORDINALS = ['1st', '2nd', '3rd']
export const ordinal = (rank: number): string => ORDINALS[rank - 1] ?? `${rank}th`

/** Parts of a picture of who got what; places of people who wished nothing are not in it. */
export function partsOf({ ranks, other, none }: Outcome): { name: string; series: number; n: number }[] {
  const [first = 0, second = 0, third = 0, ...later] = ranks
  const rest = later.reduce((sum, n) => sum + n, 0)
  return [
    { name: '1st wish', series: 1, n: first },
    { name: '2nd', series: 2, n: second },
    { name: '3rd', series: 3, n: third },
    ...(later.length > 0 ? [{ name: 'later', series: 4, n: rest }] : []),
    { name: 'not wished', series: 6, n: other },
    { name: 'nothing', series: 0, n: none },
  ]
}

/** How many places people wished for: one a person and time slot. */
export const wishedPlaces = (outcome: Outcome): number => partsOf(outcome).reduce((sum, { n }) => sum + n, 0)

export const percent = (n: number, of: number): string => `${of === 0 ? 0 : Math.round((n / of) * 100)} %`

/** "214 of 288 got their 1st wish" */
export function shortly(outcome: Outcome): string {
  const all = wishedPlaces(outcome)
  const first = outcome.ranks[0] ?? 0
  return `${count(first)} of ${count(all)} places are a 1st wish (${percent(first, all)})`
}

/** How good it is, as far as that is known. */
export function proofOf({ optimal, gapPpm, tookMs, secondsMost }: DistributionItem): string {
  const seconds = tookMs === null ? '' : ` in ${count(Math.max(0.1, Math.round(tookMs / 100) / 10))} s`
  if (optimal) return `Computed${seconds}; no better one exists.`
  const gap =
    gapPpm === null || gapPpm >= 1_000_000 ? undefined : Math.max(0.1, Math.round(gapPpm / 1_000) / 10)
  return `Stopped at the limit of ${secondsMost} s. ${
    gap === undefined ? 'A better one may exist.' : `The best there is costs ${gap} % less at most.`
  }`
}
