import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import { inTransaction } from '../../kernel/db/db.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import type { Db } from './tables.ts'

const SECRET = { table: 'training_secret', column: 'cipher' }
/** For the kernel's rotation of keys. */
export const INSTALLATION_SECRET = { ...SECRET, row: 'name' }
const BYTES = 32

/** Random keys of this installation; the kernel's own change at a rotation, and these must not. */
export interface InstallationSecrets {
  /** Of the hashes by which login keys are found. */
  readonly keys: KeyObject
  /** That signs tokens. */
  readonly tokens: KeyObject
}

/** Reads them, and makes them at the first start. Of several nodes the first one's count for all. */
export async function openInstallationSecrets({ secrets }: Kernel, db: Db): Promise<InstallationSecrets> {
  const read = async (name: string): Promise<KeyObject> => {
    const place = { ...SECRET, row: name }
    const made = secrets.encrypt(randomBytes(BYTES).toString('base64'), place)
    const { cipher } = await inTransaction(db, async (tx) => {
      await tx
        .insertInto('training_secret')
        .values({ name, cipher: made })
        .onConflict((on) => on.column('name').doNothing())
        .execute()
      return tx
        .selectFrom('training_secret')
        .select('cipher')
        .where('name', '=', name)
        .executeTakeFirstOrThrow()
    })
    // As bytes it would be made a key of at each use, which takes longer than signing.
    return createSecretKey(Buffer.from(secrets.decrypt(cipher, place), 'base64'))
  }
  return { keys: await read('keys'), tokens: await read('tokens') }
}
