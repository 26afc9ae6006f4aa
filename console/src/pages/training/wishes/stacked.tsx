import { Legend } from '../../../ui/chart.tsx'
import css from './wishes.module.css'

export interface Part {
  name: string
  /** 0 is a frame: nothing. */
  series: number
  n: number
}

/** Parts beside each other, as long as `whole` altogether; a line stands at `limit`. */
export function Stacked({ of, whole, limit }: { of: readonly Part[]; whole: number; limit?: number }) {
  let at = 0
  const width = (n: number) => (n / Math.max(1, whole)) * 100
  return (
    <svg className={css.bar} viewBox="0 0 100 13" preserveAspectRatio="none" aria-hidden="true">
      {of.map(({ name, series, n }) => {
        const x = width(at)
        at += n
        return n > 0 && <rect key={name} data-series={series} x={x} width={width(n)} height="13" />
      })}
      {limit !== undefined && (
        <line x1={width(limit)} x2={width(limit)} y1="0" y2="13" vectorEffect="non-scaling-stroke" />
      )}
    </svg>
  )
}

/** The names of parts; `limit` is what the line says. */
export function Keys({ of, limit }: { of: readonly Part[]; limit?: string }) {
  return (
    <span className={css.keys}>
      {of.map(({ name, series }) =>
        series === 0 ? (
          <span key={name} className={css.nothing}>
            {name}
          </span>
        ) : (
          <Legend key={name} series={series as 1}>
            {name}
          </Legend>
        ),
      )}
      {limit && <span className={`${css.nothing} ${css.limit}`}>{limit}</span>}
    </span>
  )
}
