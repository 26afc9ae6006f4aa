import { randomInt } from 'node:crypto'
import { fold, inTransaction } from '../../../kernel/db/db.ts'
import {
  addAccount,
  isEmail,
  type PreparedAccount,
  prepareAccount,
} from '../../../kernel/identity/account.ts'
import { newSecret, sha256 } from '../../../kernel/identity/credential.ts'
import { fitName } from '../../../kernel/identity/outside-account.ts'
import { PASSWORDS_OF_FORMS } from '../../../kernel/identity/password.ts'
import type { AccountRow } from '../../../kernel/identity/tables.ts'
import { enqueue } from '../../../kernel/jobs/jobs.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { Problem } from '../../../kernel/problem.ts'
import { ADMIN_ROLE, type Pipelines, SERVICE } from '../pipelines.ts'
import type { ApplicantRow, Tx } from '../tables.ts'
import { letIn } from './decide.ts'
import { insertApplicant } from './person.store.ts'
import { problems } from './person-problems.ts'
import { checkKnown, checkSettings, NOTIFICATION, putSettings, type Setting } from './setting.ts'
import { prepareToTell } from './tell.ts'
import { mailAboutAddress, prepareProof } from './verify.ts'

const LONGEST_EMAIL = 254
const LONGEST_NAME = 150
const SIGN_IN_NAME = /^[\p{L}\p{N}][\p{L}\p{N}._@+-]{0,149}$/u

export interface Application {
  email: string
  password: string
  /** What the form says of them: `fname`, `institution`, and whatever else. */
  settings: readonly Setting[]
  /** For counting; undefined for the machine itself. */
  counted?: string
  /** They count for nothing before their address is proved. Protocols know no such step. */
  mustProve: boolean
}

export interface SignedUp {
  account: AccountRow
  state: ApplicantRow['state']
}

/** Makes the account of somebody who asks for one. What happens next depends on the policy for sign-ups. */
export async function signUp(pipelines: Pipelines, by: By, asked: Application): Promise<SignedUp> {
  const { kernel, settings } = pipelines
  if (settings.signup === 'closed') throw problems.closed()
  const said = [
    ...asked.settings.filter(({ name }) => name !== NOTIFICATION),
    { name: NOTIFICATION, value: 'email' },
  ]
  checkSettings(said)
  if (!isEmail(asked.email) || asked.email.length > LONGEST_EMAIL) throw problems.invalidEmail()
  letBy(pipelines, asked.counted)
  for (const setting of said) await checkKnown(pipelines, setting)
  const row = await prepareAccount(kernel.identity, {
    name: signInName(asked.email),
    email: asked.email,
    password: asked.password,
    passwordRule: asked.mustProve ? undefined : PASSWORDS_OF_FORMS,
    firstName: wordOf(said, 'fname'),
    lastName: wordOf(said, 'lname'),
  })
  try {
    return await addApplicant(pipelines, by, { row, asked, said })
  } catch (error) {
    if (!(error instanceof Problem) || !['name_taken', 'email_taken'].includes(error.code)) throw error
    await tellOwner(pipelines, asked.email)
    throw problems.emailTaken()
  }
}

async function addApplicant(
  pipelines: Pipelines,
  by: By,
  { row, asked, said }: { row: PreparedAccount; asked: Application; said: readonly Setting[] },
): Promise<SignedUp> {
  const { kernel, settings, db } = pipelines
  const { email, mustProve } = asked
  const isOpen = settings.signup === 'open' && !mustProve
  const secret = newSecret()
  const sendProof = isOpen ? undefined : await prepareProof(pipelines, { email, name: row.name, secret })
  const tell = mustProve ? undefined : await prepareToTell(pipelines, { email, settings: said })
  return inTransaction(db, async (tx) => {
    const account = await addAccount(kernel.identity, tx, by, row)
    const now = kernel.clock.now()
    await putSettings(pipelines, tx, account.id, said)
    await insertApplicant(tx, {
      account_id: account.id,
      applied_at: now,
      state: mustProve ? 'unverified' : 'waiting',
      verify_hash: sendProof ? sha256(secret) : null,
      verify_sent_at: sendProof ? now : null,
      address_folded: sendProof ? account.email_folded : null,
    })
    await recordApplied(pipelines, tx, by, account.id)
    await sendProof?.(tx)
    await tell?.(tx, account.id)
    if (isOpen) await letIn(pipelines, tx, by, { account: account.id })
    return { account, state: isOpen ? 'approved' : mustProve ? 'unverified' : 'waiting' }
  })
}

