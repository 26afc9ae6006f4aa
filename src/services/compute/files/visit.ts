import { inTransaction } from '../../../kernel/db/db.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { ADMIN_ROLE, type Compute, SERVICE } from '../compute.ts'
import { problems as common } from '../problems.ts'
import type { WorkspaceRow } from '../tables.ts'
import { findWorkspace, requireWorkspace } from '../workspaces/workspace.store.ts'
import { problems } from './file-problems.ts'

/** How long an administrator looks at another person's files before they say why once more. */
const VISIT_MS = 3_600_000
export const VISIT_NOTICE = 'compute.files-visited'

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
  const visit = await compute.db
    .selectFrom('compute_visit')
    .select('id')
    .where('workspace_id', '=', id)
    .where('account_id', '=', actor.accountId)
    .where('ends_at', '>', compute.kernel.clock.now())
    .limit(1)
    .executeTakeFirst()
  if (!visit) throw problems.visitNeeded()
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
  const now = kernel.clock.now()
  const endsAt = now + VISIT_MS
  const owner = workspace.account_id
  await inTransaction(db, async (tx) => {
    await tx
      .insertInto('compute_visit')
      .values({ workspace_id: id, account_id: actor.accountId, reason, made_at: now, ends_at: endsAt })
      .execute()
    await kernel.journal.record(tx, {
      by,
      action: 'compute.workspace.visited',
      object: `compute.workspace:${id}`,
      service: SERVICE,
      reason,
      audience: owner === null ? undefined : `account:${owner}`,
    })
    if (owner === null || owner === actor.accountId) return
    await kernel.notices.send(tx, {
      to: [owner],
      kind: VISIT_NOTICE,
      title: `${actor.name} looks at your files`,
      text: `${actor.name} opened the files of your workspace “${workspace.name}”. The reason: ${reason}`,
      link: `/app/compute/workspaces/${id}`,
    })
  })
  return { endsAt }
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
    object: `compute.workspace:${workspace.id}`,
    service: SERVICE,
    details: { path },
    audience: workspace.account_id === null ? undefined : `account:${workspace.account_id}`,
  })
}
