import { Type } from 'typebox'
import { inTransaction } from '../../../kernel/db/db.ts'
import { fullName, type Person } from '../../../kernel/identity/people.ts'
import { defineJob, type Job } from '../../../kernel/jobs/jobs.ts'
import type { Notices, Words } from '../../../kernel/notices/notices.ts'
import { type Compute, SERVICE } from '../compute.ts'
import { copyFolder } from '../files/copy.ts'
import { removeFolder } from '../files/remove.ts'
import { ownerOf } from '../files/staging.ts'
import type { Tx, WorkspaceRow } from '../tables.ts'
import { tellPerson } from '../webhook.ts'
import { endFilling, folderOf, makeIncoming, trashNameOf } from '../workspaces/folder.ts'
import { placeWorkspace } from '../workspaces/place.ts'

const RECEIVED = 'compute.share-received'
const FAILED = 'compute.share-failed'
const ATTEMPTS = 3

const payload = Type.Object({ copyId: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) })

/** What people are told of copies; the protocol's original sends the first as a mail of this subject. */
export function defineShareNotices(notices: Notices): void {
  const common = { service: SERVICE, default: { console: true, mail: true } }
  notices.define({ ...common, kind: RECEIVED, title: 'Somebody shares a copy of a workspace with me' })
  notices.define({ ...common, kind: FAILED, title: 'A copy that I share cannot be made' })
}

/**
 * Copies what an original holds at this moment and offers it to its receiver. One that was cancelled meanwhile is not
 * offered, and one that fails is told and never offered as whole.
 */
export const copyJob: Job<typeof payload, Compute> = defineJob({
  name: 'compute.copy-workspace',
  payload,
  maxAttempts: ATTEMPTS,
  async run({ copyId }, compute, { attempt, signal }) {
    const found = await findCopy(compute, copyId)
    if (!found) return
    try {
      await copy(compute, found)
    } catch (error) {
      if (attempt === ATTEMPTS && !signal.aborted) await giveUp(compute, copyId)
      throw error
    } finally {
      endFilling(found.copy)
    }
    if (await offer(compute, copyId)) await placeWorkspace(compute, copyId)
  },
})

/** The copy, while it is still wanted and not yet whole, with where its original lies. */
async function findCopy({ db }: Compute, id: number) {
  const copy = await db
    .selectFrom('compute_workspace as w')
    .innerJoin('compute_share as s', 's.copy_id', 'w.id')
    .selectAll('w')
    .select('s.original_id')
    .where('w.id', '=', id)
    .where('w.status', '=', 'initializing')
    .where('s.copied_at', 'is', null)
    .executeTakeFirst()
  if (!copy) return undefined
  const original =
    copy.original_id === null
      ? undefined
      : await db
          .selectFrom('compute_workspace')
          .selectAll()
          .where('id', '=', copy.original_id)
          .where('erased_at', 'is', null)
          .executeTakeFirst()
  return { copy, original }
}

async function copy(
  compute: Compute,
  { copy, original }: { copy: WorkspaceRow; original: WorkspaceRow | undefined },
): Promise<void> {
  if (!original) throw new Error('The original of this copy is gone.')
  const from = original.trashed_at === null ? original.folder : trashNameOf(original)
  // What a try before this one has left.
  await removeFolder(folderOf(compute, copy))
  await makeIncoming(compute, copy)
  const owner = await ownerOf(compute, copy.account_id)
  await copyFolder(folderOf(compute, { folder: from }), folderOf(compute, copy), {
    owner,
    requireRoom: (bytes) => compute.files.requireSpace(bytes),
  })
}

/** False when it was cancelled while it was made. */
function offer(compute: Compute, id: number): Promise<boolean> {
  const { kernel, db } = compute
  return inTransaction(db, async (tx) => {
    const whole = await tx
      .updateTable('compute_share')
      .set({ copied_at: kernel.clock.now() })
      .where('copy_id', '=', id)
      .where('copied_at', 'is', null)
      .returning(['to_account', 'from_account', 'accepted'])
      .executeTakeFirst()
    if (!whole) return false
    const { to_account: to, from_account: from } = whole
    // Whoever was quick needs no invitation any more.
    if (to === null || whole.accepted === 1) return true
    const { sender, name, description } = await namesOf(tx, id, from)
    await tellPerson(compute, tx, to, {
      event: 'compute.share.received',
      page: '/app/compute/shared',
      data: { share: id, workspace: { id, name }, from },
    })
    await kernel.notices.send(tx, {
      to: [to],
      kind: RECEIVED,
      title: { en: 'Invitation to Share a Workspace', nl: 'Uitnodiging: een kopie van een werkruimte' },
      text: received(sender, name, description),
      link: '/app/compute/shared',
    })
    return true
  })
}

const received = (sender: string, name: string, description: string): Words => {
  const what = description.trim() ? `“${name}”\n\n${description.trim()}\n` : `“${name}”`
  return {
    en: `${sender} shares a copy of a workspace with you: ${what}\nAccept it to work in it; it is a copy of your own.`,
    nl: `${sender} deelt een kopie van een werkruimte met je: ${what}\nAccepteer haar om erin te werken; het is een eigen kopie.`,
  }
}

async function giveUp({ kernel, db }: Compute, id: number): Promise<void> {
  await inTransaction(db, async (tx) => {
    const failed = await tx
      .updateTable('compute_workspace')
      .set({ status: 'error', fault: 'The copy could not be made whole. Ask its sender to share it again.' })
      .where('id', '=', id)
      .where('status', '=', 'initializing')
      .returning('name')
      .executeTakeFirst()
    const share = await tx
      .selectFrom('compute_share')
      .select(['from_account', 'to_account', 'accepted'])
      .where('copy_id', '=', id)
      .executeTakeFirst()
    if (!failed || !share) return
    const { from_account: from, to_account: to, accepted } = share
    await kernel.notices.send(tx, {
      to: [from, accepted === 1 ? to : null].filter((each) => each !== null),
      kind: FAILED,
      title: {
        en: `The copy of ${failed.name} could not be made`,
        nl: `De kopie van ${failed.name} kon niet worden gemaakt`,
      },
      text: {
        en: 'Nothing was given to anybody. Cancel it, and share the workspace again; if that fails too, ask an operator.',
        nl: 'Niemand heeft iets gekregen. Annuleer haar en deel de werkruimte opnieuw; vraag anders een beheerder.',
      },
      link: '/app/compute/shared',
    })
    await kernel.journal.record(tx, {
      by: { via: 'system' },
      action: 'compute.share.failed',
      object: `compute.workspace:${id}`,
      service: SERVICE,
      details: { name: failed.name },
      ...(from !== null && { audience: `account:${from}` }),
    })
  })
}

async function namesOf(tx: Tx, copyId: number, from: number | null) {
  const { name, description } = await tx
    .selectFrom('compute_workspace')
    .select(['name', 'description'])
    .where('id', '=', copyId)
    .executeTakeFirstOrThrow()
  const sender: Omit<Person, 'id' | 'email'> | undefined =
    from === null
      ? undefined
      : await tx
          .selectFrom('kernel_account')
          .select(['name', 'first_name', 'last_name'])
          .where('id', '=', from)
          .executeTakeFirst()
  return { name, description, sender: sender ? fullName(sender) : 'Somebody who is gone' }
}
