import { NativeSelect } from '@mantine/core'
import { client } from '../../../app/client.ts'
import { Dialog } from '../../../ui/dialog.tsx'
import { Form, useForm } from '../../../ui/form.tsx'
import { notify } from '../../../ui/notices.tsx'
import type { Wisher } from './people.tsx'
import css from './wishes.module.css'
import { ordinal, type Wishes } from './words.ts'

/** Sets what somebody wishes for them: on paper, by telephone, after the deadline. */
export function WishDialog({
  of: { id, name, group, wishes },
  wishes: { workshops, most },
  onClose,
}: {
  of: Wisher
  wishes: Wishes
  onClose: () => void
}) {
  const own = workshops.filter((each) => each.group === group)
  const slots = [...Map.groupBy(own, ({ moment }) => moment)]
  const rankedAt = (moment: string, rank: number) =>
    wishes.find(
      (each) => each.rank === rank && own.some((at) => at.id === each.workshopId && at.moment === moment),
    )
  const form = useForm({
    initial: {
      chosen: slots.map(([moment]) =>
        Array.from({ length: most }, (_, at) => String(rankedAt(moment, at + 1)?.workshopId ?? '')),
      ),
    },
    send: ({ chosen }) =>
      client.put('/api/training/participants/{id}/wishes', {
        path: { id },
        body: {
          wishes: chosen.flatMap((slot) =>
            slot.filter(Boolean).map((workshop, at) => ({ workshopId: Number(workshop), rank: at + 1 })),
          ),
        },
      }),
    done: () => {
      notify({ title: `The wishes of ${name} are set` })
      onClose()
    },
  })
  const set = (slot: number, at: number, value: string) =>
    form.set({
      chosen: form.values.chosen.map((list, index) =>
        index === slot ? list.map((old, place) => (place === at ? value : old)) : list,
      ),
    })
  return (
    <Dialog title={`Wishes of ${name}`} isOpen onClose={onClose}>
      <Form of={form} submit="Set the wishes">
        {slots.map(([moment, inIt], slot) => (
          <fieldset key={moment} className={`${css.slot} stack-small`}>
            <legend dir="auto">{moment}</legend>
            {Array.from({ length: Math.min(most, inIt.length) }, (_, at) => (
              <NativeSelect
                key={ordinal(at + 1)}
                label={`${ordinal(at + 1)} wish`}
                data={[
                  { value: '', label: 'None' },
                  ...inIt
                    .filter(
                      ({ id: each }) =>
                        String(each) === form.values.chosen[slot]?.[at] ||
                        !form.values.chosen[slot]?.includes(String(each)),
                    )
                    .map((each) => ({ value: String(each.id), label: each.title })),
                ]}
                value={form.values.chosen[slot]?.[at] ?? ''}
                onChange={(event) => set(slot, at, event.currentTarget.value)}
              />
            ))}
          </fieldset>
        ))}
      </Form>
    </Dialog>
  )
}
