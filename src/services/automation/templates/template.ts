import { fold, inTransaction, lock } from '../../../kernel/db/db.ts'
import type { By, Json } from '../../../kernel/journal/journal.ts'
import type { FieldError } from '../../../kernel/problem.ts'
import { type Automation, SERVICE } from '../automation.ts'
import { problems as common } from '../problems.ts'
import type { Db, TemplateRow, Tx } from '../tables.ts'
import { findTemplate } from './template.store.ts'
import { type FormField, formFaults } from './template-form.ts'
import { fileFault, functionFault, JOB_FOLDER, packageFault } from './template-place.ts'
import { problems } from './template-problems.ts'

export interface TemplateFields {
  name: string
  description: string | null
  /** Names of its parameters, in order. Without a form each is asked for as a text. */
  variables: readonly string[]
  /** Names the parameters too where it is given. */
  form: readonly FormField[]
  packagePath: string
  fileName: string
  functionName: string
  changes: boolean
  canDryRun: boolean
  needsApproval: boolean
  keepsConfiguration: boolean
  workers: number | null
  hostSeconds: number | null
  runMinutes: number | null
  /** Who is told of the end of its runs. */
  notify: Json
}

/** What is wrong with the fields of a template that were given, by their names here. */
function templateFaults(fields: Partial<TemplateFields>): FieldError[] {
  const { packagePath, fileName, functionName, variables, form } = fields
  const faults: [string, string | undefined][] = [
    ['packagePath', packagePath === undefined ? undefined : packageFault(packagePath)],
    ['fileName', fileName === undefined ? undefined : fileFault(fileName)],
    ['functionName', functionName === undefined ? undefined : functionFault(functionName)],
    ['variables', variables === undefined ? undefined : variablesFault(variables)],
  ]
  return [
    ...faults.flatMap(([field, message]) => (message === undefined ? [] : [{ field, message }])),
    ...(form ? formFaults(form) : []),
  ]
}

function variablesFault(names: readonly string[]): string | undefined {
  return names.every((name) => name.trim() !== '') && new Set(names).size === names.length
    ? undefined
    : 'Give a list of names, each once and none empty.'
}

/** The template of that number; it is not found otherwise. */
export async function requireTemplate(db: Db | Tx, id: number): Promise<TemplateRow> {
  const row = await findTemplate(db, id)
  if (!row) throw common.notFound()
  return row
}

