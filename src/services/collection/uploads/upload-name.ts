import { kindOf } from '../submissions/file-name.ts'
import type { UploadTables } from '../upload-tables.ts'

type Kind = UploadTables['collection_upload_set']['kind']

/** What the name of a file says about the upload that it belongs to. */
export interface NamedPart {
  kind: Extract<Kind, 'final' | 'activity'>
  /** Equal for all parts of one upload. */
  key: string
  name: string
  /** Of the participant's link; null when it had none. */
  uid: string | null
  slice: number
}

/** Names longer than that were cut, and so was the uid in them. */
const LONGEST_WHOLE = 180
const BASE = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}-/i

/** The upload of a zip or of a slice of one: `N.zip.00<i>`, `N-activity<k>.zip`. Undefined for other files. */
export function partOf(name: string): NamedPart | undefined {
  const kind = kindOf(name)
  if (kind === 'slice') {
    const [, base = '', index = ''] = /^(.*)\.zip\.00(\d+)$/i.exec(name) ?? []
    // The eleventh is `.zip.0010`: a number behind two zeros, not a padded one.
    const slice = Number(index)
    if (!Number.isSafeInteger(slice) || slice > MOST_SLICES) return undefined
    return { kind: 'final', key: `zip:${base}`, name: base, uid: uidOf(base, name), slice }
  }
  if (kind !== 'zip') return undefined
  const base = name.replace(/(-activity\d+)?\.zip$/i, '')
  return { kind: 'activity', key: `zip:${name}`, name, uid: uidOf(base, name), slice: 0 }
}

/** 50 GB, the most that a grant may store as it is set at first, in slices of 10 MB. */
const MOST_SLICES = 9_999

function uidOf(base: string, name: string): string | null {
  if (!BASE.test(base) || Buffer.byteLength(name) >= LONGEST_WHOLE) return null
  return base.replace(BASE, '').trim() || null
}

/** What all slices but the last have. */
export const SLICE_BYTES = 10_000_000

export interface Slices {
  /** The highest index that came. */
  last: number
  /** Indices below it that did not. */
  missing: number[]
  /** None is missing and the last one is a full one: whether it is the end, only the zip can tell. */
  mayGoOn: boolean
  /** What no later slice can mend. */
  problem: string | undefined
}

/** How far a zip has come by the sizes of its slices, of which each index stands once. */
export function describeSlices(sizes: ReadonlyMap<number, number>): Slices {
  const last = Math.max(...sizes.keys())
  const missing: number[] = []
  for (let index = 0; index < last; index += 1) if (!sizes.has(index)) missing.push(index)
  const odd = [...sizes].find(([index, size]) => index < last && size !== SLICE_BYTES)
  return {
    last,
    missing,
    mayGoOn: missing.length === 0 && sizes.get(last) === SLICE_BYTES,
    problem: odd && `Slice ${odd[0] + 1} has ${odd[1]} bytes in place of ${SLICE_BYTES}.`,
  }
}
