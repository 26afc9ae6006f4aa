import { inTransaction } from '../../../kernel/db/db.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import type { Collection } from '../collection.ts'
import { problems } from '../problems.ts'
import { requireProject, roleIn } from '../projects/member.ts'
import * as store from './participant.store.ts'
import { removeUnused } from './participant-import.ts'

/** A participant of a project in which the actor has a role. */
export async function getParticipant(
  collection: Collection,
  actor: Actor | undefined,
  id: number,
): Promise<store.ParticipantItem> {
  const row = await store.findParticipant(collection.db, id, collection.kernel.clock.now())
  if (!row) throw problems.notFound()
  await requireProject(collection, actor, row.project_id, 'coordinator')
  return row
}

/** Changes how somebody is reached. With `version`, only when nobody else has changed it meanwhile (412). */
export async function changeParticipant(
  { db, kernel }: Collection,
  by: By,
  row: store.ParticipantItem,
  {
    changes,
    version,
  }: { changes: Partial<Record<'email' | 'language' | 'note', string | null>>; version?: number },
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const { numUpdatedRows } = await tx
      .updateTable('collection_participant')
      .set((eb) => ({ ...changes, version: eb('version', '+', 1) }))
      .where('id', '=', row.id)
      .where('withdrawn_at', 'is', null)
      .$if(version !== undefined, (query) => query.where('version', '=', version as number))
      .executeTakeFirst()
    if (numUpdatedRows === 0n) throw problems.changed()
    await kernel.journal.record(tx, {
      by,
      action: 'collection.participant.changed',
      object: `collection.participant:${row.id}`,
      service: 'collection',
      details: { project: row.project_id, fields: Object.keys(changes) },
      audience: roleIn(row.project_id, 'coordinator'),
    })
  })
}

/** Takes somebody off the list of whom nothing has come; with data they are withdrawn instead. */
export async function removeParticipant(
  { db, kernel }: Collection,
  by: By,
  row: store.ParticipantItem,
): Promise<void> {
  await inTransaction(db, async (tx) => {
    if (!(await removeUnused(tx, [row.id]))) throw problems.participantUsed()
    await kernel.journal.record(tx, {
      by,
      action: 'collection.participant.removed',
      object: `collection.participant:${row.id}`,
      service: 'collection',
      details: { project: row.project_id },
      audience: roleIn(row.project_id, 'coordinator'),
    })
  })
}
