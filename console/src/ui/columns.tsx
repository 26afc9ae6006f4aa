import { type RefObject, useEffect, useRef, useState } from 'react'
import css from './chart.module.css'

export interface Bar {
  /** "19 Nov" */
  label: string
  value: number
  /** Stacked on top, in the second colour. */
  second?: number
}

const HEIGHT = 220
/** Until the picture knows how much room it has. */
const FIRST_WIDTH = 680
const LEFT = 34
const BOTTOM = 24
const TOP = 8

/** The room that a picture has, so that its letters keep their size. */
export function useWidth(): [RefObject<HTMLDivElement | null>, number] {
  const box = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(FIRST_WIDTH)
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => {
      if (entry && entry.contentRect.width > 0) setWidth(Math.round(entry.contentRect.width))
    })
    if (box.current) observer.observe(box.current)
    return () => observer.disconnect()
  }, [])
  return [box, width]
}

/** A round number at or above `n`, in four steps. */
function roundUp(n: number): number {
  if (n <= 4) return 4
  const power = 10 ** Math.floor(Math.log10(n / 4))
  const step =
    [1, 2, 2.5, 5, 10].find((factor) => factor * power * 4 >= n && (factor * power) % 1 === 0) ?? 10
  return step * power * 4
}

interface GridProps {
  /** At which quarters of the axis a line stands. */
  quarters: readonly number[]
  top: number
  y: (value: number) => number
  room: number
}

/** Lines across the picture with their numbers. */
function Grid({ quarters, top, y, room }: GridProps) {
  return quarters.map((quarter) => {
    const value = (top / 4) * quarter
    return (
      <g key={quarter}>
        <line x1={LEFT} x2={room} y1={y(value)} y2={y(value)} data-base={quarter === 0 || undefined} />
        <text x={LEFT - 8} y={y(value) + 4} textAnchor="end">
          {value}
        </text>
      </g>
    )
  })
}

interface BarsByDayProps {
  of: readonly Bar[]
  label: string
  unit: string
  /** What a bar says when it is pointed at, where its second part is nothing to look at. */
  says?: (bar: Bar) => string
}

/** Bars from 0, one a day (or another step); a stacked second series is what needs a look. */
export function BarsByDay({ of, label, unit, says }: BarsByDayProps) {
  const [box, room] = useWidth()
  const top = roundUp(Math.max(1, ...of.map(({ value, second = 0 }) => value + second)))
  const plot = HEIGHT - BOTTOM - TOP
  const y = (value: number) => TOP + plot - (value / top) * plot
  const step = (room - LEFT) / Math.max(1, of.length)
  const width = Math.max(2, Math.min(28, step * 0.5))
  const every = Math.max(1, Math.ceil(of.length / (room / 90)))
  return (
    <div ref={box}>
      <svg className={css.chart} viewBox={`0 0 ${room} ${HEIGHT}`} role="img" aria-label={label}>
        <Grid quarters={[0, 1, 2, 3, 4]} top={top} y={y} room={room} />
        {of.map((bar, index) => {
          const { label, value, second = 0 } = bar
          const x = LEFT + step * index + (step - width) / 2
          return (
            <g key={label}>
              <title>
                {says?.(bar) ??
                  `${label}: ${value + second} ${unit}${second ? `, ${second} of them to look at` : ''}`}
              </title>
              <rect className={css.hit} x={LEFT + step * index} y={TOP} width={step} height={plot} />
              <rect className={css.first} x={x} y={y(value)} width={width} height={y(0) - y(value)} />
              {second > 0 && (
                <rect
                  className={css.second}
                  x={x}
                  y={y(value + second)}
                  width={width}
                  height={y(value) - y(value + second)}
                />
              )}
              {index % every === 0 && (
                <text x={x + width / 2} y={HEIGHT - 4} textAnchor={index === 0 ? 'start' : 'middle'}>
                  {label}
                </text>
              )}
            </g>
          )
        })}
      </svg>
    </div>
  )
}

/** How often a value lies in each step, with a mark at the median. */
export function Histogram({
  of,
  label,
  median,
}: {
  of: readonly { from: number; to: number; count: number; label: string }[]
  label: string
  median?: { at: number; label: string } | undefined
}) {
  const [box, room] = useWidth()
  const top = roundUp(Math.max(1, ...of.map(({ count }) => count)))
  const plot = HEIGHT - BOTTOM - TOP - 16
  const y = (value: number) => TOP + 16 + plot - (value / top) * plot
  const step = (room - LEFT) / Math.max(1, of.length)
  const every = Math.max(1, Math.ceil(of.length / (room / 90)))
  const at = median && of.findIndex(({ from, to }) => median.at >= from && median.at < to)
  const bin = at === undefined ? undefined : of[at]
  const x =
    median && bin && at !== undefined
      ? LEFT + step * (at + (median.at - bin.from) / (bin.to - bin.from))
      : undefined
  return (
    <div ref={box}>
      <svg className={css.chart} viewBox={`0 0 ${room} ${HEIGHT}`} role="img" aria-label={label}>
        <Grid quarters={[0, 2, 4]} top={top} y={y} room={room} />
        {of.map(({ count, label }, index) => (
          <g key={label}>
            <title>{`${label}: ${count}`}</title>
            <rect
              className={css.first}
              x={LEFT + step * index + 1}
              y={y(count)}
              width={Math.max(1, step - 2)}
              height={y(0) - y(count)}
            />
            {index % every === 0 && (
              <text x={LEFT + step * index} y={HEIGHT - 4}>
                {label}
              </text>
            )}
          </g>
        ))}
        {x !== undefined && median && (
          <g className={css.median}>
            <line x1={x} x2={x} y1={TOP + 14} y2={y(0)} />
            <text x={x} y={TOP + 6} textAnchor={x > room / 2 ? 'end' : 'start'}>
              {median.label}
            </text>
          </g>
        )}
      </svg>
    </div>
  )
}
