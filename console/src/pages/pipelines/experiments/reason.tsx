import { TextInput } from '@mantine/core'
import { client } from '../../../app/client.ts'
import { Card } from '../../../ui/card.tsx'
import { Form, useForm } from '../../../ui/form.tsx'
import { refresh } from './data.ts'

/** Another person's experiment is opened by an operator who says why: that person reads it. */
export function AskReason({ id, owner }: { id: number; owner: string }) {
  const form = useForm({
    initial: { reason: '' },
    check: ({ reason }) => ({ reason: reason.trim().length < 5 && 'Say why, in a few words.' }),
    send: ({ reason }) =>
      client.post('/api/pipelines/experiments/{id}/visits', {
        path: { id },
        body: { reason: reason.trim() },
      }),
    done: () => refresh(id),
  })
  return (
    <Card title="Why do you look at it?">
      <Form of={form} submit="Look at it for an hour">
        <p className="small">Files, form and log of this experiment belong to {owner}.</p>
        <TextInput
          label="Reason (required)"
          description={`${owner} reads it at once, and it is in the journal.`}
          maxLength={500}
          {...form.field('reason')}
        />
      </Form>
    </Card>
  )
}
