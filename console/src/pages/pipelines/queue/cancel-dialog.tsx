import { TextInput } from '@mantine/core'
import { client } from '../../../app/client.ts'
import { queries } from '../../../app/queries.ts'
import { Dialog } from '../../../ui/dialog.tsx'
import { Form, useForm } from '../../../ui/form.tsx'
import { notify } from '../../../ui/notices.tsx'
import { counted } from '../../../ui/time.tsx'

/** Ends experiments of others: their owners read why. */
export function CancelDialog({
  ids,
  done,
  onClose,
}: {
  ids: readonly number[]
  done: () => void
  onClose: () => void
}) {
  const form = useForm({
    initial: { reason: '' },
    check: ({ reason }) => ({ reason: reason.trim() === '' && 'Say why: their owners read it.' }),
    send: ({ reason }) =>
      client.post('/api/pipelines/queue/cancel', { body: { ids: [...ids], reason: reason.trim() } }),
    done: (answer) => {
      notify({
        title: `${counted(answer.ids.length, 'experiment is', 'experiments are')} cancelled`,
        detail: 'What runs ends within seconds.',
      })
      void queries.invalidateQueries({ queryKey: ['pipelines', 'queue'] })
      done()
      onClose()
    },
  })
  return (
    <Dialog title={`Cancel ${counted(ids.length, 'experiment')}?`} isOpen onClose={onClose}>
      <Form of={form} submit="Cancel them">
        <p>What is at work is ended, and what it has not finished is lost. Inputs stay.</p>
        <TextInput
          label="Reason (required)"
          description="Their owners read it, and it is in the journal."
          maxLength={480}
          {...form.field('reason')}
        />
      </Form>
    </Dialog>
  )
}
