import { inTransaction, lock } from '../../../kernel/db/db.ts'
import { findPeople, fullName } from '../../../kernel/identity/people.ts'
import { enqueue } from '../../../kernel/jobs/jobs.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { type Compute, directoryOf, SERVICE } from '../compute.ts'
import { requireRoom } from '../quotas/quota.ts'
import type { Db, ShareRow, Tx, WorkspaceRow } from '../tables.ts'
import { eraseWorkspaceIn } from '../workspaces/erase.ts'
import { newIncoming } from '../workspaces/folder.ts'
import { isOffered } from '../workspaces/workspace.store.ts'
import { audienceOf, lockWorkspace, newRow, objectOf } from '../workspaces/workspace.ts'
import { problems as workspaceProblems } from '../workspaces/workspace-problems.ts'
import { copyJob } from './copy-job.ts'
import { problems } from './share-problems.ts'

/** Each gets a whole copy, all of them in one transaction. */
const MOST_PEOPLE = 200

interface Offer {
  workspace: Pick<WorkspaceRow, 'id'>
  to: readonly number[]
}

/** Offers a copy of a workspace to each of these people. The copies are made in the background. Gives their ids. */
export const shareWorkspace = (compute: Compute, by: By, offer: Offer): Promise<number[]> =>
  inTransaction(compute.db, (tx) => shareWorkspaceIn(compute, tx, by, offer))

/** The same in the caller's transaction. */
export async function shareWorkspaceIn(
  compute: Compute,
  tx: Tx,
  by: By,
  { workspace, to }: Offer,
): Promise<number[]> {
  const original = await lockWorkspace(tx, workspace.id)
  if (await isOffered(tx, original.id)) throw workspaceProblems.notAccepted(original.id)
  if (original.status === 'deleting') throw workspaceProblems.beingRemoved()
  if (original.status === 'initializing') throw workspaceProblems.beingMade()
  await requirePeople(compute, tx, { asker: original.account_id, to })
  const copies: number[] = []
  for (const person of to) copies.push(await offerCopy(compute, tx, by, { original, person }))
  return copies
}

/** Takes an offered copy. Taken twice is taken; of accepting and cancelling at once exactly one wins. */
export async function acceptShare(
  compute: Compute,
  by: By,
  { account, id }: { account: number; id: number },
): Promise<void> {
  const { kernel, db } = compute
  await inTransaction(db, async (tx) => {
    await lock(tx, 'kernel_account', [account])
    const share = await findShare(tx, id)
    if (!share || share.to_account !== account) throw problems.missing(id)
    if (share.accepted === 1) return
    const copy = await lockWorkspace(tx, id)
    if (copy.status === 'error') throw problems.copyFailed()
    await requireRoom(compute, tx, account, { diskBytes: copy.disk_bytes })
    const taken = await tx
      .updateTable('compute_share')
      .set({ accepted: 1 })
      .where('copy_id', '=', id)
      .where('accepted', '=', 0)
      .returning('copy_id')
      .executeTakeFirst()
    if (!taken) throw problems.missing(id)
    await tx
      .updateTable('compute_workspace')
      .set((is) => ({ created_at: kernel.clock.now(), version: is('version', '+', 1) }))
      .where('id', '=', id)
      .execute()
    await recordForBoth(compute, tx, by, { action: 'compute.share.accepted', share, name: copy.name })
  })
}

/** Cancels an offer, or declines it; also while its copy is still being made, and when the original is gone. */
export async function dropShare(
  compute: Compute,
  by: By,
  { account, id }: { account: number; id: number },
): Promise<void> {
  await inTransaction(compute.db, async (tx) => {
    const share = await findShare(tx, id)
    if (!share) throw problems.missing(id)
    if (share.to_account !== account && share.from_account !== account) throw problems.notYours(id)
    await lock(tx, 'compute_workspace', [id])
    const dropped = await tx
      .deleteFrom('compute_share')
      .where('copy_id', '=', id)
      .where('accepted', '=', 0)
      .returning('copy_id')
      .executeTakeFirst()
    if (!dropped) throw (await findShare(tx, id)) ? problems.acceptedAlready(id) : problems.missing(id)
    const now = compute.kernel.clock.now()
    const copy = await tx
      .updateTable('compute_workspace')
      .set({ status: 'deleting', trashed_at: now })
      .where('id', '=', id)
      .returning('name')
      .executeTakeFirstOrThrow()
    await recordForBoth(compute, tx, by, { action: 'compute.share.dropped', share, name: copy.name })
    // It was never anybody's: it goes for good, and not into a trash.
    await eraseWorkspaceIn(compute, tx, { via: 'system' }, { id })
  })
}

