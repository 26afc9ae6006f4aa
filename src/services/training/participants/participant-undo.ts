import type { Selectable } from 'kysely'
import { inTransaction } from '../../../kernel/db/db.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { lockEvent } from '../events/event.store.ts'
import { roleAt } from '../events/member.ts'
import type { Db, TrainingTables, Tx } from '../tables.ts'
import { SERVICE, type Training } from '../training.ts'
import { listTaken } from '../workshops/workshop.ts'
import { type SealedKey, sealKey } from './key.ts'
import { hashesElsewhere, inPages, insertParticipants } from './participant.store.ts'
import { columnsOf, freeKeys, freshKeys, updateRow } from './participant-change.ts'
import { participantProblems } from './participant-problems.ts'
import { type Kept, moveKey, removeRows } from './participant-remove.ts'
import { changeKeysOnce } from './participant-replace.ts'

/** How long an import, or a removal, can be taken back. */
export const UNDO_MS = 14 * 86_400_000
const DEFAULTS = { account_id: null, signed_in_at: null, reminded_at: null }

type RemovedRow = Selectable<TrainingTables['training_removed']>

/** What an undo could not put back as it was. */
export interface Lost {
  /** Choices whose seats are taken by others, or whose workshops are gone. */
  choices: { name: string; workshop: string }[]
  /** Who has another key than before: somebody has taken theirs. */
  newKeys: string[]
}

/** The newest import of an event, if it can still be taken back. */
export async function findLastImport(db: Db, eventId: number, now: number) {
  const row = await db
    .selectFrom('training_import')
    .selectAll()
    .where('event_id', '=', eventId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!row || row.undone_at !== null || row.created_at < now - UNDO_MS) return undefined
  return row
}

/**
 * Takes the last import of an event back: those whom it added go, with what they have chosen since; those whom it changed
 * and removed are as they were, with their choices where seats are free.
 */
export function undoImport(
  training: Training,
  by: By,
  { eventId, importId }: { eventId: number; importId: number },
) {
  const now = training.kernel.clock.now()
  return keysOnce(training, async (tx) => {
    await lockEvent(tx, eventId)
    const last = await findLastImport(tx, eventId, now)
    if (last?.id !== importId) throw participantProblems.importOver()
    await tx.updateTable('training_import').set({ undone_at: now }).where('id', '=', importId).execute()
    const added = await tx
      .selectFrom('training_participant')
      .selectAll()
      .where('import_id', '=', importId)
      .orderBy('id')
      .execute()
    const registrations = await removeRows(training, tx, { eventId, importId: null, rows: added })
    const rekeyed = await restoreChanged(training, tx, importId)
    const rows = await tx
      .deleteFrom('training_removed')
      .where('import_id', '=', importId)
      .returningAll()
      .execute()
    const lost = await restoreRows(training, tx, eventId, rows)
    lost.newKeys.push(...rekeyed)
    const counts = { removed: added.length, registrations, changed: last.changed, restored: rows.length }
    await record(training, tx, by, {
      eventId,
      action: 'training.import.undone',
      details: { import: importId, ...counts },
    })
    return { ...counts, lost }
  })
}

/** Brings participants back that were taken off the list, with their keys, and their choices where seats are free. */
export function restoreParticipants(
  training: Training,
  by: By,
  { eventId, ids }: { eventId: number; ids: readonly number[] },
): Promise<{ restored: number; lost: Lost }> {
  return keysOnce(training, async (tx) => {
    await lockEvent(tx, eventId)
    const rows: RemovedRow[] = []
    await inPages(ids, async (page) => {
      const some = await tx
        .deleteFrom('training_removed')
        .where('event_id', '=', eventId)
        .where('import_id', 'is', null)
        .where('participant_id', 'in', page)
        .where('removed_at', '>=', training.kernel.clock.now() - UNDO_MS)
        .returningAll()
        .execute()
      rows.push(...some)
    })
    if (rows.length === 0) throw participantProblems.removalOver()
    const lost = await restoreRows(training, tx, eventId, rows)
    await record(training, tx, by, {
      eventId,
      action: 'training.participants.restored',
      details: { count: rows.length, ids: rows.slice(0, 1_000).map((row) => row.participant_id) },
    })
    return { restored: rows.length, lost }
  })
}

/** In the moment between looking and taking, people of another event may get one of the keys. */
const keysOnce = <R>({ db }: Training, work: (tx: Tx) => Promise<R>): Promise<R> =>
  changeKeysOnce(() => inTransaction(db, work), participantProblems.moved)

/** Those whom an import has changed are as they were; gives whose key somebody else has meanwhile. */
async function restoreChanged(training: Training, tx: Tx, importId: number): Promise<string[]> {
  const rows = await tx
    .deleteFrom('training_import_change')
    .where('import_id', '=', importId)
    .returningAll()
    .execute()
  const keyed = rows.filter((row) => row.key_hash !== null)
  await freeKeys(
    tx,
    keyed.map((row) => row.participant_id),
  )
  const elsewhere = await hashesElsewhere(tx, 0, hashesOf(keyed))
  const newKeys: string[] = []
  for (const row of rows) {
    const key = await keyColumns(training, tx, row, elsewhere)
    if (key.isNew) newKeys.push(row.full_name)
    await updateRow(tx, row.participant_id, {
      ...columnsOf({
        fullName: row.full_name,
        userClass: row.user_class,
        targetGroup: row.target_group,
        email: row.email,
        language: row.language as 'en' | 'nl' | null,
      }),
      ...key.columns,
    })
  }
  return newKeys
}

