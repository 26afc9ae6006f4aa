import { Type } from 'typebox'
import { inTransaction } from '../../../kernel/db/db.ts'
import { findAccount, findAccountByLogin } from '../../../kernel/identity/identity.store.ts'
import { defineJob, enqueue, type Job } from '../../../kernel/jobs/jobs.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { type Pipelines, SERVICE } from '../pipelines.ts'
import type { Db, Tx } from '../tables.ts'
import { findApplicant, listAdministrators, listSettings } from './person.store.ts'
import { problems } from './person-problems.ts'
import { findSlack, type Setting, SLACK, wantsSlack } from './setting.ts'

export const APPLIED = 'pipelines.person.applied'
export const DECIDED = 'pipelines.person.decided'
/** Where an administrator decides about people. */
const PAGE = '/app/pipelines/people'

const LONGEST_MESSAGE = 10_000
/** More of what a form says is on the page. */
const SHOWN_OF_FORM = 4_000
/** Under this name the original posted. */
const USERNAME = 'Image Processing Portal'
/** The number of nobody: the message is for whoever runs the service. */
const THE_ADMINISTRATOR = 0

const payload = Type.Object({
  account: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
  text: Type.String({ maxLength: 2 * LONGEST_MESSAGE }),
  /** Who signs up. */
  applicant: Type.Optional(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })),
})

/** Posts a text to Slack; the address, and what an applicant says, are looked up then: neither lies in the queue. */
export const postToSlack: Job<typeof payload, Pipelines> = defineJob({
  name: 'pipelines.slack',
  payload,
  async run({ account, applicant, text: given }, pipelines) {
    const { db, settings, kernel } = pipelines
    const address =
      account === THE_ADMINISTRATOR ? settings.adminSlack : await findSlack(pipelines, db, account)
    const asks = applicant === undefined ? undefined : await findApplication(db, applicant)
    if (!address || (applicant !== undefined && !asks)) return
    const text = asks ? `${wordsOf(asks)}\n\n${given}` : given
    const { status } = await kernel.webhooks.outgoing.post(address, {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text, username: USERNAME }),
    })
    if (status >= 300) throw new Error(`Slack answered ${status}.`)
  },
})

export interface Applicant {
  email: string
  settings: readonly Setting[]
}

/** Undefined when the account is gone. */
async function findApplication(db: Db, id: number): Promise<Applicant | undefined> {
  const account = await findAccount(db, id)
  const isThere = account !== undefined && (await findApplicant(db, id)) !== undefined
  return isThere
    ? { email: account.email ?? account.name, settings: await listSettings(db, [id]) }
    : undefined
}

function wordsOf({ email, settings }: Applicant): string {
  // Whoever has the address of somebody's Slack posts there too.
  const open = settings.filter(({ name }) => name !== SLACK)
  const form = { email, ...Object.fromEntries(open.map(({ name, value }) => [`setting-${name}`, value])) }
  return `Approve new account?\n\n${JSON.stringify(form, null, 2).slice(0, SHOWN_OF_FORM)}`
}

/** Of what is told when somebody with that address signs up. */
export const titleOfApplicant = (email: string): string => `${email} asks to use pipelines`

/** Tells whoever decides of somebody who has signed up: what is given is called in the transaction that makes it true. */
export async function prepareToTell(
  { kernel, settings, db }: Pipelines,
  applicant: Applicant,
): Promise<(tx: Tx, account: number) => Promise<void>> {
  const { mail, notices, links } = kernel
  const words = wordsOf(applicant)
  const link = links.address + PAGE
  const title = titleOfApplicant(applicant.email)
  const to = settings.adminEmail
  const prepared =
    to === undefined
      ? undefined
      : await mail.prepare({ to, template: 'pipelines-applied', values: { title, text: words, link } })
  const administrators = await listAdministrators(db, kernel.identity)
  return async (tx, account) => {
    await notices.send(tx, { to: administrators, kind: APPLIED, title, text: words, link: PAGE })
    if (prepared) await mail.send(tx, prepared)
    if (settings.adminSlack !== undefined)
      await enqueue(tx, postToSlack, { account: THE_ADMINISTRATOR, applicant: account, text: link })
  }
}

/** Tells an applicant what was decided, with what the administrator has to say about it. */
export function tellDecision(
  { kernel: { notices } }: Pipelines,
  tx: Tx,
  { account, isApproved, message }: { account: number; isApproved: boolean; message: string },
): Promise<void> {
  const said = (text: string) => (message === '' ? text : `${text}\n\n${message}`)
  const { title, text } = isApproved ? YES : NO
  return notices.send(tx, {
    to: [account],
    kind: DECIDED,
    title,
    text: { en: said(text.en), nl: said(text.nl) },
    link: isApproved ? '/app/pipelines' : '/app',
    mail: true,
  })
}

const YES = {
  title: { en: 'You may use pipelines now', nl: 'U kunt nu pijplijnen gebruiken' },
  text: { en: 'Your account was approved.', nl: 'Uw account is goedgekeurd.' },
}
const NO = {
  title: {
    en: 'Your account may not use pipelines',
    nl: 'Uw account mag geen pijplijnen gebruiken',
  },
  text: {
    en: 'An administrator did not approve it, or has withdrawn the approval.',
    nl: 'Een beheerder heeft het niet goedgekeurd, of heeft de goedkeuring ingetrokken.',
  },
}

/** Sends a message to the person with this address, in the way that they have chosen. */
export async function messagePerson(
  pipelines: Pipelines,
  by: By,
  { email, message }: { email: string; message: string },
): Promise<void> {
  const { kernel, db } = pipelines
  const account = await findAccountByLogin(db, email)
  if (account?.kind !== 'person' || account.disabled_at !== null) throw problems.noPerson()
  const bySlack = await wantsSlack(db, account.id)
  const to = account.email
  if (!bySlack && to === null) throw problems.noPerson()
  const prepared =
    bySlack || to === null
      ? undefined
      : await kernel.mail.prepare({
          to,
          template: 'pipelines-message',
          values: { name: account.name, installation: kernel.installation.name, text: message },
          language: await kernel.notices.languageOf(account.id),
        })
  await inTransaction(db, async (tx) => {
    if (prepared) await kernel.mail.send(tx, prepared)
    else await enqueue(tx, postToSlack, { account: account.id, text: message })
    await kernel.journal.record(tx, {
      by,
      service: SERVICE,
      action: 'pipelines.person.notified',
      object: `account:${account.id}`,
      details: { by: prepared ? 'mail' : 'slack' },
      audience: `account:${account.id}`,
    })
  })
}
