import { client } from '../../../app/client.ts'
import { useData } from '../../../app/data.tsx'
import { Card, CountBadge, Row, Rows } from '../../../ui/card.tsx'
import { StateIcon } from '../../../ui/state.tsx'
import type { Distribution, Wishes } from './words.ts'

const MOST_SHOWN = 20

type Fault = Distribution['faults'][number]

/** Rules that places break which were moved by hand; such a place keeps a mark when it is published. */
export function Faults({ of: { id, faults }, wishes }: { of: Distribution; wishes: Wishes }) {
  const people = useData(
    ['allocation', id, 'held'],
    (signal) =>
      client.read('/api/training/allocations/{id}/people', {
        path: { id },
        query: { got: 'held', limit: 200 },
        signal,
      }),
    { live: ['training.allocation'], when: faults.some(({ participantId }) => participantId !== null) },
  )
  if (faults.length === 0) return null
  const titles = new Map(wishes.workshops.map((each) => [each.id, each.title]))
  const names = new Map(people.data?.data.items.map((each) => [each.id, each.name]))
  const titleOf = (workshop: number | null) => `“${titles.get(workshop ?? 0) ?? 'a workshop'}”`
  const whoOf = ({ participantId }: Fault) => names.get(participantId ?? 0) ?? 'Somebody'
  return (
    <Card title="Breaks rules" aside={<CountBadge>{faults.length}</CountBadge>} flush>
      <Rows>
        {faults.slice(0, MOST_SHOWN).map((fault) => (
          <Row
            key={JSON.stringify(fault)}
            icon={<StateIcon look="attention" />}
            title={wordsOf(fault, {
              who: whoOf(fault),
              at: titleOf(fault.workshopId),
              other: titleOf(fault.otherId),
            })}
          />
        ))}
      </Rows>
    </Card>
  )
}

function wordsOf({ rule }: Fault, { who, at, other }: { who: string; at: string; other: string }): string {
  switch (rule) {
    case 'full':
      return `${at} has more people than seats`
    case 'least':
      return `${at} has fewer people than its minimum`
    case 'group':
      return `${who} is in ${at}, which is for another group`
    case 'moment':
      return `${who} is in ${at} and in ${other} at the same time`
    case 'inclusive':
      return `${who} is in ${at} but not in ${other}, which belongs to it`
    case 'exclusive':
      return `${who} is in ${at} and in ${other}, which cannot be combined`
  }
}
