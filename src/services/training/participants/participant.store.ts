import { fold } from '../../../kernel/db/db.ts'
import type { Db, ParticipantRow, Tx } from '../tables.ts'

const BATCH = 500

/** The same work on pages of a list, one after another. */
export async function inPages<T>(
  list: readonly T[],
  work: (page: readonly T[], at: number) => Promise<void>,
  size = BATCH,
): Promise<void> {
  for (let at = 0; at < list.length; at += size) await work(list.slice(at, at + size), at)
}

/** All participants of an event, by id. */
export function allParticipants(db: Db, eventId: number): Promise<ParticipantRow[]> {
  return db
    .selectFrom('training_participant')
    .selectAll()
    .where('event_id', '=', eventId)
    .orderBy('id')
    .execute()
}

/** Of these hashes of keys, those that participants of other events have. */
export async function hashesElsewhere(
  db: Db,
  eventId: number,
  hashes: readonly string[],
): Promise<Set<string>> {
  const found = new Set<string>()
  await inPages(
    hashes,
    async (page) => {
      const rows = await db
        .selectFrom('training_participant')
        .select('key_hash')
        .where('key_hash', 'in', page)
        .where('event_id', '!=', eventId)
        .execute()
      for (const { key_hash } of rows) found.add(key_hash)
    },
    5_000,
  )
  return found
}

/** How many were put in place: fewer than given when a key is somebody's already, which the unique index tells. */
export async function insertParticipants(
  tx: Tx,
  rows: readonly (Omit<ParticipantRow, 'id' | 'name_folded'> & { id?: number })[],
): Promise<number> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('training_participant')
    .values(rows.map((row) => ({ ...row, name_folded: fold(row.full_name) })))
    .onConflict((on) => on.column('key_hash').doNothing())
    .executeTakeFirstOrThrow()
  return Number(numInsertedOrUpdatedRows ?? 0n)
}

/** What hangs on participants, page by page; gone with them. */
export async function deleteParticipants(tx: Tx, ids: readonly number[]): Promise<void> {
  for (const table of [
    'training_registration',
    'training_waiting',
    'training_wish',
    'training_seat',
    'training_check_in',
  ] as const)
    await tx.deleteFrom(table).where('participant_id', 'in', ids).execute()
  await tx.deleteFrom('training_participant').where('id', 'in', ids).execute()
}

/** The registrations of an event, by id. */
export function registrationsOf(db: Db, eventId: number) {
  return db
    .selectFrom('training_registration')
    .select(['id', 'participant_id', 'workshop_id'])
    .where('event_id', '=', eventId)
    .orderBy('id')
    .execute()
}