/** Registers a template; its file may come later. */
export async function createTemplate(
  automation: Automation,
  tx: Tx,
  by: By,
  {
    createdBy = by.account ?? null,
    ...fields
  }: Partial<TemplateFields> & { name: string; fileName: string; createdBy?: number | null },
): Promise<TemplateRow> {
  const { kernel } = automation
  requireSound(fields)
  const wanted: Partial<TemplateFields> & typeof fields = { ...DEFAULTS, ...fields }
  const columns = columnsOf(wanted) as ReturnType<typeof columnsOf> & NewColumns
  const row = await tx
    .insertInto('automation_template')
    .values({
      ...columns,
      ...listsOf(fields, { variables: '[]', form: '[]' }),
      ...wordsOf(columns),
      created_by: createdBy,
      created_at: kernel.clock.now(),
      version: 1,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  await record(automation, tx, by, 'created', row, { new: said(wanted) })
  return row
}

/** Changes what is given of a template; runs at work go on as they began. */
export function changeTemplate(
  automation: Automation,
  by: By,
  {
    id,
    version,
    fields,
  }: {
    id: number
    version?: number | undefined
    fields: Partial<TemplateFields> & { createdBy?: number | null }
  },
): Promise<TemplateRow> {
  return inTransaction(automation.db, async (tx) => {
    await lock(tx, 'automation_template', [id])
    const old = await requireTemplate(tx, id)
    if (version !== undefined && version !== old.version) throw common.changed()
    const { createdBy, ...wanted } = fields
    requireSound(wanted)
    const columns = {
      ...columnsOf(wanted),
      ...(wanted.variables || wanted.form ? listsOf(wanted, old) : {}),
    }
    const row = await tx
      .updateTable('automation_template')
      .set({
        ...columns,
        ...(createdBy !== undefined && { created_by: createdBy }),
        ...wordsOf({ ...old, ...columns }),
        version: old.version + 1,
      })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow()
    await record(automation, tx, by, 'changed', row, { new: said(wanted) })
    return row
  })
}

/** Removes a template from the list; its file stays, and so do the runs that were made of it. */
export function removeTemplate(automation: Automation, by: By, id: number): Promise<void> {
  return inTransaction(automation.db, async (tx) => {
    const row = await tx
      .deleteFrom('automation_template')
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirst()
    if (!row) throw common.notFound()
    await tx.updateTable('automation_run').set({ template_id: null }).where('template_id', '=', id).execute()
    await record(automation, tx, by, 'removed', row, {})
  })
}

const DEFAULTS: Omit<TemplateFields, 'name' | 'fileName'> = {
  description: null,
  variables: [],
  form: [],
  packagePath: JOB_FOLDER,
  functionName: 'job_function',
  changes: false,
  canDryRun: false,
  needsApproval: false,
  keepsConfiguration: false,
  workers: null,
  hostSeconds: null,
  runMinutes: null,
  notify: {},
}

function requireSound(fields: Partial<TemplateFields>): void {
  const errors = templateFaults(fields)
  if (errors.length > 0) throw problems.invalid(errors)
}

/** A form names its parameters; names alone keep what was said of those that stay. */
function listsOf(
  { variables, form }: Partial<TemplateFields>,
  old: Pick<TemplateRow, 'variables' | 'form'>,
): Pick<TemplateRow, 'variables' | 'form'> {
  const fields = form ?? (JSON.parse(old.form) as FormField[])
  const names = variables ?? fields.map(({ name }) => name)
  return {
    variables: JSON.stringify(names),
    form: JSON.stringify(fields.filter(({ name }) => names.includes(name))),
  }
}

type NewColumns = Pick<
  TemplateRow,
  | 'name'
  | 'description'
  | 'package_path'
  | 'file_name'
  | 'function_name'
  | 'changes'
  | 'can_dry_run'
  | 'needs_approval'
  | 'keeps_configuration'
  | 'workers'
  | 'host_seconds'
  | 'run_minutes'
  | 'notify'
>

const flag = (value: boolean | undefined) => (value === undefined ? undefined : value ? 1 : 0)

function columnsOf(fields: Partial<TemplateFields>): Partial<NewColumns> {
  const columns = {
    name: fields.name,
    description: fields.description,
    package_path: fields.packagePath,
    file_name: fields.fileName,
    function_name: fields.functionName,
    changes: flag(fields.changes),
    can_dry_run: flag(fields.canDryRun),
    needs_approval: flag(fields.needsApproval),
    keeps_configuration: flag(fields.keepsConfiguration),
    workers: fields.workers,
    host_seconds: fields.hostSeconds,
    run_minutes: fields.runMinutes,
    notify: fields.notify === undefined ? undefined : JSON.stringify(fields.notify),
  }
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined))
}

const wordsOf = (row: Pick<NewColumns, 'name' | 'function_name' | 'file_name' | 'description'>) => ({
  words_folded: fold(`${row.name}\n${row.function_name}\n${row.file_name}`),
  description_folded: fold(row.description ?? ''),
})

/** What the journal says of a change: addresses of notices are secrets. */
const said = ({ notify, form, ...fields }: Partial<TemplateFields>): Json => ({
  ...fields,
  ...(form && { form: form.map(({ name, type }) => `${name}: ${type}`) }),
  ...(notify !== undefined && { notify: 'changed' }),
})

const record = (
  { kernel }: Automation,
  tx: Tx,
  by: By,
  what: 'created' | 'changed' | 'removed',
  row: TemplateRow,
  more: { new?: Json },
): Promise<void> =>
  kernel.journal.record(tx, {
    by,
    action: `automation.template.${what}`,
    object: `automation.template:${row.id}`,
    service: SERVICE,
    details: { name: row.name },
    ...more,
  })
