import { setTimeout as pause } from 'node:timers/promises'
import { type Kysely, sql } from 'kysely'
import type { Clock } from '../clock.ts'
import type { Database } from '../db/database.ts'
import { type AnyTx, inTransaction } from '../db/db.ts'
import { insertCheck } from './check.ts'
import { prefixOf } from './cipher.ts'
import { makeKey } from './keyring.ts'
import type { SecretColumn, Secrets } from './secrets.ts'

/** Some values are texts of a megabyte and more. */
const PAGE = 20
/** Longer than a request or a job's transaction may take between encrypting a value and committing it. */
const SETTLE_MS = 60_000

export interface RotateOptions {
  database: Database
  secrets: Secrets
  clock: Clock
  /** Resolves when whoever encrypted before the call has committed. */
  settle?: () => Promise<unknown>
}

export interface Rotated {
  /** The new current key. */
  key: string
  /** How many values were encrypted anew. */
  values: number
  /** The keys that are no longer needed. */
  dropped: string[]
}

/**
 * Gives the installation a new key while it runs: a new one goes in front, every registered column is encrypted anew
 * page by page, then the old keys go. Cut at any moment it loses nothing, and the next run ends what is left. Keys from
 * a variable cannot be changed from here: the operator puts a new one in front there first.
 */
export async function rotateSecrets(options: RotateOptions): Promise<Rotated> {
  const { database, secrets, clock, settle = () => pause(SETTLE_MS) } = options
  const before = secrets.keys()
  if (secrets.file === undefined && before.length === 1) {
    throw new Error(
      'The secret key comes by a variable. Put a new key in front of it there ("new,old"), restart, and rotate again.',
    )
  }
  // Several keys: a rotation was cut, or the operator brought a new key; the first is the one to go on with.
  if (before.length === 1) {
    const key = makeKey()
    // The database must not ask for a key before the file has it.
    await secrets.replaceKeys([key, ...before])
    await insertCheck(database, key, clock.now())
  } else {
    await insertCheck(database, before[0], clock.now())
  }
  let values = await encryptAll(database, secrets)
  await settle()
  // What was encrypted with the old key at the start may have been committed behind the page that was looked at.
  values += await encryptAll(database, secrets)
  const [current, ...old] = secrets.keys()
  const dropped = old.map((key) => key.id)
  // And the database must have stopped asking before the file loses it.
  await inTransaction(database.db, async (tx) => {
    await tx.deleteFrom('kernel_secret').where('key_id', '!=', current.id).execute()
  })
  if (secrets.file !== undefined) await secrets.replaceKeys([current])
  return { key: current.id, values, dropped }
}

async function encryptAll(database: Database, secrets: Secrets): Promise<number> {
  let values = 0
  for (const column of secrets.columns) {
    for (let after: string | number | undefined; ; ) {
      const page = await inTransaction(database.db, (tx) => encryptPage(tx, column, { after, secrets }))
      values += page.values
      if (page.last === undefined) break
      after = page.last
    }
  }
  return values
}

interface Value {
  row: string | number
  value: string
}

async function encryptPage(
  tx: AnyTx,
  { table, row, column }: SecretColumn,
  { after, secrets }: { after: string | number | undefined; secrets: Secrets },
): Promise<{ values: number; last?: string | number }> {
  const db = tx as unknown as Kysely<unknown>
  const key = sql.ref(row)
  const cell = sql.ref(column)
  const prefix = prefixOf(secrets.current())
  const { rows } = await sql<Value>`
    select ${key} as ${sql.ref('row')}, ${cell} as ${sql.ref('value')} from ${sql.table(table)}
    where ${cell} is not null and substr(${cell}, 1, ${sql.lit(prefix.length)}) <> ${prefix}
    ${after === undefined ? sql`` : sql`and ${key} > ${after}`}
    order by ${key} limit ${sql.lit(PAGE)}`.execute(db)
  let values = 0
  for (const each of rows) {
    const place = { table, row: each.row, column }
    const fresh = secrets.encrypt(secrets.decrypt(each.value, place), place)
    // Only over what was read: a value that was set meanwhile is the newer one, and has the new key.
    const done = await sql`
      update ${sql.table(table)} set ${cell} = ${fresh} where ${key} = ${each.row} and ${cell} = ${each.value}`.execute(
      db,
    )
    values += Number(done.numAffectedRows ?? 0)
  }
  return { values, last: rows.at(-1)?.row }
}
