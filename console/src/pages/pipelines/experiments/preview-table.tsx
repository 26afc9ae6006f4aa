import { Hint } from '../../../ui/states.tsx'
import { counted } from '../../../ui/time.tsx'
import css from './experiment.module.css'
import type { Preview } from './words.ts'

const NUMBER = /^[-+−]?\d[\d.,]*(e[-+]?\d+)?\s*%?$/i

/** The first rows of a table, numbers right. */
export function PreviewTable({ of: { name, columns = [], rows = [], cut } }: { of: Preview }) {
  const isNumber = columns.map((_, at) => rows.length > 0 && rows.every((row) => isFigure(row[at])))
  return (
    <>
      <section
        className={css.scroll}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
        tabIndex={0}
        aria-label={`Table ${name}`}
      >
        <table className={css.table}>
          <thead>
            <tr>
              {columns.map((column, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: columns of one name are possible
                <th key={at} scope="col" data-num={isNumber[at] || undefined} dir="auto">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, line) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a line of a file has no other name
              <tr key={line}>
                {columns.map((_, at) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: as the columns
                  <td key={at} data-num={isNumber[at] || undefined} dir="auto">
                    {row[at] ?? ''}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {cut && (
        <Hint>{`Only the first ${counted(rows.length, 'row')} are shown. Download it to see all.`}</Hint>
      )}
    </>
  )
}

export const isFigure = (cell: string | undefined): boolean =>
  cell === undefined || cell === '' || NUMBER.test(cell)
