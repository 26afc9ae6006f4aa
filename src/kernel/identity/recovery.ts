import { Type } from 'typebox'
import { fold, inTransaction, lock } from '../db/db.ts'
import { defineJob, enqueue } from '../jobs/jobs.ts'
import type { By } from '../journal/journal.ts'
import type { Mail } from '../mail/mail.ts'
import { getAccount } from './account.ts'
import { triesOf } from './attempts.ts'
import { newSecret, sha256 } from './credential.ts'
import * as store from './identity.store.ts'
import { forgetActors, type Identity } from './identity.ts'
import { tellPassword } from './notices.ts'
import { hashPassword } from './password.ts'
import { problems } from './problems.ts'
import { endSessionsOf } from './session.ts'
import type { AccountRow } from './tables.ts'

/** What sends links. */
export interface Links {
  readonly identity: Identity
  readonly mail: Mail
  /** Where people find the console. */
  readonly address: string
}

const RESET_MS = 3_600_000
/** Whoever asks for more gets none: a mailbox is not to be filled. */
const MOST_OPEN = 5
const KEPT_MS = 90 * 86_400_000

/** Whoever guesses at links, of whatever kind. */
export const linkTries = ({ attempts }: Identity, counted: string | undefined) =>
  triesOf(attempts, { kind: 'link', address: counted })

const payload = Type.Object({ login: Type.String({ maxLength: 320 }) })
export const recover = defineJob({
  name: 'kernel.recover',
  payload,
  run: ({ login }, links: Links) => recoverByMail(links, login),
})

/**
 * Asks for a link to a new password. Who the name belongs to, if anybody, is looked up later by a job: known and unknown
 * names take the same time and get the same words (promises.md, A7). Every request counts, else it fills mailboxes.
 */
export async function askForReset(
  identity: Identity,
  by: By,
  asked: { name: string; counted?: string },
): Promise<void> {
  const subject = fold(asked.name).slice(0, 200)
  const tries = triesOf(identity.attempts, { kind: 'recovery', subject, address: asked.counted })
  tries.check()
  tries.fail()
  identity.journal.note({ by, action: 'recovery.asked', personal: { name: asked.name } })
  await inTransaction(identity.db, (tx) => enqueue(tx, recover, { login: asked.name }))
}

/** Nobody hears whether there was somebody to send it to. */
async function recoverByMail(links: Links, login: string): Promise<void> {
  const account = await store.findAccountByLogin(links.identity.db, login)
  if (!account || account.email === null || account.disabled_at !== null || account.kind !== 'person') return
  await sendLink(links, { via: 'system' }, { ...account, email: account.email, most: MOST_OPEN })
}

/** Sends a link to a new password to an account, for an administrator who helps. */
export async function sendReset(links: Links, by: By, accountId: number): Promise<void> {
  const account = await getAccount(links.identity, accountId)
  if (account.kind === 'service') throw problems.noPassword()
  if (account.disabled_at !== null) throw problems.accountDisabled()
  if (account.email === null) throw problems.noEmail()
  await sendLink(links, by, { ...account, email: account.email })
}

async function sendLink(
  { identity, mail, address }: Links,
  by: By,
  account: AccountRow & { email: string; most?: number },
): Promise<void> {
  const secret = newSecret()
  const now = identity.clock.now()
  const prepared = await mail.prepare({
    to: account.email,
    template: 'reset',
    // In the fragment: no server and no log sees it.
    values: { name: account.name, address, link: `${address}/app/reset#${secret}` },
    language: await identity.notices.languageOf(account.id),
  })
  await inTransaction(identity.db, async (tx) => {
    await lock(tx, 'kernel_account', [account.id])
    const open = await tx
      .selectFrom('kernel_reset')
      .select('id')
      .where('account_id', '=', account.id)
      .where('used_at', 'is', null)
      .where('expires_at', '>', now)
      .limit(MOST_OPEN)
      .execute()
    if (open.length >= (account.most ?? Number.POSITIVE_INFINITY)) return
    await tx
      .insertInto('kernel_reset')
      .values({
        account_id: account.id,
        sha256: sha256(secret),
        created_at: now,
        expires_at: now + RESET_MS,
        used_at: null,
      })
      .execute()
    await mail.send(tx, prepared)
    await identity.journal.record(tx, { by, action: 'recovery.sent', object: `account:${account.id}` })
  })
}

/** Sets a new password by a link. It counts once, and all other links and sign-ins of the account end. */
export async function completeReset(
  identity: Identity,
  by: By,
  shown: { secret: string; password: string; counted?: string },
): Promise<void> {
  const tries = linkTries(identity, shown.counted)
  tries.check()
  const now = identity.clock.now()
  const reset = await identity.db
    .selectFrom('kernel_reset as r')
    .innerJoin('kernel_account as a', 'a.id', 'r.account_id')
    .select(['r.id', 'r.account_id', 'a.name'])
    .where('r.sha256', '=', sha256(shown.secret))
    .where('r.used_at', 'is', null)
    .where('r.expires_at', '>', now)
    .where('a.disabled_at', 'is', null)
    .executeTakeFirst()
  if (!reset) {
    tries.fail()
    throw problems.linkUnusable()
  }
  const passwordHash = await hashPassword(shown.password)
  await inTransaction(identity.db, async (tx) => {
    const closed = await store.closeResets(tx, reset.account_id, now)
    if (!closed.includes(reset.id)) throw problems.linkUnusable()
    await store.updateAccount(tx, reset.account_id, { password_hash: passwordHash, updated_at: now })
    await endSessionsOf(tx, reset.account_id, { now })
    forgetActors(identity, tx)
    await identity.journal.record(tx, {
      by: { ...by, account: reset.account_id, name: reset.name, credential: `reset:${reset.id}` },
      action: 'account.password-reset',
      object: `account:${reset.account_id}`,
    })
    await tellPassword(identity, tx, reset.account_id)
  })
}

/** Forgets links whose time is long over, with the addresses that they went to. */
export async function sweepLinks({ db, clock }: Identity): Promise<void> {
  const old = clock.now() - KEPT_MS
  await inTransaction(db, async (tx) => {
    await tx.deleteFrom('kernel_reset').where('expires_at', '<', old).execute()
    const gone = tx.selectFrom('kernel_invitation').select('id').where('expires_at', '<', old)
    await tx.deleteFrom('kernel_invitation_group').where('invitation_id', 'in', gone).execute()
    await tx.deleteFrom('kernel_invitation').where('expires_at', '<', old).execute()
  })
}
