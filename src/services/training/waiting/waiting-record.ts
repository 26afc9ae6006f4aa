import type { By, Json } from '../../../kernel/journal/journal.ts'
import { roleAt } from '../events/member.ts'
import type { Tx } from '../tables.ts'
import { SERVICE, type Training } from '../training.ts'

const ACTIONS = {
  joined: 'training.waiting.joined',
  changed: 'training.waiting.changed',
  left: 'training.waiting.left',
  removed: 'training.waiting.removed',
  offered: 'training.waiting.offered',
  declined: 'training.waiting.declined',
  lapsed: 'training.waiting.lapsed',
  withdrawn: 'training.waiting.withdrawn',
} as const

/** What has happened to a place in line. */
export type WaitingAct = keyof typeof ACTIONS

interface Line {
  event_id: number
  participant_id: number
  workshop_id: number
}

/** Writes what has happened to a place in line into the journal. */
export async function recordWaiting(
  { kernel }: Training,
  tx: Tx,
  by: By,
  { what, row, more, reason }: { what: WaitingAct; row: Line; more?: Record<string, Json>; reason?: string },
): Promise<void> {
  const names = await tx
    .selectFrom('training_participant as p')
    .innerJoin('training_workshop as w', 'w.event_id', 'p.event_id')
    .select(['p.full_name', 'w.title'])
    .where('p.id', '=', row.participant_id)
    .where('w.id', '=', row.workshop_id)
    .executeTakeFirst()
  await kernel.journal.record(tx, {
    by,
    action: ACTIONS[what],
    object: `training.participant:${row.participant_id}`,
    service: SERVICE,
    details: { event: row.event_id, workshop: row.workshop_id, title: names?.title, ...more },
    personal: { ...(names && { name: names.full_name }), ...(reason !== undefined && { reason }) },
    audience: roleAt(row.event_id, 'manager'),
  })
}
