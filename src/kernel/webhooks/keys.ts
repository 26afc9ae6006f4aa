import { createHmac } from 'node:crypto'
import type { Clock } from '../clock.ts'
import { newSecret, secretOf, sha256 } from '../identity/credential.ts'
import { problems as identityProblems } from '../identity/problems.ts'
import type { Secrets } from '../secrets/secrets.ts'
import { type StandardCall, standardSignature } from './standard.ts'
import type { WebhookRow } from './tables.ts'

/** For so long the secret before signs as well, so that a receiver has time to change it. */
const BOTH_SIGN_MS = 24 * 3_600_000
const SECRET = { table: 'kernel_webhook', column: 'cipher' }
const PREVIOUS = { table: 'kernel_webhook', column: 'previous_cipher' }

type Columns = Pick<WebhookRow, 'nonce' | 'cipher' | 'previous_cipher' | 'previous_until'>

/** By what a secret can be made again, for an answer that is given a second time. */
interface Kept {
  nonce: string
  sha256: string
}

/** The secrets of webhooks: made, encrypted, and what they sign. */
export interface WebhookKeys {
  make(): { columns: Columns; kept: Kept }
  /** A new one; for a day the old one signs as well. */
  renew(row: WebhookRow): { columns: Columns; kept: Kept }
  /** The secret of what is kept, unless the key of the installation was changed meanwhile. */
  revealed(kept: Kept): string
  /** The header that proves who sends: one signature, or two while a new secret is brought in. */
  signatures(row: WebhookRow, signed: { timestamp: string; body: string }): string
  /** The same in the way of Standard Webhooks. */
  standard(row: WebhookRow, call: StandardCall): string
}

export function createWebhookKeys({ clock, secrets }: { clock: Clock; secrets: Secrets }): WebhookKeys {
  for (const { table, column } of [SECRET, PREVIOUS]) secrets.registerColumn({ table, column, row: 'nonce' })
  const secretFor = (nonce: string) => secretOf(secrets.derive('kernel.webhooks'), nonce)

  function make() {
    const nonce = newSecret()
    const secret = secretFor(nonce)
    const cipher = secrets.encrypt(secret, { ...SECRET, row: nonce })
    const columns = { nonce, cipher, previous_cipher: null, previous_until: null }
    return { columns, kept: { nonce, sha256: sha256(secret) } }
  }

  /** One, or two while a new secret is brought in. */
  function keysOf(row: WebhookRow): string[] {
    const place = { row: row.nonce }
    const keys = [secrets.decrypt(row.cipher, { ...SECRET, ...place })]
    if (row.previous_cipher !== null && clock.now() < (row.previous_until ?? 0))
      keys.push(secrets.decrypt(row.previous_cipher, { ...PREVIOUS, ...place }))
    return keys
  }

  return {
    make,
    renew(row) {
      const { columns, kept } = make()
      const before = secrets.decrypt(row.cipher, { ...SECRET, row: row.nonce })
      const previous_cipher = secrets.encrypt(before, { ...PREVIOUS, row: columns.nonce })
      return { columns: { ...columns, previous_cipher, previous_until: clock.now() + BOTH_SIGN_MS }, kept }
    },
    revealed({ nonce, sha256: expected }) {
      const secret = secretFor(nonce)
      if (sha256(secret) !== expected) throw identityProblems.tokenNotShown()
      return secret
    },
    signatures: (row, { timestamp, body }) =>
      keysOf(row)
        .map((key) => createHmac('sha256', key).update(`${timestamp}.${body}`).digest('hex'))
        .map((hex) => `v1=${hex}`)
        .join(','),
    standard: (row, call) =>
      keysOf(row)
        .map((key) => standardSignature(key, call))
        .join(' '),
  }
}
