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
