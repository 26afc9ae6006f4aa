import { AreaToLimit } from '../../../ui/area.tsx'
import { FillBar } from '../../../ui/bars.tsx'
import { ChartCard } from '../../../ui/chart.tsx'
import { Link } from '../../../ui/link.tsx'
import { count, counted } from '../../../ui/time.tsx'
import type { Event } from '../event.ts'
import css from './fill.module.css'
import type { Dashboard } from './overview.tsx'

const MOST_CLASSES = 8

/** How many had chosen at the end of each day, below how many there are. */
export function Course({ of: { course, participants, counts, chosen }, zone }: PictureProps & Zoned) {
  const { points, by } = course
  const first = points.at(0)
  if (!first) return null
  const dayOf = (at: string) => part(at, { weekday: 'short', day: 'numeric', month: 'short' }, zone)
  const short = (at: string) =>
    by === 'hour'
      ? part(at, { hour: '2-digit', minute: '2-digit' }, zone)
      : part(at, { day: 'numeric' }, zone)
  const long = (at: string) => (by === 'hour' ? `${dayOf(at)} ${short(at)}` : dayOf(at))
  return (
    <ChartCard
      title={counts === 'wishes' ? 'Wishes since opening' : 'Registrations since opening'}
      table={{
        heads: [by === 'hour' ? 'Hour' : 'Day', 'People until its end'],
        rows: points.map(({ at, people }) => [long(at), people]),
      }}
    >
      <AreaToLimit
        of={points.map(({ at, people }, index) => ({
          key: at,
          label: index === 0 && by === 'day' ? part(at, { day: 'numeric', month: 'short' }, zone) : short(at),
          value: people,
        }))}
        limit={participants}
        label={`${count(chosen)} of ${counted(participants, 'person', 'people')} have chosen since ${long(first.at)}`}
      />
    </ChartCard>
  )
}

interface PictureProps {
  of: Dashboard
}
interface Zoned {
  zone: Event['zone']
}

const part = (at: string, options: Intl.DateTimeFormatOptions, zone: string): string =>
  new Date(at).toLocaleString('en-GB', { ...options, timeZone: zone }).replace(',', '')

/** In which classes people are missing; those with the most of them first. */
export function MissingByClass({
  of: { classes, participants, chosen },
  url,
}: PictureProps & { url: string }) {
  const missing = classes.filter((each) => each.missing > 0)
  if (missing.length === 0) return null
  return (
    <ChartCard
      title="Missing by class"
      aside={<Link to={`${url}/participants?progress=none`}>List of {count(participants - chosen)}</Link>}
      table={{
        heads: ['Class', 'Missing', 'People'],
        rows: missing.map(({ name, missing, people }) => [name || 'no class', missing, people]),
      }}
    >
      <ul>
        {missing.slice(0, MOST_CLASSES).map(({ name, missing, people }) => (
          <li key={name} className={css.missing}>
            <Link to={`${url}/participants?progress=none&class=${encodeURIComponent(name)}`}>
              <span dir="auto">{name || 'no class'}</span>
            </Link>
            <FillBar value={missing} of={people} look="second" />
            <span className={css.seats}>
              {count(missing)} of {count(people)}
            </span>
          </li>
        ))}
      </ul>
      {missing.length > MOST_CLASSES && (
        <p className="caption">
          {counted(missing.length - MOST_CLASSES, 'class', 'classes')} more in the table.
        </p>
      )}
    </ChartCard>
  )
}
