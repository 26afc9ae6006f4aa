import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { Area, Incoming, OpenFile } from '../../../kernel/files/area.ts'
import type { FieldError } from '../../../kernel/problem.ts'
import { findApp, type InstalledApp, mayUseApp, missingAt, SWITCHED_OFF } from '../apps/apps.ts'
import { checkForm, type GivenFile } from '../apps/check.ts'
import { fieldsOf } from '../apps/definition.ts'
import { type Facts, factsOf } from '../facts/facts.ts'
import { isOutside } from '../hosts/host.ts'
import type { Pipelines } from '../pipelines.ts'
import { experimentProblems as problems } from './experiment-problems.ts'
import { WIRE_ROOT } from './place.ts'

export interface TextField {
  name: string
  value: string
}

/** Where a file of a form comes from. */
export type InputSource =
  | { from: 'form' }
  | { from: 'upload'; upload: number }
  | { from: 'experiment'; experiment: number; output: string }
  | { from: 'input'; experiment: number; input: string }
  | { from: 'workspace'; workspace: number; path: string }

/** A file that is whole but belongs to nothing yet. Whoever made it discards it in the end, whatever happens. */
export interface NewInput {
  field: string
  /** As its sender calls it. */
  name: string
  incoming: Incoming
  source: InputSource
  /** What its look said, where it was looked at. */
  facts?: Facts | null
}

/** A form that was filled in. */
export interface Wanted {
  /** Empty where none was said. */
  app: string
  /** The installation's default where none is said. */
  host?: string | undefined
  label?: string | undefined
  name: string
  description: string
  /** Text fields in order; several of one name are several values. */
  fields: readonly TextField[]
  files: readonly NewInput[]
  /** Its owner wants a message at its end. */
  notify?: boolean | undefined
  /** What it repeats. */
  like?: number | undefined
}

/** A form that may be handed in, with what follows from its app and its host. */
export interface Judged extends Wanted {
  host: string
  app_version_id: number | null
  runner: 'own' | 'outside'
}

const APP = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/
const HOST = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/

/** Checks a form against its app, if that is installed, and decides who runs it. Throws all that is wrong with it at once. */
export async function judgeForm(pipelines: Pipelines, account: number, wanted: Wanted): Promise<Judged> {
  const { settings, db } = pipelines
  if (wanted.app !== '' && !APP.test(wanted.app)) throw problems.badApp()
  if (wanted.host && !HOST.test(wanted.host)) throw problems.badHost()
  for (const { name, value } of wanted.fields) requireSafe(name, value)
  const app = wanted.app === '' ? undefined : await findApp(pipelines, wanted.app)
  const host = wanted.host || app?.policy.host || settings.defaultHost
  if (!app) {
    if (settings.strictApps) throw problems.unknownApp(wanted.app)
    const definition = { groups: pipelines.apps.closedTo(wanted.app) }
    if (!(await mayUseApp(pipelines, account, { definition }))) throw problems.appForOthers(wanted.app)
    return { ...wanted, host, app_version_id: null, runner: 'outside' }
  }
  if (!(await mayUseApp(pipelines, account, app))) throw problems.appForOthers(wanted.app)
  const errors = await faultsOf(app, wanted)
  if (errors.length > 0) throw problems.badForm(errors)
  if (app.policy.enabled !== 1) throw problems.appNotReady(SWITCHED_OFF)
  const runs = app.definition.command !== null && !(await isOutside(db, host))
  const missing = runs ? await missingAt(pipelines, app, host) : ''
  if (missing !== '') throw problems.appNotReady(missing)
  return { ...wanted, host, app_version_id: app.version.id, runner: runs ? 'own' : 'outside' }
}

/** A backend takes what begins like a path of its folders for one: no such text leads out of them. And none ends a text early. */
function requireSafe(name: string, value: string): void {
  if (name.includes('\0') || value.includes('\0'))
    throw problems.badField(name.replaceAll('\0', ''), 'it holds a character that no program can be given.')
  const isLikePath = ['inputs', '$experdir', WIRE_ROOT].some((start) => value.startsWith(start))
  if (isLikePath && value.split(/[/\\]/).includes('..'))
    throw problems.badField(name, 'it begins like a path of the server, and has ".." in it.')
}

async function faultsOf({ definition }: InstalledApp, wanted: Wanted): Promise<FieldError[]> {
  const texts = Object.groupBy(wanted.fields, ({ name }) => name)
  // Fields may be called as every object's own are.
  const fields: Record<string, unknown> = Object.assign(Object.create(null), {
    experimentName: wanted.name,
    experimentDescription: wanted.description,
  })
  for (const [name, given = []] of Object.entries(texts))
    fields[name] = given.length > 1 ? given.map(({ value }) => value) : given[0]?.value
  const looked = new Set(fieldsOf(definition).flatMap((field) => (field.facts ? [field.name] : [])))
  const files: Record<string, GivenFile[]> = Object.create(null)
  for (const file of wanted.files) {
    const { field, name, incoming } = file
    const facts = file.facts ?? (looked.has(field) ? await factsOf(opening(incoming), incoming) : null)
    files[field] = [...(files[field] ?? []), { name, size: incoming.size, facts }]
  }
  return checkForm(definition, fields, files).problems
}

/** Lets a look read what is not in the area yet. */
const opening = ({ path }: Incoming): Pick<Area, 'open'> => ({
  async open(_relative: string, range: { start?: number; end?: number } = {}): Promise<OpenFile> {
    const { size, mtimeMs } = await stat(path)
    const stream = createReadStream(path, range)
    return { stream, size, modifiedMs: mtimeMs, close: async () => void stream.destroy() }
  },
})
