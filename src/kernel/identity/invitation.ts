import { fold, inTransaction, type KernelTx } from '../db/db.ts'
import type { By } from '../journal/journal.ts'
import { checkedEmail } from './account.ts'
import { newSecret, sha256 } from './credential.ts'
import type { Identity } from './identity.ts'
import type { InvitationRow } from './link.tables.ts'
import { problems } from './problems.ts'
import type { Links } from './recovery.ts'
import { isRole } from './role.ts'

const OPEN_MS = 7 * 86_400_000

export interface NewInvitation {
  email: string
  firstName?: string
  lastName?: string
  roles?: readonly string[]
  /** Groups by number. */
  groups?: readonly number[]
  language?: 'en' | 'nl'
}

/** An invitation whose parts were checked and whose mail is written: neither belongs into a transaction. */
export interface PreparedInvitation {
  invitation: NewInvitation
  secret: string
  mail: Awaited<ReturnType<Links['mail']['prepare']>>
}

export async function prepareInvitation(
  { identity, mail, address }: Links,
  by: By,
  invitation: NewInvitation,
): Promise<PreparedInvitation> {
  if (checkedEmail(invitation.email).email === null) throw problems.invalidEmail()
  for (const role of invitation.roles ?? []) if (!isRole(role)) throw problems.invalidRole(role)
  const secret = newSecret()
  const language = invitation.language ?? 'en'
  const until = new Date(identity.clock.now() + OPEN_MS)
  const prepared = await mail.prepare({
    to: invitation.email,
    template: 'invitation',
    values: {
      inviter: by.name ?? 'The operator',
      address,
      // In the fragment: no server and no log sees it.
      link: `${address}/app/invitation#${secret}`,
      until: `${until.toLocaleDateString(language, { dateStyle: 'long', timeZone: 'UTC' })} (UTC)`,
    },
    language,
  })
  return { invitation, secret, mail: prepared }
}

/** Invites somebody by mail. An address that has an account, or an open invitation, is refused. */
export async function addInvitation(
  { identity, mail }: Links,
  tx: KernelTx,
  by: By,
  { invitation, secret, mail: prepared }: PreparedInvitation,
): Promise<InvitationRow> {
  const now = identity.clock.now()
  const folded = fold(invitation.email)
  const taken = await tx
    .selectFrom('kernel_login')
    .select('login')
    .where('login', '=', folded)
    .executeTakeFirst()
  if (taken) throw problems.emailTaken()
  await closeExpired(tx, folded, now)
  const row = await tx
    .insertInto('kernel_invitation')
    .values({
      email: invitation.email,
      email_folded: folded,
      first_name: invitation.firstName ?? '',
      last_name: invitation.lastName ?? '',
      roles: [...new Set(invitation.roles)].join(' '),
      language: invitation.language ?? 'en',
      sha256: sha256(secret),
      invited_by: by.account ?? null,
      mail_id: await mail.send(tx, prepared),
      created_at: now,
      expires_at: now + OPEN_MS,
      accepted_at: null,
      account_id: null,
      withdrawn_at: null,
    })
    .onConflict((on) => on.doNothing())
    .returningAll()
    .executeTakeFirst()
  if (!row) throw problems.alreadyInvited()
  for (const group of new Set(invitation.groups)) {
    const found = await tx.selectFrom('kernel_group').select('id').where('id', '=', group).executeTakeFirst()
    if (!found) throw problems.notFound('group')
    await tx
      .insertInto('kernel_invitation_group')
      .values({ invitation_id: row.id, group_id: group })
      .execute()
  }
  await identity.journal.record(tx, {
    by,
    action: 'invitation.created',
    object: `invitation:${row.id}`,
    new: { roles: [...(invitation.roles ?? [])], groups: [...(invitation.groups ?? [])] },
    personal: { email: row.email },
  })
  return row
}

/** An open one is one an address; one whose time is over makes room for the next. */
async function closeExpired(tx: KernelTx, email: string, now: number): Promise<void> {
  await tx
    .updateTable('kernel_invitation')
    .set({ withdrawn_at: now })
    .where('email_folded', '=', email)
    .where('accepted_at', 'is', null)
    .where('withdrawn_at', 'is', null)
    .where('expires_at', '<=', now)
    .execute()
}

/** Sends it again, with a new link for another seven days; the old link opens nothing any more. */
export async function resendInvitation(links: Links, by: By, id: number): Promise<InvitationRow> {
  const { identity, mail } = links
  const old = await getInvitation(identity, id)
  const prepared = await prepareInvitation(links, by, {
    email: old.email,
    language: old.language === 'nl' ? 'nl' : 'en',
  })
  const now = identity.clock.now()
  return inTransaction(identity.db, async (tx) => {
    const mailId = await mail.send(tx, prepared.mail)
    const row = await tx
      .updateTable('kernel_invitation')
      .set({ sha256: sha256(prepared.secret), expires_at: now + OPEN_MS, mail_id: mailId })
      .where('id', '=', id)
      .where('accepted_at', 'is', null)
      .where('withdrawn_at', 'is', null)
      .returningAll()
      .executeTakeFirst()
    if (!row) throw problems.invitationClosed()
    await identity.journal.record(tx, { by, action: 'invitation.sent-again', object: `invitation:${id}` })
    return row
  })
}

export function withdrawInvitation(identity: Identity, by: By, id: number): Promise<void> {
  return inTransaction(identity.db, async (tx) => {
    const found = await tx
      .selectFrom('kernel_invitation')
      .select('id')
      .where('id', '=', id)
      .executeTakeFirst()
    if (!found) throw problems.notFound('invitation')
    const { numUpdatedRows } = await tx
      .updateTable('kernel_invitation')
      .set({ withdrawn_at: identity.clock.now() })
      .where('id', '=', id)
      .where('accepted_at', 'is', null)
      .where('withdrawn_at', 'is', null)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) throw problems.invitationClosed()
    await identity.journal.record(tx, { by, action: 'invitation.withdrawn', object: `invitation:${id}` })
  })
}

async function getInvitation(identity: Identity, id: number): Promise<InvitationRow> {
  const row = await identity.db
    .selectFrom('kernel_invitation')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw problems.notFound('invitation')
  return row
}

export interface InvitationFilter {
  /** Those that can be accepted; else all. */
  open?: boolean
  before?: number
  limit: number
}

/** Newest first, with who invited, and what became of the mail. */
export function listInvitations({ db, clock }: Identity, filter: InvitationFilter) {
  return db
    .selectFrom('kernel_invitation as i')
    .leftJoin('kernel_account as a', 'a.id', 'i.invited_by')
    .leftJoin('kernel_mail as m', 'm.id', 'i.mail_id')
    .selectAll('i')
    .select(['a.name as inviter', 'm.state as mail_state'])
    .$if(filter.open === true, (query) =>
      query
        .where('i.accepted_at', 'is', null)
        .where('i.withdrawn_at', 'is', null)
        .where('i.expires_at', '>', clock.now()),
    )
    .$if(filter.before !== undefined, (query) => query.where('i.id', '<', filter.before as number))
    .orderBy('i.id', 'desc')
    .limit(filter.limit)
    .execute()
}
