import { client } from '../../../app/client.ts'
import { type Data, useData } from '../../../app/data.tsx'
import { useParam } from '../../../ui/link.tsx'
import { isPending, type SessionDetail } from './words.ts'

const SHOWN = 20

/** The session that a part of the address names, kept up by the feed. */
export function useSessionAt(param: string): { id: number; session: Data<SessionDetail> } {
  const id = Number(useParam(param))
  const session = useData(
    ['session', id],
    (signal) => client.read('/api/compute/sessions/{id}', { path: { id }, signal }),
    { live: ({ object }) => object === `compute.session:${id}` },
  )
  return { id, session }
}

/** The newest sessions of a workspace, kept up by the feed. */
export const useWorkspaceSessions = (workspace: number) =>
  useData(
    ['workspace', workspace, 'sessions'],
    (signal) => client.read('/api/compute/sessions', { query: { workspace, limit: SHOWN }, signal }),
    { live: ['compute.session'], again: ({ items }) => items.some(isPending) },
  )
