import { type Expression, type ExpressionBuilder, type SelectQueryBuilder, type SqlBool, sql } from 'kysely'
import { type AnyDb, compileOnce, dialectOf } from '../../../kernel/db/db.ts'
import type { EventState } from '../events/opening.ts'
import type { Db, LinkRow, OpeningRow, RegistrationRow, TrainingTables, Tx } from '../tables.ts'
import type { RuledWorkshop } from './rules.ts'

/** A participant with the state of their event. */
export type Chooser = EventState & {
  id: number
  event_id: number
  full_name: string
  user_class: string
  target_group: string
  /** 1 when somebody of the event waits for a seat, … */
  waits: number
  /** … when it opens at other times for some, … */
  staggered: number
  /** … and when workshops are linked: what need not be looked at is not. */
  linked: number
  /** 1 when they can be written to. */
  addressed: number
}

/** A workshop of a choice, of whatever event. */
export type ChosenWorkshop = RuledWorkshop & { event_id: number }

/** What somebody holds. */
export type Place = Pick<
  RegistrationRow,
  'id' | 'workshop_id' | 'entry_time' | 'fixed' | 'overrides' | 'source'
>

const STATE = [
  'e.available',
  'e.available_at',
  'e.opens_at',
  'e.closes_at',
  'e.mode',
  'e.archived_at',
] as const

/** A list of numbers that comes as JSON, as rows `each (value)`: one text of SQL, however many they are. */
function eachOf(db: AnyDb, list: string) {
  return dialectOf(db) === 'sqlite'
    ? { type: sql`integer`, rows: sql`json_each(${list}) as each` }
    : { type: sql`int8`, rows: sql`json_array_elements_text(${list}::json) as each (value)` }
}

/** `column` is one of such a list. */
export function oneOf(db: AnyDb, column: Expression<number>, list: string): Expression<SqlBool> {
  const { type, rows } = eachOf(db, list)
  return sql<SqlBool>`${column} in (select cast(each.value as ${type}) from ${rows})`
}

const isThere = (query: SelectQueryBuilder<never, never, object>) =>
  sql<number>`case when exists ${query.select(sql`1`.as('one'))} then 1 else 0 end`

const chooserById = compileOnce<TrainingTables, { id: number }, Chooser>((db, value) =>
  db
    .selectFrom('training_participant as p')
    .innerJoin('training_event as e', 'e.id', 'p.event_id')
    .select(['p.id', 'p.event_id', 'p.full_name', 'p.user_class', 'p.target_group', ...STATE])
    .select((eb) => [
      isThere(eb.selectFrom('training_waiting as q').whereRef('q.event_id', '=', 'e.id')).as('waits'),
      isThere(eb.selectFrom('training_opening as o').whereRef('o.event_id', '=', 'e.id')).as('staggered'),
      isThere(eb.selectFrom('training_link as l').whereRef('l.event_id', '=', 'e.id')).as('linked'),
      sql<number>`case when ${eb.ref('p.email')} is null then 0 else 1 end`.as('addressed'),
    ])
    .where('p.id', '=', value('id')),
)

export async function findChooser(db: Db, id: number): Promise<Chooser | undefined> {
  const [row] = await chooserById(db, { id })
  return row
}

const stateById = compileOnce<TrainingTables, { id: number }, EventState>((db, value) =>
  db.selectFrom('training_event as e').select(STATE).where('e.id', '=', value('id')),
)

export async function findState(db: Db, eventId: number): Promise<EventState | undefined> {
  const [row] = await stateById(db, { id: eventId })
  return row
}

export const listOpenings = compileOnce<TrainingTables, { event: number }, OpeningRow>((db, value) =>
  db.selectFrom('training_opening').selectAll().where('event_id', '=', value('event')).orderBy('id'),
)

/** Seats that are taken at a workshop `w`: registrations, and offers that still stand, but none to that one person. */
const takenAt = (now: number, participant: number) =>
  sql<number>`(select count(*) from training_registration r where r.workshop_id = w.id) +
    (select count(*) from training_waiting q where q.workshop_id = w.id and q.offer_until > ${now}
      and q.participant_id <> ${participant})`.$castTo<number>()

const workshopsByIds = compileOnce<
  TrainingTables,
  { ids: string; now: number; participant: number },
  ChosenWorkshop
>((db, value) =>
  db
    .selectFrom('training_workshop as w')
    .select(['w.id', 'w.event_id', 'w.moment', 'w.seats', 'w.target_group'])
    .select(takenAt(value('now'), value('participant')).as('taken'))
    .where((eb) => oneOf(db, eb.ref('w.id'), value('ids')))
    .orderBy('w.id'),
)

/** Those that exist of a list, by id, with the seats taken by others now. */
export const findWorkshops = (db: Db, ids: readonly number[], now: number, participant: number) =>
  workshopsByIds(db, { ids: JSON.stringify(ids), now, participant })

/** All of an event, likewise. */
export const listRuledWorkshops = compileOnce<
  TrainingTables,
  { event: number; now: number; participant: number },
  ChosenWorkshop
>((db, value) =>
  db
    .selectFrom('training_workshop as w')
    .select(['w.id', 'w.event_id', 'w.moment', 'w.seats', 'w.target_group'])
    .select(takenAt(value('now'), value('participant')).as('taken'))
    .where('w.event_id', '=', value('event'))
    .orderBy('w.id'),
)

