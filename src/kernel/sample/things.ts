import { type AnyTx, type KernelDb, viewOf } from '../db/db.ts'

/** Remembers that this belongs to the sample data: in the transaction that makes it, or it could not be removed again. */
export async function noteThing(tx: AnyTx, kind: string, id: number): Promise<void> {
  await viewOf(tx)
    .insertInto('kernel_sample_thing')
    .values({ kind, thing_id: id })
    .onConflict((on) => on.columns(['kind', 'thing_id']).doNothing())
    .execute()
}

/** What the sample data hold, by kind. */
export async function listThings(db: KernelDb): Promise<Map<string, number[]>> {
  const rows = await db.selectFrom('kernel_sample_thing').selectAll().orderBy('id').limit(10_000).execute()
  const things = new Map<string, number[]>()
  for (const { kind, thing_id } of rows) things.set(kind, [...(things.get(kind) ?? []), thing_id])
  return things
}
