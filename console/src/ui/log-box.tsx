import { useEffect, useRef } from 'react'
import css from './log-box.module.css'

/** What a program has printed: real text, at its end until one scrolls up. */
export function LogBox({ lines, label, tall }: { lines: readonly string[]; label: string; tall?: boolean }) {
  const box = useRef<HTMLPreElement>(null)
  const isAtEnd = useRef(true)
  // biome-ignore lint/correctness/useExhaustiveDependencies: other lines are the reason
  useEffect(() => {
    const { current } = box
    if (current && isAtEnd.current) current.scrollTop = current.scrollHeight
  }, [lines])
  return (
    <pre
      ref={box}
      className={css.log}
      data-tall={tall || undefined}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keys
      tabIndex={0}
      role="log"
      aria-live="off"
      aria-label={label}
      onScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) => {
        isAtEnd.current = scrollTop + clientHeight >= scrollHeight - 4
      }}
    >
      {lines.join('\n')}
    </pre>
  )
}
