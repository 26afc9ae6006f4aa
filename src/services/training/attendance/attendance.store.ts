import type { Selectable } from 'kysely'
import type { Db, TrainingTables, Tx } from '../tables.ts'

export type CheckInRow = Selectable<TrainingTables['training_check_in']>

/** Lists longer than this are read page by page. */
export const MOST_PEOPLE = 500

/** Participants of an event by their numbers or their keys. */
export async function listNamed(
  db: Db,
  eventId: number,
  { ids, hashes }: { ids: readonly number[]; hashes: readonly string[] },
) {
  if (ids.length + hashes.length === 0) return []
  return db
    .selectFrom('training_participant')
    .select(['id', 'full_name', 'user_class', 'key_hash'])
    .where('event_id', '=', eventId)
    .where((eb) =>
      eb.or([
        ...(ids.length > 0 ? [eb('id', 'in', [...ids])] : []),
        ...(hashes.length > 0 ? [eb('key_hash', 'in', [...hashes])] : []),
      ]),
    )
    .orderBy('id')
    .execute()
}

/** What these people are registered for. */
export async function listPlaces(db: Db, participantIds: readonly number[]) {
  if (participantIds.length === 0) return []
  return db
    .selectFrom('training_registration')
    .select(['participant_id', 'workshop_id'])
    .where('participant_id', 'in', [...participantIds])
    .orderBy('participant_id')
    .orderBy('workshop_id')
    .execute()
}

/** Check-ins of these people that stand. */
export async function listPresent(db: Db, participantIds: readonly number[]): Promise<CheckInRow[]> {
  if (participantIds.length === 0) return []
  return db
    .selectFrom('training_check_in')
    .selectAll()
    .where('participant_id', 'in', [...participantIds])
    .where('undone_at', 'is', null)
    .orderBy('id')
    .execute()
}

export async function listByKeys(db: Db, eventId: number, keys: readonly string[]): Promise<CheckInRow[]> {
  return db
    .selectFrom('training_check_in')
    .selectAll()
    .where('key', 'in', [...keys])
    .where('event_id', '=', eventId)
    .orderBy('id')
    .execute()
}

/** Undefined when the key is taken: the unique index decides. */
export function insertCheckIn(tx: Tx, row: Omit<CheckInRow, 'id'>): Promise<CheckInRow | undefined> {
  return tx
    .insertInto('training_check_in')
    .values(row)
    .onConflict((on) => on.column('key').doNothing())
    .returningAll()
    .executeTakeFirst()
}

export async function undoCheckIn(tx: Tx, key: string, at: number): Promise<void> {
  await tx
    .updateTable('training_check_in')
    .set({ undone_at: at })
    .where('key', '=', key)
    .where('undone_at', 'is', null)
    .execute()
}

/** By workshop how many are registered, how many are in, and how many of those are not registered; of one, or of all. */
export async function countAttendance(db: Db, eventId: number, workshopId?: number) {
  const rows = await db
    .selectFrom('training_workshop as w')
    .select((eb) => {
      const standing = eb
        .selectFrom('training_check_in as c')
        .select((of) => of.fn.count<number>('c.participant_id').distinct().as('n'))
        .whereRef('c.workshop_id', '=', 'w.id')
        .where('c.undone_at', 'is', null)
      return [
        'w.id',
        eb
          .selectFrom('training_registration as r')
          .select((of) => of.fn.countAll<number>().as('n'))
          .whereRef('r.workshop_id', '=', 'w.id')
          .as('registered'),
        standing.as('present'),
        standing
          .where(({ not, exists, selectFrom }) =>
            not(
              exists(
                selectFrom('training_registration as r')
                  .select('r.id')
                  .whereRef('r.participant_id', '=', 'c.participant_id')
                  .whereRef('r.workshop_id', '=', 'c.workshop_id'),
              ),
            ),
          )
          .as('walk_ins'),
      ]
    })
    .where('w.event_id', '=', eventId)
    .$if(workshopId !== undefined, (of) => of.where('w.id', '=', workshopId ?? 0))
    .orderBy('w.id')
    .limit(10_000)
    .execute()
  return rows.map(({ id, registered, present, walk_ins }) => ({
    id,
    registered: Number(registered),
    present: Number(present),
    walkIns: Number(walk_ins),
  }))
}

/** People of an event in order of id, with what each is registered for as a list of numbers. */
export async function listPeople(
  db: Db,
  eventId: number,
  { after = 0, limit }: { after?: number; limit: number },
) {
  const people = await db
    .selectFrom('training_participant')
    .select(['id', 'full_name', 'user_class'])
    .where('event_id', '=', eventId)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()
  const places = await listPlaces(
    db,
    people.map(({ id }) => id),
  )
  const byPerson = Map.groupBy(places, ({ participant_id }) => participant_id)
  return people.map((person) => ({
    ...person,
    workshops: byPerson.get(person.id)?.map(({ workshop_id }) => workshop_id) ?? [],
  }))
}

/** Check-ins of a workshop that stand, in the order in which they came. */
export function listCheckIns(
  db: Db,
  { workshopId, after = 0, limit }: { workshopId: number; after?: number | undefined; limit: number },
) {
  return db
    .selectFrom('training_check_in')
    .select(['id', 'key', 'participant_id', 'at'])
    .where('workshop_id', '=', workshopId)
    .where('undone_at', 'is', null)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()
}

/** Who was where, and since when: for lists and exports. At most one line a person and workshop. */
export async function attendanceOf(db: Db, eventId: number) {
  const rows = await db
    .selectFrom('training_check_in')
    .select((eb) => ['workshop_id', 'participant_id', eb.fn.min<number>('at').as('at')])
    .where('event_id', '=', eventId)
    .where('undone_at', 'is', null)
    .groupBy(['workshop_id', 'participant_id'])
    .orderBy('workshop_id')
    .orderBy('participant_id')
    .limit(1_000_000)
    .execute()
  return rows.map((row) => ({ ...row, at: Number(row.at) }))
}
