import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import { useGo } from '../../../ui/link.tsx'
import { runPath } from '../runs/words.ts'
import { RUNS } from '../section.ts'

/** Reads configurations in a run, and shows that. */
export function useReadNow() {
  const act = useAct()
  const go = useGo()
  return (body: { inventoryId: number; templateId?: number; hosts?: string[] }) =>
    void act(async () => {
      const { runId } = await client.post('/api/automation/configs/read', { body })
      go(runPath({ id: runId }))
    })
}

/** Shows in a dry run what would bring a host back; from there it is run again, for real. */
export function useRestore(id: number) {
  const act = useAct()
  const go = useGo()
  return (number?: number) =>
    void act(async () => {
      const { runId, isStarted } = await client.post('/api/automation/configs/{id}/restore', {
        path: { id },
        body: number === undefined ? {} : { number },
      })
      go(isStarted ? runPath({ id: runId }) : `${RUNS}/new?from=${runId}`)
    })
}
