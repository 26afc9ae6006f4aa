import type { Facts } from './facts.ts'
import type { Head } from './head.ts'

const PREAMBLE = 128
const IMPLICIT = '1.2.840.10008.1.2'
const BIG_ENDIAN = '1.2.840.10008.1.2.2'
/** Of these the length has four bytes, after two that are empty. */
const LONG = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV'])
const UNDEFINED_LENGTH = 0xff_ff_ff_ff
const TAGS = {
  syntax: '0002,0010',
  modality: '0008,0060',
  description: '0008,103e',
  patient: '0010,0010',
  rows: '0028,0010',
  columns: '0028,0011',
  pixels: '7fe0,0010',
}

export const isDicom = (head: Head): boolean => head.ascii(PREAMBLE, 4) === 'DICM'

export function dicomFacts({ bytes }: Head): Facts {
  const found = readTags(bytes)
  const text = (tag: string) => found.get(tag)?.toString('latin1').replaceAll('\0', '').trim() ?? ''
  const whole = (tag: string) => {
    const value = found.get(tag)
    return value && value.length >= 2 ? value.readUInt16LE(0) : undefined
  }
  const [width, height] = [whole(TAGS.columns), whole(TAGS.rows)]
  const parts = [
    `DICOM${text(TAGS.modality) && `, ${text(TAGS.modality)}`}`,
    text(TAGS.description),
    width && height ? `${width} × ${height}` : '',
  ]
  return {
    format: 'dicom',
    text: parts.filter(Boolean).join(', '),
    ...(width && height ? { width, height } : {}),
    ...(text(TAGS.patient) && { warning: 'It carries the name of a patient.' }),
  }
}

/** What stands before the pixels; where it cannot be followed, what was read until then. */
function readTags(bytes: Buffer): Map<string, Buffer> {
  const found = new Map<string, Buffer>()
  let syntax = ''
  for (let at = PREAMBLE + 4; at + 8 <= bytes.length; ) {
    const group = bytes.readUInt16LE(at)
    const isMeta = group === 2
    if (!isMeta && syntax === BIG_ENDIAN) break
    const tag = `${hex(group)},${hex(bytes.readUInt16LE(at + 2))}`
    const { length, start } = lengthAt(bytes, at, !isMeta && syntax === IMPLICIT)
    if (tag === TAGS.pixels || length === UNDEFINED_LENGTH || start + length > bytes.length) break
    found.set(tag, bytes.subarray(start, start + length))
    if (tag === TAGS.syntax) syntax = found.get(tag)?.toString('latin1').replaceAll('\0', '').trim() ?? ''
    at = start + length
  }
  return found
}

const hex = (value: number): string => value.toString(16).padStart(4, '0')

function lengthAt(bytes: Buffer, at: number, isImplicit: boolean): { length: number; start: number } {
  if (isImplicit) return { length: bytes.readUInt32LE(at + 4), start: at + 8 }
  const isLong = LONG.has(bytes.toString('latin1', at + 4, at + 6))
  if (!isLong) return { length: bytes.readUInt16LE(at + 6), start: at + 8 }
  if (at + 12 > bytes.length) return { length: UNDEFINED_LENGTH, start: at + 12 }
  return { length: bytes.readUInt32LE(at + 8), start: at + 12 }
}
