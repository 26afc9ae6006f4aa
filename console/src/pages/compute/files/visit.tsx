import { Refusal } from '@atelier/client'
import { TextInput } from '@mantine/core'
import { client } from '../../../app/client.ts'
import { Ready } from '../../../app/data.tsx'
import { queries } from '../../../app/queries.ts'
import { Card } from '../../../ui/card.tsx'
import { Form, useForm } from '../../../ui/form.tsx'
import { useParam, useQueryState } from '../../../ui/link.tsx'
import { PageHead } from '../../../ui/page-head.tsx'
import { Hint } from '../../../ui/states.tsx'
import { BACK, TRAIL, useCompute } from '../section.ts'
import { useFolder } from './data.ts'
import { Files } from './files.tsx'

/** Another person's files, for an operator who has said why: that person reads it. Nothing can be changed there. */
export default function Visit() {
  useCompute()
  const id = Number(useParam('id'))
  const [{ path = '' }] = useQueryState()
  const workspace = { id, name: `Workspace ${id}`, session: null }
  const root = useFolder(workspace, { path: '', after: undefined, search: '', hidden: false })
  const { error } = root
  const isAsked = error instanceof Refusal && error.code === 'reason_needed'
  const visit = (of: string) =>
    `/app/compute/workspaces/${id}/visit${of === '' ? '' : `?path=${encodeURIComponent(of)}`}`
  const head = (
    <PageHead
      title={`Files of workspace ${id}`}
      trail={TRAIL}
      sentence="They belong to somebody else, who reads why you look at them."
    />
  )
  if (isAsked) {
    return (
      <>
        {head}
        <AskReason id={id} />
      </>
    )
  }
  return (
    <Ready of={root} thing={`workspace ${id}`} back={BACK}>
      {() => (
        <>
          {head}
          <div className="stack">
            <Hint>You look at another person’s files. What you open is in their journal.</Hint>
            <Files workspace={workspace} path={path} visit={visit} />
          </div>
        </>
      )}
    </Ready>
  )
}

function AskReason({ id }: { id: number }) {
  const form = useForm({
    initial: { reason: '' },
    check: ({ reason }) => ({ reason: reason.trim().length < 5 && 'Say why, in a few words.' }),
    send: ({ reason }) =>
      client.post('/api/compute/workspaces/{id}/visits', { path: { id }, body: { reason } }),
    done: () => queries.invalidateQueries({ queryKey: ['workspace', id, 'files'] }),
  })
  return (
    <Card title="Why do you look at these files?">
      <Form of={form} submit="Look at them for an hour">
        <TextInput
          label="Reason (required)"
          description="The person reads it at once, and it is in the journal."
          maxLength={500}
          {...form.field('reason')}
        />
      </Form>
    </Card>
  )
}
