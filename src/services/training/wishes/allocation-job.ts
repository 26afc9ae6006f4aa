import { Type } from 'typebox'
import { Id } from '../../../kernel/api/shapes.ts'
import { inTransaction } from '../../../kernel/db/db.ts'
import { defineJob, type Job, type Jobs } from '../../../kernel/jobs/jobs.ts'
import { lockEvent } from '../events/event.store.ts'
import type { AllocationRow, Db, Tx } from '../tables.ts'
import type { Training } from '../training.ts'
import { faultsOf, requireSound } from './allocation-check.ts'
import { type Input, readInput } from './allocation-input.ts'
import { qualityOf } from './allocation-quality.ts'
import { noteAllocation } from './allocation-row.ts'
import type { Solution } from './allocation-solve.ts'
import { solveBeside } from './allocation-thread.ts'

const TRIES = 3
/** How often it looks whether somebody has cancelled it. */
const LOOK_MS = 500
const BATCH = 500
const SYSTEM = { via: 'system' } as const

const payload = Type.Object({ id: Id })

/** Computes a distribution. One that a stop or a kill has cut off begins anew, and comes to the same. */
export const distribute: Job<typeof payload, Training> = defineJob({
  name: 'training.distribute',
  payload,
  maxAttempts: TRIES,
  async run({ id }, training, { signal, attempt }) {
    const row = await findRunning(training.db, id)
    if (!row) return
    try {
      await compute(training, row, signal)
    } catch (error) {
      if (signal.aborted) throw error
      if (!(await findRunning(training.db, id))) return
      if (attempt >= TRIES) await fail(training, row)
      throw error
    }
  },
})

/** Lets this server distribute wishes. */
export function registerAllocationJobs(jobs: Jobs, training: Training): void {
  jobs.register(distribute, training)
}

const findRunning = (db: Db, id: number): Promise<AllocationRow | undefined> =>
  db
    .selectFrom('training_allocation')
    .selectAll()
    .where('id', '=', id)
    .where('state', '=', 'running')
    .executeTakeFirst()

async function compute(training: Training, row: AllocationRow, signal: AbortSignal): Promise<void> {
  const input = await inTransaction(training.db, async (tx) => {
    await lockEvent(tx, row.event_id)
    return readInput(tx, row.event_id, { fill: row.fill, base: row.base_id })
  })
  const cancelled = new AbortController()
  const look = setInterval(async () => {
    const running = await findRunning(training.db, row.id).catch(() => row)
    if (!running) cancelled.abort()
  }, LOOK_MS)
  const began = performance.now()
  try {
    const solution = await solveBeside(input.puzzle, {
      seconds: training.settings.allocationSeconds,
      signal: AbortSignal.any([signal, cancelled.signal]),
    })
    requireSound(input.puzzle, solution.places)
    await keep(training, { row, input, solution, tookMs: Math.round(performance.now() - began) })
  } finally {
    clearInterval(look)
  }
}

async function keep(
  training: Training,
  { row, input, solution, tookMs }: { row: AllocationRow; input: Input; solution: Solution; tookMs: number },
): Promise<void> {
  const { kernel, db } = training
  const { optimal, gapPpm, places } = solution
  await inTransaction(db, async (tx) => {
    const event = await lockEvent(tx, row.event_id)
    const drafted = await tx
      .updateTable('training_allocation')
      .set({
        state: 'draft',
        finished_at: kernel.clock.now(),
        optimal: optimal ? 1 : 0,
        gap_ppm: gapPpm,
        took_ms: tookMs,
        input: JSON.stringify(input.hashes),
        quality: resultOf(input, places, event.wishes_most),
      })
      .where('id', '=', row.id)
      .where('state', '=', 'running')
      .returningAll()
      .executeTakeFirst()
    if (!drafted) return
    await insertSeats(tx, drafted, { input, places })
    await noteAllocation(training, tx, {
      by: SYSTEM,
      row: drafted,
      act: 'drafted',
      details: { optimal, tookMs },
    })
  })
}

/** The quality and the faults of a distribution, as its row keeps them. */
export function resultOf(
  { puzzle, people }: Input,
  places: readonly { participant: number; workshop: number }[],
  most: number,
): string {
  const classes = new Map(people.map(({ id, userClass }) => [id, userClass]))
  return JSON.stringify({
    ...qualityOf(puzzle, places, { classes, most }),
    faults: faultsOf(puzzle, places),
  })
}

async function insertSeats(
  tx: Tx,
  { id }: AllocationRow,
  { input, places }: { input: Input; places: Solution['places'] },
): Promise<void> {
  // Whoever was taken off the list while it was computed has no seat; what has changed is told before it is published.
  const people = await tx
    .selectFrom('training_participant as p')
    .innerJoin('training_allocation as a', 'a.event_id', 'p.event_id')
    .select('p.id')
    .where('a.id', '=', id)
    .execute()
  const workshops = await tx
    .selectFrom('training_workshop as w')
    .innerJoin('training_allocation as a', 'a.event_id', 'w.event_id')
    .select('w.id')
    .where('a.id', '=', id)
    .execute()
  const here = {
    people: new Set(people.map((row) => row.id)),
    workshops: new Set(workshops.map((row) => row.id)),
  }
  // Of an event's fixed places it is the event that says so.
  const isFixed = (person: number, workshop: number) => input.fixed.get(person)?.includes(workshop) ?? false
  const held = new Set(
    input.puzzle.people.flatMap(({ id: person, places: own }) =>
      own.filter((workshop) => !isFixed(person, workshop)).map((workshop) => `${person} ${workshop}`),
    ),
  )
  const ranks = new Map(
    input.puzzle.people.flatMap((each) =>
      each.wishes.map(({ workshop, rank }) => [`${each.id} ${workshop}`, rank] as const),
    ),
  )
  const rows = places
    .filter(({ participant, workshop }) => here.people.has(participant) && here.workshops.has(workshop))
    .map(({ participant, workshop }) => ({
      allocation_id: id,
      participant_id: participant,
      workshop_id: workshop,
      rank: ranks.get(`${participant} ${workshop}`) ?? null,
      held: held.has(`${participant} ${workshop}`) ? 1 : 0,
    }))
  for (let at = 0; at < rows.length; at += BATCH)
    await tx
      .insertInto('training_seat')
      .values(rows.slice(at, at + BATCH))
      .execute()
}

async function fail(training: Training, row: AllocationRow): Promise<void> {
  await inTransaction(training.db, async (tx) => {
    const failed = await tx
      .updateTable('training_allocation')
      .set({
        state: 'failed',
        finished_at: training.kernel.clock.now(),
        error:
          'It could not be computed. The log of the server says why. All wishes are kept: compute it again.',
      })
      .where('id', '=', row.id)
      .where('state', '=', 'running')
      .returningAll()
      .executeTakeFirst()
    if (failed) await noteAllocation(training, tx, { by: SYSTEM, row: failed, act: 'failed' })
  })
}
