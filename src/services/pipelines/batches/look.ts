import { findFile } from '../../../kernel/files/file.store.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import type { GivenFile } from '../apps/check.ts'
import { type AppDefinition, type Field, fieldsOf } from '../apps/definition.ts'
import { matchesName } from '../apps/name-pattern.ts'
import { requireExperiment } from '../experiments/require.ts'
import { factsOf } from '../facts/facts.ts'
import { eitherOf, misfitOf } from '../facts/fit.ts'
import type { Pipelines } from '../pipelines.ts'
import { requireWorkspaces } from '../results/workspaces.ts'
import type { Db } from '../tables.ts'
import { findUpload } from '../uploads/upload.store.ts'
import { factsIn } from '../uploads/upload.ts'
import type { FileReference, Form } from './form-body.ts'
import type { Paths } from './plan.ts'

/** A file that a form names, as it is seen before it is taken. */
export interface Looked extends GivenFile {
  isUpload: boolean
  /** Why it cannot be used, in a few words, and what to do about it. */
  fault?: { short: string; advice: string } | undefined
}

const AT_ONCE = 16

/** Looks at all files of a form; one that is not here any more says so. */
export async function lookAtFiles(
  pipelines: Pipelines,
  actor: Actor,
  { definition, form }: { definition: Pick<AppDefinition, 'sections'>; form: Pick<Form, 'files'> },
): Promise<Record<string, Looked[]>> {
  const fields = new Map(fieldsOf(definition).map((field) => [field.name, field]))
  const looked: [string, Looked[]][] = []
  for (const [name, references] of Object.entries(form.files)) {
    const found: Looked[] = []
    for (let at = 0; at < references.length; at += AT_ONCE) {
      const some = references.slice(at, at + AT_ONCE)
      found.push(...(await Promise.all(some.map((each) => lookAt(pipelines, actor, fields.get(name), each)))))
    }
    looked.push([name, found])
  }
  return Object.fromEntries(looked)
}

async function lookAt(
  pipelines: Pipelines,
  actor: Actor,
  field: Field | undefined,
  reference: FileReference,
): Promise<Looked> {
  const found = await find(pipelines, actor, reference, field?.facts !== undefined)
  if (!found.isHere) {
    const short = 'Not here any more'
    return { ...found, fault: { short, advice: `Remove ${found.name}, or add it again.` } }
  }
  if (field?.accept && !matchesName(field.accept, found.name)) {
    const endings = eitherOf(field.accept.map((each) => each.replace(/^\*/, '')))
    const advice = `Remove ${found.name}; ${field.label} takes ${endings}.`
    return { ...found, fault: { short: `Not ${endings}`, advice } }
  }
  const fault = field?.facts && found.facts ? misfitOf(found.facts, field.facts, found.name) : undefined
  return { ...found, fault }
}

type Found = Omit<Looked, 'fault'> & { isHere: boolean }

const gone = (name: string): Found => ({ name, size: 0, isUpload: false, isHere: false })

async function find(
  pipelines: Pipelines,
  actor: Actor,
  reference: FileReference,
  wantsFacts: boolean,
): Promise<Found> {
  const { db, files, kernel } = pipelines
  if ('workspace' in reference) return findInWorkspace(pipelines, actor, reference)
  if ('upload' in reference) {
    const of = { id: reference.upload, account: actor.accountId, now: kernel.clock.now() }
    const row = await findUpload(db, of)
    if (!row || row.file_id === null) return gone(row?.name ?? `file ${reference.upload}`)
    const { name, size } = row
    return { name, size, facts: factsIn(row) ?? null, isUpload: true, isHere: true }
  }
  const isOutput = 'output' in reference
  const name = isOutput ? reference.output : reference.input
  await requireExperiment(pipelines, actor, reference.experiment, isOutput ? 'results' : 'inputs')
  const row = await db
    .selectFrom(isOutput ? 'pipelines_output' : 'pipelines_input')
    .select('file_id')
    .where('experiment_id', '=', reference.experiment)
    .where('name', '=', name)
    .executeTakeFirst()
  const file = row?.file_id == null ? undefined : await findFile(db, row.file_id)
  if (!file) return gone(name)
  const facts = wantsFacts ? await factsOf(files, file) : null
  const last = name.split('/').at(-1) as string
  return { name: last, size: file.size, facts, isUpload: false, isHere: true }
}

/** What lies there is looked into once it is copied here. */
async function findInWorkspace(
  pipelines: Pipelines,
  actor: Actor,
  { workspace, path }: { workspace: number; path: string },
): Promise<Found> {
  const opened = await requireWorkspaces(pipelines, actor).open(actor, workspace, path)
  opened.stream.destroy()
  const { name, size } = opened
  return { name, size, isUpload: false, isHere: true }
}

/** Where the files of a form lay, with their names. */
export async function pathsOf(db: Db, account: number, { files }: Pick<Form, 'files'>): Promise<Paths> {
  const ids = Object.values(files).flatMap((references) =>
    references.flatMap((each) => ('upload' in each ? [each.upload] : [])),
  )
  const rows =
    ids.length === 0
      ? []
      : await db
          .selectFrom('pipelines_upload')
          .select(['id', 'path'])
          .where('account_id', '=', account)
          .where('id', 'in', ids)
          .limit(ids.length)
          .execute()
  const known = new Map(rows.map(({ id, path }) => [id, path]))
  const pathOf = (each: FileReference): string => {
    if ('upload' in each) return known.get(each.upload) ?? ''
    if ('workspace' in each) return each.path
    return 'output' in each ? each.output : each.input
  }
  return Object.fromEntries(Object.entries(files).map(([field, given]) => [field, given.map(pathOf)]))
}
