import { Checkbox, NativeSelect } from '@mantine/core'
import { client } from '../../../app/client.ts'
import { Dialog } from '../../../ui/dialog.tsx'
import { Form, useForm } from '../../../ui/form.tsx'
import { notify } from '../../../ui/notices.tsx'
import type { Seated } from './seats.tsx'
import { type Distribution, ordinal, type Wishes } from './words.ts'

interface MoveDialogProps {
  of: Seated
  distribution: Distribution
  wishes: Wishes
  onClose: () => void
}

const NONE = 'none'

/** Puts somebody of a draft elsewhere; what it breaks stands above the list afterwards. */
export function MoveDialog({ of: person, distribution, wishes: { workshops }, onClose }: MoveDialogProps) {
  const known = new Map(workshops.map((each) => [each.id, each]))
  const taken = new Map(distribution.workshops.map((each) => [each.id, each.taken]))
  const seatAt = (moment: string) =>
    person.seats.find(({ workshopId }) => known.get(workshopId)?.moment === moment)
  const moments = [
    ...new Set(
      workshops
        .filter(({ group, moment }) => group === person.group || seatAt(moment))
        .map(({ moment }) => moment),
    ),
  ].filter((moment) => !seatAt(moment)?.fixed)
  const first = moments[0] ?? ''
  const idAt = (moment: string) => String(seatAt(moment)?.workshopId ?? NONE)
  const form = useForm({
    initial: { moment: first, workshop: idAt(first), held: true },
    send: ({ moment, workshop, held }) =>
      client.put('/api/training/allocations/{id}/people/{participant}', {
        path: { id: distribution.id, participant: person.id },
        body: { moment, workshopId: workshop === NONE ? null : Number(workshop), held },
      }),
    done: () => {
      notify({ title: `${person.name} was moved in the draft` })
      onClose()
    },
  })
  const { moment, workshop } = form.values
  const labelOf = ({ id, title, seats, group }: Wishes['workshops'][number]) => {
    const rank = person.wishes.find(({ workshopId }) => workshopId === id)?.rank
    return [
      title,
      `${taken.get(id) ?? 0} of ${seats} seats`,
      rank && `${ordinal(rank)} wish`,
      group !== person.group && 'another group',
    ]
      .filter(Boolean)
      .join(' · ')
  }
  return (
    <Dialog title={`Move ${person.name}`} isOpen onClose={onClose}>
      {moments.length === 0 ? (
        <p>All of their places are fixed. Change them at the person.</p>
      ) : (
        <Form of={form} submit="Move">
          <NativeSelect
            label="Time slot"
            data={moments}
            value={moment}
            onChange={({ currentTarget: { value } }) => form.set({ moment: value, workshop: idAt(value) })}
          />
          <NativeSelect
            label="Workshop"
            data={[
              ...workshops
                .filter((each) => each.moment === moment)
                .map((each) => ({ value: String(each.id), label: labelOf(each) })),
              { value: NONE, label: 'No place' },
            ]}
            {...form.field('workshop')}
          />
          {workshop !== NONE && (
            <Checkbox
              label="Hold this place"
              description="When it is computed again, it stays."
              {...form.toggle('held')}
            />
          )}
        </Form>
      )}
    </Dialog>
  )
}
