import { useEffect, useState } from 'react'
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
  const [said, setSaid] = useState('')
  useEffect(() => {
    if (!said) return
    const timer = setTimeout(setSaid, 2_000, '')
    return () => clearTimeout(timer)
  }, [said])
  const copy = () => {
    // Without a safe origin the browser has no clipboard: the text is there to be marked.
    const done = navigator.clipboard?.writeText(text) ?? Promise.reject(new Error('no clipboard'))
    done.then(
      () => setSaid('copied'),
      () => setSaid('mark it and copy it by hand'),
    )
  }
  return (
    <span className={css.copy}>
      <code>{shown}</code>
      <button type="button" onClick={copy} aria-label={`Copy ${label ?? text}`}>
        {said || 'copy'}
      </button>
      <span className="sr-only" role="status">
        {said}
      </span>
    </span>
  )
}
