import { Textarea } from '@mantine/core'
import { useState } from 'react'
import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { queries } from '../../../app/queries.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Facts } from '../../../ui/facts.tsx'
import { Form, useForm } from '../../../ui/form.tsx'
import { Link, useGo, useParam } from '../../../ui/link.tsx'
import { notify } from '../../../ui/notices.tsx'
import { PageHead, WithSide } from '../../../ui/page-head.tsx'
import { State } from '../../../ui/state.tsx'
import { Hint } from '../../../ui/states.tsx'
import { Time } from '../../../ui/time.tsx'
import { RUNS, TRAIL, useAutomation } from '../section.ts'
import { APPROVALS, type ApprovalDetail, STATES, selectionWords } from './data.ts'
import { DryRun } from './dry-run.tsx'

/** One question: what would run where, what its dry run would change, and the answer. */
export default function ApprovalPage() {
  useAutomation()
  const id = Number(useParam('id'))
  const approval = useData(
    ['automation', 'approval', id],
    (signal) => client.read('/api/automation/approvals/{id}', { path: { id }, signal }),
    { live: ['automation.approval', 'automation.run'] },
  )
  return (
    <Ready of={approval} thing={`approval ${id}`} back={{ label: 'All approvals', to: APPROVALS }}>
      {(found) => <Page of={found} />}
    </Ready>
  )
}

type Act = 'approve' | 'refuse' | 'withdraw'

/** Starts the run once more, as it is now, and leads to the new question. */
function AskAgain({ run: id }: { run: number }) {
  const act = useAct()
  const go = useGo()
  const ask = async () => {
    await client.post('/api/automation/runs/{id}/start', { path: { id }, body: {} })
    const { items } = await client.get('/api/automation/approvals', { query: { run: id, limit: 1 } })
    go(items[0]?.state === 'open' ? `${APPROVALS}/${items[0].id}` : `${RUNS}/${id}`)
  }
  return (
    <Button look="filled" onClick={() => void act(ask, { done: 'It is asked for again' })}>
      Ask again
    </Button>
  )
}

function Page({ of }: { of: ApprovalDetail }) {
  const [open, setOpen] = useState<Act>()
  const { look, label } = STATES[of.state]
  return (
    <>
      <PageHead
        title={of.run.name}
        trail={[...TRAIL, { label: 'Approvals', to: APPROVALS }]}
        state={
          <State pill look={look}>
            {label}
          </State>
        }
        sentence={`${of.askedBy?.name ?? 'Somebody'} wants to run ${of.template ?? 'a template that is gone'} on ${selectionWords(of)}.`}
        acts={
          <>
            {of.mayDecide && <Button onClick={() => setOpen('refuse')}>Refuse</Button>}
            {of.mayDecide && (
              <Button look="filled" onClick={() => setOpen('approve')}>
                Approve
              </Button>
            )}
            {of.mayWithdraw && <Button onClick={() => setOpen('withdraw')}>Take it back</Button>}
            {of.mayAskAgain && <AskAgain run={of.run.id} />}
          </>
        }
      />
      <WithSide side={<Told of={of} />}>
        <div className="stack">
          <Why of={of} />
          <DryRun of={of} />
        </div>
      </WithSide>
      {open && <Decide of={of} act={open} onClose={() => setOpen(undefined)} />}
    </>
  )
}

/** Why there is nothing to press, where there is not. */
function Why({ of }: { of: ApprovalDetail }) {
  if (of.state === 'void')
    return (
      <Hint>
        {of.comment || 'The run was changed, or does not wait any more.'}{' '}
        {of.mayAskAgain ? 'It does not run. Look at it, and ask again.' : 'Nobody can answer this any more.'}
      </Hint>
    )
  if (of.state === 'open' && of.mayWithdraw)
    return <Hint look="waiting">You have asked for it yourself: a second person approves or refuses it.</Hint>
  if (of.comment !== '') return <Hint look="running">{of.comment}</Hint>
  return null
}

function Told({ of }: { of: ApprovalDetail }) {
  const variables = Object.entries(of.variables ?? {})
  return (
    <Card title="What is asked">
      <Facts
        of={[
          ['Run', <Link key="run" to={`${RUNS}/${of.run.id}`}>{`#${of.run.id}`}</Link>],
          ['Template', <bdi key="template">{of.template ?? 'gone'}</bdi>],
          ['Hosts', <bdi key="hosts">{selectionWords(of)}</bdi>],
          ...variables.map(
            ([name, value]) =>
              [
                name,
                <bdi key={name}>{typeof value === 'string' ? value : JSON.stringify(value)}</bdi>,
              ] as const,
          ),
          ['Asked by', <bdi key="by">{of.askedBy?.name ?? '–'}</bdi>],
          ['Asked', <Time key="at" at={of.askedAt} />],
          of.reason === '' ? null : ['Reason', <bdi key="reason">{of.reason}</bdi>],
          of.decidedBy && ['Answered by', <bdi key="judge">{of.decidedBy.name}</bdi>],
          of.decidedAt === null ? null : ['Answered', <Time key="decided" at={of.decidedAt} />],
        ]}
      />
    </Card>
  )
}

const ACTS = {
  approve: {
    title: 'Approve',
    act: 'Approve the run',
    text: 'It begins at once, or at its time. The approval is for this selection, these variables and this revision of the template alone.',
    done: 'The run is approved',
  },
  refuse: {
    title: 'Refuse',
    act: 'Refuse the run',
    text: 'It does not begin. Who asked is told, with what you write.',
    done: 'The run is refused',
  },
  withdraw: {
    title: 'Take back',
    act: 'Take it back',
    text: 'The run does not begin. It can be started again at any time.',
    done: 'The run is taken back',
  },
} as const

function Decide({ of, act, onClose }: { of: ApprovalDetail; act: Act; onClose: () => void }) {
  const words = ACTS[act]
  const form = useForm({
    initial: { comment: '' },
    check: ({ comment }) => ({
      comment: act === 'refuse' && !comment.trim() && 'Say why, so that it can be done better.',
    }),
    send: (body) => client.post(`/api/automation/approvals/{id}/${act}`, { path: { id: of.id }, body }),
    done: () => {
      notify({ title: words.done })
      void queries.invalidateQueries({ queryKey: ['automation', 'approval', of.id] })
      onClose()
    },
  })
  return (
    <Dialog title={`${words.title}: ${of.run.name}`} isOpen onClose={onClose}>
      <Form
        of={form}
        submit={words.act}
        danger={act === 'refuse'}
        cancel={<Button onClick={onClose}>Back</Button>}
      >
        <p className="small">{words.text}</p>
        <Textarea
          label={act === 'refuse' ? 'Why (required)' : 'Comment'}
          autosize
          minRows={2}
          maxLength={2_000}
          data-autofocus
          {...form.field('comment')}
        />
      </Form>
    </Dialog>
  )
}
