import type { Db, Tx } from '../tables.ts'

/** Names of accounts of operating systems: no path, no hidden folder, nothing that a shell would read. */
const NAME = /^[a-z_][a-z0-9_.-]{0,31}$/

/** What of a sign-in name can be the name of a folder; undefined when that is nothing. */
function folderNameOf(name: string): string | undefined {
  const local = name.split('@')[0] ?? ''
  const plain = local
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9_.-]/g, '')
    .replace(/^[^a-z]+/, '')
    .slice(0, 32)
  return NAME.test(plain) ? plain : undefined
}

/**
 * The name of somebody's folder below the root of all workspaces, which is theirs alone. It is chosen once: an account
 * that gets another name keeps its folder.
 */
export async function storageOf(tx: Tx, account: number): Promise<string> {
  const known = await findStorage(tx, account)
  if (known) return known
  const { name } = await tx
    .selectFrom('kernel_account')
    .select('name')
    .where('id', '=', account)
    .executeTakeFirstOrThrow()
  const plain = folderNameOf(name)
  // No sign-in name becomes one that begins with a line, so the second is free.
  const wanted = [...(plain ? [plain] : []), `_${account}`]
  for (const each of wanted) {
    await tx
      .insertInto('compute_storage')
      .values({ account_id: account, name: each })
      .onConflict((on) => on.doNothing())
      .execute()
    const made = await findStorage(tx, account)
    if (made) return made
  }
  throw new Error(`The account ${account} has no folder for its workspaces.`)
}

/** The same where it was chosen already. */
export async function findStorage(db: Db, account: number): Promise<string | undefined> {
  const row = await db
    .selectFrom('compute_storage')
    .select('name')
    .where('account_id', '=', account)
    .executeTakeFirst()
  return row?.name
}
