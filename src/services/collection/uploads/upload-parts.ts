import type { Piece } from '../../../kernel/files/pieces.ts'
import type { Part } from './upload.store.ts'
import { describeSlices, SLICE_BYTES, type Slices } from './upload-name.ts'

/** The parts of an upload by slice: of each the different bytes that came, in their order. */
export interface Sorted {
  slices: Map<number, (Part & { retries: number })[]>
  /** Different files. */
  files: number
  bytes: number
  conflicts: boolean
  extent: Slices
}

/** Undefined for what has no slices. */
export function sortParts(parts: readonly Part[]): Sorted | undefined {
  const slices: Sorted['slices'] = new Map()
  const seen = new Map<string, Part & { retries: number }>()
  for (const part of parts) {
    if (part.slice === null) continue
    const key = `${part.slice} ${part.sha256}`
    const known = seen.get(key)
    if (known) {
      known.retries += 1
      continue
    }
    const fresh = { ...part, retries: 0 }
    seen.set(key, fresh)
    const same = slices.get(part.slice)
    if (same) same.push(fresh)
    else slices.set(part.slice, [fresh])
  }
  if (slices.size === 0) return undefined
  const different = [...slices.values()].flat()
  return {
    slices,
    files: different.length,
    bytes: different.reduce((sum, { size }) => sum + size, 0),
    conflicts: different.length > slices.size,
    extent: describeSlices(new Map([...slices].map(([index, same]) => [index, sizeOf(same)]))),
  }
}

/** Of several under one name a full one may be the right one: somebody sent a longer zip after a shorter. */
const sizeOf = (same: readonly Part[]): number =>
  same.some(({ size }) => size === SLICE_BYTES) ? SLICE_BYTES : (same[0]?.size ?? 0)

/** Different zips of one name and one slice that are read; they may be those of different people. */
const MOST_SINGLE = 50

/** Ways in which the slices may make up the zip: with what came first under each name, and with what came last. */
export function candidates({ slices, extent, conflicts }: Sorted): Piece[][] {
  if (extent.last === 0) return (slices.get(0) ?? []).slice(-MOST_SINGLE).map((part) => [part])
  const pick = (which: 0 | -1): Piece[] =>
    Array.from({ length: extent.last + 1 }, (_, index) => {
      const part = slices.get(index)?.at(which)
      // The length of one that never came is known, unless it is the end.
      return { path: part?.path, size: part?.size ?? SLICE_BYTES }
    })
  return conflicts ? [pick(0), pick(-1)] : [pick(0)]
}
