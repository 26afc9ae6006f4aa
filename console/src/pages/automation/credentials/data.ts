import type { Answer, BodyOf } from '@atelier/client'
import type { Crumb } from '../../../ui/page.ts'
import { TRAIL } from '../section.ts'

export const CREDENTIALS = '/app/automation/credentials'
const HOST_KEYS = `${CREDENTIALS}/host-keys`
export const CREDENTIALS_TRAIL: readonly Crumb[] = [...TRAIL, { label: 'Credentials', to: CREDENTIALS }]
export const TABS = [
  { label: 'Credentials', to: CREDENTIALS },
  { label: 'Host keys', to: HOST_KEYS },
] as const

export type Credential = Answer<'/api/automation/credentials/{id}'>
export type Kind = Credential['kind']
export type Use = Credential['uses'][number]
export type HostKey = Answer<'/api/automation/host-keys'>['items'][number]

export const KINDS: Readonly<Record<Kind, { label: string; help: string }>> = {
  password: { label: 'Password', help: 'A user and a password.' },
  key: { label: 'SSH key', help: 'A user and a private key, which is kept sealed.' },
  agent: {
    label: 'SSH agent',
    help: 'A user and a key that stays in the agent of this server: it signs, and gives nothing away.',
  },
  token: { label: 'Token', help: 'For HTTP: sent as a bearer token. It may stand beside a sign-in.' },
}

/** "Lab, group leaf" */
export const placeWords = ({ inventory, group, host }: Use): string =>
  group !== null
    ? `${inventory}, group ${group}`
    : host !== null
      ? `${inventory}, ${host}`
      : `all of ${inventory}`

export interface Values {
  name: string
  kind: Kind
  username: string
  note: string
  /** Of one that is there: its secret is replaced. */
  replaces: boolean
  'secret.password': string
  'secret.enable': string
  'secret.privateKey': string
  'secret.passphrase': string
  'secret.publicKey': string
  'secret.token': string
  uses: readonly Use[]
}

const NOTHING = {
  'secret.password': '',
  'secret.enable': '',
  'secret.privateKey': '',
  'secret.passphrase': '',
  'secret.publicKey': '',
  'secret.token': '',
} as const

export const valuesOf = (of?: Credential): Values => ({
  name: of?.name ?? '',
  kind: of?.kind ?? 'password',
  username: of?.username ?? '',
  note: of?.note ?? '',
  replaces: of === undefined,
  ...NOTHING,
  uses: of?.uses ?? [],
})

/** Which fields a kind has; the first is needed. */
const SECRETS = {
  password: ['password', 'enable'],
  key: ['privateKey', 'passphrase', 'enable'],
  agent: ['publicKey', 'enable'],
  token: ['token'],
} as const

const NEEDED: Readonly<Record<Kind, string>> = {
  password: 'Type the password.',
  key: 'Paste the private key.',
  agent: 'Choose a key of the agent.',
  token: 'Paste the token.',
}

export function faultsOf(values: Values) {
  const { name, kind, username, replaces } = values
  const needed = `secret.${SECRETS[kind][0]}` as const
  return {
    name: !name.trim() && 'Give it a name.',
    username: kind !== 'token' && !username.trim() && 'Say as whom it signs in.',
    ...(replaces && { [needed]: !values[needed].trim() && NEEDED[kind] }),
  }
}

type Sent = BodyOf<'/api/automation/credentials', 'post'>

/** What is sent of the form. */
export function bodyOf(values: Values) {
  const { name, kind, username, note, uses } = values
  return {
    name: name.trim(),
    username: kind === 'token' ? null : username.trim(),
    note,
    uses: uses.map(({ inventoryId, group, host }) => ({
      inventoryId,
      ...(group !== null && { group }),
      ...(host !== null && { host }),
    })),
  }
}

export function secretOf(values: Values): Sent['secret'] {
  const given = SECRETS[values.kind].map((field) => [field, values[`secret.${field}`]] as const)
  return Object.fromEntries(given.filter(([, text]) => text !== ''))
}
