import type { Actor } from '../../../kernel/identity/actor.ts'
import { beginVisit as begin, isVisiting } from '../../../kernel/identity/visit.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { ADMIN_ROLE, type Compute, SERVICE } from '../compute.ts'
import { problems as common } from '../problems.ts'
import type { WorkspaceRow } from '../tables.ts'
import { findWorkspace, requireWorkspace } from '../workspaces/workspace.store.ts'
import { problems } from './file-problems.ts'

export const VISIT_NOTICE = 'compute.files-visited'
const objectOf = (workspace: number): string => `compute.workspace:${workspace}`

/**
 * The workspace of its owner; or of somebody else, for an administrator who has said why (promises.md, A12). For all others
 * it is not there.
 */
export async function requireReadable(
  compute: Compute,
  actor: Actor | undefined,
  id: number,
): Promise<{ workspace: WorkspaceRow; isOwner: boolean }> {
  if (!actor?.may(ADMIN_ROLE)) return { workspace: await requireWorkspace(compute, actor, id), isOwner: true }
  const workspace = await findWorkspace(compute.db, id)
  if (!workspace || workspace.account_id === actor.accountId)
    return { workspace: await requireWorkspace(compute, actor, id), isOwner: true }
  if (workspace.trashed_at !== null) throw common.notFound()
  if (!(await isVisiting(compute.kernel, actor, objectOf(id)))) throw problems.visitNeeded()
  return { workspace, isOwner: false }
}

/** Lets an administrator look at another person's files for an hour; that person is told why. */
export async function beginVisit(
  compute: Compute,
  { by, actor, id, reason }: { by: By; actor: Actor; id: number; reason: string },
): Promise<{ endsAt: number }> {
  const { kernel, db } = compute
  const workspace = await findWorkspace(db, id)
  if (!workspace || workspace.trashed_at !== null) throw common.notFound()
  return begin(kernel, {
    by,
    actor,
    object: objectOf(id),
    owner: workspace.account_id,
    reason,
    service: SERVICE,
    action: 'compute.workspace.visited',
    notice: {
      kind: VISIT_NOTICE,
      title: `${actor.name} looks at your files`,
      text: `${actor.name} opened the files of your workspace “${workspace.name}”. The reason: ${reason}`,
      link: `/app/compute/workspaces/${id}`,
    },
  })
}

/** What a visitor opens is in the journal, for the owner to read. */
export function noteRead(
  compute: Compute,
  by: By,
  { workspace, isOwner }: { workspace: WorkspaceRow; isOwner: boolean },
  path: string,
): void {
  if (isOwner) return
  compute.kernel.journal.note({
    by,
    action: 'compute.file.read-by-other',
    object: objectOf(workspace.id),
    service: SERVICE,
    details: { path },
    audience: workspace.account_id === null ? undefined : `account:${workspace.account_id}`,
  })
}
