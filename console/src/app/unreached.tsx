import { useRef } from 'react'
import { usePage } from '../ui/page.ts'
import { Failed } from '../ui/states.tsx'
import css from './unreached.module.css'

/** The whole page, when not even the session could be read. */
export function Unreached({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const heading = useRef<HTMLHeadingElement>(null)
  usePage({ title: 'Atelier cannot be reached', trail: [] }, heading)
  return (
    <main className={css.page}>
      <h1 ref={heading} tabIndex={-1} className="sr-only">
        Atelier cannot be reached
      </h1>
      <Failed error={error} what="Atelier" onRetry={onRetry} />
    </main>
  )
}
