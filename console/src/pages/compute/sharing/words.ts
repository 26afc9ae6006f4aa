import type { Answer } from '@atelier/client'
import type { Look } from '../../../ui/state.tsx'

export type Share = Answer<'/api/compute/shares'>['items'][number]

/** How an offer stands. */
export const STATES: Readonly<Record<Share['state'], { look: Look; word: string }>> = {
  copying: { look: 'running', word: 'Being copied' },
  offered: { look: 'waiting', word: 'Offered' },
  accepted: { look: 'done', word: 'Accepted' },
  failed: { look: 'failed', word: 'Failed' },
}

/** That a copy is whole is no entry of the journal, so a list with one that is not is looked at again. */
export const isCopying = ({ items }: { items: readonly Share[] }): boolean =>
  items.some(({ state }) => state === 'copying')
