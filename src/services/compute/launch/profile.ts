import { inTransaction } from '../../../kernel/db/db.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { type Compute, SERVICE } from '../compute.ts'
import { problems as common } from '../problems.ts'
import type { Db } from '../tables.ts'
import { problems } from './launch-problems.ts'

/** More than anybody finds their way in. */
const MOST = 50

export type Values = Readonly<Record<string, string | number | boolean | null>>

/** What is kept under a name. */
export interface Wanted {
  options: Values
  fields: Values
  resource: string | null
}

export const listProfiles = (db: Db, account: number) =>
  db
    .selectFrom('compute_profile')
    .selectAll()
    .where('account_id', '=', account)
    .orderBy('name')
    .orderBy('id')
    .limit(MOST)
    .execute()

/** Keeps what a session is started with under a name; one of that name becomes this one. */
export async function saveProfile(
  { db, kernel }: Compute,
  by: By,
  { account, name, kind, wanted }: { account: number; name: string; kind: string; wanted: Wanted },
) {
  if (name === '') throw problems.nameless()
  return inTransaction(db, async (tx) => {
    const values = { kind_key: kind, wanted: JSON.stringify(wanted), made_at: kernel.clock.now() }
    const row = await tx
      .insertInto('compute_profile')
      .values({ account_id: account, name, ...values })
      .onConflict((on) => on.columns(['account_id', 'name']).doUpdateSet(values))
      .returningAll()
      .executeTakeFirstOrThrow()
    if ((await listProfiles(tx, account)).length >= MOST) throw problems.tooManyProfiles(MOST - 1)
    await kernel.journal.record(tx, {
      by,
      service: SERVICE,
      action: 'compute.profile.saved',
      object: `compute.profile:${row.id}`,
      new: { name, kind, ...wanted },
    })
    return row
  })
}

export async function removeProfile({ db, kernel }: Compute, by: By, account: number, id: number) {
  await inTransaction(db, async (tx) => {
    const gone = await tx
      .deleteFrom('compute_profile')
      .where('id', '=', id)
      .where('account_id', '=', account)
      .returning('name')
      .executeTakeFirst()
    if (!gone) throw common.notFound()
    await kernel.journal.record(tx, {
      by,
      service: SERVICE,
      action: 'compute.profile.removed',
      object: `compute.profile:${id}`,
      old: gone,
    })
  })
}
