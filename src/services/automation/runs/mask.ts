import { HIDDEN } from './run-secret.ts'

/** Shorter ones would be found in everything, and hide nothing. */
const SHORTEST = 4
/** A line of a key is a secret by itself. */
const KEY_LINE = 32
const DEEPEST = 100

export type Mask = (text: string) => string

/**
 * All texts of these that must not be written down: also as JSON and as an address would have them, and each long line of one
 * that has several.
 */
export function maskedTexts(secrets: Iterable<string>): string[] {
  const texts = new Set<string>()
  for (const secret of secrets) {
    const lines = secret.split(/\r?\n/)
    if (secret.trim().length >= SHORTEST)
      for (const text of [
        secret,
        JSON.stringify(secret).slice(1, -1),
        encodeURIComponent(secret.toWellFormed()),
      ])
        texts.add(text)
    if (lines.length > 1)
      for (const line of lines) if (line.length >= KEY_LINE && !line.startsWith('-----')) texts.add(line)
  }
  return [...texts].sort((a, b) => b.length - a.length)
}

/** Hides these texts, whatever they stand in. */
export function maskOf(texts: readonly string[]): Mask {
  if (texts.length === 0) return (text) => text
  const any = new RegExp(texts.map((text) => RegExp.escape(text)).join('|'), 'g')
  return (text) => text.replace(any, HIDDEN)
}

/** Hides them in all texts of a value, and cuts what nests deeper than anybody reads. */
export function maskValue(mask: Mask, value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return mask(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth === DEEPEST) return '…'
  if (Array.isArray(value)) return value.map((each) => maskValue(mask, each, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [mask(name), maskValue(mask, each, depth + 1)]),
  )
}
