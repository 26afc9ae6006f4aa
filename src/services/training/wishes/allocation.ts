import { inTransaction } from '../../../kernel/db/db.ts'
import { enqueue } from '../../../kernel/jobs/jobs.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { lockEvent } from '../events/event.store.ts'
import type { AllocationRow, Db, Tx } from '../tables.ts'
import type { Training } from '../training.ts'
import { distribute } from './allocation-job.ts'
import { allocationProblems } from './allocation-problems.ts'
import type { Fill } from './allocation-puzzle.ts'
import { getAllocation, noteAllocation, setAllocation } from './allocation-row.ts'
import { wishProblems } from './wish-problems.ts'

/** Distributions of an event, newest first. */
export function listAllocations(
  db: Db,
  { eventId, before, limit }: { eventId: number; before?: number; limit: number },
): Promise<AllocationRow[]> {
  return db
    .selectFrom('training_allocation')
    .selectAll()
    .where('event_id', '=', eventId)
    .$if(before !== undefined, (query) => query.where('id', '<', before as number))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

/** Asks for the best distribution of an event's wishes; one at a time. With `base` it keeps the held seats of that draft. */
export async function startAllocation(
  training: Training,
  tx: Tx,
  by: By,
  { eventId, fill, base }: { eventId: number; fill: Fill; base?: number },
): Promise<AllocationRow> {
  const event = await lockEvent(tx, eventId)
  if (event.mode !== 'wishes') throw wishProblems.noWishes()
  if (base !== undefined) {
    const draft = await getAllocation(tx, base)
    if (draft.event_id !== eventId || draft.state === 'running') throw allocationProblems.foreignBase()
  }
  const wish = await tx
    .selectFrom('training_wish')
    .select('id')
    .where('event_id', '=', eventId)
    .limit(1)
    .executeTakeFirst()
  if (!wish) throw allocationProblems.nobodyWished()
  const made = await tx
    .insertInto('training_allocation')
    .values({
      event_id: eventId,
      account_id: by.account ?? null,
      state: 'running',
      created_at: training.kernel.clock.now(),
      finished_at: null,
      published_at: null,
      optimal: null,
      gap_ppm: null,
      took_ms: null,
      input: null,
      quality: null,
      error: null,
      fill,
      base_id: base ?? null,
      undo: null,
      version: 1,
    })
    // The unique index over running ones decides between two at once.
    .onConflict((on) => on.doNothing())
    .returningAll()
    .executeTakeFirst()
  if (!made) throw allocationProblems.running()
  await enqueue(tx, distribute, { id: made.id })
  await noteAllocation(training, tx, { by, row: made, act: 'started', details: { fill } })
  return made
}

/** Stops one that is being computed, or puts a draft away. */
export function discardAllocation(training: Training, by: By, id: number): Promise<AllocationRow> {
  return inTransaction(training.db, async (tx) => {
    const { event_id } = await getAllocation(tx, id)
    await lockEvent(tx, event_id)
    const { state } = await getAllocation(tx, id)
    if (state === 'discarded') return getAllocation(tx, id)
    if (state === 'published') throw allocationProblems.noDraft()
    const row = await setAllocation(tx, id, {
      state: 'discarded',
      finished_at: training.kernel.clock.now(),
    })
    await noteAllocation(training, tx, { by, row, act: state === 'running' ? 'cancelled' : 'discarded' })
    return row
  })
}
