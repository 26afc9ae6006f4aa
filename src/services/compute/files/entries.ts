import type { Compute } from '../compute.ts'
import { entryProblems } from './file-problems.ts'
import { partsOfEntry } from './path.ts'
import { findSources, type Source } from './sources.ts'

const MOST_ENTRIES = 10_000
/** Of all names together: each list of workspaces holds them. */
const MOST_LETTERS = 1_000_000

/** What a client asks to lie in a workspace, as it was sent: `workspace_details` of the protocol. */
export interface AskedEntries {
  files?: unknown
  symlinks?: unknown
  /** Only to resolve data sets; never kept. */
  globus_groups_token?: unknown
}

/** What may be shown of it later: no contents, no token, no path that the client did not send. */
interface Requested {
  files: { name: string }[]
  symlinks: Record<string, unknown>[]
}

/** Entries that were found to be in order; only `checkEntries` makes them. */
export interface CheckedEntries {
  readonly files: readonly { parts: readonly string[]; content: string }[]
  readonly links: readonly { parts: readonly string[]; target: string }[]
  /** Of all contents. */
  readonly bytes: number
  readonly requested: Requested
}

/** Judges all entries before anything of them is written; the first fault is thrown in the protocol's words. */
export async function checkEntries(compute: Compute, asked: AskedEntries): Promise<CheckedEntries> {
  const links = listOf(asked.symlinks, 'symlinks').map(linkOf)
  const files = listOf(asked.files, 'files').map(fileOf)
  if (files.length + links.length > MOST_ENTRIES) throw entryProblems.tooMany(MOST_ENTRIES)
  const token = asked.globus_groups_token ?? undefined
  if (token !== undefined && typeof token !== 'string')
    throw entryProblems.wrongType('globus_groups_token', 'a string')
  const letters = [...files, ...links].reduce((sum, { name }) => sum + name.length, 0)
  if (letters > MOST_LETTERS) throw entryProblems.tooManyLetters(MOST_LETTERS)
  requireNoneBelowAnother(files, links)
  const targets = await findSources(
    compute,
    links.map(({ source }) => source),
    token,
  )
  return {
    files: files.map(({ parts, content }) => ({ parts, content })),
    links: links.map(({ parts }, at) => ({ parts, target: targets[at] as string })),
    bytes: files.reduce((sum, { content }) => sum + Buffer.byteLength(content), 0),
    requested: {
      files: files.map(({ name }) => ({ name })),
      symlinks: links.map(({ sent }) => sent),
    },
  }
}

function listOf(value: unknown, index: 'files' | 'symlinks'): unknown[] {
  if (value === undefined) return []
  if (!Array.isArray(value)) throw entryProblems.notList(index)
  return value
}

function fileOf(value: unknown) {
  const { name, content } = objectOf(value, 'files')
  if (typeof name !== 'string') throw entryProblems.wrongType('files.name', 'a string')
  if (content !== undefined && typeof content !== 'string')
    throw entryProblems.wrongType('files.content', 'a string')
  return { name, parts: partsOfEntry(name, 'File'), content: content ?? '' }
}

const SENT = ['name', 'source_path', 'path', 'dataset_uuid'] as const

function linkOf(value: unknown) {
  const given = objectOf(value, 'symlinks')
  const { name } = given
  if (typeof name !== 'string') throw entryProblems.wrongType('symlinks.name', 'a string')
  for (const field of SENT) {
    const isText = typeof given[field] === 'string'
    if (given[field] !== undefined && given[field] !== null && !isText)
      throw entryProblems.wrongType(`symlinks.${field}`, 'a string')
  }
  const sent = Object.fromEntries(SENT.flatMap((field) => (field in given ? [[field, given[field]]] : [])))
  return { name, parts: partsOfEntry(name, 'Symlink'), source: sourceOf(given), sent }
}

function sourceOf(given: Record<string, unknown>): Source {
  if (typeof given.dataset_uuid === 'string') return { dataset: given.dataset_uuid }
  // The README says `path`, the original's code reads `source_path`: both are sent.
  const path = given.source_path ?? given.path
  if (typeof path !== 'string') throw entryProblems.wrongType('symlinks.source_path', 'a string')
  return { path }
}

function objectOf(value: unknown, field: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw entryProblems.wrongType(field, 'a list of objects')
  return value as Record<string, unknown>
}

/** A file or a link is never a folder for another of the same request. */
function requireNoneBelowAnother(
  files: readonly { name: string; parts: string[] }[],
  links: readonly { name: string; parts: string[] }[],
): void {
  const ends = new Set([...files, ...links].map(({ parts }) => parts.join('/')))
  const isBelow = ({ parts }: { parts: string[] }) =>
    parts.some((_part, depth) => depth > 0 && ends.has(parts.slice(0, depth).join('/')))
  const file = files.find(isBelow)
  if (file) throw entryProblems.invalidFile(file.name)
  const link = links.find(isBelow)
  if (link) throw entryProblems.invalidLink(link.name)
}

/** What is known to lie there: names with a leading slash, dot entries left out. `more` says that not all are named. */
export interface Current {
  files: { name: string }[]
  symlinks: { name: string }[]
  more?: true
  /** Bytes below folders, by their paths. */
  folders?: Record<string, number>
}

export const NOTHING: Current = { files: [], symlinks: [] }

/** What lies there once these entries are written, until the scan has looked. */
export function unionOf(
  current: Current,
  { files, links }: Pick<CheckedEntries, 'files' | 'links'>,
): Current {
  const shown = (entries: readonly { parts: readonly string[] }[]) =>
    entries.flatMap(({ parts }) =>
      parts.some((part) => part.startsWith('.')) ? [] : [`/${parts.join('/')}`],
    )
  const newFiles = shown(files)
  const newLinks = shown(links)
  const replaced = new Set([...newFiles, ...newLinks])
  const kept = (names: { name: string }[]) => names.flatMap(({ name }) => (replaced.has(name) ? [] : [name]))
  const links_ = new Set(newLinks)
  return {
    ...current,
    files: sorted([...kept(current.files), ...newFiles.filter((name) => !links_.has(name))]),
    symlinks: sorted([...kept(current.symlinks), ...newLinks]),
  }
}

const sorted = (names: readonly string[]): { name: string }[] =>
  [...new Set(names)].sort().map((name) => ({ name }))
