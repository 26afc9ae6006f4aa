import type { Answer } from '@atelier/client'
import { client } from '../../../app/client.ts'
import { type Data, useData } from '../../../app/data.tsx'
import { useParam } from '../../../ui/link.tsx'
import type { Look } from '../../../ui/state.tsx'
import { isPending, standingOf } from '../sessions/words.ts'

export type Workspace = Answer<'/api/compute/workspaces'>['items'][number]
export type WorkspaceDetail = Answer<'/api/compute/workspaces/{id}'>
export type Template = Answer<'/api/compute/templates'>['items'][number]

/** What of the journal changes what lists and pages of workspaces show. */
export const LIVE = ['compute.workspace', 'compute.share', 'compute.session', 'compute.file']

/** The workspace of this address. */
export function useWorkspace(): { id: number; workspace: Data<WorkspaceDetail> } {
  const id = Number(useParam('id'))
  const workspace = useData(
    ['workspace', id],
    (signal) => client.read('/api/compute/workspaces/{id}', { path: { id }, signal }),
    { live: LIVE, again: ({ session }) => isPending(session) },
  )
  return { id, workspace }
}

type Standing = Pick<Workspace, 'status' | 'session' | 'trashedAt'>

/** How a workspace stands: by its session, or by what is wrong with it. */
export function standingOfWorkspace({ status, session, trashedAt }: Standing): { look: Look; word: string } {
  if (trashedAt !== null) return { look: 'past', word: 'In the trash' }
  if (status === 'error') return { look: 'failed', word: 'Needs an operator' }
  if (status === 'initializing') return { look: 'running', word: 'Being made' }
  if (status === 'deleting') return { look: 'running', word: 'Being deleted' }
  if (session === null) return { look: 'stopped', word: 'No session' }
  const { look, word } = standingOf(session)
  // What ended well is over: the workspace itself is at rest.
  return look === 'done' || look === 'stopped' ? { look: 'stopped', word: 'No session' } : { look, word }
}
