import { inTransaction } from '../../../kernel/db/db.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { lockEvent } from '../events/event.store.ts'
import { roleAt } from '../events/member.ts'
import type { ParticipantRow, Tx } from '../tables.ts'
import { SERVICE, type Training } from '../training.ts'
import { hashKey, LONGEST_KEY, sealKey } from './key.ts'
import { hashesElsewhere } from './participant.store.ts'
import { freshKeys, updateRow } from './participant-change.ts'
import { type Selection, selectedRows } from './participant-list.store.ts'
import { participantProblems } from './participant-problems.ts'
import { changeKeysOnce, UNWRITABLE } from './participant-replace.ts'

/** Gives the chosen ones new keys; the old ones, and the tokens made with them, are dead at once. Gives how many. */
export function renewKeys(
  training: Training,
  by: By,
  { eventId, selection }: { eventId: number; selection: Selection },
): Promise<number> {
  return inTransaction(training.db, async (tx) => {
    await lockEvent(tx, eventId)
    const rows = await selectedRows(tx, { ...selection, eventId })
    if (rows.length === 0) throw participantProblems.nobodyChosen()
    const keys = await freshKeys(training, tx, rows.length)
    for (const [at, { id }] of rows.entries())
      await updateRow(tx, id, { ...sealKey(training, keys[at] as string), key_set: 0 })
    await training.kernel.journal.record(tx, {
      by,
      action: 'training.keys.renewed',
      object: `training.event:${eventId}`,
      service: SERVICE,
      details: { count: rows.length, ids: rows.slice(0, 1_000).map(({ id }) => id) },
      audience: roleAt(eventId, 'manager'),
    })
    return rows.length
  })
}

/** Gives one participant the key that somebody chose, or a new one. */
export async function setKey(
  training: Training,
  by: By,
  { row, key }: { row: ParticipantRow; key: string | undefined },
): Promise<void> {
  if (key !== undefined && (key.trim() === '' || [...key].length > LONGEST_KEY || UNWRITABLE.test(key)))
    throw participantProblems.invalidKey()
  await changeKeysOnce(
    () =>
      inTransaction(training.db, async (tx) => {
        await lockEvent(tx, row.event_id)
        const chosen = key ?? (await freshKeys(training, tx, 1))[0]
        if (chosen === undefined) return
        await requireFree(training, tx, row, chosen)
        await updateRow(tx, row.id, { ...sealKey(training, chosen), key_set: key === undefined ? 0 : 1 })
        await training.kernel.journal.record(tx, {
          by,
          action: key === undefined ? 'training.key.renewed' : 'training.key.set',
          object: `training.participant:${row.id}`,
          service: SERVICE,
          details: { event: row.event_id },
          personal: { name: row.full_name },
          audience: roleAt(row.event_id, 'manager'),
        })
      }),
    participantProblems.keyTaken,
  )
}

async function requireFree(training: Training, tx: Tx, row: ParticipantRow, key: string): Promise<void> {
  const hash = hashKey(training, key)
  if (hash === row.key_hash) return
  if ((await hashesElsewhere(tx, 0, [hash])).size > 0) throw participantProblems.keyTaken()
}