export interface SignUpForm {
  email: string
  password: string
  firstName?: string
  lastName?: string
  institution?: string
  intention?: string
  counted?: string
}

/** The same by our own form: the answer is the same where the address has an account, whose owner is told by mail. */
export async function applyByForm(
  pipelines: Pipelines,
  by: By,
  { email, password, counted, ...form }: SignUpForm,
): Promise<void> {
  const said = {
    fname: form.firstName,
    lname: form.lastName,
    institution: form.institution,
    intention: form.intention,
  }
  const settings = Object.entries(said).flatMap(([name, value]) => (value ? [{ name, value }] : []))
  await signUp(pipelines, by, { email, password, settings, counted, mustProve: true }).catch((error) => {
    if (!(error instanceof Problem) || error.code !== 'email_taken') throw error
  })
}

/** Sends the mail that proves an address once more, where there is somebody to send it to: a job looks that up. */
export async function askForProof(
  pipelines: Pipelines,
  { email, counted }: { email: string; counted?: string },
): Promise<void> {
  letBy(pipelines, counted)
  await inTransaction(pipelines.db, (tx) => enqueue(tx, mailAboutAddress, { email, why: 'again' }))
}

/** Somebody who has an account here already asks to use pipelines; whoever was answered before does not ask again. */
export async function ask(
  pipelines: Pipelines,
  by: By,
  account: AccountRow,
  { intention = '' }: { intention?: string } = {},
): Promise<void> {
  const { settings, db, kernel } = pipelines
  if (settings.signup === 'closed') return
  const isOpen = settings.signup === 'open'
  const said = intention === '' ? [] : [{ name: 'intention', value: intention }]
  const tell = await prepareToTell(pipelines, { email: account.email ?? account.name, settings: said })
  await inTransaction(db, async (tx) => {
    const now = kernel.clock.now()
    const made = await insertApplicant(tx, { account_id: account.id, applied_at: now, state: 'waiting' })
    if (!made) return
    await putSettings(pipelines, tx, account.id, said)
    await recordApplied(pipelines, tx, by, account.id)
    await tell(tx, account.id)
    if (isOpen) await letIn(pipelines, tx, by, { account: account.id })
  })
}

function recordApplied({ kernel }: Pipelines, tx: Tx, by: By, account: number): Promise<void> {
  return kernel.journal.record(tx, {
    by: { ...by, account },
    service: SERVICE,
    action: 'pipelines.person.applied',
    object: `account:${account}`,
    audience: ADMIN_ROLE,
  })
}

function letBy({ people }: Pipelines, counted: string | undefined): void {
  const wait = counted === undefined ? undefined : people.signUps.take(counted)
  if (wait !== undefined) throw problems.tooManySignUps(wait)
}

/** The account is never taken over: whoever has the address is told, and told so once a day at most. */
async function tellOwner({ people, db }: Pipelines, email: string): Promise<void> {
  if (people.ownerMails.take(fold(email)) !== undefined) return
  await inTransaction(db, (tx) => enqueue(tx, mailAboutAddress, { email, why: 'taken' }))
}

/** The address itself, unless it holds what no sign-in name may; signing in by the address works all the same. */
const signInName = (email: string): string =>
  SIGN_IN_NAME.test(email) ? email : `${fitName(email)}.${randomInt(100_000, 1_000_000)}`

/** One line of a name, as far as it fits. */
const wordOf = (said: readonly Setting[], name: string): string =>
  (said.find((each) => each.name === name)?.value ?? '')
    .replaceAll(/\p{C}+/gu, ' ')
    .trim()
    .slice(0, LONGEST_NAME)
    .toWellFormed()
