import type { Answer } from '@atelier/client'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Card } from '../../../ui/card.tsx'
import { Empty } from '../../../ui/states.tsx'
import { type Column, DataTable } from '../../../ui/table.tsx'
import { bytes, count, duration } from '../../../ui/time.tsx'

type Person = Answer<'/api/pipelines/usage/people'>['items'][number]

const COLUMNS: readonly Column<Person>[] = [
  { key: 'name', head: 'Person', wide: true, cell: ({ name }) => name },
  {
    key: 'stored',
    head: 'Stored',
    num: true,
    cell: ({ inputs, outputs }) => bytes(inputs.bytes + outputs.bytes),
  },
  { key: 'inputs', head: 'Input files', num: true, cell: ({ inputs }) => count(inputs.files) },
  { key: 'outputs', head: 'Results', num: true, cell: ({ outputs }) => count(outputs.files) },
  { key: 'experiments', head: 'Experiments', num: true, cell: ({ experiments }) => count(experiments) },
  { key: 'running', head: 'At work', num: true, cell: ({ running }) => count(running) },
  { key: 'waiting', head: 'Waiting', num: true, cell: ({ waiting }) => count(waiting) },
  {
    key: 'cpu',
    head: 'Computed',
    num: true,
    cell: ({ cpuSeconds }) => (cpuSeconds === 0 ? '–' : duration(cpuSeconds * 1_000)),
  },
]

/** Everybody, who stores most first. */
export function People() {
  const people = useData(
    ['pipelines', 'usage', 'people'],
    (signal) => client.read('/api/pipelines/usage/people', { signal }),
    { live: ['pipelines'] },
  )
  return (
    <Ready of={people} what="The figures of everybody">
      {({ items }) =>
        items.length === 0 ? (
          <Empty title="Nobody has handed anything in yet.">Their figures come here.</Empty>
        ) : (
          <Card title="By person" flush>
            <DataTable
              label="What people use"
              columns={COLUMNS}
              rows={items}
              rowKey={({ account }) => account}
              rowName={({ name }) => name}
            />
          </Card>
        )
      }
    </Ready>
  )
}
