import type { Answer } from '@atelier/client'
import { type Look, State } from '../../../ui/state.tsx'
import { count, counted } from '../../../ui/time.tsx'
import { nameFor } from '../answers-words.ts'
import css from './slices.module.css'

export type Upload = Answer<'/api/collection/projects/{id}/uploads'>['items'][number]

/** How an upload stands, in a look and a word. */
function markOf(upload: Upload): { look: Look; label: string } {
  const { state, slices, partial, needsLook, answers, duplicates } = upload
  if (state === 'arriving') return { look: 'running', label: 'Arriving' }
  if (state === 'incomplete') return { look: 'attention', label: missingWords(slices) }
  if (state === 'unreadable') return { look: 'failed', label: 'Unreadable zip' }
  if (state === 'superseded')
    return { look: 'past', label: duplicates === answers ? 'Sent twice' : 'Superseded' }
  if (partial) return { look: 'attention', label: 'Part used' }
  return needsLook ? { look: 'attention', label: 'Whole but for a flaw' } : { look: 'done', label: 'Whole' }
}

function missingWords(slices: Upload['slices']): string {
  const n = slices?.missing.length ?? 0
  if (n === 0) return 'End missing'
  return `${counted(n, 'slice')}${slices?.endMissing ? ' and the end' : ''} missing`
}

export function UploadMark({ of, pill }: { of: Upload; pill?: boolean }) {
  const { look, label } = markOf(of)
  return (
    <span className="line">
      <State look={look} {...(pill && { pill })}>
        {label}
      </State>
      {of.lockedAt !== null && <State look="done">Locked</State>}
      {of.afterLock && <State look="attention">After the lock</State>}
    </span>
  )
}

/** What it is, for people: the activity, the final zip, or the name of a file. */
export function whatIs({ kind, activities, name }: Pick<Upload, 'kind' | 'activities' | 'name'>): string {
  if (kind === 'final') return 'Final zip'
  const [first, ...more] = activities
  if (first !== undefined)
    return more.length > 0 ? `${nameFor(first)} and ${count(more.length)} more` : nameFor(first)
  if (kind === 'activity') return 'Zip of an activity'
  return name || 'JSON without answers'
}

const MOST_DRAWN = 12

/** The slices of a zip, drawn: those that came, those that did not, and the end that is awaited or missing. */
export function Slices({ of: { slices, state } }: { of: Upload }) {
  if (!slices) return <span className="muted dash">–</span>
  const missing = new Set(slices.missing)
  const all = slices.last + 1
  const drawn = Math.min(all, MOST_DRAWN)
  const came = all - missing.size
  const words = `${counted(came, 'slice')} came${missing.size > 0 ? `, ${count(missing.size)} did not` : ''}`
  return (
    <span className={css.slices}>
      <span className="sr-only">{words}</span>
      {Array.from({ length: drawn }, (_, index) => (
        <i
          // biome-ignore lint/suspicious/noArrayIndexKey: a slice is its index
          key={index}
          aria-hidden="true"
          data-look={missing.has(index) ? 'missing' : state === 'unreadable' ? 'failed' : 'done'}
        />
      ))}
      {state === 'arriving' && <i aria-hidden="true" data-look="running" />}
      {state === 'incomplete' && slices.endMissing && <i aria-hidden="true" data-look="missing" />}
      {all > drawn && (
        <span className="caption" aria-hidden="true">
          +{count(all - drawn)}
        </span>
      )}
    </span>
  )
}
