import type { Database } from '../db/database.ts'
import { inTransaction } from '../db/db.ts'
import { decryptWith, encryptWith, type Place } from './cipher.ts'
import type { Key } from './keyring.ts'
import type { Secrets } from './secrets.ts'

const WORD = 'atelier'

const placeOf = (key: Key): Place => ({ table: 'kernel_secret', row: key.id, column: 'check_value' })

/** Looks at start whether the keys are those of this database, and throws an error that says which are missing where. */
export async function checkSecrets(database: Database, secrets: Secrets, now: number): Promise<void> {
  const rows = await database.db.selectFrom('kernel_secret').selectAll().orderBy('key_id').execute()
  const missing = rows.map((row) => row.key_id).filter((id) => !secrets.find(id))
  if (missing.length > 0) {
    throw new Error(
      `Wrong secret key: this database needs key ${missing.join(', ')}, and ${secrets.where} has ` +
        `${secrets
          .keys()
          .map((key) => key.id)
          .join(', ')}. Put the key of this database back, from its backup if need be.`,
    )
  }
  for (const row of rows) {
    const key = secrets.find(row.key_id)
    if (key && decryptWith(key, row.check_value, placeOf(key)) !== WORD) {
      throw new Error(`Wrong secret key: ${secrets.where} does not fit this database.`)
    }
  }
  await insertCheck(database, secrets.current(), now)
}

/** From now on the database says that it needs this key. */
export function insertCheck(database: Pick<Database, 'db'>, key: Key, now: number): Promise<void> {
  return inTransaction(database.db, async (tx) => {
    await tx
      .insertInto('kernel_secret')
      .values({ key_id: key.id, check_value: encryptWith(key, WORD, placeOf(key)), created_at: now })
      .onConflict((on) => on.column('key_id').doNothing())
      .execute()
  })
}