type Link = Pick<LinkRow, 'workshop1_id' | 'workshop2_id' | 'type'>

const linksOf = compileOnce<TrainingTables, { ids: string }, Link>((db, value) =>
  db
    .selectFrom('training_link')
    .select(['workshop1_id', 'workshop2_id', 'type'])
    .where((eb) =>
      eb.or([
        oneOf(db, eb.ref('workshop1_id'), value('ids')),
        oneOf(db, eb.ref('workshop2_id'), value('ids')),
      ]),
    )
    .orderBy('id'),
)

/** Links on either side of which one of these workshops is. */
export const findLinks = (db: Db, ids: readonly number[]): Promise<Link[]> =>
  linksOf(db, { ids: JSON.stringify(ids) })

/** What a participant holds, by id. */
export const listPlaces = compileOnce<TrainingTables, { participant: number }, Place>((db, value) =>
  db
    .selectFrom('training_registration')
    .select(['id', 'workshop_id', 'entry_time', 'fixed', 'overrides', 'source'])
    .where('participant_id', '=', value('participant'))
    .orderBy('id'),
)

/** What is the same of several places that somebody takes. */
export type NewPlaces = Omit<RegistrationRow, 'id' | 'workshop_id'> & { workshopIds: readonly number[] }

/** Who has a place already keeps row and time; why they have it is as is said now. */
export async function insertPlaces(tx: Tx, { workshopIds, ...same }: NewPlaces): Promise<Place[]> {
  const places = await putPlaces(tx, { ...same, ids: JSON.stringify(workshopIds) })
  return places.sort((a, b) => a.id - b.id)
}

const RENEWED = ['fixed', 'reason', 'overrides', 'account_id'] as const

const putPlaces = compileOnce<TrainingTables, Omit<NewPlaces, 'workshopIds'> & { ids: string }, Place>(
  (db, value) => {
    const { type, rows } = eachOf(db, value('ids'))
    const int = (name: 'event_id' | 'participant_id' | 'entry_time' | 'fixed' | 'account_id') =>
      sql`cast(${value(name)} as ${type})`
    const text = (name: 'source' | 'reason' | 'overrides') => sql`cast(${value(name)} as text)`
    return (db as Tx)
      .insertInto('training_registration')
      .columns([
        'workshop_id',
        'event_id',
        'participant_id',
        'entry_time',
        'source',
        'fixed',
        'reason',
        'overrides',
        'account_id',
      ])
      .expression(
        sql`select cast(each.value as ${type}), ${int('event_id')}, ${int('participant_id')}, ${int('entry_time')},
        ${text('source')}, ${int('fixed')}, ${text('reason')}, ${text('overrides')}, ${int('account_id')}
        from ${rows} where true`,
      )
      .onConflict((on) =>
        on
          .columns(['participant_id', 'workshop_id'])
          .doUpdateSet((eb) => Object.fromEntries(RENEWED.map((name) => [name, eb.ref(`excluded.${name}`)]))),
      )
      .returning(['id', 'workshop_id', 'entry_time', 'fixed', 'overrides', 'source'])
  },
)

const removePlaces = compileOnce<TrainingTables, { ids: string }, { workshop_id: number }>((db, value) =>
  (db as Tx)
    .deleteFrom('training_registration')
    .where((eb) => oneOf(db, eb.ref('id'), value('ids')))
    .returning('workshop_id'),
)

export const deletePlaces = (tx: Tx, ids: readonly number[]) => removePlaces(tx, { ids: JSON.stringify(ids) })

const removeFromLines = compileOnce<TrainingTables, { participant: number; ids: string }, never>(
  (db, value) =>
    (db as Tx)
      .deleteFrom('training_waiting')
      .where('participant_id', '=', value('participant'))
      .where((eb) => oneOf(db, eb.ref('workshop_id'), value('ids'))),
)

/** Whoever has a place waits for it no more. */
export const deleteWaiting = (tx: Tx, participant: number, workshopIds: readonly number[]) =>
  removeFromLines(tx, { participant, ids: JSON.stringify(workshopIds) })

/** How many registrations, and how many standing offers, each workshop has; those without are left out. */
export async function listTakenSeats(
  db: Db,
  of: { workshopIds: readonly number[] } | { eventId: number },
  now: number,
): Promise<{ workshop_id: number; n: number }[]> {
  const among = (eb: ExpressionBuilder<TrainingTables, 'training_registration' | 'training_waiting'>) =>
    'eventId' in of
      ? eb('event_id', '=', of.eventId)
      : oneOf(db, eb.ref('workshop_id'), JSON.stringify(of.workshopIds))
  return db
    .selectFrom('training_registration')
    .select((eb) => ['workshop_id', eb.fn.countAll<number>().as('n')])
    .where((eb) => among(eb as never))
    .groupBy('workshop_id')
    .unionAll(
      db
        .selectFrom('training_waiting')
        .select((eb) => ['workshop_id', eb.fn.countAll<number>().as('n')])
        .where((eb) => among(eb as never))
        .where('offer_until', '>', now)
        .groupBy('workshop_id'),
    )
    .execute()
}
