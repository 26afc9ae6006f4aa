import { IconPlus } from '@tabler/icons-react'
import { client } from '../../../app/client.ts'
import { useData } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { zone } from '../../../ui/time.tsx'

export interface SeenActivitiesProps {
  project: number
  /** One a line, as they are typed. */
  listed: string
  onAdd: (listed: string) => void
}

/** Activities that have arrived and are not on the list: nobody has to guess how they are named. */
export function SeenActivities({ project, listed, onAdd }: SeenActivitiesProps) {
  const seen = useData(['project', project, 'dashboard', 'all'], (signal) =>
    client.read('/api/collection/projects/{id}/dashboard', {
      path: { id: project },
      query: { days: 'all', zone: zone() },
      signal,
    }),
  )
  const lines = listed.split('\n').map((line) => line.trim())
  const others = (seen.data?.data.steps ?? []).filter(
    ({ activity, people }) => people > 0 && !lines.includes(activity),
  )
  if (others.length === 0) return null
  return (
    <div className="line">
      <span className="caption">Arrived, and not on the list:</span>
      {others.map(({ activity }) => (
        <Button
          key={activity}
          small
          icon={<IconPlus aria-hidden="true" />}
          aria-label={`Add ${activity}`}
          onClick={() => onAdd([...lines.filter(Boolean), activity].join('\n'))}
        >
          <bdi>{activity}</bdi>
        </Button>
      ))}
    </div>
  )
}
