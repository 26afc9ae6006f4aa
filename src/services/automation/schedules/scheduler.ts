import { inTransaction } from '../../../kernel/db/db.ts'
import { accountMay } from '../../../kernel/identity/account-may.ts'
import { Problem } from '../../../kernel/problem.ts'
import { MINUTE_MS } from '../../../kernel/span.ts'
import { type Automation, NETADMIN_ROLE, SUPERUSER_ROLE } from '../automation.ts'
import { OWNER_GONE, SCHEDULE_MISSED, schedulePage } from '../keeping/notices.ts'
import { copyPreset } from '../runs/repeat.ts'
import type { ScheduleRow, Tx } from '../tables.ts'
import { countTimes, nextTime, type Rule } from './rule.ts'
import { momentInWords } from './rule-words.ts'
import { findPreset, listDue } from './schedule.store.ts'
import { getSchedule, record, ruleOf } from './schedule.ts'

const ROUND_MS = 1_000
const MOST_AT_ONCE = 100
/** So late is no time missed, where missed ones are left out: the server looks each second, and may have been busy. */
const TOLERANCE_MS = MINUTE_MS
const SYSTEM = { via: 'system' } as const
const ORPHANED =
  'Whoever answers for it may not start runs any more, so it is paused. Take it over, and it goes on.'
const GONE = 'Its preset is gone, or has no template or no inventory any more. It was switched off.'

/** Runs presets at their times. The row decides, so that of several nodes one does, and a jump of the clock runs none twice. */
export interface Scheduler {
  begin(): void
  /** Runs what is due now. */
  look(): Promise<void>
  close(): Promise<void>
}

export function createScheduler(of: () => Automation): Scheduler {
  let [timer, round]: [NodeJS.Timeout | undefined, Promise<void>] = [undefined, Promise.resolve()]
  let isBusy = false
  const look = async () => {
    const automation = of()
    const { clock, log } = automation.kernel
    for (const row of await listDue(automation.db, clock.now(), MOST_AT_ONCE))
      await take(automation, row).catch((error) =>
        log.error({ err: error, schedule: row.id }, 'A schedule could not be looked at; it is tried again.'),
      )
  }
  const tick = () => {
    if (isBusy) return
    isBusy = true
    round = look()
      .catch((error) =>
        of().kernel.log.warn({ err: error }, 'Schedules of automation could not be looked at.'),
      )
      .finally(() => {
        isBusy = false
      })
  }
  return {
    begin() {
      timer ??= setInterval(tick, ROUND_MS).unref()
    },
    look,
    async close() {
      clearInterval(timer)
      await round
    },
  }
}

async function take(automation: Automation, row: ScheduleRow): Promise<void> {
  try {
    const answers = await mayStart(automation, row)
    await inTransaction(automation.db, (tx) => (answers ? decide : pause)(automation, tx, row))
  } catch (error) {
    // A run that cannot be made now is told, and the next time is another chance.
    if (!(error instanceof Problem)) throw error
    await inTransaction(automation.db, (tx) => leaveOut(automation, tx, row, error.message))
  }
}

/** Whether whoever made it, or changed it last, may start runs still. */
const mayStart = async ({ kernel }: Automation, { created_by }: ScheduleRow): Promise<boolean> =>
  created_by !== null && accountMay(kernel.identity, created_by, NETADMIN_ROLE)

/** Nobody's runs begin by themselves: it waits until somebody takes it over. */
async function pause(automation: Automation, tx: Tx, row: ScheduleRow): Promise<void> {
  const { created_by } = await getSchedule(tx, row.id)
  // Somebody has taken it over meanwhile.
  if (created_by !== row.created_by || !(await stop(automation, tx, row, ORPHANED))) return
  const now = automation.kernel.clock.now()
  await tx.updateTable('automation_schedule').set({ orphaned_at: now }).where('id', '=', row.id).execute()
  await record(automation, tx, { by: SYSTEM, action: 'orphaned', row, values: { reason: ORPHANED } })
  await automation.kernel.notices.send(tx, {
    to: { role: SUPERUSER_ROLE, administrators: true },
    kind: OWNER_GONE,
    title: `“${row.name}” is paused`,
    text: ORPHANED,
    link: schedulePage(row.id),
  })
}

async function decide(automation: Automation, tx: Tx, row: ScheduleRow): Promise<void> {
  const isOpen = await isAtWork(tx, row.last_run_id)
  if (isOpen && row.overlap === 'wait') return putBehind(tx, row)
  const preset = await findPreset(tx, row.run_id)
  if (!preset || preset.template_id === null || preset.inventory_id === null)
    return switchOff(automation, tx, row)
  if (isOpen) {
    const text = `It was left out: run ${row.last_run_id} of the time before was not over.`
    if (await moveOn(automation, tx, row, text))
      await record(automation, tx, { by: SYSTEM, action: 'missed', row, values: { reason: text } })
    return
  }
  if (row.waits === 0 && !isSoonEnough(automation, row))
    return leaveOut(automation, tx, row, missedInWords(automation, row))
  const told = row.waits === 0 ? madeUpInWords(automation, row) : ''
  if (!(await moveOn(automation, tx, row, told))) return
  const over = { cause: 'schedule', at: null, scheduleId: row.id, createdBy: row.created_by } as const
  // In the name of whoever made the schedule: they are told of its end, and do not approve it themselves.
  const by = { ...SYSTEM, ...(row.created_by !== null && { account: row.created_by }) }
  const run = await copyPreset(automation, tx, by, { preset, over })
  await tx.updateTable('automation_schedule').set({ last_run_id: run.id }).where('id', '=', row.id).execute()
}

