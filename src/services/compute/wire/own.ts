import type { FastifyRequest } from 'fastify'
import { Problem } from '../../../kernel/problem.ts'
import type { Compute } from '../compute.ts'
import type { WorkspaceRow } from '../tables.ts'
import { isOffered, requireWorkspace } from '../workspaces/workspace.store.ts'
import { problems as workspaceProblems } from '../workspaces/workspace-problems.ts'
import { actorOf } from './person.ts'
import { idOf, wireProblems } from './wire.ts'

/** The caller's own workspace that a path or a body names; a copy that waits for their word is refused. */
export async function ownWorkspace(
  compute: Compute,
  request: FastifyRequest,
  named: string,
): Promise<WorkspaceRow> {
  const id = idOf(named)
  const workspace = await requireWorkspace(compute, actorOf(request), id, { offered: true }).catch(
    (error) => {
      throw error instanceof Problem && error.status === 404 ? wireProblems.noWorkspace(named) : error
    },
  )
  if (await isOffered(compute.db, id)) throw workspaceProblems.notAccepted(id)
  return workspace
}
