import type { Db } from '../tables.ts'

const MOST = 1_000

/** The classes or groups of an event's participants, with how many are in each. */
export async function countPeople(db: Db, eventId: number, by: 'user_class' | 'target_group') {
  const rows = await db
    .selectFrom('training_participant')
    .select((eb) => [eb.ref(by).as('value'), eb.fn.countAll<number>().as('people')])
    .where('event_id', '=', eventId)
    .groupBy(by)
    .orderBy(by)
    .limit(MOST)
    .execute()
  return rows.map(({ value, people }) => ({ value, people: Number(people) }))
}
