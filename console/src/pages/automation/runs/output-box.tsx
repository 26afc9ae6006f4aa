import { useEffect, useRef, useState } from 'react'
import { counted } from '../../../ui/time.tsx'
import css from './run.module.css'
import type { OutputLine } from './words.ts'

const timeFormat = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
})

/** Output with its times: real text, at its end until one scrolls up. Then it says how much is new below. */
export function OutputBox({ lines, label }: { lines: readonly OutputLine[]; label: string }) {
  const box = useRef<HTMLPreElement>(null)
  const [seen, setSeen] = useState<number>()
  const isAtEnd = seen === undefined
  // biome-ignore lint/correctness/useExhaustiveDependencies: other lines are the reason
  useEffect(() => {
    const { current } = box
    if (current && isAtEnd) current.scrollTop = current.scrollHeight
  }, [lines, isAtEnd])
  const unseen = seen === undefined ? 0 : Math.max(0, lines.length - seen)
  return (
    <div className={css.output}>
      <pre
        ref={box}
        className={css.log}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keys
        tabIndex={0}
        role="log"
        aria-live="off"
        aria-label={label}
        onScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) => {
          const isThere = scrollTop + clientHeight >= scrollHeight - 4
          setSeen((now) => (isThere ? undefined : (now ?? lines.length)))
        }}
      >
        {lines.map(({ at, kind, text }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines only come after each other
          <span key={index} data-kind={kind}>
            <span className={css.time}>{timeFormat.format(new Date(at))}</span>
            {`  ${text.replace(/\n$/, '')}\n`}
          </span>
        ))}
      </pre>
      {unseen > 0 && (
        <button type="button" className={css.more} onClick={() => setSeen(undefined)}>
          {counted(unseen, 'new line')}
        </button>
      )}
    </div>
  )
}
