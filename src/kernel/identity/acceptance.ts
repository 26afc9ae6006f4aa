import { fold, inTransaction, type KernelTx } from '../db/db.ts'
import type { By } from '../journal/journal.ts'
import { addAccount, prepareAccount } from './account.ts'
import { sha256 } from './credential.ts'
import { putMember } from './group.ts'
import type { Identity } from './identity.ts'
import type { InvitationRow } from './link.tables.ts'
import { problems } from './problems.ts'
import { linkTries } from './recovery.ts'
import { addRole } from './role.ts'
import { type From, type SignedIn, signInAs } from './sign-in.ts'
import type { AccountRow } from './tables.ts'

/** By its link's secret, or by the address that it went to: only one that can be accepted now. */
export async function findOpenInvitation(
  { db, clock }: Identity,
  by: { secret: string } | { email: string | undefined },
): Promise<InvitationRow | undefined> {
  if ('email' in by && by.email === undefined) return undefined
  return db
    .selectFrom('kernel_invitation')
    .selectAll()
    .where((eb) =>
      'secret' in by
        ? eb('sha256', '=', sha256(by.secret))
        : eb('email_folded', '=', fold(by.email as string)),
    )
    .where('accepted_at', 'is', null)
    .where('withdrawn_at', 'is', null)
    .where('expires_at', '>', clock.now())
    .executeTakeFirst()
}

/** Looks at an invitation by its link. Wrong ones count like wrong passwords (promises.md, A8). */
export async function openInvitation(
  identity: Identity,
  { secret, counted }: { secret: string; counted?: string },
): Promise<InvitationRow & { inviter: string | null }> {
  const tries = linkTries(identity, counted)
  tries.check()
  const invitation = await findOpenInvitation(identity, { secret })
  if (!invitation) {
    tries.fail()
    throw problems.linkUnusable()
  }
  const inviter =
    invitation.invited_by !== null &&
    (await identity.db
      .selectFrom('kernel_account')
      .select(['name', 'first_name', 'last_name'])
      .where('id', '=', invitation.invited_by)
      .executeTakeFirst())
  const name = inviter ? `${inviter.first_name} ${inviter.last_name}`.trim() || inviter.name : null
  return { ...invitation, inviter: name }
}

export interface Acceptance extends From {
  secret: string
  name: string
  password: string
  firstName?: string
  lastName?: string
  counted?: string
}

/** Makes the account of an invited person, with what was meant for them, and signs it in. */
export async function acceptInvitation(
  identity: Identity,
  by: By,
  { secret, counted, userAgent, browser, ...account }: Acceptance,
): Promise<SignedIn> {
  const invitation = await openInvitation(identity, { secret, counted })
  const row = await prepareAccount(identity, { ...account, email: invitation.email })
  const made = await inTransaction(identity.db, async (tx) => {
    await claimInvitation(identity, tx, invitation)
    const added = await addAccount(identity, tx, { ...by, credential: `invitation:${invitation.id}` }, row)
    await giveInvited(identity, tx, by, { invitation, account: added })
    return added
  })
  return signInAs(identity, by, made, { userAgent, browser })
}

/** Before the account is made: of two who come with the same link, one gets it. */
export async function claimInvitation(
  identity: Identity,
  tx: KernelTx,
  { id, sha256: link }: InvitationRow,
): Promise<void> {
  const { numUpdatedRows } = await tx
    .updateTable('kernel_invitation')
    .set({ accepted_at: identity.clock.now() })
    .where('id', '=', id)
    .where('sha256', '=', link)
    .where('accepted_at', 'is', null)
    .where('withdrawn_at', 'is', null)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) throw problems.linkUnusable()
}

/** The new account gets the roles and groups that were meant for it. */
export async function giveInvited(
  identity: Identity,
  tx: KernelTx,
  by: By,
  { invitation: { id, roles }, account }: { invitation: InvitationRow; account: AccountRow },
): Promise<void> {
  await tx.updateTable('kernel_invitation').set({ account_id: account.id }).where('id', '=', id).execute()
  const person = { ...by, account: account.id, name: account.name, credential: `invitation:${id}` }
  for (const role of roles.split(' ').filter((each) => each !== ''))
    await addRole(identity, tx, person, { holder: { account: account.id }, role })
  const groups = await tx
    .selectFrom('kernel_invitation_group')
    .select('group_id')
    .where('invitation_id', '=', id)
    .orderBy('group_id')
    .limit(1_000)
    .execute()
  for (const { group_id } of groups)
    await putMember(identity, tx, person, { group: group_id, account: account.id, isMember: true })
  await identity.journal.record(tx, { by: person, action: 'invitation.accepted', object: `invitation:${id}` })
}
