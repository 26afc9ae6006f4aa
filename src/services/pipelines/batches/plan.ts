import type { TextField } from '../experiments/form.ts'
import { problems } from './batch-problems.ts'
import { type FieldValue, type Form, MOST_EXPERIMENTS } from './form-body.ts'

/** What a form says of one of its experiments. */
export interface Planned {
  name: string
  description: string
  values: Readonly<Record<string, FieldValue>>
  /** By field: which of the form's files, in order. */
  files: Readonly<Record<string, readonly number[]>>
  /** Of the table that it comes from. */
  line?: number
}

/** A line of a table as it was read. */
export interface TableLine {
  line: number
  name?: string | undefined
  description?: string | undefined
  values: Record<string, FieldValue>
  files: Record<string, readonly number[]>
}

/** By field: where each file lay, with its name. */
export type Paths = Readonly<Record<string, readonly string[]>>

const MOST_PLANNED = 20_000

/** The experiments of a form: one, or one for each file, or one for each line of its table. */
export function planOf(
  form: Form,
  { paths, lines }: { paths: Paths; lines?: readonly TableLine[] | undefined },
): Planned[] {
  const { name, description, values, each } = form
  const files = Object.fromEntries(
    Object.entries(form.files).map(([field, given]) => [field, given.map((_, index) => index)]),
  )
  // Those too that no line names.
  const given = Object.values(files).flat().length
  if (given > MOST_PLANNED) throw problems.tooManyFiles(given, MOST_PLANNED)
  if (lines) return limited(lines.map((line) => ofLine(form, files, line)))
  if (each === undefined) return [{ name: filled(name, {}), description, values, files }]
  const indices = (Object.hasOwn(files, each) && files[each]) || []
  if (indices.length === 0) throw problems.none(each)
  const words = wordsOf(paths[each] ?? [])
  return limited(
    indices.map((index) => ({
      name: filled(name, { file: words[index] ?? '' }),
      description,
      values,
      files: { ...files, [each]: [index] },
    })),
  )
}

function ofLine({ name, description, values }: Form, files: Planned['files'], line: TableLine): Planned {
  return {
    name: line.name ?? filled(name, { line: String(line.line) }),
    description: line.description ?? description,
    values: { ...values, ...line.values },
    files: { ...files, ...line.files },
    line: line.line,
  }
}

function limited(plan: Planned[]): Planned[] {
  if (plan.length > MOST_EXPERIMENTS) throw problems.tooMany(MOST_EXPERIMENTS)
  const files = filesIn(plan)
  if (files > MOST_PLANNED) throw problems.tooManyFiles(files, MOST_PLANNED)
  return plan
}

/** How many they get together: each has all files that are for all of them. */
export const filesIn = (plan: readonly Planned[]): number =>
  plan.reduce((sum, { files }) => sum + Object.values(files).flat().length, 0)

const LONGEST_NAME = 200
const PLACES = /\{(file|line)\}/g

/** A name with what says which one it is: where its template has a place for that, or behind it. */
function filled(template: string, which: { file?: string; line?: string }): string {
  const [word] = Object.values(which)
  const hasPlace = template.search(PLACES) >= 0
  const name = hasPlace
    ? template.replace(PLACES, (_, key: 'file' | 'line') => which[key] ?? '')
    : [template, word].filter(Boolean).join(': ')
  return [...name.trim()].slice(0, LONGEST_NAME).join('')
}

/** What all experiments of a form are called together. */
export const batchName = (template: string): string =>
  template
    .replace(PLACES, '')
    .replace(/[\s:,;·_-]+$/u, '')
    .trim()

const DOUBLE = /\.[A-Za-z0-9]{1,10}\.(gz|bz2|xz|zst)$/i
/** What tells files apart: their names without the ending, with their folders where names are alike. */
function wordsOf(paths: readonly string[]): string[] {
  const names = paths.map((path) => stemOf(path.split('/').at(-1) as string))
  return new Set(names).size === names.length ? names : paths.map(stemOf)
}

/** `sub-01_T1w` of `sub-01_T1w.nii.gz`. */
const stemOf = (name: string): string =>
  name.replace(DOUBLE, '').replace(/([^/])\.[^./]{1,30}$/u, '$1') || name

/** Values as the protocol sends them: texts, and one field several times for several values. */
export const textFields = (values: Planned['values']): TextField[] =>
  Object.entries(values).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((each) => ({ name, value: String(each) })),
  )
