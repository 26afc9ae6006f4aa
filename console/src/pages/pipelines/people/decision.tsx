import { Textarea } from '@mantine/core'
import { client } from '../../../app/client.ts'
import { Dialog } from '../../../ui/dialog.tsx'
import { Form, useForm } from '../../../ui/form.tsx'
import { notify } from '../../../ui/notices.tsx'
import { nameOf, type Person } from './words.ts'

/** About whom what is decided. */
export interface Deciding {
  person: Person
  verb: 'approve' | 'deny'
}

export const sendDecision = ({ person: { id }, verb }: Deciding, message: string) =>
  client.post(verb === 'approve' ? '/api/pipelines/people/{id}/approve' : '/api/pipelines/people/{id}/deny', {
    path: { id },
    body: { message },
  })

/** A decision with a word to the person. */
export function DecisionDialog({ of, onClose }: { of: Deciding; onClose: () => void }) {
  const name = nameOf(of.person)
  const isApproval = of.verb === 'approve'
  const form = useForm({
    initial: { message: '' },
    send: ({ message }) => sendDecision(of, message.trim()),
    done: () => {
      notify({
        title: `${name} ${isApproval ? 'may use pipelines' : 'may not use pipelines'}, and is told by mail`,
      })
      onClose()
    },
  })
  const hadIt = of.person.state === 'approved'
  const title = isApproval ? `Approve ${name}` : hadIt ? `Take the right from ${name}` : `Decline ${name}`
  return (
    <Dialog title={title} isOpen onClose={onClose}>
      <Form
        of={form}
        submit={isApproval ? 'Approve' : hadIt ? 'Take it away' : 'Decline'}
        danger={!isApproval}
      >
        <p>
          {isApproval
            ? 'They can hand in experiments from now on.'
            : 'What they have handed in stays; from now on they reach nothing of it. You can approve them later.'}
        </p>
        <Textarea
          label="A word to them"
          description="It stands in the mail. Empty: the mail says the decision alone."
          autosize
          minRows={2}
          maxRows={8}
          maxLength={4_000}
          dir="auto"
          {...form.field('message')}
        />
      </Form>
    </Dialog>
  )
}
