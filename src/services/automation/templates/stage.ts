import { mkdir } from 'node:fs/promises'
import { join, posix } from 'node:path'
import { storageFailure } from '../../../kernel/files/failures.ts'
import type { Automation } from '../automation.ts'
import { keepVersion } from '../files/version.ts'
import type { TemplateRow } from '../tables.ts'
import { digestOf, filesOf, type PackageFile, putFile, seenAs, TooMuch } from './package-folder.ts'
import { engineOf, packageParts, pathOf } from './template-place.ts'
import { TemplateFault } from './template-problems.ts'
import { modulesBeside, type Texts, TWIN_ENDINGS, textOf, twinOf, whyNot } from './twin.ts'

/** A template as a run finds it. */
export interface StagedTemplate {
  /** Of the copy of its file, absolute. */
  path: string
  function: string
  engine: 'node' | 'python'
  /** What the file said: a row of automation_file_version. */
  versionId: number
  /** Of all files that were copied: modules beside a template are what runs, too. */
  digest: string
  /** For the run's own output: such as that its twin runs. */
  note?: string
}

/**
 * Copies the folder of a template into `folder` (absolute, made here) and says what runs there and by which runner: what was
 * looked at is what runs (promises.md, F8). Throws a TemplateFault whose message is the run's exception.
 */
export async function stageTemplate(
  automation: Automation,
  template: Pick<TemplateRow, 'package_path' | 'file_name' | 'function_name'>,
  folder: string,
): Promise<StagedTemplate> {
  const { db, kernel } = automation
  const name = posix.normalize(template.file_name)
  const { texts, digest } = await copyFolder(automation, template, folder)
  const chosen = await choose(automation, name, texts)
  const source = texts.get(chosen.name)?.source
  if (source === undefined) throw new TemplateFault(`job template "${name}" is no text of UTF-8`)
  const path = pathOf({ ...template, file_name: chosen.name })
  const versionId = await keepVersion({ db, kernel }, path, { content: source, via: 'disk' })
  const { engine, note } = chosen
  return {
    path: join(folder, chosen.name),
    function: template.function_name,
    engine,
    versionId,
    digest,
    ...(note !== undefined && { note }),
  }
}

interface Chosen {
  name: string
  engine: 'node' | 'python'
  note?: string
}

/** The file itself where it can run here, else its twin. */
async function choose(automation: Automation, name: string, texts: Texts): Promise<Chosen> {
  const own = texts.get(name)
  if (!own) throw new TemplateFault(`job template "${name}" not found`)
  const engine = engineOf(name)
  if (!engine) throw new TemplateFault(`job template "${name}" is no Python, TypeScript or JavaScript file`)
  if (engine === 'node') return { name, engine }
  const why = await whyNot(automation.python, own.source, modulesBeside(texts.keys(), name))
  if (why === undefined) return { name, engine }
  const twin = twinOf(name, texts)
  if (twin === undefined) throw new TemplateFault(`job template "${name}" ${why}`)
  return { name: twin, engine: 'node', note: `${twin} runs in the place of ${name}, which ${why}.` }
}

/** Gives what the files say that could run, and a digest of all; others are copied alone. */
async function copyFolder(
  { root }: Pick<Automation, 'root'>,
  { package_path, file_name }: Pick<TemplateRow, 'package_path' | 'file_name'>,
  folder: string,
): Promise<{ texts: Texts; digest: string }> {
  const texts: Texts = new Map()
  const seen: ReturnType<typeof seenAs>[] = []
  const own = posix.normalize(file_name)
  try {
    await mkdir(folder, { recursive: true, mode: 0o750 })
    for await (const file of filesOf(root, packageParts(package_path))) {
      await putFile(folder, file)
      seen.push(seenAs(file))
      if (mayRun(file, own)) texts.set(file.path, { source: textOf(file.content) })
      else if (file.path.endsWith('.py')) texts.set(file.path, {})
    }
  } catch (error) {
    if (error instanceof TooMuch)
      throw new TemplateFault(
        `the folder ${package_path} of job template "${own}" has more than 1,000 files or 20 MB: give templates a folder of their own`,
      )
    throw storageFailure(error)
  }
  return { texts, digest: digestOf(seen) }
}

/** The file itself, and its twins. */
const mayRun = ({ path }: PackageFile, own: string): boolean =>
  path === own || TWIN_ENDINGS.some((ending) => path === own.replace(/\.py$/, ending))
