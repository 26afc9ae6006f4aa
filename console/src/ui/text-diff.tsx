import css from './text-diff.module.css'

export interface TextDiffProps {
  diff: {
    hunks: readonly { oldStart: number; newStart: number; lines: readonly string[] }[]
    isCut: boolean
    isExact: boolean
  }
  label: string
}

/** What differs between two texts, line by line: the sign says it, and the colour once more. */
export function TextDiff({ diff: { hunks, isCut, isExact }, label }: TextDiffProps) {
  return (
    <div className="stack-small">
      {!isExact && (
        <p className="caption">They are too large to be compared line by line: one stands below the other.</p>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keys */}
      <section className={css.diff} tabIndex={0} aria-label={label}>
        {hunks.map(({ oldStart, newStart, lines }) => (
          <pre key={`${oldStart} ${newStart}`}>
            <span className={css.place}>{`from line ${oldStart} and ${newStart}\n`}</span>
            {lines.map((line, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the lines of one comparison do not move
              <span key={index} data-sign={line[0]}>{`${line}\n`}</span>
            ))}
          </pre>
        ))}
      </section>
      {isCut && <p className="caption">There are more lines than are shown.</p>}
    </div>
  )
}
