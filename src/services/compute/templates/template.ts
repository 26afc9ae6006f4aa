import { inTransaction } from '../../../kernel/db/db.ts'
import type { By, Json } from '../../../kernel/journal/journal.ts'
import { problem } from '../../../kernel/problem.ts'
import { type Compute, SERVICE } from '../compute.ts'
import { checkEntries } from '../files/entries.ts'
import { problems as common } from '../problems.ts'
import type { Db, TemplateRow, Tx } from '../tables.ts'
import { requireKind } from '../workspaces/workspace.ts'
import { BUILT_IN } from './built-in.ts'

const MOST = 200

export interface TemplateFile {
  name: string
  content: string
}

/** What a template holds. Links name data sets of the catalogue. */
export interface TemplateFields {
  name: string
  description: string
  defaultKind: string | null
  files: TemplateFile[]
  links: { name: string; dataset: string }[]
}

const problems = {
  nameTaken: (name: string) =>
    problem('name_taken', 409, `There is a template “${name}” already. Choose another name.`, {
      errors: [{ field: 'name', message: 'Another template has it.' }],
    }),
}

/** Those that a workspace can be made from, in order of number; archived ones are for operators. */
export function listTemplates(db: Db, { archived }: { archived: boolean }): Promise<TemplateRow[]> {
  return db
    .selectFrom('compute_template')
    .selectAll()
    .where('archived_at', archived ? 'is not' : 'is', null)
    .orderBy('id')
    .limit(MOST)
    .execute()
}

export async function getTemplate(db: Db, id: number): Promise<TemplateRow> {
  const row = await db.selectFrom('compute_template').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw common.notFound()
  return row
}

/** What of a template goes into a new workspace, as a client of the protocol would send it. */
export function entriesOf(row: Pick<TemplateRow, 'files' | 'links'>) {
  const { files, links } = contentsOf(row)
  return { files, symlinks: links.map(({ name, dataset }) => ({ name, dataset_uuid: dataset })) }
}

export const contentsOf = ({ files, links }: Pick<TemplateRow, 'files' | 'links'>) => ({
  files: JSON.parse(files) as TemplateFile[],
  links: JSON.parse(links) as TemplateFields['links'],
})

/** Refuses what no workspace could be made from; before the transaction, since it looks at the disk. */
export async function checkTemplate(compute: Compute, fields: Partial<TemplateFields>): Promise<void> {
  const { files = [], links = [], defaultKind } = fields
  await checkEntries(compute, entriesOf({ files: JSON.stringify(files), links: JSON.stringify(links) }))
  await requireKind(compute.db, defaultKind)
}

/** A new template; `checkTemplate` comes before. */
export async function createTemplate(
  compute: Compute,
  tx: Tx,
  by: By,
  fields: TemplateFields,
): Promise<TemplateRow> {
  const row = await insertTemplate(compute, tx, fields)
  if (!row) throw problems.nameTaken(fields.name)
  await record(compute, tx, by, { action: 'created', row, values: { new: shown(fields) } })
  return row
}

/** Changes a template. Workspaces that were made from it stay as they are. */
export async function changeTemplate(
  compute: Compute,
  by: By,
  {
    id,
    fields: { archived, ...fields },
    version,
  }: { id: number; fields: Partial<TemplateFields> & { archived?: boolean }; version?: number },
): Promise<TemplateRow> {
  await checkTemplate(compute, fields)
  const now = compute.kernel.clock.now()
  return inTransaction(compute.db, async (tx) => {
    const old = await getTemplate(tx, id)
    if (version !== undefined && version !== old.version) throw common.changed()
    const { name } = fields
    if (name !== undefined && name !== old.name) await requireFreeName(tx, name)
    const row = await tx
      .updateTable('compute_template')
      .set({
        ...columnsOf(fields),
        ...(archived !== undefined && { archived_at: archived ? (old.archived_at ?? now) : null }),
        version: old.version + 1,
      })
      .where('id', '=', id)
      .where('version', '=', old.version)
      .returningAll()
      .executeTakeFirst()
    // Somebody was quicker.
    if (!row) throw common.changed()
    const more = archived === undefined ? {} : { archived }
    await record(compute, tx, by, { action: 'changed', row, values: { new: { ...shown(fields), ...more } } })
    return row
  })
}

/** Puts the templates that come with the product into an installation that has none yet. */
export async function addBuiltIn(compute: Compute): Promise<void> {
  await inTransaction(compute.db, async (tx) => {
    const known = await tx.selectFrom('compute_template').select('id').limit(1).executeTakeFirst()
    if (known) return
    for (const fields of BUILT_IN) await insertTemplate(compute, tx, fields)
  })
}

const insertTemplate = (
  { kernel }: Compute,
  tx: Tx,
  fields: TemplateFields,
): Promise<TemplateRow | undefined> =>
  tx
    .insertInto('compute_template')
    .values({ ...columnsOf(fields), created_at: kernel.clock.now(), version: 1 })
    .onConflict((on) => on.column('name').doNothing())
    .returningAll()
    .executeTakeFirst()

function columnsOf<F extends Partial<TemplateFields>>({ files, links, defaultKind, ...others }: F) {
  return {
    ...others,
    ...(defaultKind !== undefined && { default_kind: defaultKind }),
    ...(files && { files: JSON.stringify(files) }),
    ...(links && { links: JSON.stringify(links) }),
  } as {
    [K in keyof F as K extends 'defaultKind' ? 'default_kind' : K]: K extends 'files' | 'links'
      ? string
      : F[K]
  }
}

/** Two at once still meet at the unique index; this is for the sentence. */
async function requireFreeName(tx: Tx, name: string): Promise<void> {
  const other = await tx
    .selectFrom('compute_template')
    .select('id')
    .where('name', '=', name)
    .executeTakeFirst()
  if (other) throw problems.nameTaken(name)
}

/** Without contents. */
const shown = ({ files, links, ...others }: Partial<TemplateFields>): Record<string, Json> => ({
  ...others,
  ...(files && { files: files.map(({ name }) => name) }),
  ...(links && { links: links.map((each) => ({ ...each })) }),
})

async function record(
  { kernel }: Compute,
  tx: Tx,
  by: By,
  { action, row, values }: { action: 'created' | 'changed'; row: TemplateRow; values: object },
): Promise<void> {
  await kernel.journal.record(tx, {
    by,
    action: `compute.template.${action}`,
    object: `compute.template:${row.id}`,
    service: SERVICE,
    details: { name: row.name },
    ...values,
  })
}
