import { findQuota, usedBytes } from '../../../kernel/files/quota.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import { type FieldError, Problem } from '../../../kernel/problem.ts'
import { findApp, type InstalledApp, mayUseApp, missingAt, SWITCHED_OFF } from '../apps/apps.ts'
import { checkForm } from '../apps/check.ts'
import { countInputs } from '../experiments/experiment.store.ts'
import { experimentProblems } from '../experiments/experiment-problems.ts'
import { listHosts, OUTSIDE, placeOf, useOfHosts } from '../hosts/host.ts'
import { fileLimitOf } from '../limits/limit.ts'
import type { Pipelines } from '../pipelines.ts'
import { daysOf } from '../retention/dates.ts'
import { problems } from './batch-problems.ts'
import type { Form } from './form-body.ts'
import { type Looked, lookAtFiles, pathsOf } from './look.ts'
import { type Paths, type Planned, planOf } from './plan.ts'
import { readRows, tableOf } from './table.ts'

/** Lines of a table may all be wrong in the same way. */
const MOST_FAULTS = 200

export type Fault = FieldError & { line?: number }

export interface Verdict {
  plan: readonly Planned[]
  /** By field, in the order of the form. */
  files: Readonly<Record<string, readonly Looked[]>>
  faults: readonly Fault[]
  /** Columns of the table that name no field. */
  unknown: readonly string[]
  /** Why none of it can be handed in, whatever is changed in the form. */
  refusal: string | undefined
  host: { name: string; isOutside: boolean; waiting: number }
  days: { inputs: number; outputs: number }
  storage: { used: number; added: number; limit: number | undefined }
  fileCount: { used: number; added: number; limit: number }
}

/** What would happen if a form were handed in; nothing is changed. */
export async function checkExperiments(pipelines: Pipelines, actor: Actor, form: Form): Promise<Verdict> {
  const { db, settings } = pipelines
  const app = await findApp(pipelines, form.app)
  if (!app) throw experimentProblems.unknownApp(form.app)
  if (form.each !== undefined && form.rows) throw problems.oneWay()
  const files = await lookAtFiles(pipelines, actor, { definition: app.definition, form })
  const paths = await pathsOf(db, actor.accountId, form)
  const { plan, faults, unknown } = await planned(pipelines, actor, { app, form, paths })
  // There may be more than a call takes as arguments.
  for (const fault of faultsOf(app, plan, files)) faults.push(fault)
  const room = await roomFor(pipelines, actor.accountId, { plan, files })
  return {
    plan,
    files,
    faults: distinct(faults).slice(0, MOST_FAULTS),
    unknown,
    refusal: (await refusalOf(pipelines, actor, app, form.host)) ?? overfull(room),
    host: await hostOf(pipelines, app, form.host),
    days: await daysOf(db, settings, form.app),
    ...room,
  }
}

async function planned(
  pipelines: Pipelines,
  actor: Actor,
  { app, form, paths }: { app: InstalledApp; form: Form; paths: Paths },
): Promise<{ plan: Planned[]; faults: Fault[]; unknown: string[] }> {
  try {
    if (!form.rows) return { plan: planOf(form, { paths }), faults: [], unknown: [] }
    const rows = await readRows(pipelines, { account: actor.accountId, upload: form.rows.upload })
    const { lines, unknown, problems: faults } = tableOf(rows, app.definition, paths)
    return { plan: planOf(form, { paths, lines }), faults, unknown }
  } catch (error) {
    // A table that cannot be read, or nothing to make experiments of: said where the other faults stand.
    if (!(error instanceof Problem)) throw error
    const field = form.each ?? 'rows'
    return { plan: [], faults: [{ field, message: error.message }], unknown: [] }
  }
}

function faultsOf({ definition }: InstalledApp, plan: readonly Planned[], looked: Verdict['files']): Fault[] {
  return plan.flatMap(({ name, description, values, files, line }) => {
    const given = Object.fromEntries(
      Object.entries(files).map(([field, indices]) => [
        field,
        indices.flatMap((index) => looked[field]?.[index] ?? []),
      ]),
    )
    const fields = { ...values, experimentName: name, experimentDescription: description }
    return checkForm(definition, fields, given).problems.map((fault) => ({
      ...fault,
      ...(line !== undefined && { line, message: `Line ${line}: ${fault.message}` }),
    }))
  })
}

function distinct(faults: readonly Fault[]): Fault[] {
  return [...new Map(faults.map((fault) => [`${fault.field}\n${fault.message}`, fault])).values()]
}

/** Uploads become the experiments'; what is taken from elsewhere is stored once more. */
async function roomFor(
  pipelines: Pipelines,
  account: number,
  { plan, files }: Pick<Verdict, 'plan' | 'files'>,
): Promise<Pick<Verdict, 'storage' | 'fileCount'>> {
  const { db } = pipelines
  const taken = plan.flatMap((each) =>
    Object.entries(each.files).flatMap(([field, indices]) =>
      indices.flatMap((index) => files[field]?.[index] ?? []),
    ),
  )
  const sum = (some: readonly Looked[]) => some.reduce((bytes, { size }) => bytes + size, 0)
  const moved = [...new Set(taken)].filter(({ isUpload }) => isUpload)
  const [used, limit, count, most] = await Promise.all([
    usedBytes(db, account),
    findQuota(db, account),
    countInputs(db, account),
    fileLimitOf(pipelines, db, account),
  ])
  return {
    storage: { used, added: sum(taken) - sum(moved), limit },
    fileCount: { used: count, added: taken.length, limit: most },
  }
}

function overfull({ storage, fileCount }: Pick<Verdict, 'storage' | 'fileCount'>): string | undefined {
  const { used, added, limit } = fileCount
  if (used + added > limit) return experimentProblems.filesOver(added, Math.max(0, limit - used)).message
  if (storage.limit !== undefined && storage.added > 0 && storage.used + storage.added > storage.limit)
    return `You may store ${storage.limit} bytes. Delete something first, or add less.`
  return undefined
}

async function refusalOf(
  pipelines: Pipelines,
  { accountId }: Actor,
  app: InstalledApp,
  host: string | undefined,
): Promise<string | undefined> {
  if (!(await mayUseApp(pipelines, accountId, app)))
    return experimentProblems.appForOthers(app.definition.label).message
  if (app.policy.enabled !== 1) return SWITCHED_OFF
  return (app.definition.command !== null && (await missingAt(pipelines, app, host))) || undefined
}

/** Where it would run, or for whom it would wait. */
async function hostOf(
  { db, settings }: Pipelines,
  { definition, policy }: InstalledApp,
  wanted: string | undefined,
): Promise<Verdict['host']> {
  const hosts = await listHosts(db)
  const host = wanted ?? policy.host ?? settings.defaultHost
  const named = hosts.find(({ key }) => key === host)
  const isOwn = definition.command !== null && named?.backend !== OUTSIDE
  const place = isOwn ? placeOf(hosts, { host, policy: policy.host }) : undefined
  const key = place?.key ?? host
  const { waiting } = (await useOfHosts(db))(key)
  return { name: place?.name ?? named?.name ?? host, isOutside: place === undefined, waiting }
}
