import { IconChecklist, IconClock, IconPrinter } from '@tabler/icons-react'
import { Card, Row, Rows } from '../../../ui/card.tsx'
import { Link } from '../../../ui/link.tsx'
import { counted } from '../../../ui/time.tsx'
import type { Event } from '../event.ts'
import type { Dashboard } from './overview.tsx'
import { zoned } from './words.ts'

/** Nobody is missing while nobody can choose. */
export const isBefore = ({ chosen }: Dashboard, { state }: Event): boolean =>
  chosen === 0 && (state === 'closed' || state === 'scheduled')

/** What is left to do until people choose. */
export function BeforeOpening({ event, url }: { event: Event; url: string }) {
  const { participants, opensAt, zone } = event
  const isPlanned = opensAt !== null && Date.parse(opensAt) > Date.now()
  return (
    <Card title="Before it opens" flush>
      <Rows>
        <Row
          icon={<IconPrinter size={17} aria-hidden="true" />}
          title="Letters with keys"
          note={`for ${counted(participants, 'person', 'people')}`}
          act={<Link to={`${url}/letters`}>Print</Link>}
        />
        <Row
          icon={<IconChecklist size={17} aria-hidden="true" />}
          title="Rules"
          note="what goes together, and what nobody could choose"
          act={<Link to={`${url}/rules`}>Check</Link>}
        />
        <Row
          icon={<IconClock size={17} aria-hidden="true" />}
          title={isPlanned ? `Opens ${zoned(opensAt, zone)}` : 'Opens when you say so'}
          note={isPlanned ? zone : 'now, or at a time'}
          act={<Link to={`${url}/settings`}>{isPlanned ? 'Change' : 'Set a time'}</Link>}
        />
      </Rows>
    </Card>
  )
}
