import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { Value } from 'typebox/value'
import type { AppRow } from '../tables.ts'
import { isDescriptor } from './boutiques.ts'
import { type AppDefinition, AppKey, fieldsOf } from './definition.ts'
import { type Fault, Source } from './faults.ts'
import { readDescriptor } from './read-boutiques.ts'
import { CategoriesFile, type CommandFile, isCommandFile, readCommandFile, readForm } from './read-ipp.ts'
import { readOwn } from './read-own.ts'

/** A definition with the file that says it. */
export interface Found {
  definition: AppDefinition
  source: AppRow['source']
  file: string
}

/** A file of the folder, and what is wrong with it. */
export interface ReadFile {
  name: string
  size: number
  changedAt: number
  format: 'ours' | 'forms' | 'command' | 'categories' | 'boutiques' | 'unknown'
  /** Keys of the apps that it says. */
  apps: string[]
  faults: Fault[]
}

export interface Reading {
  apps: Map<string, Found>
  files: ReadFile[]
  /** Keys that a file is about, though it cannot be read: what was there of them stays. */
  broken: Set<string>
  /** Nobody can say which of them are for whom: nothing of the folder changes until that is mended. */
  isHeld: boolean
  /** Which apps stand together, also those that are said elsewhere, or nowhere. */
  categories: CategoriesFile
}

export interface FileText {
  name: string
  text: string
  size: number
  changedAt: number
}

const MOST_FILES = 2_000
const MOST_BYTES = 5_000_000
const ENDING = /\.(?:app\.(?:json|ya?ml)|boutiques\.json|json)$/i

/** What each file of a folder is by its name and size: a change of it is a change of the folder. */
export async function listFolder(
  folder: string,
): Promise<{ name: string; size: number; changedAt: number }[]> {
  const names = (await readdir(folder))
    .filter((name) => !name.startsWith('.') && ENDING.test(name))
    .sort()
    .slice(0, MOST_FILES)
  const found = await Promise.all(
    names.map(async (name) => {
      const about = await stat(join(folder, name)).catch(() => undefined)
      return about?.isFile() ? [{ name, size: about.size, changedAt: Math.floor(about.mtimeMs) }] : []
    }),
  )
  return found.flat()
}

export async function readFolder(folder: string): Promise<FileText[]> {
  const files = await listFolder(folder)
  return Promise.all(
    files.map(async (file) => ({
      ...file,
      // One that went meanwhile, or that this server may not read, is told as what it is then: no definition.
      text: file.size > MOST_BYTES ? '' : await readFile(join(folder, file.name), 'utf8').catch(() => ''),
    })),
  )
}

interface Part {
  file: ReadFile
  source: Source
  said: unknown
}

/** Reads definitions of all forms: one bad file takes nothing from the others. */
export function readDefinitions(texts: readonly FileText[], from: AppRow['source'] = 'folder'): Reading {
  const parts = texts.map(openPart)
  const reading: Reading = {
    apps: new Map(),
    files: parts.map(({ file }) => file),
    broken: new Set(),
    isHeld: false,
    categories: {},
  }
  const commands = new Map<string, { source: Source; file: CommandFile }>()
  const take = ({ file, source }: Part, definition: AppDefinition | undefined, key: string, kind = from) => {
    if (!definition) {
      reading.broken.add(key)
      return
    }
    const other = reading.apps.get(definition.key)
    if (other) {
      source.add([], `The app ${definition.key} is in ${other.file} too. Only that one counts.`)
      return
    }
    file.apps.push(definition.key)
    reading.apps.set(definition.key, { definition, source: kind, file: file.name })
  }
  // A file that says nothing at all may have said anything before.
  for (const { file, said } of parts)
    if (said === undefined)
      reading.broken.add(file.name.toLowerCase() === 'apps.json' ? '*' : keyOf(file.name))
  for (const part of parts.filter(({ file }) => file.format === 'command')) {
    const key = part.file.name.replace(/\.json$/i, '')
    const file = readCommandFile(part.source, part.said)
    if (file) commands.set(key.toLowerCase(), { source: part.source, file })
    else reading.broken.add(key)
  }
  for (const part of parts) {
    const { file, source, said } = part
    if (file.format === 'ours') take(part, readOwn(source, said, keyOf(file.name)), keyOf(file.name))
    if (file.format === 'boutiques')
      take(
        part,
        readDescriptor(source, said, keyOf(file.name)),
        keyOf(file.name),
        from === 'product' ? from : 'boutiques',
      )
    if (file.format === 'forms')
      for (const [index, form] of (said as unknown[]).entries()) {
        const key = String((form as { appKey?: unknown } | null)?.appKey ?? '')
        // A broken command does not make an app that runs without it.
        if (reading.broken.has(key)) continue
        const command = commands.get(key.toLowerCase())
        take(part, readForm(source, form, index, command), key)
      }
  }
  tellOfLonelyCommands(parts, commands, reading)
  putInCategories(parts, reading)
  for (const { file, source } of parts) file.faults.push(...source.faults)
  return reading
}

