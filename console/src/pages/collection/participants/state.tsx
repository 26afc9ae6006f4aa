import type { Answer } from '@atelier/client'
import { type Look, State } from '../../../ui/state.tsx'

export type Participant = Answer<'/api/collection/projects/{id}/participants'>['items'][number]
type ParticipantState = Participant['state']

/** Everybody from whom something is still expected. */
export const MISSING = 'no-link,unused,partial,expired,revoked'

export const STATES: Readonly<Record<ParticipantState, { look: Look; label: string }>> = {
  'no-link': { look: 'draft', label: 'No link' },
  unused: { look: 'waiting', label: 'Unused' },
  partial: { look: 'open', label: 'Partial' },
  complete: { look: 'done', label: 'Complete' },
  expired: { look: 'attention', label: 'Expired' },
  revoked: { look: 'stopped', label: 'Revoked' },
  withdrawn: { look: 'past', label: 'Withdrawn' },
}

export function ParticipantMark({ state }: { state: ParticipantState }) {
  const { look, label } = STATES[state]
  return <State look={look}>{label}</State>
}
