import { type ReactNode, useState } from 'react'
import { Card } from './card.tsx'
import css from './chart.module.css'

export interface ChartTable {
  heads: readonly string[]
  rows: readonly (readonly (string | number)[])[]
}

export interface ChartCardProps {
  /** What the picture is about. */
  title: string
  /** Legend, choice of the time. */
  aside?: ReactNode
  /** Its numbers, behind the button "Table". */
  table: ChartTable
  children: ReactNode
}

/** A card with a picture, and the table of its numbers behind a button. */
export function ChartCard({ title, aside, table, children }: ChartCardProps) {
  const [isTable, setTable] = useState(false)
  return (
    <Card
      title={title}
      aside={
        <>
          {aside}
          <button
            type="button"
            className={css.switch}
            aria-pressed={isTable}
            onClick={() => setTable(!isTable)}
          >
            Table
          </button>
        </>
      }
    >
      {isTable ? <Numbers of={table} label={title} /> : children}
    </Card>
  )
}

function Numbers({ of: { heads, rows }, label }: { of: ChartTable; label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keys
    <section className={css.scroll} tabIndex={0} aria-label={`${label}, as a table`}>
      <table className={css.numbers}>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.join()}>
              {row.map((value, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: cells have a place and no name
                <td key={index}>{value}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** A square of a series' colour with its name, where no label fits into the picture. */
export function Legend({ series, children }: { series: 1 | 2 | 3 | 4 | 5 | 6; children: ReactNode }) {
  return (
    <span className={css.legend} data-series={series}>
      {children}
    </span>
  )
}
