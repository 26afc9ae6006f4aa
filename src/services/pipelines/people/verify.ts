import { Type } from 'typebox'
import { fold, inTransaction, lock } from '../../../kernel/db/db.ts'
import { newSecret, sha256 } from '../../../kernel/identity/credential.ts'
import { findAccount, findAccountByLogin } from '../../../kernel/identity/identity.store.ts'
import { problems as identityProblems } from '../../../kernel/identity/problems.ts'
import { linkTries } from '../../../kernel/identity/recovery.ts'
import type { AccountRow } from '../../../kernel/identity/tables.ts'
import { defineJob, type Job } from '../../../kernel/jobs/jobs.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { ADMIN_ROLE, type Pipelines, SERVICE } from '../pipelines.ts'
import type { ApplicantRow, Tx } from '../tables.ts'
import { letIn } from './decide.ts'
import { findApplicant, listSettings } from './person.store.ts'
import { prepareToTell } from './tell.ts'

const GOOD_MS = 3 * 86_400_000
/** Whoever asks for more gets none: a mailbox is not to be filled. */
const AGAIN_MS = 5 * 60_000

const payload = Type.Object({
  email: Type.String({ maxLength: 320 }),
  why: Type.Union([Type.Literal('taken'), Type.Literal('again')]),
})

/**
 * Writes to whoever has an address: a new link where it is not proved yet, or that somebody has tried to sign up with it.
 * Whether there is anybody is looked up here, and nobody hears of it.
 */
export const mailAboutAddress: Job<typeof payload, Pipelines> = defineJob({
  name: 'pipelines.mail-about-address',
  payload,
  run: ({ email, why }, pipelines) => writeTo(pipelines, email, why),
})

async function writeTo(pipelines: Pipelines, address: string, why: 'taken' | 'again'): Promise<void> {
  const { kernel, db } = pipelines
  const account = await findAccountByLogin(db, address)
  const isTheirs = account?.email_folded === fold(address) && account.email !== null
  if (!account || !isTheirs || account.disabled_at !== null || account.kind !== 'person') return
  const email = account.email as string
  const applicant = await findApplicant(db, account.id)
  if (applicant && applicant.verified_at === null && applicant.decided_at === null)
    return sendAgain(pipelines, { ...account, email })
  if (why === 'again') return
  const prepared = await kernel.mail.prepare({
    to: email,
    template: 'pipelines-taken',
    values: {
      name: account.name,
      address: kernel.links.address,
      link: `${kernel.links.address}/app/forgot`,
    },
    language: await kernel.notices.languageOf(account.id),
  })
  await inTransaction(db, async (tx) => void (await kernel.mail.send(tx, prepared)))
}

/** A mail that proves an address; what is given puts it on its way in the caller's transaction. */
export async function prepareProof(
  { kernel: { mail, links } }: Pipelines,
  { email, name, secret }: { email: string; name: string; secret: string },
): Promise<(tx: Tx) => Promise<void>> {
  const prepared = await mail.prepare({
    to: email,
    template: 'pipelines-verify',
    // In the fragment: no server and no log sees it.
    values: { name, address: links.address, link: `${links.address}/app/verify#${secret}` },
  })
  return async (tx) => void (await mail.send(tx, prepared))
}

async function sendAgain(pipelines: Pipelines, account: AccountRow & { email: string }): Promise<void> {
  const { kernel, db } = pipelines
  const secret = newSecret()
  const send = await prepareProof(pipelines, { ...account, secret })
  const now = kernel.clock.now()
  await inTransaction(db, async (tx) => {
    const { numUpdatedRows } = await tx
      .updateTable('pipelines_applicant')
      .set({ verify_hash: sha256(secret), verify_sent_at: now, address_folded: account.email_folded })
      .where('account_id', '=', account.id)
      .where('verified_at', 'is', null)
      .where((eb) => eb.or([eb('verify_sent_at', 'is', null), eb('verify_sent_at', '<=', now - AGAIN_MS)]))
      .executeTakeFirst()
    if (numUpdatedRows > 0n) await send(tx)
  })
}

/** Takes a link for what it proves: the address is theirs. It counts once; wrong ones count as guesses. */
export async function proveAddress(
  pipelines: Pipelines,
  by: By,
  { secret, counted }: { secret: string; counted?: string },
): Promise<{ state: ApplicantRow['state'] }> {
  const { kernel, db, settings } = pipelines
  const { identity, clock } = kernel
  const tries = linkTries(identity, counted)
  tries.check()
  const hash = sha256(secret)
  const found = await findByLink(pipelines, hash)
  if (!found) {
    tries.fail()
    throw identityProblems.linkUnusable()
  }
  const { account, applicant } = found
  const domain = account.email?.split('@')[1]?.toLowerCase() ?? ''
  const isIn = settings.signup === 'open' || settings.approvedDomains.includes(domain)
  // Those who came by the protocol were told of when they signed up.
  const isNews = !isIn && applicant.state === 'unverified'
  const said = await listSettings(db, [account.id])
  const tell = isNews
    ? await prepareToTell(pipelines, { email: account.email ?? account.name, settings: said })
    : undefined
  const person = { ...by, account: account.id, name: account.name }
  return inTransaction(db, async (tx) => {
    await lock(tx, 'kernel_account', [account.id])
    const changed = await tx
      .updateTable('pipelines_applicant')
      .set({ verify_hash: null, verified_at: clock.now(), state: 'waiting' })
      .where('account_id', '=', account.id)
      .where('verify_hash', '=', hash)
      .where('state', 'in', ['unverified', 'waiting'])
      .returning('state')
      .executeTakeFirst()
    if (!changed) throw identityProblems.linkUnusable()
    await kernel.journal.record(tx, {
      by: person,
      service: SERVICE,
      action: 'pipelines.person.verified',
      object: `account:${account.id}`,
      audience: ADMIN_ROLE,
    })
    await tell?.(tx, account.id)
    if (isIn) await letIn(pipelines, tx, person, { account: account.id })
    return { state: isIn ? 'approved' : 'waiting' }
  })
}

async function findByLink({ db, kernel }: Pipelines, hash: string) {
  const applicant = await db
    .selectFrom('pipelines_applicant')
    .selectAll()
    .where('verify_hash', '=', hash)
    .where('verify_sent_at', '>', kernel.clock.now() - GOOD_MS)
    .executeTakeFirst()
  const account = applicant && (await findAccount(db, applicant.account_id))
  const isTheirs = account?.disabled_at === null && account.email_folded === applicant?.address_folded
  return applicant && account && isTheirs ? { applicant, account } : undefined
}