export function findShare(db: Db, id: number): Promise<ShareRow | undefined> {
  return db.selectFrom('compute_share').selectAll().where('copy_id', '=', id).executeTakeFirst()
}

async function requirePeople(
  compute: Compute,
  tx: Tx,
  { asker, to }: { asker: number | null; to: readonly number[] },
): Promise<void> {
  if (to.length > MOST_PEOPLE) throw problems.tooMany(MOST_PEOPLE)
  if (new Set(to).size !== to.length) throw problems.invalidPerson()
  const known = await findPeople(tx, directoryOf(compute), { asker, ids: to })
  for (const id of to) {
    if (known.some((person) => person.id === id)) continue
    // Whom somebody may not find has no name for them either.
    if (compute.settings.directory === 'groups') throw problems.invalidPerson()
    const other = await tx
      .selectFrom('kernel_account')
      .select(['name', 'first_name', 'last_name'])
      .where('id', '=', id)
      .where('kind', '=', 'person')
      .where('disabled_at', 'is', null)
      .where('merged_into', 'is', null)
      .executeTakeFirst()
    throw other ? problems.mayNot(fullName(other)) : problems.invalidPerson()
  }
}

async function offerCopy(
  compute: Compute,
  tx: Tx,
  by: By,
  { original, person }: { original: WorkspaceRow; person: number },
): Promise<number> {
  const { kernel } = compute
  const at = kernel.clock.now()
  const { name, description } = original
  const copy = await tx
    .insertInto('compute_workspace')
    .values({
      ...newRow({ name, description, folder: newIncoming(), at }),
      account_id: person,
      default_kind: original.default_kind,
      requested: original.requested,
      current: original.current,
      // Until its own scan.
      disk_bytes: original.disk_bytes,
      files: original.files,
      template_id: original.template_id,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const last = await lastSessionOf(tx, original.id)
  await tx
    .insertInto('compute_share')
    .values({
      copy_id: copy.id,
      original_id: original.id,
      from_account: original.account_id,
      to_account: person,
      last_options: last?.options ?? '{}',
      last_kind: last?.kind_key ?? '',
      accepted: 0,
      created_at: at,
    })
    .execute()
  await kernel.journal.record(tx, {
    by,
    action: 'compute.workspace.shared',
    object: objectOf(original),
    service: SERVICE,
    details: { copy: copy.id, to: person },
    audience: audienceOf(original),
  })
  await enqueue(tx, copyJob, { copyId: copy.id }, { key: `compute.copy:${copy.id}` })
  return copy.id
}

/** What somebody started last in it, so that the receiver can start the same. */
const lastSessionOf = (db: Db, workspace: number) =>
  db
    .selectFrom('compute_session')
    .select(['options', 'kind_key'])
    .where('workspace_id', '=', workspace)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()

/** Sender and receiver both see what became of an offer; an entry has one reader beside who did it. */
async function recordForBoth(
  { kernel }: Compute,
  tx: Tx,
  by: By,
  { action, share, name }: { action: string; share: ShareRow; name: string },
): Promise<void> {
  const other = by.account === share.to_account ? share.from_account : share.to_account
  await kernel.journal.record(tx, {
    by,
    action,
    object: objectOf({ id: share.copy_id }),
    service: SERVICE,
    details: { name, original: share.original_id, from: share.from_account, to: share.to_account },
    ...(other !== null && { audience: `account:${other}` }),
  })
}
