import { Type } from 'typebox'
import { Lines } from '../../../kernel/api/shapes.ts'
import { newSecret } from '../../../kernel/identity/credential.ts'
import type { FieldError } from '../../../kernel/problem.ts'
import type { Secrets } from '../../../kernel/secrets/secrets.ts'
import type { OrderCredential } from '../runs/protocol.ts'
import type { CredentialRow } from '../tables.ts'
import { problems } from './credential-problems.ts'
import { type KeyFacts, readPrivateKey, readPublicKey } from './key.ts'

const COLUMN = { table: 'automation_credential', column: 'secret_cipher' }
const LONGEST = 1_000

export const CREDENTIAL_KINDS = ['password', 'key', 'agent', 'token'] as const
export type CredentialKind = (typeof CREDENTIAL_KINDS)[number]

/** Any characters but NUL: they are sealed, and given to hosts as they are. */
const Secret = Type.String({ minLength: 1, maxLength: LONGEST, pattern: '^[^\\u0000\\ud800-\\udfff]*$' })

/** What is given to be sealed. Which of it a kind takes is checked beside. */
export const secretShape = {
  password: Type.Optional(Secret),
  privateKey: Type.Optional(Lines(65_536, 1)),
  passphrase: Type.Optional(Secret),
  publicKey: Type.Optional(Lines(16_384, 1)),
  token: Type.Optional(Type.String({ minLength: 1, maxLength: 8_192, pattern: '^[\\x21-\\x7e]+$' })),
  enable: Type.Optional(Secret),
}

export type GivenSecret = Partial<Record<keyof typeof secretShape, string>>

/** What can be told of a secret to whoever may see that it exists. */
export interface CredentialFacts {
  hasEnable: boolean
  key?: KeyFacts
}

type Sealed = Pick<OrderCredential, 'password' | 'privateKey' | 'publicKey' | 'token' | 'enable'>

const TAKES: Record<CredentialKind, { needs: keyof GivenSecret; may: readonly (keyof GivenSecret)[] }> = {
  password: { needs: 'password', may: ['password', 'enable'] },
  key: { needs: 'privateKey', may: ['privateKey', 'passphrase', 'enable'] },
  agent: { needs: 'publicKey', may: ['publicKey', 'enable'] },
  token: { needs: 'token', may: ['token'] },
}

const NEEDED: Record<CredentialKind, string> = {
  password: 'Type the password.',
  key: 'Paste the private key.',
  agent: 'Paste the public key of one that the agent has.',
  token: 'Paste the token.',
}

export function openCredentialSecrets(secrets: Secrets): void {
  secrets.registerColumn({ ...COLUMN, row: 'secret_key' })
}

/** Checks what was given, and makes the columns of it: nothing that was given is in them in clear. */
export async function sealSecret(
  secrets: Secrets,
  kind: CredentialKind,
  given: GivenSecret,
): Promise<Pick<CredentialRow, 'secret_key' | 'secret_cipher' | 'facts'>> {
  const { needs, may } = TAKES[kind]
  const errors: FieldError[] = Object.keys(given)
    .filter((field) => !may.includes(field as keyof GivenSecret))
    .map((field) => ({
      field: `secret.${field}`,
      message: 'A credential of this kind has none. Leave it out.',
    }))
  if (given[needs] === undefined) errors.push({ field: `secret.${needs}`, message: NEEDED[kind] })
  if (errors.length > 0) throw problems.invalid(errors)
  const { sealed, key } = await readGiven(kind, given)
  const row = newSecret()
  const facts: CredentialFacts = { hasEnable: given.enable !== undefined, ...(key && { key }) }
  return {
    secret_key: row,
    secret_cipher: secrets.encrypt(JSON.stringify(sealed), { ...COLUMN, row }),
    facts: JSON.stringify(facts),
  }
}

async function readGiven(
  kind: CredentialKind,
  { privateKey = '', passphrase, publicKey = '', ...others }: GivenSecret,
): Promise<{ sealed: Sealed; key?: KeyFacts }> {
  if (kind === 'key') {
    const { text, facts } = await readPrivateKey(privateKey, passphrase)
    return { sealed: { privateKey: text, ...others }, key: facts }
  }
  if (kind === 'agent') {
    const { text, facts } = readPublicKey(publicKey)
    return { sealed: { publicKey: text, ...others }, key: facts }
  }
  return { sealed: others }
}

/** What a runner is given: the one place where a secret is opened. */
export function openSecret(
  secrets: Secrets,
  row: Pick<CredentialRow, 'kind' | 'username' | 'secret_key' | 'secret_cipher'>,
): OrderCredential {
  const sealed = JSON.parse(secrets.decrypt(row.secret_cipher, { ...COLUMN, row: row.secret_key })) as Sealed
  return { kind: row.kind, ...(row.username !== null && { username: row.username }), ...sealed }
}
