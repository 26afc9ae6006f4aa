import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Compute } from '../compute.ts'
import { requireKind } from '../kinds/kind.ts'
import { problems as kindProblems } from '../kinds/kind-problems.ts'
import { pythonText } from '../kinds/python.ts'
import { problems as sessionProblems } from '../sessions/session-problems.ts'
import { startSession } from '../sessions/session-start.ts'
import type { WorkspaceRow } from '../tables.ts'
import { lookAt } from '../workspaces/folder.ts'
import { type Fields, isFields, requireFields } from './body.ts'
import { startedView } from './job-view.ts'
import { actorOf } from './person.ts'
import { successful, wireProblems } from './wire.ts'

export const Start = Type.Optional(
  Type.Object({
    job_type: Type.Optional(Type.String()),
    job_details: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    resource_options: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  }),
)

/** Starts a job in a workspace: what is wrong is said in the protocol's order. */
export async function startIn(compute: Compute, request: FastifyRequest, workspace: WorkspaceRow) {
  if (isSettled(workspace) && (await lookAt(compute, workspace.folder)) !== 'folder')
    throw sessionProblems.folderFault()
  const fields = requireFields(request)
  const kind = await kindOf(compute, actorOf(request).accountId, fields.job_type || workspace.default_kind)
  const details = objectOf(fields, 'job_details', 'Job details not JSON.')
  const options = objectOf(fields, 'resource_options', 'Resource options not JSON.')
  const session = await startSession(compute, request.by, { workspace, kind, details, options })
  return successful({ job: startedView(session) }, 'Successful start.')
}

/** One that is being made or deleted has no folder to look at; the start itself refuses those. */
const isSettled = ({ status }: WorkspaceRow): boolean => status === 'idle' || status === 'active'

async function kindOf(compute: Compute, account: number, wanted: unknown): Promise<string> {
  if (!wanted) throw sessionProblems.kindMissing()
  if (typeof wanted !== 'string') throw kindProblems.unknown(pythonText(wanted))
  return (await requireKind(compute, account, wanted)).key
}

function objectOf(fields: Fields, name: string, message: string): Fields {
  const value = fields[name] === undefined ? {} : fields[name]
  if (!isFields(value)) throw wireProblems.malformed(message)
  return value
}
