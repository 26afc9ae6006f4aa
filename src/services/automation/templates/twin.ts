import { posix } from 'node:path'
import type { Python } from './python.ts'

/** In this order a file in the place of a Python file is looked for. */
export const TWIN_ENDINGS = ['.ts', '.mts', '.js', '.mjs'] as const

/** Files of a folder of templates by their paths in it, with what they say where that is text. */
export type Texts = Map<string, { source?: string | undefined }>

/** The file of the same base name that runs where a Python file cannot. */
export function twinOf(name: string, texts: Pick<Texts, 'has'>): string | undefined {
  return TWIN_ENDINGS.map((ending) => name.replace(/\.py$/, ending)).find((twin) => texts.has(twin))
}

/** Names of the modules that a Python file finds beside itself. */
export function modulesBeside(paths: Iterable<string>, name: string): string[] {
  const folder = posix.dirname(name)
  const modules = new Set<string>()
  for (const path of paths) {
    const inside =
      folder === '.' ? path : path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : undefined
    if (inside?.endsWith('.py')) modules.add(inside.split('/')[0]?.replace(/\.py$/, '') as string)
  }
  return [...modules].sort()
}

/** Why a Python file cannot run here, to be put behind its name; undefined where it can, or where only a run will tell. */
export async function whyNot(
  python: Python,
  source: string | undefined,
  beside: readonly string[],
): Promise<string | undefined> {
  if (source === undefined) return 'is no text of UTF-8'
  const described = await python.describe([{ source, beside }])
  if (!described) return 'needs Python 3.8 or later, which is not installed here'
  return whyMissing(described[0]?.missing ?? [])
}

/** The same of modules that were looked for. */
export function whyMissing(missing: readonly string[]): string | undefined {
  if (missing.length === 0) return undefined
  return missing.length === 1
    ? `needs the Python package ${missing[0]}, which is not installed here`
    : `needs the Python packages ${missing.join(', ')}, which are not installed here`
}

/** A text of UTF-8; undefined where it is none. */
export function textOf(content: Buffer): string | undefined {
  if (content.includes(0)) return undefined
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content)
  } catch {
    return undefined
  }
}
