import type { WantedFacts } from '../apps/definition.ts'
import type { Facts } from './facts.ts'

const NAMES: Readonly<Record<string, string>> = {
  nifti: 'a NIfTI image',
  dicom: 'a DICOM file',
  png: 'a PNG picture',
  jpeg: 'a JPEG picture',
  tiff: 'a TIFF picture',
  pnm: 'a PGM or PPM picture',
  zip: 'a zip archive',
  gzip: 'a gzip file',
  text: 'a text',
  table: 'a table (CSV)',
}

/** Why a file does not fit, in a few words, and what to do about it; undefined where it fits. */
export function misfitOf(
  facts: Facts,
  wanted: WantedFacts,
  name: string,
): { short: string; advice: string } | undefined {
  const short = facts.problem ?? formatMisfit(facts, wanted) ?? dimensionsMisfit(facts, wanted)
  if (short === undefined) return undefined
  const other = facts.problem === undefined ? wanted.otherwise : undefined
  return { short, advice: `Remove ${name}${other === undefined ? '.' : `, or ${other}`}` }
}

function formatMisfit({ format }: Facts, wanted: WantedFacts): string | undefined {
  const formats = [wanted.format ?? []].flat()
  if (formats.length === 0 || formats.includes(format)) return undefined
  // A table is a text too.
  if (format === 'table' && formats.includes('text')) return undefined
  const what = eitherOf(formats.map((each) => NAMES[each] ?? each))
  return NAMES[format] === undefined ? `Not ${what}` : `${capital(NAMES[format])}, not ${what}`
}

/** a, b or c */
export const eitherOf = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`

function dimensionsMisfit({ dimensions }: Facts, wanted: WantedFacts): string | undefined {
  if (wanted.dimensions === undefined || dimensions === undefined) return undefined
  if (dimensions.length === wanted.dimensions) return undefined
  return `${kindOf(dimensions.length)}, not ${lower(kindOf(wanted.dimensions))}`
}

const kindOf = (count: number): string =>
  count === 3 ? 'One volume' : count === 2 ? 'A single slice' : `${count}-D series`
const capital = (text: string): string => text[0]?.toUpperCase() + text.slice(1)
const lower = (text: string): string =>
  /^\d/.test(text) ? `a ${text}` : text[0]?.toLowerCase() + text.slice(1)
