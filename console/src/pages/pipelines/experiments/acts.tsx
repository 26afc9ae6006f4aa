import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import { queries } from '../../../app/queries.ts'
import { useSession } from '../../../app/session.ts'
import { Button } from '../../../ui/button.tsx'
import { ConfirmDialog } from '../../../ui/dialog.tsx'
import type { MenuItem } from '../../../ui/menu.tsx'
import { bytes, counted } from '../../../ui/time.tsx'
import { refresh } from './data.ts'
import { type Experiment, type ExperimentDetail, isOpen } from './words.ts'

/** Ends an experiment; asks once, since what it has done so far is lost. Of somebody else's one may say why. */
export function CancelButton({
  of: experiment,
  small,
}: {
  of: Experiment | ExperimentDetail
  small?: boolean
}) {
  const { account } = useSession()
  const [isAsking, setAsking] = useState(false)
  const [reason, setReason] = useState('')
  const { id, name, person, status, isEnding } = experiment
  if (!isOpen(experiment) || isEnding) return null
  const isMine = person?.id === account.id
  const query = { ...(reason.trim() !== '' && { reason: reason.trim() }) }
  return (
    <>
      <Button {...(small && { small })} onClick={() => setAsking(true)}>
        Cancel
      </Button>
      <ConfirmDialog
        title={`Cancel “${name}”?`}
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        act="Cancel the experiment"
        keep={status === 'submitted' ? 'Let it wait' : 'Let it run'}
        run={async () => {
          await client.post('/api/pipelines/experiments/{id}/cancel', { path: { id }, query })
          await refresh(id)
        }}
      >
        <p>
          {status === 'submitted'
            ? 'It leaves the queue. Its inputs stay, so that it can be run again.'
            : 'What runs is ended, and what it has not finished is lost. Its inputs stay.'}
        </p>
        {!isMine && (
          <TextInput
            label={`Why (required; ${person?.name ?? 'its owner'} reads it)`}
            maxLength={500}
            value={reason}
            onChange={({ currentTarget }) => setReason(currentTarget.value)}
          />
        )}
      </ConfirmDialog>
    </>
  )
}

/** Ends several at once; of those that were over already nothing is said but their number. */
export function CancelMany({ ids, onDone }: { ids: readonly number[]; onDone: () => void }) {
  const act = useAct()
  const [isAsking, setAsking] = useState(false)
  const cancel = async () => {
    const done = await act(
      () => client.post('/api/pipelines/experiments/cancel', { body: { ids: [...ids] } }),
      {
        done: `${counted(ids.length, 'experiment')} cancelled`,
        detail: 'Those that were over already stay as they were.',
      },
    )
    if (done) onDone()
    await queries.invalidateQueries({ queryKey: ['experiments'] })
  }
  return (
    <>
      <Button small onClick={() => setAsking(true)}>
        Cancel
      </Button>
      <ConfirmDialog
        title={`Cancel ${counted(ids.length, 'experiment')}?`}
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        act={`Cancel ${counted(ids.length, 'experiment')}`}
        keep="Let them be"
        run={cancel}
      >
        <p>
          What runs is ended, and what waits leaves the queue. Inputs stay. Those that are over stay as they
          are.
        </p>
      </ConfirmDialog>
    </>
  )
}

/** What is done with it beside the likeliest: for the menu of its page and of its row. */
export function useMoreActs(experiment: ExperimentDetail, onRemove: (side: 'inputs' | 'outputs') => void) {
  const act = useAct()
  const { id, kept, notify, standing } = experiment
  if (standing !== 'owner') return []
  const path = { id }
  const setKept = (wanted: boolean) => async () => {
    await client.post('/api/pipelines/experiments/{id}/keep', { path, body: { kept: wanted } })
    await refresh(id)
  }
  const setNotify = async () => {
    await client.post('/api/pipelines/experiments/{id}/notify', { path, body: { notify: !notify } })
    await refresh(id)
  }
  const items: (MenuItem | false)[] = [
    {
      label: kept ? 'Let it go in its time' : 'Keep it whatever its age',
      run: () =>
        void act(setKept(!kept), {
          done: kept ? 'Its files go in their time again' : 'Its files are kept',
          undo: setKept(kept),
        }),
    },
    isOpen(experiment) && {
      label: notify ? 'No message at its end' : 'Tell me when it ends',
      run: () =>
        void act(setNotify, { done: notify ? 'You get no message' : 'You get a message at its end' }),
    },
    !isOpen(experiment) &&
      experiment.inputs.some(({ isThere }) => isThere) && {
        label: 'Remove the inputs',
        danger: true,
        run: () => onRemove('inputs'),
      },
    !isOpen(experiment) &&
      experiment.outputs.some(({ isThere }) => isThere) && {
        label: 'Remove the results',
        danger: true,
        run: () => onRemove('outputs'),
      },
  ]
  return items
}

/** Asks before files go for good. */
export function RemoveDialog({
  of: { id, name, inputs, outputs },
  side,
  onClose,
}: {
  of: ExperimentDetail
  side: 'inputs' | 'outputs' | undefined
  onClose: () => void
}) {
  const files = (side === 'inputs' ? inputs : outputs).filter(({ isThere }) => isThere)
  const size = files.reduce((sum, each) => sum + each.size, 0)
  const what = side === 'inputs' ? 'inputs' : 'results'
  return (
    <ConfirmDialog
      title={`Remove the ${what} of “${name}”?`}
      isOpen={side !== undefined}
      onClose={onClose}
      act="Remove for good"
      run={async () => {
        const path = { id }
        await (side === 'inputs'
          ? client.delete('/api/pipelines/experiments/{id}/inputs', { path })
          : client.delete('/api/pipelines/experiments/{id}/outputs', { path }))
        await refresh(id)
      }}
    >
      <p>
        {counted(files.length, 'file')}, {bytes(size)}, {files.length === 1 ? 'goes' : 'go'} from the disk and
        cannot come back. Form, log and checksums stay.
        {side === 'inputs' && ' To run it again, its files have to be uploaded again.'}
      </p>
    </ConfirmDialog>
  )
}
