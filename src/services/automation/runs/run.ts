import { fold, inTransaction, lock } from '../../../kernel/db/db.ts'
import { enqueue } from '../../../kernel/jobs/jobs.ts'
import type { By, Json } from '../../../kernel/journal/journal.ts'
import type { Automation } from '../automation.ts'
import { problems as common } from '../problems.ts'
import type { Db, RunRow, TemplateRow, Tx } from '../tables.ts'
import { findTemplate } from '../templates/template.store.ts'
import { formOf, secretNames } from '../templates/template-form.ts'
import { abortRun } from './abort.ts'
import { clearRemains } from './remains.ts'
import { deleteRun, findRun } from './run.store.ts'
import { problems } from './run-problems.ts'
import { recordRun } from './run-record.ts'
import { sealVariables, secretsOf } from './run-secret.ts'

export interface RunFields {
  name: string
  templateId: number | null
  inventoryId: number | null
  /** Arguments of the template's function. A secret that is given as `HIDDEN` stays as it was. */
  variables: Readonly<Record<string, unknown>> | null
  /** `hosts` and equality filters; without any all hosts of the inventory. */
  filters: Readonly<Record<string, unknown>> | null
  /** Only wished: `scheduleRun` looks at it. */
  scheduledAt: number | null
  isPreset: boolean
  dryRun: boolean
  workers: number | null
  hostSeconds: number | null
  runMinutes: number | null
  notify: Json
  createdBy: number | null
}

export interface NewRun extends Partial<RunFields> {
  name: string
  /** Of the run that this one is made like: its secrets stand for those that are given as `HIDDEN`. */
  like?: RunRow
  scheduleId?: number
  triggerId?: number
}

/** The run of that number; it is not found otherwise. */
export async function requireRun(db: Db | Tx, id: number): Promise<RunRow> {
  const row = await findRun(db, id)
  if (!row) throw common.notFound()
  return row
}

/** Makes a run or a preset. Nothing is started: `scheduleRun` does that. Its variables are not checked here. */
export async function createRun(automation: Automation, tx: Tx, by: By, given: NewRun): Promise<RunRow> {
  const { kernel } = automation
  const { like, scheduleId, triggerId, ...fields } = given
  const template = await templateOf(tx, fields.templateId ?? null)
  const names = template ? secretNames(formOf(template)) : []
  const before = like ? secretsOf(automation, like) : {}
  const row = await tx
    .insertInto('automation_run')
    .values({
      ...EMPTY,
      ...columnsOf(fields),
      ...sealVariables(automation, fields.variables ?? null, { names, before }),
      name: fields.name,
      words_folded: fold(fields.name),
      asked_by: by.account ?? null,
      created_by: fields.createdBy === undefined ? (by.account ?? null) : fields.createdBy,
      created_at: kernel.clock.now(),
      like_id: like?.id ?? null,
      schedule_id: scheduleId ?? null,
      trigger_id: triggerId ?? null,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  await recordRun(automation, tx, {
    by,
    act: 'created',
    run: row,
    details: { isPreset: row.is_preset === 1 },
  })
  return row
}

/** What of a run is approved. */
const SAYS = ['templateId', 'inventoryId', 'variables', 'filters', 'dryRun', 'workers'] as const

/** Changes what is given of a run. An attempt that is at work goes on as it began. */
export function changeRun(
  automation: Automation,
  by: By,
  { id, version, fields }: { id: number; version?: number | undefined; fields: Partial<RunFields> },
): Promise<RunRow> {
  return inTransaction(automation.db, async (tx) => {
    await lock(tx, 'automation_run', [id])
    const old = await requireRun(tx, id)
    if (version !== undefined && version !== old.version) throw common.changed()
    const { templateId = old.template_id } = fields
    const template = await templateOf(tx, templateId)
    const row = await tx
      .updateTable('automation_run')
      .set({
        ...columnsOf(fields),
        ...(fields.name !== undefined && { name: fields.name, words_folded: fold(fields.name) }),
        ...(fields.variables !== undefined &&
          sealVariables(automation, fields.variables, {
            names: template ? secretNames(formOf(template)) : [],
            before: secretsOf(automation, old),
          })),
        ...(fields.createdBy !== undefined && { created_by: fields.createdBy }),
        // Who says otherwise what waits is who asks for it: nobody approves their own words in the name of another.
        ...(old.status !== 'running' &&
          SAYS.some((name) => name in fields) && { asked_by: by.account ?? null }),
        version: old.version + 1,
      })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow()
    await recordRun(automation, tx, {
      by,
      act: 'changed',
      run: row,
      details: { fields: Object.keys(fields) },
    })
    return row
  })
}

/** Removes a run with its history. One that is at work is stopped first, which may take some seconds. */
export async function removeRun(automation: Automation, by: By, id: number): Promise<void> {
  const { db, runner } = automation
  await requireRun(db, id)
  await requireUnplanned(db, id)
  await abortRun(automation, by, id)
  if (!(await runner.untilOver(id))) throw problems.isStopping()
  await inTransaction(db, async (tx) => {
    await lock(tx, 'automation_run', [id])
    await requireUnplanned(tx, id)
    const row = await deleteRun(tx, id)
    if (!row) throw (await findRun(tx, id)) ? problems.isStopping() : common.notFound()
    await enqueue(tx, clearRemains, {}, { key: clearRemains.name })
    await recordRun(automation, tx, { by, act: 'removed', run: row })
  })
}

async function requireUnplanned(db: Db | Tx, id: number): Promise<void> {
  for (const [table, what] of PLANS) {
    const row = await db.selectFrom(table).select('name').where('run_id', '=', id).limit(1).executeTakeFirst()
    if (row) throw problems.hasPlans(`${what}, such as “${row.name}”,`)
  }
}

const PLANS = [
  ['automation_schedule', 'Schedules'],
  ['automation_trigger', 'Triggers'],
] as const

async function templateOf(tx: Tx, id: number | null): Promise<TemplateRow | undefined> {
  return id === null ? undefined : findTemplate(tx, id)
}

const EMPTY = {
  status: 'created' as const,
  scheduled_at: null,
  started_at: null,
  finished_at: null,
  filters: null,
  template_id: null,
  inventory_id: null,
  is_preset: 0,
  dry_run: 0,
  workers: null,
  host_seconds: null,
  run_minutes: null,
  notify: '{}',
  number: 0,
  attempt_id: null,
  due_at: null,
  waits_for: null,
  asked_as: null,
  version: 1,
}

const jsonOrNull = (value: unknown): string | null => (value === null ? null : JSON.stringify(value))

/** Name and variables stand apart: they are kept in another form. */
function columnsOf(fields: Partial<RunFields>) {
  const { templateId, inventoryId, filters, scheduledAt, isPreset, dryRun, notify } = fields
  return {
    ...(templateId !== undefined && { template_id: templateId }),
    ...(inventoryId !== undefined && { inventory_id: inventoryId }),
    ...(filters !== undefined && { filters: jsonOrNull(filters) }),
    ...(scheduledAt !== undefined && { scheduled_at: scheduledAt }),
    ...(isPreset !== undefined && { is_preset: isPreset ? 1 : 0 }),
    ...(dryRun !== undefined && { dry_run: dryRun ? 1 : 0 }),
    ...(fields.workers !== undefined && { workers: fields.workers }),
    ...(fields.hostSeconds !== undefined && { host_seconds: fields.hostSeconds }),
    ...(fields.runMinutes !== undefined && { run_minutes: fields.runMinutes }),
    ...(notify !== undefined && { notify: JSON.stringify(notify) }),
  }
}
