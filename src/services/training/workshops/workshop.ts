import { inTransaction } from '../../../kernel/db/db.ts'
import type { By, Json } from '../../../kernel/journal/journal.ts'
import { bumpVersion, lockEvent } from '../events/event.store.ts'
import { roleAt } from '../events/member.ts'
import { problems as organiser } from '../events/organiser-problems.ts'
import { problems } from '../problems.ts'
import type { Db, EventRow, Tx, WorkshopRow } from '../tables.ts'
import { SERVICE, type Training } from '../training.ts'
import { tidyLines } from '../waiting/waiting.ts'

/** What a workshop says about itself; what is left out stays as it is, or is as of a new one. */
export interface WorkshopChanges {
  title?: string
  description?: string
  moment?: string
  seats?: number
  targetGroup?: string
  least?: number
  startsAt?: number | null
  endsAt?: number | null
  room?: string | null
  teacher?: string | null
}

/** One of a list that replaces all: without an id a new one. */
export interface WorkshopItem extends WorkshopChanges {
  id?: number
}

/** Of a new workshop, as the original's. */
const NEW = {
  title: 'Workshop',
  description: '',
  moment: 'default',
  seats: 1_000,
  target_group: '',
  least: 0,
}
const BATCH = 200

function columnsOf(changes: WorkshopChanges) {
  return {
    ...(changes.title !== undefined && { title: changes.title }),
    ...(changes.description !== undefined && { description: changes.description }),
    ...(changes.moment !== undefined && { moment: changes.moment }),
    ...(changes.seats !== undefined && { seats: changes.seats }),
    ...(changes.targetGroup !== undefined && { target_group: changes.targetGroup }),
    ...(changes.least !== undefined && { least: changes.least }),
    ...(changes.startsAt !== undefined && { starts_at: changes.startsAt }),
    ...(changes.endsAt !== undefined && { ends_at: changes.endsAt }),
    ...(changes.room !== undefined && { room: changes.room }),
    ...(changes.teacher !== undefined && { teacher: changes.teacher }),
  }
}

/** The workshops of an event, by id. */
export function listWorkshops(db: Db, eventId: number): Promise<WorkshopRow[]> {
  return db
    .selectFrom('training_workshop')
    .selectAll()
    .where('event_id', '=', eventId)
    .orderBy('id')
    .execute()
}

/** A workshop with how many of its seats are taken: by registrations, and by offers that still stand. */
export type WorkshopTaken = WorkshopRow & { taken: number }

/** The workshops of an event with the seats that are taken now, by id: one query, however many there are. */
export function listTaken(db: Db, eventId: number, now: number): Promise<WorkshopTaken[]> {
  return db
    .selectFrom('training_workshop as w')
    .selectAll('w')
    .select((eb) =>
      eb(
        eb
          .selectFrom('training_registration as r')
          .select((each) => each.fn.countAll<number>().as('n'))
          .whereRef('r.workshop_id', '=', 'w.id')
          .$asScalar(),
        '+',
        eb
          .selectFrom('training_waiting as q')
          .select((each) => each.fn.countAll<number>().as('n'))
          .whereRef('q.workshop_id', '=', 'w.id')
          .where('q.offer_until', '>', now)
          .$asScalar(),
      )
        .$castTo<number>()
        .as('taken'),
    )
    .where('w.event_id', '=', eventId)
    .orderBy('w.id')
    .execute()
}

/** Adds a workshop to an event. */
export async function addWorkshop(
  training: Training,
  tx: Tx,
  by: By,
  { eventId, changes }: { eventId: number; changes: WorkshopChanges },
): Promise<WorkshopRow> {
  const event = await lockEvent(tx, eventId)
  const [row] = await insertWorkshops(tx, eventId, [changes])
  if (!row) throw new Error('A workshop was not inserted.')
  await finish(training, tx, by, { event, action: 'training.workshop.added', new: viewOfRow(row) })
  return row
}

/** Changes one workshop and no other. Whoever is in it stays in it. */
export function changeWorkshop(
  training: Training,
  by: By,
  {
    eventId,
    id,
    version,
    changes,
  }: { eventId: number; id: number; version?: number; changes: WorkshopChanges },
): Promise<WorkshopRow> {
  return inTransaction(training.db, async (tx) => {
    const event = await lockAt(tx, eventId, version)
    const old = await getWorkshop(tx, eventId, id)
    const columns = columnsOf(changes)
    if (isSame(old, columns)) return old
    const row = await tx
      .updateTable('training_workshop')
      .set(columns)
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow()
    requireTimes(row)
    const values = { old: viewOfRow(old), new: viewOfRow(row) }
    await finish(training, tx, by, { event, action: 'training.workshop.changed', ...values })
    return row
  })
}

