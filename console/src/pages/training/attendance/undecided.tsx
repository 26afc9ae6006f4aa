import { Button } from '../../../ui/button.tsx'
import { Card, CountBadge, Row, Rows } from '../../../ui/card.tsx'
import { StateIcon } from '../../../ui/state.tsx'
import { clock } from '../../../ui/time.tsx'
import { type AtDoor, askedOf, freeWords, whereElse } from './at-door.ts'
import type { Undecided } from './queue.ts'

/** Check-ins that the server did not take, until somebody has decided about each. */
export function UndecidedCard({ of: door }: { of: AtDoor }) {
  const { undecided } = door.queue
  if (undecided.length === 0) return null
  return (
    <Card title="Needs you" aside={<CountBadge>{undecided.length}</CountBadge>} flush>
      <Rows>
        {undecided.map((each) => (
          <UndecidedRow key={each.seen.key} of={each} door={door} />
        ))}
      </Rows>
    </Card>
  )
}

function UndecidedRow({ of: { seen, judged }, door }: { of: Undecided; door: AtDoor }) {
  const asked = judged.outcome === 'no-workshop' ? null : askedOf(seen, judged)
  const workshop = door.workshops.find(({ id }) => id === seen.workshopId)?.title ?? 'A workshop that is gone'
  return (
    <Row
      icon={<StateIcon look="attention" />}
      title={
        asked ? `${asked.name} is not registered for ${workshop}` : `A code of ${clock(seen.at)} is nobody’s`
      }
      note={
        asked ? `${whereElse(asked.elsewhere)} ${freeWords(asked.free)}` : `${workshop}. Look for the name.`
      }
      act={
        <span className="line">
          {asked && (
            <Button small onClick={() => door.ask(asked)}>
              Let in
            </Button>
          )}
          <Button small look="quiet" onClick={() => door.settle(seen.key)}>
            {asked ? 'Leave out' : 'Put away'}
          </Button>
        </span>
      }
    />
  )
}
