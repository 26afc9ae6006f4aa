import { findAnswer, type Once } from '../../../kernel/http/idempotent.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { findApp } from '../apps/apps.ts'
import { fieldsOf } from '../apps/definition.ts'
import { experimentProblems } from '../experiments/experiment-problems.ts'
import type { NewInput, Wanted } from '../experiments/form.ts'
import { storedName } from '../experiments/name.ts'
import { takeReference } from '../experiments/references.ts'
import { requireExperiment } from '../experiments/require.ts'
import { requireFiles, type Submitted, submitExperiments } from '../experiments/submit.ts'
import type { Pipelines } from '../pipelines.ts'
import { requireWorkspaces } from '../results/workspaces.ts'
import { forgetUpload } from '../uploads/upload.ts'
import { problems } from './batch-problems.ts'
import type { FileReference, Form } from './form-body.ts'
import { pathsOf } from './look.ts'
import { batchName, filesIn, type Paths, type Planned, planOf, type TableLine, textFields } from './plan.ts'
import { readRows, tableOf } from './table.ts'

export interface Making {
  actor: Actor
  by: By
  once?: Once | undefined
  form: Form
}

/** Hands in the experiments of a form, all or none. Uploads that they are made of become theirs. */
export async function makeExperiments(pipelines: Pipelines, making: Making): Promise<Submitted> {
  const { db, kernel } = pipelines
  const known = async () => {
    const answer = making.once && (await findAnswer<Answered>(db, making.once, kernel.clock.now()))
    return answer && { ...answer.body, replayed: true }
  }
  // The first one has taken the uploads: a retry would not find them.
  const before = await known()
  if (before) return before
  try {
    return await make(pipelines, making)
  } catch (error) {
    const meanwhile = await known()
    if (!meanwhile) throw error
    return meanwhile
  }
}

interface Answered {
  status: number
  body: Omit<Submitted, 'replayed'>
}

async function make(pipelines: Pipelines, { actor, by, once, form }: Making): Promise<Submitted> {
  if (form.each !== undefined && form.rows) throw problems.oneWay()
  if (form.like !== undefined) await requireExperiment(pipelines, actor, form.like, 'own')
  const { accountId: account } = actor
  const paths = await pathsOf(pipelines.db, account, form)
  const lines = form.rows && (await linesOf(pipelines, actor, { form, upload: form.rows.upload, paths }))
  const plan = planOf(form, { paths, lines })
  // Before any of them is taken: that costs the disk something for each.
  await requireFiles(pipelines, pipelines.db, account, filesIn(plan))
  const taken = new Map<string, NewInput[]>()
  try {
    for (const [field, references] of Object.entries(form.files)) {
      const inputs: NewInput[] = []
      taken.set(field, inputs)
      for (const reference of references) inputs.push(await take(pipelines, { actor, field, reference }))
    }
    const uploads = uploadsOf(form, plan)
    return await submitExperiments(pipelines, {
      account,
      by,
      once,
      ...(plan.length > 1 && {
        batch: { name: batchName(form.name), app: form.app, notify: form.notify },
      }),
      experiments: plan.map((planned) => wantedOf(form, planned, { taken, alone: plan.length === 1 })),
      async before(tx) {
        for (const id of uploads) await forgetUpload(pipelines, tx, by, { id })
      },
    })
  } finally {
    for (const { incoming } of [...taken.values()].flat()) await incoming.discard()
  }
}

/** Those that experiments were made of; one that no line of the table names stays. */
const uploadsOf = ({ files, rows }: Form, plan: readonly Planned[]): Set<number> =>
  new Set([
    ...plan.flatMap((each) =>
      Object.entries(each.files).flatMap(([field, indices]) =>
        indices.flatMap((index) => {
          const reference = files[field]?.[index]
          return reference && 'upload' in reference ? [reference.upload] : []
        }),
      ),
    ),
    ...(rows ? [rows.upload] : []),
  ])

function wantedOf(
  { app, host, like, notify }: Form,
  { name, description, values, files }: Planned,
  { taken, alone }: { taken: ReadonlyMap<string, readonly NewInput[]>; alone: boolean },
): Wanted {
  return {
    app,
    host,
    name,
    description,
    fields: textFields(values),
    files: Object.entries(files).flatMap(([field, indices]) =>
      indices.flatMap((index) => taken.get(field)?.[index] ?? []),
    ),
    // Of a batch there is one message, when all of it is over.
    notify: notify && alone,
    like,
  }
}

/** A file of a workspace is copied: what lies there can be changed at any time. */
async function take(
  pipelines: Pipelines,
  { actor, field, reference }: { actor: Actor; field: string; reference: FileReference },
): Promise<NewInput> {
  if (!('workspace' in reference)) return takeReference(pipelines, actor.accountId, { field, reference })
  const { workspace, path } = reference
  const { files, settings, uploads } = pipelines
  const opened = await requireWorkspaces(pipelines, actor).open(actor, workspace, path)
  try {
    const { requireRoom } = uploads
    const incoming = await files.receive(opened.stream, { maxBytes: settings.maxFileBytes, requireRoom })
    const name = storedName(opened.name) ?? 'file'
    return { field, name, incoming, source: { from: 'workspace', workspace, path } }
  } finally {
    opened.stream.destroy()
  }
}

async function linesOf(
  pipelines: Pipelines,
  { accountId: account }: Actor,
  { form, upload, paths }: { form: Form; upload: number; paths: Paths },
): Promise<TableLine[]> {
  const app = await findApp(pipelines, form.app)
  if (!app) throw experimentProblems.unknownApp(form.app)
  const rows = await readRows(pipelines, { account, upload })
  const table = tableOf(rows, app.definition, paths)
  if (table.problems.length > 0) throw problems.tableFaulty(table.problems)
  if (table.lines.length === 0) throw problems.none(fieldsOf(app.definition)[0]?.name ?? 'name')
  return table.lines
}
