import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { FillBar } from '../../../ui/bars.tsx'
import { Card } from '../../../ui/card.tsx'
import { Facts } from '../../../ui/facts.tsx'
import { bytes, count } from '../../../ui/time.tsx'

/** What I use and may use; several pages show it, before one meets a limit. */
const useLimits = () =>
  useData(['compute', 'limits'], (signal) => client.read('/api/compute/limits', { signal }), {
    live: ['compute'],
  })

const part = (used: number, limit: number | null) =>
  limit === null ? null : (
    <FillBar
      value={used}
      of={limit}
      look={used >= limit ? 'failed' : used > limit * 0.8 ? 'attention' : 'accent'}
    />
  )

const tenth = (hours: number): string => count(Math.round(hours * 10) / 10)

/** A card with how much I use and may use. */
export function MyLimits() {
  const limits = useLimits()
  return (
    <Card title="My limits">
      <Ready of={limits} what="My limits">
        {({ sessions, coreHours, disk }) => (
          <Facts
            of={[
              [
                'Sessions at once',
                <>
                  {sessions.limit === null
                    ? `${sessions.used}, no limit`
                    : `${sessions.used} of ${sessions.limit}`}
                  {part(sessions.used, sessions.limit)}
                </>,
              ],
              [
                'Core hours this month',
                <>
                  {coreHours.limit === null
                    ? `${tenth(coreHours.used)}, no limit`
                    : `${tenth(coreHours.used)} of ${tenth(coreHours.limit)}`}
                  {coreHours.kept > 0 && `, ${tenth(coreHours.kept)} more kept for what runs`}
                  {part(coreHours.used + coreHours.kept, coreHours.limit)}
                </>,
              ],
              [
                'Disk',
                <>
                  {disk.limit === null
                    ? `${bytes(disk.used)}, no limit`
                    : `${bytes(disk.used)} of ${bytes(disk.limit)}`}
                  {part(disk.used, disk.limit)}
                </>,
              ],
            ]}
          />
        )}
      </Ready>
    </Card>
  )
}
