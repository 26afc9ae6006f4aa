import { Radio } from '@mantine/core'
import { client } from '../../../app/client.ts'
import { Dialog } from '../../../ui/dialog.tsx'
import { Form, useForm } from '../../../ui/form.tsx'
import { useGo } from '../../../ui/link.tsx'
import { Hint } from '../../../ui/states.tsx'
import { type DistributionItem, FILLS } from './words.ts'

interface StartDialogProps {
  event: number
  url: string
  /** Whether people can still change what they wish. */
  isWishing: boolean
  /** Whose held places stay. */
  keep?: number
  onClose: () => void
}

/** Asks for a distribution; nothing is told to anybody before it is published. */
export function StartDialog({ event, url, isWishing, keep, onClose }: StartDialogProps) {
  const go = useGo()
  const form = useForm({
    initial: { fill: 'wishers' as DistributionItem['fill'] },
    send: ({ fill }) =>
      client.post('/api/training/events/{id}/allocations', {
        path: { id: event },
        body: { fill, ...(keep !== undefined && { keep }) },
      }),
    done: ({ id }) => {
      onClose()
      go(`${url}/wishes/${id}`)
    },
  })
  return (
    <Dialog
      title={keep === undefined ? 'Distribute the wishes?' : 'Compute it again?'}
      isOpen
      onClose={onClose}
    >
      <div className="stack-small">
        <p>
          The best distribution is computed. It is a draft: you look at it, change it, and publish it when it
          is right.
          {keep !== undefined && ' Places that you hold in this draft stay as they are.'}
        </p>
        {isWishing && (
          <Hint look="attention">
            People can still change their wishes. Then it has to be computed again.
          </Hint>
        )}
        <Form of={form} submit="Distribute">
          <Radio.Group
            label="Who gets a workshop that they did not wish"
            value={form.values.fill}
            onChange={(fill) => form.set({ fill: fill as DistributionItem['fill'] })}
          >
            <div className="stack-small">
              {Object.entries(FILLS).map(([value, label]) => (
                <Radio key={value} value={value} label={label} />
              ))}
            </div>
          </Radio.Group>
        </Form>
      </div>
    </Dialog>
  )
}
