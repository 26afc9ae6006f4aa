import type { KernelTx } from '../db/db.ts'
import type { Notices, Words } from '../notices/notices.ts'
import { nameOfAgent } from './agent.ts'
import type { Identity } from './identity.ts'

const KINDS = {
  'account.new-browser': 'Somebody signed in to my account from a new browser',
  'account.password': 'My password was changed',
  'account.factor': 'A second step of signing in was added or removed',
  'account.token': 'An API token was made for my account',
} as const

/** Makes known what the kernel itself tells people about their accounts. */
export function defineAccountNotices(notices: Notices): void {
  for (const [kind, title] of Object.entries(KINDS))
    notices.define({ kind, service: 'kernel', title, default: { console: true, mail: true } })
}

interface Told {
  kind: keyof typeof KINDS
  title: Words
  text: Words
  link: string
}

/** Tells a person about their own account. */
function tell({ notices }: Identity, tx: KernelTx, accountId: number, told: Told): Promise<void> {
  return notices.send(tx, { to: [accountId], ...told })
}

const NOT_YOU = {
  en: 'If it was not you, set a new password and end that sign-in.',
  nl: 'Was u dit niet? Kies dan een nieuw wachtwoord en beëindig die aanmelding.',
}

export function tellNewBrowser(
  identity: Identity,
  tx: KernelTx,
  { accountId, userAgent, address }: { accountId: number; userAgent?: string; address?: string },
): Promise<void> {
  const agent = nameOfAgent(userAgent)
  const from = address === undefined ? '' : ` (${address})`
  return tell(identity, tx, accountId, {
    kind: 'account.new-browser',
    title: { en: 'A sign-in from a new browser', nl: 'Een aanmelding vanuit een nieuwe browser' },
    text: {
      en: `Somebody signed in to your account with ${agent ?? 'a browser that you have not used here before'}${from}. ${NOT_YOU.en}`,
      nl: `Er is aangemeld op uw account met ${agent?.replace(' on ', ' op ') ?? 'een browser die u hier nog niet gebruikte'}${from}. ${NOT_YOU.nl}`,
    },
    link: '/app/me/sign-ins',
  })
}

export function tellPassword(identity: Identity, tx: KernelTx, accountId: number): Promise<void> {
  return tell(identity, tx, accountId, {
    kind: 'account.password',
    title: { en: 'Your password was changed', nl: 'Uw wachtwoord is gewijzigd' },
    text: {
      en: 'The password of your account was changed. If it was not you, set a new one by "Forgot it?" on the sign-in page.',
      nl: 'Het wachtwoord van uw account is gewijzigd. Was u dit niet? Kies dan een nieuw via "Vergeten?" op de aanmeldpagina.',
    },
    link: '/app/me/sign-in',
  })
}

export function tellFactor(
  identity: Identity,
  tx: KernelTx,
  accountId: number,
  change: 'added' | 'removed' | 'removed-by-administrator',
): Promise<void> {
  const words = {
    added: {
      en: `A second step of signing in was added to your account. ${NOT_YOU.en}`,
      nl: `Aan uw account is een tweede aanmeldstap toegevoegd. ${NOT_YOU.nl}`,
    },
    removed: {
      en: `A second step of signing in was removed from your account. ${NOT_YOU.en}`,
      nl: `Van uw account is een tweede aanmeldstap verwijderd. ${NOT_YOU.nl}`,
    },
    'removed-by-administrator': {
      en: 'An administrator removed the second step of signing in from your account. Set up a new one when you have signed in.',
      nl: 'Een beheerder heeft de tweede aanmeldstap van uw account verwijderd. Stel een nieuwe in zodra u bent aangemeld.',
    },
  }
  return tell(identity, tx, accountId, {
    kind: 'account.factor',
    title: { en: 'Your sign-in has changed', nl: 'Uw aanmelding is gewijzigd' },
    text: words[change],
    link: '/app/me/sign-in',
  })
}

export function tellToken(identity: Identity, tx: KernelTx, accountId: number, name: string): Promise<void> {
  return tell(identity, tx, accountId, {
    kind: 'account.token',
    title: { en: 'A new API token', nl: 'Een nieuw API-token' },
    text: {
      en: `The API token "${name}" was made for your account. If it was not you, revoke it and set a new password.`,
      nl: `Voor uw account is het API-token "${name}" gemaakt. Was u dit niet? Trek het in en kies een nieuw wachtwoord.`,
    },
    link: '/app/me/tokens',
  })
}
