import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import { queries } from '../../../app/queries.ts'
import { ConfirmDialog } from '../../../ui/dialog.tsx'
import { useGo } from '../../../ui/link.tsx'
import { runPath } from '../runs/words.ts'
import type { Schedule } from './words.ts'

const refresh = () => queries.invalidateQueries({ queryKey: ['automation', 'schedules'] })

/** What is done with a schedule at once. */
export function useScheduleActs() {
  const act = useAct()
  const go = useGo()
  const setEnabled = async (id: number, isEnabled: boolean) => {
    await client.patch('/api/automation/schedules/{id}', { path: { id }, body: { isEnabled } })
    await refresh()
  }
  return {
    pause: ({ id, name }: Schedule) =>
      void act(() => setEnabled(id, false), { done: `${name} is paused`, undo: () => setEnabled(id, true) }),
    resume: ({ id, name }: Schedule) =>
      void act(() => setEnabled(id, true), { done: `${name} goes on`, undo: () => setEnabled(id, false) }),
    takeOver: ({ id, name }: Schedule) =>
      void act(
        async () => {
          await client.post('/api/automation/schedules/{id}/take-over', { path: { id } })
          await refresh()
        },
        { done: `${name} goes on in your name` },
      ),
    start: ({ id }: Schedule) =>
      void act(async () => {
        const { runId } = await client.post('/api/automation/schedules/{id}/start', { path: { id } })
        go(runPath({ id: runId }))
      }),
  }
}

/** Asks before a schedule goes. */
export function RemoveSchedule({
  of,
  onClose,
  onDone,
}: {
  of: Schedule | null
  onClose: () => void
  onDone?: () => void
}) {
  return (
    <ConfirmDialog
      title={`Remove ${of?.name ?? ''}?`}
      isOpen={of !== null}
      onClose={onClose}
      act="Remove the schedule"
      run={async () => {
        await client.delete('/api/automation/schedules/{id}', { path: { id: of?.id ?? 0 } })
        await refresh()
        onDone?.()
      }}
    >
      Nothing runs at its times any more. Its preset, and the runs that came of it, stay.
    </ConfirmDialog>
  )
}
