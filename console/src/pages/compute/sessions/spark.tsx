import css from './session-card.module.css'

const WIDTH = 120
const HEIGHT = 20

/** How much of what was asked for is in use, over the last minutes: an area in a frame of the limit. */
export function Spark({
  name,
  text,
  values,
  limit,
  series,
}: {
  name: string
  /** The newest figure in words: "5.2 of 8 cores". */
  text: string
  values: readonly number[]
  limit: number
  series: 1 | 2
}) {
  const top = Math.max(limit, ...values, 1e-9)
  const step = WIDTH / Math.max(1, values.length - 1)
  const line = values.map((value, index) => `${index * step} ${HEIGHT - (value / top) * HEIGHT}`).join(' L')
  return (
    <div className={css.meter}>
      <div className={css.meterWords}>
        <span className="caption">{name}</span> <strong>{text}</strong>
      </div>
      <svg
        className={css.spark}
        data-series={series}
        viewBox={`0 -1 ${WIDTH} ${HEIGHT + 2}`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        {values.length > 1 && (
          <>
            <path className={css.sparkArea} d={`M${line} L${WIDTH} ${HEIGHT} L0 ${HEIGHT} Z`} />
            <path className={css.sparkLine} d={`M${line}`} />
          </>
        )}
      </svg>
    </div>
  )
}