type ChangeRow = Selectable<TrainingTables['training_import_change']>
const hashesOf = (rows: readonly Pick<ChangeRow, 'key_hash'>[]): string[] =>
  rows.flatMap(({ key_hash }) => key_hash ?? [])

async function keyColumns(
  training: Training,
  tx: Tx,
  row: ChangeRow,
  elsewhere: ReadonlySet<string>,
): Promise<{ isNew: boolean; columns: object }> {
  const { key_hash, key_cipher } = row
  if (key_hash === null || key_cipher === null) return { isNew: false, columns: {} }
  if (elsewhere.has(key_hash)) {
    const [key] = await freshKeys(training, tx, 1)
    return { isNew: true, columns: { ...sealKey(training, key as string), key_set: 0 } }
  }
  const sealed = moveKey(training, { key_hash, key_cipher }, 'training_import_change', 'training_participant')
  return { isNew: false, columns: { ...sealed, key_set: row.key_set } }
}

/** The rows come back under their ids; none of them is there, since an id is given once. */
async function restoreRows(
  training: Training,
  tx: Tx,
  eventId: number,
  rows: readonly RemovedRow[],
): Promise<Lost> {
  const sorted = rows.toSorted((a, b) => a.participant_id - b.participant_id)
  const taken = await hashesElsewhere(tx, 0, hashesOf(sorted))
  const made = await freshKeys(training, tx, sorted.filter(({ key_hash }) => taken.has(key_hash)).length)
  const newKeys: string[] = []
  const sealedOf = (row: RemovedRow): SealedKey & { key_set: number } => {
    if (!taken.has(row.key_hash))
      return { ...moveKey(training, row, 'training_removed', 'training_participant'), key_set: row.key_set }
    newKeys.push(row.full_name)
    return { ...sealKey(training, made.pop() as string), key_set: 0 }
  }
  await inPages(sorted, async (page) => {
    const back = await insertParticipants(
      tx,
      page.map((row) => ({
        ...DEFAULTS,
        id: row.participant_id,
        event_id: eventId,
        full_name: row.full_name,
        user_class: row.user_class,
        target_group: row.target_group,
        ...sealedOf(row),
        // Tokens from before open nothing: the number goes on.
        key_version: row.key_version + 1,
        email: row.email,
        language: row.language as 'en' | 'nl' | null,
        import_id: null,
        created_at: training.kernel.clock.now(),
        version: 1,
      })),
    )
    if (back !== page.length) throw participantProblems.moved()
  })
  return { choices: await restoreChoices(training, tx, eventId, sorted), newKeys }
}

async function restoreChoices(
  training: Training,
  tx: Tx,
  eventId: number,
  rows: readonly RemovedRow[],
): Promise<Lost['choices']> {
  const workshops = await listTaken(tx, eventId, training.kernel.clock.now())
  const free = new Map(workshops.map(({ id, seats, taken }) => [id, seats - taken]))
  const titles = new Map(workshops.map(({ id, title }) => [id, title]))
  const lost: Lost['choices'] = []
  const back: (Kept & { event_id: number; participant_id: number })[] = []
  for (const { participant_id, full_name, registrations } of rows)
    for (const kept of JSON.parse(registrations) as Kept[]) {
      const seats = free.get(kept.workshop_id) ?? 0
      if (seats > 0) {
        free.set(kept.workshop_id, seats - 1)
        back.push({ ...kept, event_id: eventId, participant_id })
      } else
        lost.push({ name: full_name, workshop: titles.get(kept.workshop_id) ?? 'a workshop that is gone' })
    }
  await inPages(back, async (page) => {
    await tx
      .insertInto('training_registration')
      .values([...page])
      .execute()
  })
  if (back.length > 0) training.seats.moved(tx, eventId)
  return lost
}

function record(
  { kernel }: Training,
  tx: Tx,
  by: By,
  { eventId, ...entry }: { eventId: number; action: string; details: { [name: string]: number | number[] } },
): Promise<void> {
  return kernel.journal.record(tx, {
    by,
    ...entry,
    object: `training.event:${eventId}`,
    service: SERVICE,
    audience: roleAt(eventId, 'manager'),
  })
}

/** Forgets what can no longer be taken back; gives how many people that were. */
export async function forgetRemoved(tx: Tx, now: number): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom('training_removed')
    .where('removed_at', '<', now - UNDO_MS)
    .executeTakeFirst()
  await tx
    .deleteFrom('training_import_change')
    .where('import_id', 'in', (query) =>
      query
        .selectFrom('training_import')
        .select('id')
        .where('created_at', '<', now - UNDO_MS),
    )
    .execute()
  return Number(numDeletedRows)
}
