import { createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { newSecret, secretOf, sha256 } from '../../../kernel/identity/credential.ts'
import { problems as identityProblems } from '../../../kernel/identity/problems.ts'
import type { Secrets } from '../../../kernel/secrets/secrets.ts'
import { isStandardSignature, standardHeaders } from '../../../kernel/webhooks/standard.ts'
import type { TriggerRow } from '../tables.ts'

const COLUMN = { table: 'automation_trigger', column: 'secret_cipher' }
const PURPOSE = 'automation.triggers'

/** By what a secret can be made again, for an answer that is given a second time. */
export interface KeptSecret {
  nonce: string
  sha256: string
}

type Columns = Pick<TriggerRow, 'secret_hash' | 'secret_key' | 'secret_cipher'>

export function openTriggerSecrets(secrets: Secrets): void {
  secrets.registerColumn({ ...COLUMN, row: 'secret_key' })
}

/** A secret of 256 bits: sealed, since signatures need it. */
export function makeSecret(secrets: Secrets): { columns: Columns; kept: KeptSecret } {
  const nonce = newSecret()
  const secret = secretOf(secrets.derive(PURPOSE), nonce)
  const hash = sha256(secret)
  return {
    columns: {
      secret_hash: hash,
      secret_key: nonce,
      secret_cipher: secrets.encrypt(secret, { ...COLUMN, row: nonce }),
    },
    kept: { nonce, sha256: hash },
  }
}

/** The secret of what is kept, unless the key of the installation was changed meanwhile. */
export function revealedSecret(secrets: Secrets, { nonce, sha256: expected }: KeptSecret): string {
  const secret = secretOf(secrets.derive(PURPOSE), nonce)
  if (sha256(secret) !== expected) throw identityProblems.tokenNotShown()
  return secret
}

/** How a call proves that it knows the secret: it sends it, or signs its body with it. */
export type Proof =
  | { secret: string }
  /** Over the body alone: without a time, and without a name of the delivery that could be believed. */
  | { signature: string }
  | { id: string; timestamp: string; signatures: string }

/** What a call brings: a bearer token, GitLab's header, a signature of Standard Webhooks, or GitHub's. */
export function proofOf(headers: IncomingHttpHeaders): Proof | undefined {
  const bearer = /^Bearer +([\x21-\x7e]{1,500})$/i.exec(headers.authorization ?? '')?.[1]
  const token = bearer ?? headers['x-gitlab-token']
  if (typeof token === 'string') return { secret: token }
  const standard = standardHeaders(headers)
  if (standard) return standard
  const signed = /^sha256=([0-9a-f]{64})$/i.exec(String(headers['x-hub-signature-256'] ?? ''))?.[1]
  return signed === undefined ? undefined : { signature: signed.toLowerCase() }
}

/** Whether it is that trigger's; without a trigger the same work is done, and it never is. */
export function proves(
  secrets: Secrets,
  proof: Proof | undefined,
  { trigger, body }: { trigger: TriggerRow | undefined; body: Buffer },
): boolean {
  if (!proof) return false
  if ('secret' in proof) return isSame(sha256(proof.secret), trigger?.secret_hash)
  const secret = trigger
    ? secrets.decrypt(trigger.secret_cipher, { ...COLUMN, row: trigger.secret_key })
    : newSecret()
  if ('signatures' in proof)
    return isStandardSignature(secret, proof.signatures, { ...proof, body }) && trigger !== undefined
  const signature = createHmac('sha256', secret).update(body).digest('hex')
  return isSame(proof.signature, signature) && trigger !== undefined
}

const isSame = (given: string, expected = ''): boolean =>
  given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected))
