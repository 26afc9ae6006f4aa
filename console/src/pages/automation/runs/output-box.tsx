import { memo, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { counted } from '../../../ui/time.tsx'
import { type Printed, piecesOf } from './output.ts'
import css from './run.module.css'
import type { OutputLine } from './words.ts'

const timeFormat = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
})

/** Output with its times: real text, at its end until one scrolls up. Then it says how much is new below. */
export function OutputBox({ of: { lines, isCut, ends }, label }: { of: Printed; label: string }) {
  const box = useRef<HTMLPreElement>(null)
  const [seen, setSeen] = useState<number>()
  const isAtEnd = seen === undefined
  const pieces = useMemo(() => piecesOf(lines), [lines])
  // biome-ignore lint/correctness/useExhaustiveDependencies: other lines are the reason
  useLayoutEffect(() => {
    const { current } = box
    if (current && isAtEnd) current.scrollTop = current.scrollHeight
  }, [pieces, isAtEnd])
  const unseen = seen === undefined ? 0 : Math.max(0, ends - seen)
  return (
    <div className="stack-small">
      {isCut && <p className="caption">… output cut: the newest part of it is kept and shown.</p>}
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
            setSeen((now) => (isThere ? undefined : (now ?? ends)))
          }}
        >
          {pieces.map((piece, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines only come after each other
            <Piece key={index} at={piece.at} kind={piece.kind} text={piece.text} />
          ))}
        </pre>
        {unseen > 0 && (
          <button type="button" className={css.more} onClick={() => setSeen(undefined)}>
            {counted(unseen, 'new line')}
          </button>
        )}
      </div>
    </div>
  )
}

const Piece = memo(function Piece({ at, kind, text }: OutputLine) {
  return (
    <span data-kind={kind}>
      <span className={css.time}>{timeFormat.format(new Date(at))}</span>
      {`  ${text.replace(/\n$/, '')}\n`}
    </span>
  )
})
