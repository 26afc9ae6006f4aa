import { useCopy } from './clipboard.ts'
import css from './copy.module.css'

/** A short text in mono that one click copies. */
export function Copy({
  text,
  label,
  shown = text,
}: {
  text: string
  label?: string
  /** A part of it that stands for the whole. */
  shown?: string
}) {
  const { said, copy } = useCopy({ done: 'copied', failed: 'mark it and copy it by hand' })
  return (
    <span className={css.copy}>
      <code>{shown}</code>
      <button type="button" onClick={() => copy(text)} aria-label={`Copy ${label ?? text}`}>
        {said || 'copy'}
      </button>
      <span className="sr-only" role="status">
        {said}
      </span>
    </span>
  )
}
