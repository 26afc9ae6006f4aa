import { Cron } from 'croner'
import type { Static, TSchema } from 'typebox'
import type { Clock } from '../clock.ts'
import type { Database } from '../db/database.ts'
import { inTransaction } from '../db/db.ts'
import { DAY_MS, HOUR_MS } from '../span.ts'
import { enqueue, type Job } from './job.ts'

const LONGEST_JUMP_MS = DAY_MS + HOUR_MS

export interface Schedule<P extends TSchema = TSchema, D = unknown> {
  name: string
  /** Five fields, as croner reads them. */
  cron: string
  /** Such as `Europe/Brussels`; UTC when it is left out. */
  timezone?: string
  job: Job<P, D>
  payload: Static<P>
}

export interface ScheduleView {
  name: string
  cron: string
  timezone: string
  job: string
  nextAt: number
  lastAt: number | null
}

/**
 * Asks for jobs at their times. The row decides: whoever moves `next_at` on asks for the job, so that of several nodes one
 * does, a jump of the clock runs none twice, and one that was missed runs once.
 */
export class Schedules {
  readonly #database: Database
  readonly #clock: Clock
  readonly #schedules: Schedule[] = []

  constructor(database: Database, clock: Clock) {
    this.#database = database
    this.#clock = clock
  }

  add(schedule: Schedule): void {
    this.#schedules.push(schedule)
  }

  async start(): Promise<void> {
    for (const schedule of this.#schedules) {
      const row = { cron: schedule.cron, timezone: schedule.timezone ?? 'UTC' }
      await inTransaction(this.#database.db, async (tx) => {
        const next = nextAfter(schedule, this.#clock.now())
        await tx
          .insertInto('kernel_schedule')
          .values({ name: schedule.name, ...row, next_at: next, last_at: null })
          .onConflict((on) => on.column('name').doNothing())
          .execute()
        // A changed rule starts anew; an unchanged one keeps its time, which may have been missed.
        await tx
          .updateTable('kernel_schedule')
          .set({ ...row, next_at: next })
          .where('name', '=', schedule.name)
          .where((eb) => eb.or([eb('cron', '!=', row.cron), eb('timezone', '!=', row.timezone)]))
          .execute()
      })
    }
  }

  /** By name; rows of rules that are no longer known are left out. */
  async list(): Promise<ScheduleView[]> {
    const rows = await this.#database.db
      .selectFrom('kernel_schedule')
      .selectAll()
      .orderBy('name')
      .limit(1_000)
      .execute()
    return rows.flatMap(({ name, cron, timezone, next_at, last_at }) => {
      const known = this.#schedules.find((each) => each.name === name)
      return known ? [{ name, cron, timezone, job: known.job.name, nextAt: next_at, lastAt: last_at }] : []
    })
  }

  /** Asks for what is due. */
  async look(): Promise<void> {
    const now = this.#clock.now()
    await this.#bringBack(now)
    const due = await this.#database.db
      .selectFrom('kernel_schedule')
      .select(['name', 'next_at'])
      .where('next_at', '<=', now)
      .execute()
    for (const { name, next_at } of due) {
      const schedule = this.#schedules.find((each) => each.name === name)
      if (schedule) await this.#ask(schedule, next_at, now)
    }
  }

  /**
   * After a clock that was put back, rules of every hour or less go on at once. Rarer ones wait until the clock is where
   * it was, so that none runs twice; if that is more than a day away, it was the earlier time that was wrong.
   */
  async #bringBack(now: number): Promise<void> {
    const ahead = await this.#database.db
      .selectFrom('kernel_schedule')
      .select(['name', 'next_at', 'last_at'])
      .where('last_at', '>', now)
      .execute()
    for (const { name, next_at, last_at } of ahead) {
      const schedule = this.#schedules.find((each) => each.name === name)
      if (!schedule) continue
      const next = nextAfter(schedule, now)
      const isRare = nextAfter(schedule, next) - next > HOUR_MS
      if (next >= next_at || (isRare && (last_at ?? now) - now <= LONGEST_JUMP_MS)) continue
      await inTransaction(this.#database.db, (tx) =>
        tx
          .updateTable('kernel_schedule')
          .set({ next_at: next })
          .where('name', '=', name)
          .where('next_at', '=', next_at)
          .execute(),
      )
    }
  }

  async #ask(schedule: Schedule, was: number, now: number): Promise<void> {
    await inTransaction(this.#database.db, async (tx) => {
      const { numUpdatedRows } = await tx
        .updateTable('kernel_schedule')
        .set({ next_at: nextAfter(schedule, now), last_at: now })
        .where('name', '=', schedule.name)
        .where('next_at', '=', was)
        .executeTakeFirst()
      if (numUpdatedRows === 1n)
        await enqueue(tx, schedule.job, schedule.payload as never, { key: `schedule:${schedule.name}` })
    })
  }
}

/** The next time of a rule, in its zone: times that a change of the clock skips run right after it, double ones once. */
export function nextAfter(schedule: Pick<Schedule, 'cron' | 'timezone'>, now: number): number {
  const next = new Cron(schedule.cron, { timezone: schedule.timezone ?? 'UTC', mode: '5-part' }).nextRun(
    new Date(now),
  )
  if (!next) throw new Error(`The rule ${schedule.cron} names no time that will come.`)
  return next.getTime()
}
