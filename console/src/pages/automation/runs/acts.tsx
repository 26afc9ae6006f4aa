import { useState } from 'react'
import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import { queries } from '../../../app/queries.ts'
import { Button } from '../../../ui/button.tsx'
import { ConfirmDialog } from '../../../ui/dialog.tsx'
import { useGo } from '../../../ui/link.tsx'
import { counted } from '../../../ui/time.tsx'
import { refresh } from './data.ts'
import type { Counts } from './host-state.ts'
import { isOpen, type Run, runPath } from './words.ts'

/** Stops a run; asks once, with what it would be about. */
export function StopButton({ of: run, counts, small }: { of: Run; counts?: Counts; small?: boolean }) {
  const [isAsking, setAsking] = useState(false)
  if (!isOpen(run) || run.isEnding) return null
  const waits = run.status === 'scheduled'
  return (
    <>
      <Button danger {...(small && { small })} onClick={() => setAsking(true)}>
        {waits ? 'Cancel' : small ? 'Stop' : 'Stop the run'}
      </Button>
      <ConfirmDialog
        title={`${waits ? 'Cancel' : 'Stop'} #${run.id} “${run.name}”?`}
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        act={waits ? 'Cancel the run' : 'Stop the run'}
        keep={waits ? 'Let it wait' : 'Let it run'}
        run={async () => {
          await client.post('/api/automation/runs/{id}/abort', { path: { id: run.id } })
          await refresh(run.id)
        }}
      >
        <p>{waits ? 'It has not begun. Nothing was done on any host.' : stopping(counts, run)}</p>
      </ConfirmDialog>
    </>
  )
}

function stopping(counts: Counts | undefined, run: Run): string {
  if (!counts) {
    const done = run.counts ? run.counts.ok + run.counts.failed + run.counts.unreachable : 0
    return `Hosts at work get 10 s to finish. ${counted(done, 'host')} done so far, which stay done; the others are not started.`
  }
  const done = counts.ok + counts.failed + counts.unreachable + counts['timed-out']
  const are = (n: number) => (n === 1 ? 'is' : 'are')
  return [
    `${counted(counts.running, 'host')} ${are(counts.running)} at work and ${counts.running === 1 ? 'gets' : 'get'} 10 s to finish.`,
    `${done} ${are(done)} done and ${done === 1 ? 'stays' : 'stay'} done;`,
    `${counts.waiting} ${are(counts.waiting)} not started.`,
  ].join(' ')
}

/** Makes a run like it, of the hosts that are meant, and goes there. */
export function useRepeat(): (id: number, hosts: 'failed' | 'all' | string[]) => Promise<void> {
  const act = useAct()
  const go = useGo()
  return async (id, hosts) => {
    let made: { id: number } | undefined
    await act(
      async () => {
        made = await client.post('/api/automation/runs/{id}/repeat', { path: { id }, body: { hosts } })
      },
      { done: 'A new run is on its way' },
    )
    await queries.invalidateQueries({ queryKey: ['automation', 'runs'] })
    if (made) go(runPath(made))
  }
}

/** Stops several at once; those that are over already stay as they are. */
export function StopMany({ ids, onDone }: { ids: readonly number[]; onDone: () => void }) {
  const act = useAct()
  const [isAsking, setAsking] = useState(false)
  const stop = async () => {
    const done = await act(
      async () => {
        for (const id of ids) await client.post('/api/automation/runs/{id}/abort', { path: { id } })
      },
      { done: `${counted(ids.length, 'run')} stopped`, detail: 'Those that were over stay as they were.' },
    )
    if (done) onDone()
    await queries.invalidateQueries({ queryKey: ['automation', 'runs'] })
  }
  return (
    <>
      <Button small danger onClick={() => setAsking(true)}>
        Stop
      </Button>
      <ConfirmDialog
        title={`Stop ${counted(ids.length, 'run')}?`}
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        act={`Stop ${counted(ids.length, 'run')}`}
        keep="Let them run"
        run={stop}
      >
        <p>
          Hosts at work get 10 s to finish. What is done stays done; hosts that are not started stay as they
          are.
        </p>
      </ConfirmDialog>
    </>
  )
}
