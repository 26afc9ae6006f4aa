import { posix } from 'node:path'
import type { Described } from './described.ts'
import type { Python } from './python.ts'
import { readScript } from './read-script.ts'
import { engineOf } from './template-place.ts'
import { modulesBeside, type Texts } from './twin.ts'

/** More is no template: it would only be slow to read. */
const MOST_LETTERS = 1_000_000

/** A file that could run as a template, by its name alone. */
export const isTemplateFile = (path: string): boolean =>
  engineOf(path) !== undefined && !/\.d\.m?ts$/.test(path) && posix.basename(path) !== '__init__.py'

/** What files of a folder say of themselves, by their paths; Python files need a Python to be read. */
export async function describeAll(
  python: Python,
  texts: Texts,
  wanted: readonly string[],
): Promise<Map<string, Described>> {
  const found = new Map<string, Described>()
  const inPython: { path: string; source: string }[] = []
  for (const path of wanted) {
    const source = texts.get(path)?.source
    if (source === undefined) found.set(path, unread('It is no text of UTF-8.'))
    else if (source.length > MOST_LETTERS) found.set(path, unread('It is too long for a template.'))
    else if (engineOf(path) === 'python') inPython.push({ path, source })
    else found.set(path, readScript(source))
  }
  if (inPython.length === 0) return found
  const beside = (path: string) => modulesBeside(texts.keys(), path)
  const described = await python.describe(
    inPython.map(({ path, source }) => ({ source, beside: beside(path) })),
  )
  for (const [index, { path }] of inPython.entries()) {
    const one = described?.[index]
    if (one) found.set(path, one)
    else found.set(path, unread('It can be read once Python 3.8 or later is installed here.'))
  }
  return found
}

const unread = (message: string): Described => ({
  doc: '',
  functions: [],
  missing: [],
  fault: { line: null, message },
})
