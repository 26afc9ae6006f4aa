import { Textarea, TextInput } from '@mantine/core'
import { client } from '../../../app/client.ts'
import { useData } from '../../../app/data.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Form, useForm } from '../../../ui/form.tsx'
import { notify } from '../../../ui/notices.tsx'
import { Hint } from '../../../ui/states.tsx'
import { counted } from '../../../ui/time.tsx'
import { isCountable, queryOf } from './audience.ts'
import type { MailDialogProps } from './remind-dialog.tsx'

/** Writes to participants: each gets a mail of their own, and nobody sees who else did. */
export function MessageDialog({ event, to, onClose }: MailDialogProps) {
  const found = useData(
    ['event', event.id, 'messages', to],
    (signal) =>
      client.read('/api/training/events/{id}/messages', {
        path: { id: event.id },
        query: { ...queryOf(to), ...(to.workshopId !== undefined && { workshop: to.workshopId }) },
        signal,
      }),
    { when: isCountable(to) },
  ).data?.data
  const form = useForm({
    initial: { subject: '', text: '' },
    check: ({ subject, text }) => ({
      subject: !subject.trim() && 'Say in a few words what it is about.',
      text: !text.trim() && 'Write what they should read.',
    }),
    send: ({ subject, text }) =>
      client.post('/api/training/events/{id}/messages', {
        path: { id: event.id },
        body: { ...to, subject: subject.trim(), text: text.trim() },
      }),
    done: ({ mailed, withoutAddress }) => {
      notify({
        title: `${counted(mailed, 'mail')} on the way`,
        ...(withoutAddress > 0 && {
          detail: `${counted(withoutAddress, 'person has', 'people have')} no address.`,
        }),
      })
      onClose()
    },
    draft: `event.${event.id}.message`,
  })
  return (
    <Dialog title={`Write to participants of ${event.name}`} isOpen onClose={onClose} wide>
      <div className="stack-small">
        {found && found.withoutAddress > 0 && (
          <Hint>
            {counted(found.withoutAddress, 'person', 'people')} of those chosen{' '}
            {found.withoutAddress === 1 ? 'has' : 'have'} no address and{' '}
            {found.withoutAddress === 1 ? 'hears' : 'hear'} nothing.
          </Hint>
        )}
        <Form of={form} submit={found ? `Send ${counted(found.mailed, 'mail')}` : 'Send'}>
          <TextInput
            label="Subject (required)"
            description={`The name of the event goes before it.`}
            maxLength={200}
            data-autofocus
            {...form.field('subject')}
          />
          <Textarea
            label="Text (required)"
            description="Their name goes before it, the link to the event and its contact after it."
            autosize
            minRows={6}
            maxRows={16}
            maxLength={10_000}
            {...form.field('text')}
          />
        </Form>
      </div>
    </Dialog>
  )
}
