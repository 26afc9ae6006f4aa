import type { KernelTx } from '../db/db.ts'
import { type Attempt, triesOf } from './attempts.ts'
import { sha256 } from './credential.ts'
import * as store from './factor.store.ts'
import { FACTOR_SECRET } from './factor.ts'
import type { Identity } from './identity.ts'
import { type Party, type PasskeyAnswer, verifyPasskey } from './passkey.ts'
import { problems } from './problems.ts'
import type { AccountRow } from './tables.ts'
import { stepOfCode } from './totp.ts'

/** What somebody shows as their second step. */
export interface Proof {
  /** Of a code app, or a recovery code. */
  code?: string
  passkey?: PasskeyAnswer
}

/** A proof that is right; `take` says in the transaction whether it still is, and uses it up. */
export type Take = (tx: KernelTx) => Promise<boolean>

export interface ProofOf {
  proof: Proof
  /** The address that wrong ones are counted by. */
  counted?: string
  /** The site that passkeys are asked for; none where there can be no passkeys. */
  party?: Party
}

/** Throws when it is not right; wrong ones count (promises.md, A8). */
export async function proveFactor(
  identity: Identity,
  account: Pick<AccountRow, 'id' | 'name_folded'>,
  { proof, counted, party }: ProofOf,
): Promise<Take> {
  const attempt: Attempt = { kind: 'second-factor', subject: account.name_folded, address: counted }
  const tries = triesOf(identity.attempts, attempt)
  tries.check()
  const take =
    proof.passkey === undefined
      ? await takeOfCode(identity, account.id, proof.code ?? '')
      : await verifyPasskey(identity, { answer: proof.passkey, party, accountId: account.id }).then(
          (found) => found?.take,
        )
  // Many at once would else all be let in before the first of them counts.
  tries.check()
  if (!take) {
    tries.fail()
    throw proof.passkey === undefined ? problems.wrongCode() : problems.wrongPasskey()
  }
  identity.attempts.succeed(attempt)
  return take
}

async function takeOfCode(identity: Identity, accountId: number, typed: string): Promise<Take | undefined> {
  const now = identity.clock.now()
  const code = typed.replaceAll(/[\s-]/g, '').toUpperCase()
  if (!/^\d{6}$/.test(code)) {
    const found = await store.findRecoveryCode(identity.db, accountId, sha256(code))
    return found && ((tx) => store.takeRecoveryCode(tx, found.id, now))
  }
  const rows = await store.listFactors(identity.db, accountId)
  const row = rows.find(({ kind }) => kind === 'totp')
  if (!row?.secret) return undefined
  const secret = identity.secrets.decrypt(row.secret, { ...FACTOR_SECRET, row: row.handle })
  const step = stepOfCode(secret, code, now)
  // One that was used, or an older one, does not count again.
  if (step === undefined || step <= row.counter) return undefined
  return (tx) => store.moveCounter(tx, { id: row.id, from: row.counter, to: step, now })
}
