import { fold } from '../../../kernel/db/db.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { roleAt } from '../events/member.ts'
import type { ParticipantRow, Tx } from '../tables.ts'
import { SERVICE, type Training } from '../training.ts'
import { hashKey, newKey, sealKey } from './key.ts'
import { hashesElsewhere, inPages, insertParticipants } from './participant.store.ts'
import { MOST_PARTICIPANTS, participantProblems } from './participant-problems.ts'
import { moveKey, removeRows } from './participant-remove.ts'

/** What a list says about somebody; what it leaves out stays as it is, and a key that it leaves out is made. */
export interface Listed {
  fullName: string
  userClass?: string
  targetGroup?: string
  email?: string | null
  language?: ParticipantRow['language']
  key?: string
}

/** What a list changes of the participants of an event. */
export interface Changes {
  /** In the order in which they get their ids. */
  added: readonly Listed[]
  changed: readonly { row: ParticipantRow; listed: Listed }[]
  removed: readonly ParticipantRow[]
}

export interface Applied {
  /** Null when nothing was different. */
  importId: number | null
  added: number
  changed: number
  removed: number
  /** Choices that went with those removed. */
  registrations: number
}

interface Parts {
  by: By
  eventId: number
  mode: 'update' | 'replace'
  action: 'training.participants.replaced' | 'training.participants.imported'
}

/**
 * Changes the list of participants, in a transaction that holds the event. Seats of those who are removed fall free at
 * once, and how it was before is kept so that the last change of a list can be taken back.
 */
