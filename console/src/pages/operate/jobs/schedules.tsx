import type { Answer } from '@atelier/client'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { type Column, DataTable } from '../../../ui/table.tsx'
import { Time } from '../../../ui/time.tsx'

type Schedule = Answer<'/api/jobs/schedules'>['items'][number]

const columns: readonly Column<Schedule>[] = [
  { key: 'name', head: 'Asked for at fixed times', cell: ({ name }) => name, wide: true },
  { key: 'cron', head: 'Rule', mono: true, cell: ({ cron }) => cron },
  { key: 'timezone', head: 'Zone', cell: ({ timezone }) => timezone },
  {
    key: 'last',
    head: 'Last time',
    num: true,
    cell: ({ lastAt }) => <Time at={lastAt} none="never yet" />,
  },
  { key: 'next', head: 'Next time', num: true, cell: ({ nextAt }) => <Time at={nextAt} /> },
]

/** The rules that ask for jobs. */
export function Schedules() {
  const schedules = useData(['jobs', 'schedules'], (signal) => client.read('/api/jobs/schedules', { signal }))
  return (
    <Ready of={schedules} what="The list of schedules">
      {({ items }) => (
        <DataTable
          label="Schedules"
          columns={columns}
          rows={items}
          rowKey={({ name }) => name}
          rowName={({ name }) => name}
        />
      )}
    </Ready>
  )
}
