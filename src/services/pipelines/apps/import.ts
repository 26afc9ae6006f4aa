import { randomBytes } from 'node:crypto'
import { open, readFile, rename, rm, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { Value } from 'typebox/value'
import type { By } from '../../../kernel/journal/journal.ts'
import type { FieldError } from '../../../kernel/problem.ts'
import type { Pipelines } from '../pipelines.ts'
import { problems as common } from '../problems.ts'
import { problems } from './app-problems.ts'
import { type AppDefinition, AppKey, fieldsOf } from './definition.ts'
import type { Fault } from './faults.ts'
import { type FileText, type Found, readDefinitions, readFolder } from './folder.ts'

export interface Imported {
  key: string
  label: string
  version: string
  fields: number
  /** A new app, a newer version of one, the same as before, or one that another file says already. */
  change: 'new' | 'changed' | 'same' | 'taken'
  /** The file of the folder that says it, now or from now on. */
  file: string
}

interface Plan {
  apps: (Imported & { content: string })[]
  faults: Fault[]
}

/**
 * Takes definitions over into the folder, each app as a file of its own: descriptors of Boutiques as they are, forms and commands
 * of the original in our own form. With `dry` it only says what would happen. What cannot be read is told, and left out.
 */
export async function importDefinitions(
  pipelines: Pick<Pipelines, 'apps'>,
  by: By,
  { files, dry = false }: { files: readonly { name: string; text: string }[]; dry?: boolean },
): Promise<{ apps: Imported[]; faults: Fault[] }> {
  const { apps } = pipelines
  const plan = planOf(files, (key) => apps.reading.apps.get(key))
  const taken = plan.apps.filter(({ change }) => change !== 'taken')
  if (!dry) {
    if (taken.length === 0) throw problems.nothingToImport(errorsOf(plan))
    await apps.change(by, async () => {
      for (const { file, content, change } of taken)
        if (change !== 'same') await writeFile(apps.folder, file, content)
    })
  }
  return { apps: plan.apps.map(({ content: _, ...app }) => app), faults: plan.faults }
}

const errorsOf = ({ apps, faults }: Plan): FieldError[] => [
  ...faults.map(({ file, line, message }) => ({
    field: line === null ? file : `${file}, line ${line}`,
    message,
  })),
  ...apps
    .filter(({ change }) => change === 'taken')
    .map(({ key, file }) => ({
      field: key,
      message: `${file} says this app already. Take it out there first.`,
    })),
]

function planOf(
  given: readonly { name: string; text: string }[],
  known: (key: string) => Found | undefined,
): Plan {
  const named = given.map(withName)
  const texts = new Map(named.map((file) => [file.name, file.text]))
  const reading = readDefinitions(named)
  const plan = [...reading.apps.values()].map(({ definition, source, file: from }) => {
    const { key, label, version } = definition
    const isDescriptor = source === 'boutiques'
    const file = isDescriptor ? `${key}.boutiques.json` : `${key}.app.json`
    const before = known(key)
    const isOther = before !== undefined && before.file !== file
    return {
      key,
      label,
      version,
      fields: fieldsOf(definition).length,
      file: isOther ? before.file : file,
      change: isOther ? ('taken' as const) : changeOf(before?.definition, definition),
      content: isDescriptor ? (texts.get(from) ?? '') : `${JSON.stringify(bare(definition), null, 2)}\n`,
    }
  })
  return { apps: plan, faults: reading.files.flatMap(({ faults }) => faults) }
}

const changeOf = (before: AppDefinition | undefined, now: AppDefinition): Imported['change'] =>
  before === undefined ? 'new' : JSON.stringify(before) === JSON.stringify(now) ? 'same' : 'changed'

/** Without what a reader finds out by itself. */
const bare = (definition: AppDefinition): object => ({
  ...definition,
  sections: definition.sections.map((section) => ({
    ...section,
    fields: section.fields.map(({ noDash: _, ...field }) => field),
  })),
})

/** A file is named as its app: a descriptor's may be called anything where it comes from. */
function withName({ name, text }: { name: string; text: string }): FileText {
  const bare = name.split(/[/\\]/).at(-1) ?? name
  const about = { text, size: Buffer.byteLength(text), changedAt: 0 }
  const stem: string = bare.replace(/\.(?:boutiques\.)?json$/i, '')
  const isKey: boolean = Value.Check(AppKey, stem)
  if (isKey || /\.app\.(?:json|ya?ml)$/i.test(bare)) return { name: bare, ...about }
  const key = stem.replaceAll(/[^A-Za-z0-9._-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '')
  return { name: `${key.slice(0, 128) || 'app'}.boutiques.json`, ...about }
}

/** The same with a file of this machine, or all definitions of a folder. */
export async function importFrom(
  pipelines: Pick<Pipelines, 'apps'>,
  by: By,
  path: string,
): Promise<{ apps: Imported[]; faults: Fault[] }> {
  const isFolder = (await stat(path)).isDirectory()
  const files = isFolder
    ? await readFolder(path)
    : [{ name: basename(path), text: await readFile(path, 'utf8') }]
  return importDefinitions(pipelines, by, { files })
}

/** Takes an app out of the folder: its experiments stay, and nobody can make new ones. */
export async function removeDefinition(
  pipelines: Pick<Pipelines, 'apps'>,
  by: By,
  key: string,
): Promise<void> {
  const { apps } = pipelines
  const found = apps.reading.apps.get(key)
  if (!found) {
    if (apps.product.apps.has(key)) throw problems.ofProduct(key)
    throw common.notFound()
  }
  const file = apps.reading.files.find(({ name }) => name === found.file)
  if (file?.format === 'forms' || (file?.apps.length ?? 0) > 1) throw problems.sharesFile(key, found.file)
  await apps.change(by, () =>
    rm(join(apps.folder, found.file), { force: true }).catch((error) => {
      throw problems.noFolder(error)
    }),
  )
}

/** Whole or not at all: whoever looks meanwhile sees the old one. */
async function writeFile(folder: string, name: string, content: string): Promise<void> {
  const temporary = join(folder, `.${randomBytes(8).toString('hex')}.part`)
  try {
    const handle = await open(temporary, 'wx', 0o640)
    try {
      await handle.writeFile(content)
      await handle.datasync()
    } finally {
      await handle.close()
    }
    await rename(temporary, join(folder, name))
  } catch (error) {
    await rm(temporary, { force: true })
    throw problems.noFolder(error)
  }
}
