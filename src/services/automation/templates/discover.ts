import { posix } from 'node:path'
import { inTransaction } from '../../../kernel/db/db.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import type { Automation } from '../automation.ts'
import type { TemplateRow, Tx } from '../tables.ts'
import { describeAll, isTemplateFile } from './describe.ts'
import { filesOf, TooMuch } from './package-folder.ts'
import { type Proposal, proposalOf } from './propose.ts'
import { listPlaces } from './template.store.ts'
import { createTemplate } from './template.ts'
import { engineOf, fileFault, JOB_FOLDER, packageFault, packageParts } from './template-place.ts'
import { problems } from './template-problems.ts'
import { type Texts, TWIN_ENDINGS, textOf, twinOf, whyMissing } from './twin.ts'

/** Folders that are looked through: the usual one, and those of templates that are registered. */
const MOST_FOLDERS = 50
const MOST_FOUND = 500

/** A file in a folder of templates that is none yet. */
export interface Discovered {
  packagePath: string
  fileName: string
  engine: 'python' | 'node'
  /** Undefined where it cannot be read; then `fault` says why. */
  proposal?: Proposal | undefined
  fault?: string | undefined
  /** Why it would not run here, or by what instead. */
  note?: string | undefined
}

/** Files in the folders of templates that hold a function for a task and are not registered, by their places. */
export async function discoverTemplates(
  automation: Automation,
): Promise<{ items: Discovered[]; notes: string[] }> {
  const places = await listPlaces(automation.db)
  const known = new Set(places.map(placeOf))
  const folders = [...new Set([JOB_FOLDER, ...places.map(({ package_path }) => folderOf(package_path))])]
  const items: Discovered[] = []
  const notes: string[] = []
  for (const folder of folders.slice(0, MOST_FOLDERS)) {
    const texts = await textsOf(automation, folder).catch((error) => {
      if (error instanceof TooMuch) return undefined
      throw error
    })
    if (!texts) {
      notes.push(`${folder} holds more than 1,000 files or 20 MB. Give templates a folder of their own.`)
      continue
    }
    const isKnown = (path: string) => known.has(placeOf({ package_path: folder, file_name: path }))
    const wanted = [...texts.keys()].filter(
      (path) => isTemplateFile(path) && !isKnown(path) && !isTwin(path, texts),
    )
    items.push(...(await lookAt(automation, { folder, texts, wanted })))
  }
  return { items: items.sort(byPlace).slice(0, MOST_FOUND), notes }
}

/** Registers a file by what it says of itself. */
export async function registerTemplate(
  automation: Automation,
  by: By,
  place: Pick<Discovered, 'packagePath' | 'fileName'>,
): Promise<TemplateRow> {
  const proposal = await proposeFor(automation, place)
  return inTransaction(automation.db, (tx) => registerIn(automation, tx, by, { ...place, ...proposal }))
}

async function registerIn(
  automation: Automation,
  tx: Tx,
  by: By,
  fields: Proposal & Pick<Discovered, 'packagePath' | 'fileName'>,
): Promise<TemplateRow> {
  const place = placeOf({ package_path: fields.packagePath, file_name: fields.fileName })
  if ((await listPlaces(tx)).some((each) => placeOf(each) === place))
    throw problems.registered(fields.fileName)
  return createTemplate(automation, tx, by, fields)
}

async function proposeFor(
  automation: Automation,
  { packagePath, fileName }: Pick<Discovered, 'packagePath' | 'fileName'>,
): Promise<Proposal> {
  if (packageFault(packagePath) ?? fileFault(fileName)) throw problems.notThere(fileName)
  const texts = await textsOf(automation, packagePath)
  const path = posix.normalize(fileName)
  if (!texts.has(path) || !isTemplateFile(path)) throw problems.notThere(fileName)
  const [found] = await lookAt(automation, { folder: packagePath, texts, wanted: [path] })
  if (!found?.proposal) throw problems.noFunction(fileName)
  return found.proposal
}

async function lookAt(
  { python }: Automation,
  { folder, texts, wanted }: { folder: string; texts: Texts; wanted: readonly string[] },
): Promise<Discovered[]> {
  const described = await describeAll(python, texts, wanted)
  return wanted.flatMap((path): Discovered[] => {
    const one = described.get(path)
    const engine = engineOf(path)
    const proposal = one && proposalOf(path, one)
    if (!one || !engine || (!proposal && !one.fault)) return []
    const why = whyMissing(one.missing)
    const twin = why === undefined ? undefined : twinOf(path, texts)
    const { line, message } = one.fault ?? { line: null, message: undefined }
    return [
      {
        packagePath: folder,
        fileName: path,
        engine,
        proposal,
        fault: message === undefined || line === null ? message : `Line ${line}: ${message}`,
        note: why && (twin ? `${twin} runs in its place: it ${why}.` : `It ${why}.`),
      },
    ]
  })
}

/** What lies in a folder of templates, with the texts of what could be one. */
export async function textsOf({ root }: Pick<Automation, 'root'>, packagePath: string): Promise<Texts> {
  const texts: Texts = new Map()
  const wants = (path: string) => engineOf(path) !== undefined
  for await (const { path, content } of filesOf(root, packageParts(packagePath), wants))
    texts.set(path, { source: textOf(content) })
  return texts
}

/** It runs in the place of a Python file, and is no template of its own. */
const isTwin = (path: string, texts: Texts): boolean =>
  TWIN_ENDINGS.some((ending) => path.endsWith(ending) && texts.has(`${path.slice(0, -ending.length)}.py`))

const folderOf = (packagePath: string): string => `/${packageParts(packagePath).join('/')}/`

/** One text for one file, however its folder is written. */
const placeOf = ({ package_path, file_name }: Pick<TemplateRow, 'package_path' | 'file_name'>): string =>
  posix.join(folderOf(package_path), file_name)

const byPlace = (a: Discovered, b: Discovered): number =>
  `${a.packagePath}${a.fileName}` < `${b.packagePath}${b.fileName}` ? -1 : 1