async function isAtWork(tx: Tx, run: number | null): Promise<boolean> {
  if (run === null) return false
  const row = await tx.selectFrom('automation_run').select('status').where('id', '=', run).executeTakeFirst()
  return row?.status === 'scheduled' || row?.status === 'running'
}

/** Times that come while it waits are one. */
async function putBehind(tx: Tx, row: ScheduleRow): Promise<void> {
  if (row.waits === 1) return
  await tx
    .updateTable('automation_schedule')
    .set({ waits: 1, message: `It waits until run ${row.last_run_id} is over.` })
    .where('id', '=', row.id)
    .where('next_at', '=', row.next_at)
    .execute()
}

/** Whether the newest of the times that have come is one that is still begun. */
function isSoonEnough({ kernel, settings }: Automation, row: ScheduleRow): boolean {
  const now = kernel.clock.now()
  const grace =
    row.missed === 'skip' ? TOLERANCE_MS : Math.max(TOLERANCE_MS, settings.graceMinutes * MINUTE_MS)
  const first = row.next_at as number
  const newest = nextTime(ruleOf(row), Math.max(first, now - grace) - 1, before(ruleOf(row), first))
  return newest !== undefined && newest <= now
}

/** For an interval its times are counted from the one before. */
const before = ({ everySeconds }: Rule, at: number): number => at - (everySeconds ?? 0) * 1_000

function missedInWords(automation: Automation, row: ScheduleRow): string {
  const times = timesOf(automation, row)
  const first = momentInWords(row.next_at as number, row.timezone)
  return times === 1
    ? `The server did not run on ${first}, so that time was left out.`
    : `The server did not run from ${first} on, so ${timesInWords(times)} were left out.`
}

function madeUpInWords(automation: Automation, row: ScheduleRow): string {
  const late = automation.kernel.clock.now() - (row.next_at as number)
  if (late <= TOLERANCE_MS) return ''
  const times = timesOf(automation, row)
  const first = momentInWords(row.next_at as number, row.timezone)
  return times === 1
    ? `The server did not run on ${first}, and that time was made up for.`
    : `The server did not run from ${first} on, and ${timesInWords(times)} were made up for by one run.`
}

const timesOf = ({ kernel }: Automation, row: ScheduleRow): number =>
  countTimes(ruleOf(row), row.next_at as number, kernel.clock.now())

const timesInWords = (times: number): string => (times < 100 ? `${times} times` : '100 times or more')

/** Moves the row on to its next time. False where somebody else did, or switched it off. */
async function moveOn({ kernel }: Automation, tx: Tx, row: ScheduleRow, message: string): Promise<boolean> {
  const now = kernel.clock.now()
  const was = row.next_at as number
  const next = nextTime(ruleOf(row), now, was)
  const isOver = next === undefined || (row.ends_at !== null && next > row.ends_at)
  const { numUpdatedRows } = await tx
    .updateTable('automation_schedule')
    .set({ next_at: isOver ? null : next, waits: 0, last_at: now, message })
    .where('id', '=', row.id)
    .where('next_at', '=', was)
    .where('enabled', '=', 1)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

async function leaveOut(automation: Automation, tx: Tx, row: ScheduleRow, text: string): Promise<void> {
  if (!(await moveOn(automation, tx, row, text))) return
  await tx
    .updateTable('automation_schedule')
    .set({ missed_at: row.next_at })
    .where('id', '=', row.id)
    .execute()
  await record(automation, tx, { by: SYSTEM, action: 'missed', row, values: { reason: text } })
  await tell(automation, tx, row, { title: `“${row.name}” did not run`, text })
}

async function switchOff(automation: Automation, tx: Tx, row: ScheduleRow): Promise<void> {
  if (!(await stop(automation, tx, row, GONE))) return
  await record(automation, tx, { by: SYSTEM, action: 'missed', row, values: { reason: GONE } })
  await tell(automation, tx, row, { title: `“${row.name}” was switched off`, text: GONE })
}

/** It runs no more by itself. False where somebody else was quicker. */
async function stop(automation: Automation, tx: Tx, row: ScheduleRow, why: string): Promise<boolean> {
  if (!(await moveOn(automation, tx, row, why))) return false
  await tx
    .updateTable('automation_schedule')
    .set({ enabled: 0, next_at: null, missed_at: row.next_at })
    .where('id', '=', row.id)
    .execute()
  return true
}

/** Whoever made it; all who may change it, where nobody is left. */
const tell = (
  { kernel }: Automation,
  tx: Tx,
  row: ScheduleRow,
  words: { title: string; text: string },
): Promise<void> =>
  kernel.notices.send(tx, {
    to: row.created_by === null ? { role: NETADMIN_ROLE } : [row.created_by],
    kind: SCHEDULE_MISSED,
    link: schedulePage(row.id),
    ...words,
  })
