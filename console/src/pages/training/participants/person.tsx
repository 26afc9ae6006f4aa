import type { Answer } from '@atelier/client'
import { type Look, State } from '../../../ui/state.tsx'

export type Person = Answer<'/api/training/events/{id}/participants'>['items'][number]
export type Progress = Person['progress']

/** How far somebody has come with choosing. */
export const PROGRESS: Readonly<Record<Progress, { look: Look; label: string }>> = {
  none: { look: 'draft', label: 'Not yet' },
  partial: { look: 'open', label: 'In part' },
  complete: { look: 'done', label: 'Complete' },
}

export function ProgressMark({ of, pill }: { of: Progress; pill?: boolean }) {
  const { look, label } = PROGRESS[of]
  return (
    <State look={look} {...(pill && { pill })}>
      {label}
    </State>
  )
}

const SOURCES: Readonly<Record<string, string>> = {
  organiser: 'given by an organiser',
  waiting: 'from the waiting list',
  wishes: 'from the wishes',
}

/** How a place came about, where somebody did not just take it. */
export function originOf({ source, fixed, reason, overrides }: Person['choices'][number]): string {
  return [
    SOURCES[source],
    fixed && 'fixed',
    overrides.length > 0 && `against the rules (${overrides.join(', ')})`,
    reason,
  ]
    .filter(Boolean)
    .join(', ')
}
