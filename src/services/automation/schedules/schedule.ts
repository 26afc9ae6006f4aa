import { fold, inTransaction, lock } from '../../../kernel/db/db.ts'
import type { By, Json } from '../../../kernel/journal/journal.ts'
import { type Automation, SERVICE, SUPPORT_ROLE } from '../automation.ts'
import { problems as common } from '../problems.ts'
import type { RunRow, ScheduleRow, Tx } from '../tables.ts'
import { faultsOf, nextTime, type Rule } from './rule.ts'
import { findPreset } from './schedule.store.ts'
import { problems } from './schedule-problems.ts'

export interface ScheduleFields extends Rule {
  name: string
  presetId: number
  missed: ScheduleRow['missed']
  overlap: ScheduleRow['overlap']
  endsAt: number | null
  isEnabled: boolean
}

/** A preset, again and again. Its first time is the next one after now. */
export async function createSchedule(
  automation: Automation,
  tx: Tx,
  by: By,
  fields: ScheduleFields,
): Promise<ScheduleRow> {
  const now = automation.kernel.clock.now()
  const preset = await requirePreset(tx, fields.presetId)
  const row = await tx
    .insertInto('automation_schedule')
    .values({
      ...columnsOf(fields, preset),
      next_at: firstTime(fields, now),
      ...{ waits: 0, last_at: null, last_run_id: null, missed_at: null, message: '' },
      ...{ created_by: by.account ?? null, created_at: now, orphaned_at: null, version: 1 },
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  await record(automation, tx, { by, action: 'created', row, values: { new: shown(row) } })
  return row
}

/** Changes a schedule. One whose rule, preset or pause changes starts anew from now: nothing of it counts as missed. */
export function changeSchedule(
  automation: Automation,
  by: By,
  { id, version, fields }: { id: number; version?: number | undefined; fields: Partial<ScheduleFields> },
): Promise<ScheduleRow> {
  return inTransaction(automation.db, async (tx) => {
    await lock(tx, 'automation_schedule', [id])
    const old = await getSchedule(tx, id)
    if (version !== undefined && version !== old.version) throw common.changed()
    const wanted = { ...fieldsOf(old), ...fields }
    const isPause = Object.keys(fields).every((key) => key === 'isEnabled') && fields.isEnabled === false
    // What is gone must not keep anybody from switching its schedule off.
    const preset = isPause ? undefined : await requirePreset(tx, wanted.presetId)
    const columns = columnsOf(wanted, preset)
    const isAnew = isOther(old, columns)
    const row = await tx
      .updateTable('automation_schedule')
      .set({
        ...columns,
        ...(preset === undefined && { words_folded: old.words_folded }),
        // Its runs are those of whoever said last what it does: they do not approve them.
        ...(isAnew && !isPause && { created_by: by.account ?? null, orphaned_at: null }),
        ...(isAnew && { next_at: firstTime(wanted, automation.kernel.clock.now()), waits: 0, message: '' }),
        version: old.version + 1,
      })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow()
    await record(automation, tx, { by, action: 'changed', row, values: { old: shown(old), new: shown(row) } })
    return row
  })
}

/** Answers for a schedule from now on. One that was paused because nobody did goes on, counted from now. */
export function takeOverSchedule(automation: Automation, by: By, id: number): Promise<void> {
  return inTransaction(automation.db, async (tx) => {
    await lock(tx, 'automation_schedule', [id])
    const old = await getSchedule(tx, id)
    const isEnabled = old.enabled === 1 || old.orphaned_at !== null
    await requirePreset(tx, old.run_id)
    const next = firstTime({ ...fieldsOf(old), isEnabled }, automation.kernel.clock.now())
    await tx
      .updateTable('automation_schedule')
      .set({
        ...{ created_by: by.account ?? null, orphaned_at: null, enabled: isEnabled ? 1 : 0 },
        ...(old.orphaned_at !== null && { next_at: next, waits: 0, message: '' }),
        version: old.version + 1,
      })
      .where('id', '=', id)
      .execute()
    await record(automation, tx, { by, action: 'taken-over', row: old })
  })
}

/** Removes a schedule; runs that came of it stay. */
export function removeSchedule(automation: Automation, by: By, id: number): Promise<void> {
  return inTransaction(automation.db, async (tx) => {
    await lock(tx, 'automation_schedule', [id])
    const row = await getSchedule(tx, id)
    await tx.deleteFrom('automation_schedule').where('id', '=', id).execute()
    await record(automation, tx, { by, action: 'removed', row, values: { old: shown(row) } })
  })
}

/** The row, or 404. */
export async function getSchedule(tx: Tx, id: number): Promise<ScheduleRow> {
  const row = await tx.selectFrom('automation_schedule').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw common.notFound()
  return row
}

/** Writes what happened to a schedule into the journal. */
export async function record(
  { kernel }: Automation,
  tx: Tx,
  {
    by,
    action,
    row,
    values,
  }: {
    by: By
    action: 'created' | 'changed' | 'removed' | 'missed' | 'orphaned' | 'taken-over'
    row: Pick<ScheduleRow, 'id' | 'name'>
    values?: { old?: Json; new?: Json; reason?: string }
  },
): Promise<void> {
  await kernel.journal.record(tx, {
    by,
    action: `automation.schedule.${action}`,
    object: `automation.schedule:${row.id}`,
    service: SERVICE,
    details: { name: row.name },
    audience: SUPPORT_ROLE,
    ...values,
  })
}

async function requirePreset(tx: Tx, id: number): Promise<RunRow> {
  const preset = await findPreset(tx, id)
  if (!preset) throw problems.noPreset()
  if (preset.template_id === null || preset.inventory_id === null) throw problems.notRunnable()
  return preset
}

function firstTime(fields: Rule & { endsAt: number | null; isEnabled: boolean }, now: number): number | null {
  const faults = faultsOf(fields)
  if (faults.length > 0) throw problems.badRule(faults)
  const first = nextTime(fields, now)
  if (!fields.isEnabled || first === undefined) return null
  if (fields.endsAt !== null && first > fields.endsAt) throw problems.endsTooSoon()
  return first
}

export const ruleOf = (row: Pick<ScheduleRow, 'cron' | 'every_seconds' | 'timezone'>): Rule => ({
  cron: row.cron,
  everySeconds: row.every_seconds,
  timezone: row.timezone,
})

const fieldsOf = (row: ScheduleRow): ScheduleFields => ({
  ...ruleOf(row),
  name: row.name,
  presetId: row.run_id,
  missed: row.missed,
  overlap: row.overlap,
  endsAt: row.ends_at,
  isEnabled: row.enabled === 1,
})

const columnsOf = (fields: ScheduleFields, preset: RunRow | undefined) => ({
  name: fields.name,
  words_folded: fold(`${fields.name}\n${preset?.name ?? ''}`),
  run_id: fields.presetId,
  cron: fields.cron,
  every_seconds: fields.everySeconds,
  timezone: fields.timezone,
  enabled: fields.isEnabled ? 1 : 0,
  missed: fields.missed,
  overlap: fields.overlap,
  ends_at: fields.endsAt,
})

const ANEW = ['run_id', 'cron', 'every_seconds', 'timezone', 'enabled', 'ends_at'] as const

const isOther = (old: ScheduleRow, columns: ReturnType<typeof columnsOf>): boolean =>
  ANEW.some((column) => old[column] !== columns[column])

const shown = (row: ScheduleRow): Json => ({
  name: row.name,
  preset: row.run_id,
  cron: row.cron,
  everySeconds: row.every_seconds,
  timezone: row.timezone,
  missed: row.missed,
  overlap: row.overlap,
  isEnabled: row.enabled === 1,
})
