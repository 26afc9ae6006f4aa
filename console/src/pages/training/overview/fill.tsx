import { IconHourglass } from '@tabler/icons-react'
import { ChartCard, Legend } from '../../../ui/chart.tsx'
import { Link } from '../../../ui/link.tsx'
import { count } from '../../../ui/time.tsx'
import css from './fill.module.css'
import type { Dashboard } from './overview.tsx'

type Workshop = Dashboard['workshops'][number]

/** One workshop with many more seats than the others would make theirs invisible: then each bar is a share of its own. */
const FAR_MORE = 6

/** How full each workshop is: its bar in a frame as long as it has seats, by time slot. */
export function HowFull({ of: { workshops, counts }, url }: { of: Dashboard; url: string }) {
  const isWished = counts === 'wishes'
  const shown = workshops.map((workshop) => ({
    ...workshop,
    taken: isWished ? workshop.firstWishes : workshop.taken,
  }))
  const sizes = shown.map(({ seats, taken }) => Math.max(seats, taken)).sort((a, b) => a - b)
  const most = Math.max(1, sizes.at(-1) ?? 1)
  const isEven = most > FAR_MORE * (sizes[Math.floor(sizes.length / 2)] ?? most)
  return (
    <ChartCard
      title={isWished ? 'How often each workshop is the first wish' : 'How full each workshop is'}
      aside={
        <span className={css.keys}>
          <Legend series={1}>{isWished ? 'first wishes' : 'taken'}</Legend>
          <span>
            <i className={css.key} />
            {isWished ? 'seats' : 'free'}
          </span>
          {!isWished && (
            <span>
              <IconHourglass size={13} aria-hidden="true" />
              waiting
            </span>
          )}
        </span>
      }
      table={{
        heads: ['Workshop', 'Time slot', isWished ? 'First wishes' : 'Taken', 'Seats', 'Waiting'],
        rows: shown.map(({ title, moment, taken, seats, waiting }) => [title, moment, taken, seats, waiting]),
      }}
    >
      {slotsOf(shown).map(([moment, inIt]) => (
        <section key={moment} className={css.group}>
          <h3 dir="auto">{moment}</h3>
          <ul>
            {inIt.map((workshop) => (
              <li key={workshop.id} className={css.row}>
                <span className={css.name} dir="auto">
                  <Link to={`${url}/workshops/${workshop.id}`}>{workshop.title}</Link>
                </span>
                <SeatBar of={workshop} whole={isEven ? Math.max(workshop.seats, workshop.taken, 1) : most} />
                <span className={css.seats}>
                  {count(workshop.taken)} / {count(workshop.seats)}
                </span>
                <Note of={workshop} isWished={isWished} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </ChartCard>
  )
}

/** The time slots in the order in which they come; those without a time by their text. */
function slotsOf(workshops: readonly Workshop[]): [string, Workshop[]][] {
  const startOf = (inIt: readonly Workshop[]) =>
    Math.min(...inIt.map(({ startsAt }) => (startsAt ? Date.parse(startsAt) : Number.POSITIVE_INFINITY)))
  return [...Map.groupBy(workshops, ({ moment }) => moment)].sort(([a, of], [b, others]) => {
    const [one, other] = [startOf(of), startOf(others)]
    return one === other ? a.localeCompare(b, undefined, { numeric: true }) : one < other ? -1 : 1
  })
}

/** Seats in a frame of the limit; more than the limit stand out of it. */
function SeatBar({ of: { taken, seats }, whole }: { of: Workshop; whole: number }) {
  const width = (n: number) => (n / whole) * 100
  return (
    <svg
      className={`${css.bar} ${css.frameOf}`}
      viewBox="0 0 100 11"
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <rect
        className={css.frame}
        width={width(seats)}
        height="11"
        vectorEffect="non-scaling-stroke"
        strokeWidth="1"
      />
      <rect className={css.taken} width={width(Math.min(taken, seats))} height="11" />
      {taken > seats && (
        <rect className={css.over} x={width(seats)} width={width(taken - seats)} height="11" />
      )}
    </svg>
  )
}

function Note({ of: { taken, seats, waiting }, isWished }: { of: Workshop; isWished: boolean }) {
  if (isWished)
    return <span className={css.note}>{taken > seats ? `${count(taken - seats)} too many` : ''}</span>
  if (waiting > 0)
    return (
      <span className={css.note} data-waiting>
        <span>
          <IconHourglass size={13} aria-hidden="true" />
          {count(waiting)} waiting
        </span>
      </span>
    )
  if (seats === 0) return <span className={css.note}>no seats</span>
  if (taken > seats) return <span className={css.note} data-waiting>{`${count(taken - seats)} over`}</span>
  return <span className={css.note}>{taken === seats ? 'full' : `${count(seats - taken)} free`}</span>
}
