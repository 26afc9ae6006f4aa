import type { KernelDb, KernelTx } from '../db/db.ts'
import { changeAccount, getAccount, isEmail } from '../identity/account.ts'
import { triesOf } from '../identity/attempts.ts'
import { findAccount } from '../identity/identity.store.ts'
import type { Identity } from '../identity/identity.ts'
import { hashPassword, verifyPassword } from '../identity/password.ts'
import { problems as identityProblems } from '../identity/problems.ts'
import { type From, type SignedIn, signInAs } from '../identity/sign-in.ts'
import type { By } from '../journal/journal.ts'
import { Problem } from '../problem.ts'
import type { Installation, SettingChanges } from './installation.ts'
import { problems } from './problems.ts'
import { putSetting } from './setting.store.ts'

/** Holds the account that was made with a printed password, until that is used. */
const PENDING = 'first-run'

/** The installation waits for its first person, who has the printed password of this account. */
export const markFirstRun = (tx: KernelTx, accountId: number, now: number): Promise<void> =>
  putSetting(tx, { name: PENDING, value: String(accountId), now })

/** The account of the first run, while nobody has come in with it in whatever way. */
async function findPending(db: KernelDb) {
  const row = await db
    .selectFrom('kernel_setting')
    .select('value')
    .where('name', '=', PENDING)
    .executeTakeFirst()
  if (!row) return undefined
  const account = await findAccount(db, Number(row.value))
  return account && account.last_sign_in_at === null && account.disabled_at === null ? account : undefined
}

export const isSetUp = async (db: KernelDb): Promise<boolean> => (await findPending(db)) === undefined

export interface Setup extends From {
  /** The printed one. */
  first: string
  password: string
  email?: string
  settings: SettingChanges
  /** For counting wrong tries; undefined for the machine itself. */
  counted?: string
}

/** The first run: whoever has the printed password sets their own and what the installation is called, and is signed in. */
export async function setUp(
  parts: { identity: Identity; installation: Installation },
  by: By,
  { first, password, email, settings, counted, ...from }: Setup,
): Promise<SignedIn> {
  const { identity, installation } = parts
  const tries = triesOf(identity.attempts, { kind: 'setup', subject: 'admin', address: counted })
  tries.check()
  const pending = await findPending(identity.db)
  if (!pending) throw problems.isSetUp()
  if (!(await verifyPassword(pending.password_hash, first, tries))) {
    identity.journal.note({ by, action: 'session.refused', personal: { name: pending.name } })
    throw problems.wrongFirst()
  }
  installation.check(settings)
  if (email !== undefined && !isEmail(email)) throw identityProblems.invalidEmail()
  const passwordHash = await hashPassword(password)
  const signedIn = await signInAs(identity, by, pending, {
    ...from,
    passwordHash,
    async prove(tx) {
      const gone = await tx.deleteFrom('kernel_setting').where('name', '=', PENDING).executeTakeFirst()
      if (gone.numDeletedRows === 0n) throw problems.isSetUp()
      const mine = { ...by, account: pending.id, name: pending.name }
      if (email !== undefined) await changeAccount({ ...identity, db: tx }, mine, pending.id, { email })
      await installation.put(tx, mine, settings)
      await identity.journal.record(tx, { by: mine, action: 'installation.set-up', object: 'installation' })
    },
  }).catch(async (error) => {
    // Of two at once the second finds another password than the one that it has shown.
    throw error instanceof Problem && (await isSetUp(identity.db)) ? problems.isSetUp() : error
  })
  await installation.reload()
  return { ...signedIn, account: await getAccount(identity, pending.id) }
}
