import { inTransaction } from '../../../kernel/db/db.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { lockEvent } from '../events/event.store.ts'
import { eventRoleOf, requireEvent, roleAt } from '../events/member.ts'
import { problems } from '../problems.ts'
import type { EventRow, ParticipantRow, Tx } from '../tables.ts'
import { SERVICE, type Training } from '../training.ts'
import { addAll, columnsOf, isDifferent, type Listed, requireRoom, updateRow } from './participant-change.ts'
import {
  listParticipants,
  type ParticipantItem,
  type Selection,
  selectedRows,
} from './participant-list.store.ts'
import { participantProblems } from './participant-problems.ts'
import { removeRows } from './participant-remove.ts'

/** A participant with their event, for its managers; for everybody else there is none. */
export async function getParticipant(
  training: Training,
  actor: Actor | undefined,
  id: number,
): Promise<{ event: EventRow; row: ParticipantItem }> {
  const found = await training.db
    .selectFrom('training_participant')
    .select('event_id')
    .where('id', '=', id)
    .executeTakeFirst()
  if (!found || !actor || eventRoleOf(actor, found.event_id) === undefined) throw problems.notFound()
  const event = await requireEvent(training, actor, found.event_id, 'manager')
  const [row] = await listParticipants(training.db, { eventId: event.id, ids: [id], limit: 1 })
  if (!row) throw problems.notFound()
  return { event, row }
}

/** Adds somebody to an event, with a key that is made, in the caller's transaction; gives their id. */
export async function addParticipant(
  training: Training,
  tx: Tx,
  by: By,
  { eventId, listed }: { eventId: number; listed: Listed },
): Promise<number> {
  await lockEvent(tx, eventId)
  requireName(listed.fullName)
  await requireRoom(tx, eventId, 1)
  await addAll(training, tx, { eventId, importId: null, added: [listed] })
  const { id } = await tx
    .selectFrom('training_participant')
    .select((eb) => eb.fn.max('id').as('id'))
    .where('event_id', '=', eventId)
    .executeTakeFirstOrThrow()
  await record(training, tx, by, { eventId, id, name: listed.fullName, action: 'training.participant.added' })
  return id
}

/** Changes what a list says of somebody. With `version`, only when nobody else has changed it meanwhile (412). */
export async function changeParticipant(
  training: Training,
  by: By,
  row: ParticipantRow,
  { changes, version }: { changes: Partial<Omit<Listed, 'key'>>; version?: number },
): Promise<void> {
  requireName(changes.fullName)
  await inTransaction(training.db, async (tx) => {
    await lockEvent(tx, row.event_id)
    const current = await tx
      .selectFrom('training_participant')
      .selectAll()
      .where('id', '=', row.id)
      .executeTakeFirst()
    if (!current) throw problems.notFound()
    if (version !== undefined && version !== current.version) throw problems.changed()
    const listed = { ...changes, fullName: changes.fullName ?? current.full_name }
    if (!isDifferent(training, current, listed)) return
    await updateRow(tx, row.id, columnsOf(listed))
    await record(training, tx, by, {
      eventId: row.event_id,
      id: row.id,
      name: listed.fullName,
      action: 'training.participant.changed',
      fields: Object.keys(changes),
    })
    training.seats.moved(tx, row.event_id)
  })
}

/** Takes the chosen ones off the list, with their choices; they can be brought back for 14 days. */
export function removeParticipants(
  training: Training,
  by: By,
  { eventId, selection }: { eventId: number; selection: Selection },
): Promise<{ ids: number[]; registrations: number }> {
  return inTransaction(training.db, async (tx) => {
    await lockEvent(tx, eventId)
    const rows = await selectedRows(tx, { ...selection, eventId })
    if (rows.length === 0) throw participantProblems.nobodyChosen()
    const registrations = await removeRows(training, tx, { eventId, importId: null, rows })
    const ids = rows.map(({ id }) => id)
    await training.kernel.journal.record(tx, {
      by,
      action: 'training.participants.removed',
      object: `training.event:${eventId}`,
      service: SERVICE,
      details: { count: ids.length, registrations, ids: ids.slice(0, 1_000) },
      personal: { names: rows.slice(0, 200).map((each) => each.full_name) },
      audience: roleAt(eventId, 'manager'),
    })
    return { ids, registrations }
  })
}

function requireName(name: string | undefined): void {
  if (name !== undefined && name.trim() === '') throw participantProblems.noName()
}

function record(
  { kernel }: Training,
  tx: Tx,
  by: By,
  entry: { eventId: number; id: number; name: string; action: string; fields?: string[] },
): Promise<void> {
  return kernel.journal.record(tx, {
    by,
    action: entry.action,
    object: `training.participant:${entry.id}`,
    service: SERVICE,
    details: { event: entry.eventId, ...(entry.fields && { fields: entry.fields }) },
    personal: { name: entry.name },
    audience: roleAt(entry.eventId, 'manager'),
  })
}
