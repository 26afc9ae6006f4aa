import { useId } from 'react'
import css from './chart.module.css'
import { useWidth } from './columns.tsx'

export interface AreaPoint {
  key: string
  /** Below the axis, and in the table. */
  label: string
  value: number
}

const HEIGHT = 150
const LEFT = 34
const BOTTOM = 24
const TOP = 10

/** One area that grows over time, below a line that it cannot pass. */
export function AreaToLimit({
  of,
  limit,
  label,
}: {
  of: readonly AreaPoint[]
  limit: number
  label: string
}) {
  const [box, room] = useWidth()
  const fade = useId()
  const top = Math.max(1, limit, ...of.map(({ value }) => value))
  const plot = HEIGHT - TOP - BOTTOM
  const x = (index: number) => LEFT + (of.length === 1 ? 0 : (index / (of.length - 1)) * (room - LEFT - 8))
  const y = (value: number) => TOP + plot - (value / top) * plot
  const line = of.map(({ value }, index) => `${index === 0 ? 'M' : 'L'}${x(index)} ${y(value)}`).join(' ')
  const every = Math.max(1, Math.ceil(of.length / (room / 46)))
  return (
    <div ref={box}>
      <svg className={css.chart} viewBox={`0 0 ${room} ${HEIGHT}`} role="img" aria-label={label}>
        <defs>
          <linearGradient id={fade} x1="0" x2="0" y1="0" y2="1">
            <stop offset="0" className={css.fadeTop} />
            <stop offset="1" className={css.fadeEnd} />
          </linearGradient>
        </defs>
        {[0, Math.round(top / 2), top].map((value) => (
          <g key={value}>
            <line x1={LEFT} x2={room} y1={y(value)} y2={y(value)} data-base={value === 0 || undefined} />
            <text x={LEFT - 8} y={y(value) + 4} textAnchor="end">
              {value}
            </text>
          </g>
        ))}
        <path d={`${line} L${x(of.length - 1)} ${y(0)} L${x(0)} ${y(0)} Z`} fill={`url(#${fade})`} />
        <path className={css.edge} d={line} />
        {of.length === 1 && <circle className={css.first} cx={x(0)} cy={y(of[0]?.value ?? 0)} r="3" />}
        {of.map(({ key, label, value }, index) => (
          <g key={key}>
            <title>{`${label}: ${value}`}</title>
            <rect className={css.hit} x={x(index) - 8} y={TOP} width={16} height={plot} />
            {index % every === 0 && (
              <text x={x(index)} y={HEIGHT - 4} textAnchor={anchorOf(index, of)}>
                {label}
              </text>
            )}
          </g>
        ))}
      </svg>
    </div>
  )
}

/** The first and the last label stay inside the picture. */
function anchorOf(index: number, { length }: { length: number }): 'start' | 'middle' | 'end' {
  if (index === 0) return 'start'
  return index === length - 1 ? 'end' : 'middle'
}
