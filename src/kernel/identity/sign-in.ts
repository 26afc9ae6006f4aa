import { fold, inTransaction, type KernelTx } from '../db/db.ts'
import type { By } from '../journal/journal.ts'
import { getAccount } from './account.ts'
import { triesOf } from './attempts.ts'
import { noteBrowser } from './browser.ts'
import { sha256 } from './credential.ts'
import { type Method, methodsOf } from './factor.ts'
import * as store from './identity.store.ts'
import type { Identity } from './identity.ts'
import { tellNewBrowser } from './notices.ts'
import { type Party, type PasskeyAnswer, verifyPasskey } from './passkey.ts'
import { hashPassword, isOutdated, verifyPassword } from './password.ts'
import { problems } from './problems.ts'
import { type ProofOf, proveFactor } from './prove.ts'
import { openSession } from './session.ts'
import type { AccountRow } from './tables.ts'
import { accountOfTicket, isTicket, makeTicket, spendTicket } from './ticket.ts'

/** From where somebody signs in. */
export interface From {
  userAgent?: string
  /** What an earlier sign-in left in this browser. */
  browser?: string
}

export interface SignIn extends From {
  /** Name or e-mail address. */
  name: string
  password: string
  /** For counting wrong tries; undefined for the machine itself. */
  counted?: string
  /** Under which name they count, where what was typed names somebody else. */
  countedAs?: string
}

export interface SignedIn {
  account: AccountRow
  /** Its number. */
  session: number
  /** Of the new session, for the cookie. */
  secret: string
  /** By which this browser is known again. */
  browser: string
}

/** The password is right; the second step is to come. */
export interface HalfSignedIn {
  ticket: string
  methods: Method[]
}

/** Signs a person in. Who has a second step gets a ticket for it and nothing else. */
export async function signIn(
  identity: Identity,
  by: By,
  attempted: SignIn,
): Promise<SignedIn | HalfSignedIn> {
  const account = await checkPassword(identity, by, attempted)
  const methods = await methodsOf(identity.db, account.id)
  if (methods.length > 0) return { ticket: makeTicket(identity, secondStepOf(account)), methods }
  const passwordHash = isOutdated(account.password_hash ?? '')
    ? await hashPassword(attempted.password).catch(() => undefined)
    : undefined
  return signInAs(identity, by, account, { ...attempted, passwordHash })
}

/**
 * Whose name and password these are; whether a second step follows is the caller's to ask. Unknown names, wrong passwords
 * and disabled accounts get the same words after the same time, and count alike (promises.md, A7, A8).
 */
export async function checkPassword(identity: Identity, by: By, attempted: SignIn): Promise<AccountRow> {
  const attempt = {
    kind: 'password',
    subject: fold(attempted.countedAs ?? attempted.name).slice(0, 200),
    address: attempted.counted,
  }
  const tries = triesOf(identity.attempts, attempt)
  const refuse = () => refused(identity, by, attempted.name)
  const account = await store.findAccountByLogin(identity.db, attempted.name)
  if (!(await verifyPassword(account?.password_hash, attempted.password, tries)) || !account) throw refuse()
  if (account.disabled_at !== null) {
    tries.fail()
    throw refuse()
  }
  identity.attempts.succeed(attempt)
  return account
}

/** Whose second step it is, when the ticket is good. */
export async function halfSignedIn(identity: Identity, ticket: string | undefined): Promise<AccountRow> {
  const id = accountOfTicket(ticket ?? '')
  if (ticket === undefined || id === 0) throw problems.stepEnded()
  const account = await store.findAccount(identity.db, id)
  if (!account || account.disabled_at !== null || !isTicket(identity, ticket, secondStepOf(account)))
    throw problems.stepEnded()
  return account
}

/** The second step: what was shown is right, so the person is in. Wrong ones count (promises.md, A8). */
export async function finishSignIn(
  identity: Identity,
  by: By,
  { ticket, ...shown }: { ticket: string | undefined } & ProofOf & From,
): Promise<SignedIn> {
  const account = await halfSignedIn(identity, ticket)
  const take = await proveFactor(identity, account, shown).catch((error) => {
    refused(identity, by, account.name)
    throw error
  })
  return signInAs(identity, by, account, {
    ...shown,
    prove: async (tx) => {
      if (!(await take(tx))) throw problems.wrongCode()
      if (!(await spendTicket(identity, tx, ticket ?? ''))) throw problems.stepEnded()
    },
  })
}

/** A passkey alone: it is something one has, opened by something that one knows or is. */
export async function signInByPasskey(
  identity: Identity,
  by: By,
  shown: { answer: PasskeyAnswer; party?: Party; counted?: string } & From,
): Promise<SignedIn> {
  const attempt = { kind: 'passkey', address: shown.counted }
  const tries = triesOf(identity.attempts, attempt)
  tries.check()
  const found = await verifyPasskey(identity, shown)
  const account = found && (await getAccount(identity, found.accountId))
  if (!found || !account || account.disabled_at !== null) {
    tries.fail()
    refused(identity, by, 'a passkey')
    throw problems.wrongPasskey()
  }
  return signInAs(identity, by, account, {
    ...shown,
    prove: async (tx) => {
      if (!(await found.take(tx))) throw problems.stepEnded()
    },
  })
}

/** Opens a session for somebody who has shown who they are, by whatever means. */
export function signInAs(
  identity: Identity,
  by: By,
  account: AccountRow,
  how: From & {
    /** A renewed hash of the same password. */
    passwordHash?: string
    /** What must still be true in the transaction; it throws when it is not. */
    prove?: (tx: KernelTx) => Promise<void>
  },
): Promise<SignedIn> {
  const now = identity.clock.now()
  const { address } = by
  return inTransaction(identity.db, async (tx) => {
    const noted = await store.noteSignIn(tx, account, { at: now, passwordHash: how.passwordHash })
    if (!noted) throw refused(identity, by, account.name)
    await how.prove?.(tx)
    const { userAgent } = how
    const session = await openSession(tx, { accountId: account.id, now, address, userAgent })
    await identity.journal.record(tx, {
      by: {
        ...by,
        account: account.id,
        name: account.name,
        via: 'session',
        credential: `session:${session.id}`,
      },
      action: 'session.opened',
      object: `account:${account.id}`,
    })
    const { browser, isNew } = await noteBrowser(tx, { accountId: account.id, now, browser: how.browser })
    if (isNew) await tellNewBrowser(identity, tx, { accountId: account.id, userAgent, address })
    return { account: noted, session: session.id, secret: session.secret, browser }
  })
}

function refused({ journal }: Identity, by: By, name: string) {
  journal.note({ by, action: 'session.refused', personal: { name: name.slice(0, 200) } })
  return problems.signInRefused()
}

/** A password that is changed meanwhile ends the way that began with it. */
const secondStepOf = (account: AccountRow) => ({
  purpose: 'second-factor' as const,
  account: account.id,
  bound: sha256(account.password_hash ?? ''),
})
