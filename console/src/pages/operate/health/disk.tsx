import type { Answer } from '@atelier/client'
import { ChartCard } from '../../../ui/chart.tsx'
import { bytes, counted } from '../../../ui/time.tsx'
import css from './health.module.css'

type Disk = Answer<'/api/health'>['disk']

const WIDTH = 312
const HEIGHT = 130
const BOTTOM = 22
const TOP = 10
const FEWEST = 2
const AHEAD_DAYS = 30

/** The room on the disk by day, and where it goes. */
export function DiskCard({ disk }: { disk: Disk }) {
  const { freeBytes, totalBytes, reserveBytes, fullInDays, samples } = disk
  return (
    <ChartCard
      title="Room on the disk"
      table={{
        heads: ['Day', 'Free'],
        rows: samples.map(({ day, freeBytes: free }) => [day, bytes(free)]),
      }}
    >
      <div className="stack-small">
        <p className="small">
          {bytes(freeBytes)} of {bytes(totalBytes)} are free.{' '}
          {fullInDays === null
            ? samples.length < FEWEST + 1
              ? 'After 3 days this says how long it lasts.'
              : 'It does not get less.'
            : `As it goes, it lasts ${counted(fullInDays, 'day')}.`}
        </p>
        {samples.length >= FEWEST && <Line disk={disk} />}
        <p className="caption">New files are refused below {bytes(reserveBytes)}.</p>
      </div>
    </ChartCard>
  )
}

function Line({ disk: { samples, reserveBytes, fullInDays } }: { disk: Disk }) {
  const top = Math.max(...samples.map(({ freeBytes }) => freeBytes), reserveBytes) || 1
  const ahead = fullInDays === null ? 0 : Math.min(fullInDays, AHEAD_DAYS)
  const days = samples.length - 1 + ahead
  const x = (day: number) => (day / Math.max(1, days)) * WIDTH
  const y = (free: number) => TOP + (1 - free / top) * (HEIGHT - TOP - BOTTOM)
  const points = samples.map(({ freeBytes }, day) => `${x(day)},${y(freeBytes)}`).join(' ')
  const last = samples.at(-1)?.freeBytes ?? 0
  const then = fullInDays === null ? last : last - ((last - reserveBytes) * ahead) / Math.max(1, fullInDays)
  const label = `Free room from ${samples[0]?.day} to ${samples.at(-1)?.day}`
  return (
    <svg className={css.chart} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      <line className={css.ground} x1={0} x2={WIDTH} y1={y(0)} y2={y(0)} />
      <line className={css.reserve} x1={0} x2={WIDTH} y1={y(reserveBytes)} y2={y(reserveBytes)} />
      <polyline className={css.free} points={points} />
      {ahead > 0 && (
        <line
          className={css.ahead}
          x1={x(samples.length - 1)}
          y1={y(last)}
          x2={x(days)}
          y2={y(Math.max(0, then))}
        />
      )}
      <text x={0} y={HEIGHT - 4}>
        {samples[0]?.day.slice(5)}
      </text>
      <text x={WIDTH} y={HEIGHT - 4} textAnchor="end">
        {ahead > 0 ? `in ${counted(ahead, 'day')}` : samples.at(-1)?.day.slice(5)}
      </text>
    </svg>
  )
}