const keyOf = (name: string): string => name.replace(ENDING, '')

function openPart({ name, text, size, changedAt }: FileText): Part {
  const source = new Source(name, text)
  const said = size > MOST_BYTES ? source.add([], 'This file is larger than 5 MB.') : source.parse()
  const format = said === undefined ? 'unknown' : formatOf(basename(name), said)
  const file: ReadFile = { name, size, changedAt, format, apps: [], faults: [] }
  if (format === 'unknown' && said !== undefined)
    source.add(
      [],
      'This is no definition: neither a descriptor of Boutiques, nor forms or a command of the portal.',
    )
  const key = keyOf(name)
  if ((format === 'ours' || format === 'boutiques' || format === 'command') && !Value.Check(AppKey, key)) {
    source.add([], `${key} cannot be the key of an app: use letters, digits, dots, _ and -.`)
    return { file: { ...file, format: 'unknown' }, source, said: undefined }
  }
  return { file, source, said }
}

function formatOf(name: string, said: unknown): ReadFile['format'] {
  if (/\.app\.(?:json|ya?ml)$/i.test(name)) return 'ours'
  if (isDescriptor(said)) return 'boutiques'
  if (name.toLowerCase() === 'categories.json') return 'categories'
  if (name.toLowerCase() === 'apps.json') return Array.isArray(said) ? 'forms' : 'unknown'
  return isCommandFile(said) ? 'command' : 'unknown'
}

/** A typing error in the name of a file looks like this. */
function tellOfLonelyCommands(
  parts: readonly Part[],
  commands: ReadonlyMap<string, { source: Source; file: CommandFile }>,
  { apps }: Reading,
): void {
  const keys = new Map([...apps].map(([key, found]) => [key.toLowerCase(), found]))
  for (const { file, source } of parts.filter(({ file }) => file.format === 'command')) {
    const key = keyOf(file.name).toLowerCase()
    const found = keys.get(key)
    const command = commands.get(key)
    if (!command) continue
    if (!found) {
      source.add([], 'No form of apps.json has this key, so that nobody can use it.')
      continue
    }
    const { file: said } = command
    const known = new Set(fieldsOf(found.definition).map(({ name }) => name))
    for (const part of ['PARAMS', 'BINOPTS'] as const)
      for (const name of Object.keys(said[part] ?? {}))
        if (!known.has(name) && !Object.hasOwn(said.DEFAULTS ?? {}, name))
          source.add([part, name], `No field of its form is named ${name}.`)
    file.apps.push(found.definition.key)
  }
}

function putInCategories(parts: readonly Part[], reading: Reading): void {
  const part = parts.find(({ file }) => file.name.toLowerCase() === 'categories.json')
  if (!part) return
  if (part.file.format !== 'categories' || !part.source.check(CategoriesFile, part.said)) {
    reading.isHeld = true
    return
  }
  reading.categories = part.said as CategoriesFile
  for (const found of reading.apps.values())
    found.definition = inCategories(found.definition, reading.categories)
}

/** A definition with the categories that it stands in, and for their groups alone where each of them is for groups. */
export function inCategories(definition: AppDefinition, categories: CategoriesFile): AppDefinition {
  const own = new Set(definition.categories.map(({ key }) => key))
  const its = categoriesOf(categories, definition.key, own)
  const said = its.map(([key, { label, description }]) => ({
    key,
    label: label?.trim() || key,
    ...(description && { description: String(description) }),
  }))
  const named = new Set(its.map(([key]) => key))
  return {
    ...definition,
    categories: [...said, ...definition.categories.filter(({ key }) => !named.has(key))],
    groups: definition.groups.length > 0 ? definition.groups : groupsOfAll(its),
  }
}

/** Whom an app is for by its categories alone, whether it has a definition or not; empty is everybody. */
export const closedTo = (categories: CategoriesFile, app: string): string[] =>
  groupsOfAll(categoriesOf(categories, app))

const categoriesOf = (categories: CategoriesFile, app: string, own: ReadonlySet<string> = new Set()) =>
  Object.entries(categories).filter(([key, { apps = [] }]) => own.has(key) || apps.includes(app))

function groupsOfAll(its: readonly [string, CategoriesFile[string]][]): string[] {
  const isOpen = its.some(([, { groups = [] }]) => groups.length === 0)
  return isOpen ? [] : [...new Set(its.flatMap(([, { groups = [] }]) => groups))]
}
