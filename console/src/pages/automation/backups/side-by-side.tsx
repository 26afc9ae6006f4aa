import css from './side-by-side.module.css'
import { pairsOf } from './sides.ts'

interface Diff {
  hunks: readonly { oldStart: number; newStart: number; lines: readonly string[] }[]
  isExact: boolean
  isCut: boolean
}

/** What stood there beside what stands there now; where there is no room, one below the other. */
export function SideBySide({ diff: { hunks, isExact, isCut } }: { diff: Diff }) {
  return (
    <div className="stack-small">
      {!isExact && (
        <p className="caption">
          They are too large to be compared line by line: one stands beside the other.
        </p>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keys */}
      <section className={css.box} tabIndex={0} aria-label="What differs">
        <table className={css.table}>
          <colgroup>
            <col className={css.numbers} />
            <col />
            <col className={css.numbers} />
            <col />
          </colgroup>
          <thead>
            <tr>
              <th scope="col" colSpan={2}>
                Before
              </th>
              <th scope="col" colSpan={2}>
                After
              </th>
            </tr>
          </thead>
          {hunks.map((hunk) => (
            <tbody key={`${hunk.oldStart} ${hunk.newStart}`}>
              {pairsOf(hunk).map((pair) => (
                <tr key={pair.key}>
                  <Side of={pair.old} sign={pair.isSame ? ' ' : '-'} />
                  <Side of={pair.new} sign={pair.isSame ? ' ' : '+'} />
                </tr>
              ))}
            </tbody>
          ))}
        </table>
      </section>
      {isCut && <p className="caption">There are more lines than are shown.</p>}
    </div>
  )
}

function Side({ of, sign }: { of: { line: number; text: string } | null; sign: string }) {
  if (of === null) return <td colSpan={2} className={css.none} />
  return (
    <>
      <td className={css.number}>{of.line}</td>
      <td className={css.text} data-sign={sign}>
        {sign}
        {of.text}
      </td>
    </>
  )
}