/** Removes one workshop with its registrations and links. */
export function removeWorkshop(
  training: Training,
  by: By,
  { eventId, id, version }: { eventId: number; id: number; version?: number },
): Promise<void> {
  return inTransaction(training.db, async (tx) => {
    const event = await lockAt(tx, eventId, version)
    const old = await getWorkshop(tx, eventId, id)
    const { registrations } = await tx
      .selectFrom('training_registration')
      .select((eb) => eb.fn.countAll<number>().as('registrations'))
      .where('workshop_id', '=', id)
      .executeTakeFirstOrThrow()
    await removeWorkshops(tx, [id])
    const gone = { ...viewOfRow(old), registrations: Number(registrations) }
    await finish(training, tx, by, { event, action: 'training.workshop.removed', old: gone })
  })
}

async function lockAt(tx: Tx, eventId: number, version: number | undefined): Promise<EventRow> {
  const event = await lockEvent(tx, eventId)
  if (version !== undefined && version !== event.version) throw problems.changed()
  return event
}

async function getWorkshop(tx: Tx, eventId: number, id: number): Promise<WorkshopRow> {
  const row = await tx
    .selectFrom('training_workshop')
    .selectAll()
    .where('id', '=', id)
    .where('event_id', '=', eventId)
    .executeTakeFirst()
  if (!row) throw problems.notFound()
  return row
}

async function finish(
  training: Training,
  tx: Tx,
  by: By,
  { event, action, ...values }: { event: EventRow; action: string; old?: Json; new?: Json },
): Promise<void> {
  await bumpVersion(tx, event.id)
  await training.kernel.journal.record(tx, {
    by,
    action,
    object: `training.event:${event.id}`,
    service: SERVICE,
    ...values,
    audience: roleAt(event.id, 'manager'),
  })
  training.seats.moved(tx, event.id)
  await tidyLines(training, tx, event.id)
}

/** Replaces the workshops of an event, which is locked: see `replaceEvent`. Equal ones are left alone. */
export async function replaceWorkshops(
  training: Training,
  tx: Tx,
  by: By,
  { event, items }: { event: EventRow; items: readonly WorkshopItem[] },
): Promise<void> {
  const old = new Map((await listWorkshops(tx, event.id)).map((row) => [row.id, row]))
  const kept = new Set<number>()
  for (const { id } of items) {
    if (id === undefined) continue
    if (!old.has(id)) throw problems.foreignWorkshop(id)
    if (kept.has(id)) throw problems.workshopTwice(id)
    kept.add(id)
  }
  const gone = [...old.keys()].filter((id) => !kept.has(id))
  let changed = 0
  for (const { id, ...changes } of items) {
    const row = id === undefined ? undefined : old.get(id)
    const columns = columnsOf(changes)
    if (!row || isSame(row, columns)) continue
    await tx.updateTable('training_workshop').set(columns).where('id', '=', row.id).execute()
    changed += 1
  }
  const added = items.filter(({ id }) => id === undefined)
  await removeWorkshops(tx, gone)
  await insertWorkshops(tx, event.id, added)
  if (changed + added.length + gone.length === 0) return
  const details = { added: added.length, changed, removed: gone }
  await finish(training, tx, by, { event, action: 'training.workshops.replaced', new: details })
}

const isSame = (row: WorkshopRow, columns: ReturnType<typeof columnsOf>): boolean =>
  Object.entries(columns).every(([name, value]) => row[name as keyof WorkshopRow] === value)

function requireTimes({ starts_at, ends_at }: WorkshopRow): void {
  if (starts_at !== null && ends_at !== null && ends_at <= starts_at) throw organiser.endsBeforeStart()
}

/** Adds workshops, in their order. */
export async function insertWorkshops(
  tx: Tx,
  eventId: number,
  items: readonly WorkshopChanges[],
): Promise<WorkshopRow[]> {
  const rows: WorkshopRow[] = []
  // One by one: a list keeps its order in the ids, and columns that are left out stay empty.
  for (const changes of items) {
    const row = await tx
      .insertInto('training_workshop')
      .values({ ...NEW, ...columnsOf(changes), event_id: eventId })
      .returningAll()
      .executeTakeFirstOrThrow()
    requireTimes(row)
    rows.push(row)
  }
  return rows
}

/** Removes workshops with all that hangs on them: registrations, places in line, wishes, links, check-ins. */
export async function removeWorkshops(tx: Tx, ids: readonly number[]): Promise<void> {
  for (let at = 0; at < ids.length; at += BATCH) {
    const some = ids.slice(at, at + BATCH)
    for (const table of [
      'training_registration',
      'training_waiting',
      'training_wish',
      'training_seat',
      'training_check_in',
    ] as const)
      await tx.deleteFrom(table).where('workshop_id', 'in', some).execute()
    await tx
      .deleteFrom('training_link')
      .where((eb) => eb.or([eb('workshop1_id', 'in', some), eb('workshop2_id', 'in', some)]))
      .execute()
    await tx.deleteFrom('training_workshop').where('id', 'in', some).execute()
  }
}

/** A workshop by the names of our own API, without what is counted. */
export function viewOfRow(row: WorkshopRow) {
  return {
    id: row.id,
    title: row.title,
    description: row.description,
    moment: row.moment,
    seats: row.seats,
    targetGroup: row.target_group,
    least: row.least,
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    room: row.room,
    teacher: row.teacher,
  }
}
