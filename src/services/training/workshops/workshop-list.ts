import type { Db, WorkshopRow } from '../tables.ts'
import { listWorkshops } from './workshop.ts'

/** A workshop with who is in it, for whom a seat is kept, and who waits. */
export type WorkshopHeld = WorkshopRow & { registrations: number; offers: number; waits: number }

/** The workshops of an event with how full they are, by id: a fixed number of queries. */
export async function listHeld(db: Db, eventId: number, now: number): Promise<WorkshopHeld[]> {
  const [workshops, registrations, waiting] = await Promise.all([
    listWorkshops(db, eventId),
    db
      .selectFrom('training_registration')
      .select((eb) => ['workshop_id', eb.fn.countAll<number>().as('n')])
      .where('event_id', '=', eventId)
      .groupBy('workshop_id')
      .execute(),
    db
      .selectFrom('training_waiting')
      .select((eb) => [
        'workshop_id',
        eb.fn.countAll<number>().as('n'),
        eb.fn.sum<number>(eb.case().when('offer_until', '>', now).then(1).else(0).end()).as('offers'),
      ])
      .where('event_id', '=', eventId)
      .groupBy('workshop_id')
      .execute(),
  ])
  const taken = new Map(registrations.map((each) => [each.workshop_id, Number(each.n)]))
  const lines = new Map(waiting.map((each) => [each.workshop_id, each]))
  return workshops.map((row) => {
    const line = lines.get(row.id)
    const offers = Number(line?.offers ?? 0)
    return {
      ...row,
      registrations: taken.get(row.id) ?? row.kept ?? 0,
      offers,
      waits: Number(line?.n ?? 0) - offers,
    }
  })
}
