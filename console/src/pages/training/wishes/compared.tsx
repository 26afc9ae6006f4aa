import { NativeSelect } from '@mantine/core'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Card } from '../../../ui/card.tsx'
import { Facts } from '../../../ui/facts.tsx'
import { counted } from '../../../ui/time.tsx'
import { type Distribution, LIVE, shortly } from './words.ts'

/** This draft beside another one. */
export function Compared({ of: { id, all }, event }: { of: Distribution; event: number }) {
  const made = useData(
    ['event', event, 'allocations'],
    (signal) =>
      client.read('/api/training/events/{id}/allocations', {
        path: { id: event },
        query: { limit: 20 },
        signal,
      }),
    { live: LIVE },
  )
  const others = (made.data?.data.items ?? []).filter((each) => each.id !== id && each.all !== null)
  const [chosen, setChosen] = useState('')
  const other = others.find((each) => String(each.id) === chosen)
  const compared = useData(
    ['allocation', id, 'compare', chosen],
    (signal) =>
      client.read('/api/training/allocations/{id}/compare/{other}', {
        path: { id, other: Number(chosen) },
        signal,
      }),
    { live: LIVE, when: other !== undefined },
  )
  if (others.length === 0 || !all) return null
  return (
    <Card title="Beside another distribution">
      <div className="stack-small">
        <NativeSelect
          label="Compare with"
          data={[
            { value: '', label: 'None' },
            ...others.map((each) => ({ value: String(each.id), label: `Distribution ${each.id}` })),
          ]}
          value={chosen}
          onChange={(event) => setChosen(event.currentTarget.value)}
        />
        {other?.all && (
          <Ready of={compared} what="The comparison">
            {({ better, worse, equal, same }) => (
              <Facts
                of={[
                  ['This one', shortly(all)],
                  [`Distribution ${other.id}`, other.all && shortly(other.all)],
                  ['Better here', counted(better, 'person', 'people')],
                  ['Worse here', counted(worse, 'person', 'people')],
                  ['Other, as good', counted(equal, 'person', 'people')],
                  ['The same', counted(same, 'person', 'people')],
                ]}
              />
            )}
          </Ready>
        )}
      </div>
    </Card>
  )
}
