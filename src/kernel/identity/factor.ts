import { randomBytes } from 'node:crypto'
import { inTransaction, type KernelDb, type KernelTx, lock } from '../db/db.ts'
import type { By } from '../journal/journal.ts'
import { sha256 } from './credential.ts'
import * as store from './factor.store.ts'
import type { FactorRow } from './factor.tables.ts'
import type { Identity } from './identity.ts'
import { tellFactor } from './notices.ts'
import { problems } from './problems.ts'
import { isTicket, makeTicket, spendTicket } from './ticket.ts'
import { newTotpSecret, stepOfCode, toBase32, totpUri } from './totp.ts'

/** Where the secrets of code apps lie. */
export const FACTOR_SECRET = { table: 'kernel_factor', row: 'handle', column: 'secret' }
const RECOVERY_CODES = 10
const RECOVERY_BYTES = 10

/** What a person can show beside the password. `code` is one of a code app or a recovery code. */
export type Method = 'code' | 'passkey'

export interface Factors {
  totp: FactorRow | undefined
  passkeys: FactorRow[]
  recoveryCodesLeft: number
}

export async function getFactors({ db }: Identity, accountId: number): Promise<Factors> {
  const rows = await store.listFactors(db, accountId)
  return {
    totp: rows.find((row) => row.kind === 'totp'),
    passkeys: rows.filter((row) => row.kind === 'passkey'),
    recoveryCodesLeft: await store.countRecoveryCodes(db, accountId),
  }
}

/** Empty when the password alone is enough. */
export async function methodsOf(db: KernelDb, accountId: number): Promise<Method[]> {
  const rows = await store.listFactors(db, accountId)
  // With any of them there are recovery codes, which are typed where codes are.
  if (rows.length === 0) return []
  return rows.some((row) => row.kind === 'passkey') ? ['code', 'passkey'] : ['code']
}

/** A secret for a code app, with what lets it be kept once a code shows that the app has it. */
export function offerTotp(identity: Identity, account: { id: number; name: string }, issuer: string) {
  const secret = newTotpSecret()
  const ticket = makeTicket(identity, { purpose: 'new-totp', account: account.id, bound: sha256(secret) })
  return { secret, ticket, uri: totpUri(secret, { issuer, account: account.name }) }
}

/** Keeps a code app. Gives recovery codes when it is the account's first second step. */
export async function addTotp(
  identity: Identity,
  by: By,
  accountId: number,
  offered: { secret: string; ticket: string; code: string },
): Promise<string[] | undefined> {
  const { clock, secrets } = identity
  const bound = sha256(offered.secret)
  if (!isTicket(identity, offered.ticket, { purpose: 'new-totp', account: accountId, bound }))
    throw problems.stepEnded()
  const now = clock.now()
  const step = stepOfCode(offered.secret, offered.code.replaceAll(/\s/g, ''), now)
  if (step === undefined) throw problems.wrongCode()
  const handle = randomBytes(16).toString('hex')
  const secret = secrets.encrypt(offered.secret, { ...FACTOR_SECRET, row: handle })
  const row = { kind: 'totp', name: 'Code app', handle, secret, public_key: null, counter: step } as const
  return inTransaction(identity.db, async (tx) => {
    if (!(await spendTicket(identity, tx, offered.ticket))) throw problems.stepEnded()
    return addFactor(identity, tx, by, { ...row, account_id: accountId, transports: null, created_at: now })
  })
}

/** Keeps a factor, tells the person, and gives recovery codes with the first. */
export async function addFactor(
  identity: Identity,
  tx: KernelTx,
  by: By,
  row: Omit<FactorRow, 'id' | 'last_used_at'>,
): Promise<string[] | undefined> {
  await lock(tx, 'kernel_account', [row.account_id])
  const others = await store.listFactors(tx, row.account_id)
  if (others.length > store.MOST_PASSKEYS) throw problems.tooManyFactors()
  const made = await store.insertFactor(tx, row)
  if (!made) throw row.kind === 'totp' ? problems.totpThere() : problems.passkeyThere()
  await identity.journal.record(tx, {
    by,
    action: 'factor.added',
    object: `account:${row.account_id}`,
    new: { factor: made.id, kind: made.kind },
    personal: { name: made.name },
  })
  await tellFactor(identity, tx, row.account_id, 'added')
  return others.length === 0 ? makeRecoveryCodes(tx, row.account_id) : undefined
}

/** Takes one away. With the last one go the recovery codes: the password is enough again. */
export async function removeFactor(
  identity: Identity,
  by: By,
  accountId: number,
  which: { kind: FactorRow['kind']; id?: number },
): Promise<void> {
  await inTransaction(identity.db, async (tx) => {
    await lock(tx, 'kernel_account', [accountId])
    const gone = await store.deleteFactor(tx, { accountId, ...which })
    if (!gone) throw problems.notFound(which.kind === 'totp' ? 'code app' : 'passkey')
    if ((await store.listFactors(tx, accountId)).length === 0) await store.deleteFactorsOf(tx, accountId)
    await identity.journal.record(tx, {
      by,
      action: 'factor.removed',
      object: `account:${accountId}`,
      old: { factor: gone.id, kind: gone.kind },
      personal: { name: gone.name },
    })
    await tellFactor(identity, tx, accountId, 'removed')
  })
}

/** Takes all away from somebody who has lost them; the person is told. */
export async function removeFactorsOf(
  identity: Identity,
  by: By,
  accountId: number,
  reason: string,
): Promise<void> {
  await inTransaction(identity.db, async (tx) => {
    await lock(tx, 'kernel_account', [accountId])
    const removed = await store.deleteFactorsOf(tx, accountId)
    if (removed === 0) throw problems.noFactors()
    await identity.journal.record(tx, {
      by,
      action: 'factor.all-removed',
      object: `account:${accountId}`,
      details: { removed },
      reason,
    })
    await tellFactor(identity, tx, accountId, 'removed-by-administrator')
  })
}

/** New recovery codes; those from before open nothing any more. */
export function renewRecoveryCodes(identity: Identity, by: By, accountId: number): Promise<string[]> {
  return inTransaction(identity.db, async (tx) => {
    await lock(tx, 'kernel_account', [accountId])
    if ((await store.listFactors(tx, accountId)).length === 0) throw problems.noFactors()
    const codes = await makeRecoveryCodes(tx, accountId)
    await identity.journal.record(tx, {
      by,
      action: 'factor.recovery-codes-made',
      object: `account:${accountId}`,
    })
    return codes
  })
}

async function makeRecoveryCodes(tx: KernelTx, accountId: number): Promise<string[]> {
  const codes = Array.from({ length: RECOVERY_CODES }, () => toBase32(randomBytes(RECOVERY_BYTES)))
  await store.replaceRecoveryCodes(tx, accountId, codes.map(sha256))
  return codes.map((code) => code.toLowerCase().replaceAll(/(.{4})(?=.)/g, '$1-'))
}
