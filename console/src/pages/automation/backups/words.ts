import type { Answer } from '@atelier/client'
import type { Look } from '../../../ui/state.tsx'
import { counted } from '../../../ui/time.tsx'

export type Config = Answer<'/api/automation/configs'>['items'][number]
export type Version = Answer<'/api/automation/configs/{id}/versions'>['items'][number]

const BACKUPS = '/app/automation/backups'
export const backupPath = ({ id }: { id: number }): string => `${BACKUPS}/${id}`
export const comparePath = (id: number, from: number, to: number, other = id): string =>
  `${BACKUPS}/${id}/compare?from=${from}&to=${to}${other === id ? '' : `&with=${other}`}`
export const BACK = { label: 'All backups', to: BACKUPS }

/** How the configuration of a host stands: one of the nine looks, and a word. */
export function standingOf(of: Config): { look: Look; word: string } {
  if (of.versions === 0) return { look: 'failed', word: 'Never read' }
  if (of.drift !== null && of.drift > 0)
    return { look: 'attention', word: `${counted(of.drift, 'line')} drifted` }
  if (of.failedAt !== null) return { look: 'unreachable', word: 'Not read last time' }
  if (of.drift === 0) return { look: 'done', word: 'As intended' }
  return { look: 'open', word: 'Kept' }
}

/** "+3 −1", or that it is the first. */
export const changeInWords = ({ number, added, removed }: Version): string =>
  number === 1 ? 'the first' : `+${added} −${removed}`