export async function applyChanges(
  training: Training,
  tx: Tx,
  { by, eventId, mode, action }: Parts,
  { added, changed, removed }: Changes,
): Promise<Applied> {
  const counts = { added: added.length, changed: changed.length, removed: removed.length }
  if (added.length + changed.length + removed.length === 0)
    return { importId: null, ...counts, registrations: 0 }
  const now = training.kernel.clock.now()
  await requireRoom(tx, eventId, added.length - removed.length)
  await forgetLastImport(tx, eventId)
  const { id: importId } = await tx
    .insertInto('training_import')
    .values({
      event_id: eventId,
      account_id: by.account ?? null,
      mode,
      ...counts,
      created_at: now,
      undone_at: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const registrations = await removeRows(training, tx, { eventId, importId, rows: removed })
  await changeAll(training, tx, { importId, changed })
  await addAll(training, tx, { eventId, importId, added })
  await training.kernel.journal.record(tx, {
    by,
    action,
    object: `training.event:${eventId}`,
    service: SERVICE,
    details: { import: importId, mode, ...counts, registrations },
    audience: roleAt(eventId, 'manager'),
  })
  return { importId, ...counts, registrations }
}

/** Only the last change of a list can be taken back: how it was before the others is not kept. */
async function forgetLastImport(tx: Tx, eventId: number): Promise<void> {
  await tx
    .deleteFrom('training_import_change')
    .where('import_id', 'in', (query) =>
      query.selectFrom('training_import').select('id').where('event_id', '=', eventId),
    )
    .execute()
  await tx
    .deleteFrom('training_removed')
    .where('event_id', '=', eventId)
    .where('import_id', 'is not', null)
    .execute()
}

async function changeAll(
  training: Training,
  tx: Tx,
  { importId, changed }: { importId: number; changed: Changes['changed'] },
): Promise<void> {
  if (changed.length === 0) return
  const keys = new Map(
    changed.flatMap(({ row, listed: { key } }) =>
      key === undefined || hashKey(training, key) === row.key_hash ? [] : [[row.id, key] as const],
    ),
  )
  await inPages(changed, async (page) => {
    await tx
      .insertInto('training_import_change')
      .values(
        page.map(({ row }) => ({
          import_id: importId,
          participant_id: row.id,
          full_name: row.full_name,
          user_class: row.user_class,
          target_group: row.target_group,
          email: row.email,
          language: row.language,
          ...(keys.has(row.id)
            ? {
                ...moveKey(training, row, 'training_participant', 'training_import_change'),
                key_set: row.key_set,
              }
            : { key_hash: null, key_cipher: null, key_set: null }),
        })),
      )
      .execute()
  })
  await freeKeys(tx, [...keys.keys()])
  for (const { row, listed } of changed)
    await updateRow(tx, row.id, {
      ...columnsOf(listed),
      ...keyColumns(training, keys.get(row.id)),
    })
}

/** Two may swap their keys, and the index allows none to be somebody's twice, not even for a moment. */
export async function freeKeys(tx: Tx, ids: readonly number[]): Promise<void> {
  for (const id of ids)
    await tx
      .updateTable('training_participant')
      .set({ key_hash: `free:${id}` })
      .where('id', '=', id)
      .execute()
}

function keyColumns(training: Training, key: string | undefined) {
  return key === undefined ? undefined : { ...sealKey(training, key), key_set: 1 }
}

/** Changes a participant; a new key ends the tokens that were made with the old one. */
export async function updateRow(
  tx: Tx,
  id: number,
  columns: Partial<Omit<ParticipantRow, 'id' | 'event_id' | 'version' | 'key_version'>> & {
    name_folded?: string
  },
): Promise<void> {
  await tx
    .updateTable('training_participant')
    .set((eb) => ({
      ...columns,
      version: eb('version', '+', 1),
      ...(columns.key_hash !== undefined && { key_version: eb('key_version', '+', 1) }),
    }))
    .where('id', '=', id)
    .execute()
}

/** The columns that a list gives values for. */
export function columnsOf({ fullName, userClass, targetGroup, email, language }: Partial<Listed>) {
  return {
    ...(fullName !== undefined && { full_name: fullName, name_folded: fold(fullName) }),
    ...(userClass !== undefined && { user_class: userClass }),
    ...(targetGroup !== undefined && { target_group: targetGroup }),
    ...(email !== undefined && { email }),
    ...(language !== undefined && { language }),
  }
}

/** Whether the list says anything else of somebody than what is there. */
export function isDifferent(training: Training, row: ParticipantRow, listed: Listed): boolean {
  const { key } = listed
  if (key !== undefined && hashKey(training, key) !== row.key_hash) return true
  return Object.entries(columnsOf(listed)).some(
    ([name, value]) => row[name as keyof ParticipantRow] !== value,
  )
}

/** Adds people in the order of the list; those without a key get one that nobody has. */
export async function addAll(
  training: Training,
  tx: Tx,
  { eventId, importId, added }: { eventId: number; importId: number | null; added: readonly Listed[] },
): Promise<void> {
  if (added.length > 0) await beginAnew(tx, eventId)
  const made = await freshKeys(training, tx, added.filter(({ key }) => key === undefined).length)
  await inPages(added, async (page) => {
    const rows = page.map((listed) => ({
      full_name: listed.fullName,
      user_class: listed.userClass ?? '',
      target_group: listed.targetGroup ?? '',
      email: listed.email ?? null,
      language: listed.language ?? null,
      ...sealKey(training, listed.key ?? (made.pop() as string)),
      key_set: listed.key === undefined ? 0 : 1,
      key_version: 1,
      event_id: eventId,
      account_id: null,
      signed_in_at: null,
      reminded_at: null,
      import_id: importId,
      created_at: training.kernel.clock.now(),
      version: 1,
    }))
    // Keys were looked up before: here somebody else was faster.
    if ((await insertParticipants(tx, rows)) !== rows.length) throw participantProblems.duplicateKey()
  })
}

/** Who comes after others were erased has to be erased as well: the numbers of those before stay in the journal. */
async function beginAnew(tx: Tx, eventId: number): Promise<void> {
  const { numUpdatedRows } = await tx
    .updateTable('training_event')
    .set({ erased_at: null, erase_after: null, kept: null })
    .where('id', '=', eventId)
    .where('erased_at', 'is not', null)
    .executeTakeFirst()
  if (numUpdatedRows > 0n)
    await tx.updateTable('training_workshop').set({ kept: null }).where('event_id', '=', eventId).execute()
}

/** New keys that nobody has. */
export async function freshKeys(training: Training, tx: Tx, count: number): Promise<string[]> {
  const keys = new Map<string, string>()
  while (keys.size < count) {
    const more = new Map<string, string>()
    while (keys.size + more.size < count) {
      const key = newKey()
      more.set(hashKey(training, key), key)
    }
    const taken = await hashesElsewhere(tx, 0, [...more.keys()])
    for (const [hash, key] of more) if (!taken.has(hash)) keys.set(hash, key)
  }
  return [...keys.values()]
}

/** Refuses so many more people than an event can have. */
export async function requireRoom(tx: Tx, eventId: number, more: number): Promise<void> {
  const { n } = await tx
    .selectFrom('training_participant')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('event_id', '=', eventId)
    .executeTakeFirstOrThrow()
  if (Number(n) + more > MOST_PARTICIPANTS) throw participantProblems.tooMany()
}
