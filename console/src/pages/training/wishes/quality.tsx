import { ChartCard } from '../../../ui/chart.tsx'
import { count } from '../../../ui/time.tsx'
import { Keys, Stacked } from './stacked.tsx'
import css from './wishes.module.css'
import { type Distribution, partsOf, percent, type Wishes, wishedPlaces } from './words.ts'

/** Who got which wish: 100 % a row, a class a row. */
export function WhoGotWhich({ of: { all, classes, groups } }: { of: Distribution }) {
  if (!all) return null
  const rows = [
    { name: 'All', outcome: all },
    ...(classes.length > 1
      ? classes.map((each) => ({ name: each.name || 'Without a class', outcome: each }))
      : []),
    ...(groups.length > 1
      ? groups.map((each) => ({ name: `Group ${each.name || 'none'}`, outcome: each }))
      : []),
  ]
  const parts = partsOf(all)
  return (
    <ChartCard
      title="Who got which wish"
      aside={<Keys of={parts} />}
      table={{
        heads: ['Class', ...parts.map(({ name }) => name), 'Without any', 'People'],
        rows: rows.map(({ name, outcome }) => [
          name,
          ...partsOf(outcome).map(({ n }) => n),
          outcome.without,
          outcome.people,
        ]),
      }}
    >
      <ul className={css.rows}>
        {rows.map(({ name, outcome }) => (
          <li key={name}>
            <span className={css.name} dir="auto">
              {name}
            </span>
            <Stacked of={partsOf(outcome)} whole={wishedPlaces(outcome)} />
            <span className={css.fact}>{percent(outcome.ranks[0] ?? 0, wishedPlaces(outcome))} 1st wish</span>
          </li>
        ))}
      </ul>
    </ChartCard>
  )
}

/** How full each workshop gets. */
export function WhoSits({ of: { workshops }, wishes }: { of: Distribution; wishes: Wishes }) {
  const taken = new Map(workshops.map((each) => [each.id, each.taken]))
  const shown = wishes.workshops.map((each) => ({ ...each, taken: taken.get(each.id) ?? 0 }))
  return (
    <ChartCard
      title="How full each workshop gets"
      table={{
        heads: ['Workshop', 'Time slot', 'Places', 'Seats', 'Minimum'],
        rows: shown.map((each) => [each.title, each.moment, each.taken, each.seats, each.least]),
      }}
    >
      {[...Map.groupBy(shown, ({ moment }) => moment)].map(([moment, inIt]) => (
        <section key={moment}>
          <h3 className={css.group} dir="auto">
            {moment}
          </h3>
          <ul className={css.rows}>
            {inIt.map(({ id, title, taken: its, seats, least }) => (
              <li key={id}>
                <span className={css.name} dir="auto">
                  {title}
                </span>
                <Stacked
                  of={[
                    { name: 'taken', series: 1, n: Math.min(its, seats) },
                    { name: 'over', series: 3, n: Math.max(0, its - seats) },
                    { name: 'free', series: 0, n: Math.max(0, seats - its) },
                  ]}
                  whole={Math.max(seats, its)}
                />
                <span className={css.fact}>{factOf({ taken: its, seats, least })}</span>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </ChartCard>
  )
}

function factOf({ taken, seats, least }: { taken: number; seats: number; least: number }): string {
  if (taken > seats) return `${count(taken)} of ${count(seats)}, too many`
  if (taken === 0) return least > 0 ? 'does not take place' : `0 of ${count(seats)}`
  if (taken < least) return `${count(taken)}, minimum ${count(least)}`
  return `${count(taken)} of ${count(seats)}`
}
