import { ChartCard } from '../../../ui/chart.tsx'
import { Link } from '../../../ui/link.tsx'
import { count } from '../../../ui/time.tsx'
import { Keys, Stacked } from './stacked.tsx'
import css from './wishes.module.css'
import { ordinal, type Wishes } from './words.ts'

type Workshop = Wishes['workshops'][number]

/** How often each workshop is wished, by rank, against its seats. */
export function Popularity({ of: { workshops, most }, url }: { of: Wishes; url: string }) {
  const longest = Math.max(1, ...workshops.map((each) => Math.max(each.seats, sumOf(each.ranks))))
  // One workshop with seats for all would make the others invisible.
  const whole = Math.min(longest, Math.max(1, ...workshops.map(({ ranks }) => sumOf(ranks))) * 1.5)
  const keys = partsOf(Array.from({ length: most }, () => 0))
  return (
    <ChartCard
      title="How often each workshop is wished"
      aside={<Keys of={keys} limit="seats" />}
      table={{
        heads: [
          'Workshop',
          'Time slot',
          ...Array.from({ length: most }, (_, at) => ordinal(at + 1)),
          'Seats',
        ],
        rows: workshops.map(({ title, moment, ranks, seats }) => [title, moment, ...ranks, seats]),
      }}
    >
      {[...Map.groupBy(workshops, ({ moment }) => moment)].map(([moment, inIt]) => (
        <section key={moment}>
          <h3 className={css.group} dir="auto">
            {moment}
          </h3>
          <ul className={css.rows}>
            {inIt.map((workshop) => (
              <li key={workshop.id}>
                <span className={css.name} dir="auto">
                  <Link to={`${url}/workshops/${workshop.id}`}>{workshop.title}</Link>
                </span>
                <Stacked
                  of={partsOf(workshop.ranks)}
                  whole={whole}
                  {...(workshop.seats <= whole && { limit: workshop.seats })}
                />
                <span className={css.fact}>{factOf(workshop)}</span>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </ChartCard>
  )
}

const sumOf = (ranks: readonly number[]): number => ranks.reduce((sum, n) => sum + n, 0)

function partsOf(ranks: readonly number[]) {
  const [first = 0, second = 0, third = 0, ...later] = ranks
  return [
    { name: '1st wish', series: 1, n: first },
    ...(ranks.length > 1 ? [{ name: '2nd', series: 2, n: second }] : []),
    ...(ranks.length > 2 ? [{ name: '3rd', series: 3, n: third }] : []),
    ...(later.length > 0 ? [{ name: 'later', series: 4, n: sumOf(later) }] : []),
  ]
}

function factOf({ ranks, seats, least }: Workshop): string {
  const all = sumOf(ranks)
  if (all < least) return `${count(all)}, minimum ${count(least)}`
  return `${count(ranks[0] ?? 0)} first, ${count(seats)} seats`
}

/** Who has wished, by class. */
export function WishedByClass({ of: { classes } }: { of: Wishes }) {
  return (
    <ChartCard
      title="Who has wished, by class"
      table={{
        heads: ['Class', 'Wished', 'People'],
        rows: classes.map(({ name, wished, people }) => [name || 'none', wished, people]),
      }}
    >
      <ul className={css.rows}>
        {classes.map(({ name, wished, people }) => (
          <li key={name}>
            <span className={css.name} dir="auto">
              {name || 'Without a class'}
            </span>
            <Stacked
              of={[
                { name: 'wished', series: 1, n: wished },
                { name: 'not', series: 0, n: people - wished },
              ]}
              whole={people}
            />
            <span className={css.fact}>
              {count(wished)} of {count(people)}
            </span>
          </li>
        ))}
      </ul>
    </ChartCard>
  )
}
