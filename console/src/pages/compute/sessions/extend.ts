import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import { notify } from '../../../ui/notices.tsx'
import { moment } from '../../../ui/time.tsx'

/** Gives a session more time, as much as it usually gets, and says until when it has it. */
export function useExtend(id: number): () => void {
  const act = useAct()
  const extend = async () => {
    const { deadlineAt } = await client.post('/api/compute/sessions/{id}/extend', { path: { id }, body: {} })
    notify({ title: deadlineAt ? `It ends ${moment(deadlineAt)} now` : 'It has no end by time now' })
  }
  return () => void act(extend)
}
