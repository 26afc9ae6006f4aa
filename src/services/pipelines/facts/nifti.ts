import type { Facts } from './facts.ts'
import type { Head } from './head.ts'
import { plural, sizeText } from './words.ts'

const TYPES: Readonly<Record<number, string>> = {
  2: 'uint8',
  4: 'int16',
  8: 'int32',
  16: 'float32',
  64: 'float64',
  128: 'rgb',
  256: 'int8',
  512: 'uint16',
  768: 'uint32',
  1024: 'int64',
  1280: 'uint64',
}
/** The size of the header is the first number in it, and says which of both versions it is. */
const [FIRST, SECOND] = [348, 540]
const UNIT_BITS = 7
/** Of voxels in a row, and of millimetres: a header may say any number, and some that are none. */
const MOST = 1e12
const [METERS, MICRONS] = [1, 3]

export function isNifti({ bytes }: Head): boolean {
  if (bytes.length < FIRST) return false
  const sizes = [bytes.readInt32LE(0), bytes.readInt32BE(0)]
  if (sizes.includes(FIRST)) return ['n+1', 'ni1'].includes(bytes.toString('latin1', 344, 347))
  return sizes.includes(SECOND) && ['n+2', 'ni2'].includes(bytes.toString('latin1', 4, 7))
}

export function niftiFacts(head: Head): Facts {
  const header = readHeader(head.bytes)
  const { dimensions, type, bits, offset } = header
  if (dimensions.length === 0 || dimensions.some((size) => !(size > 0 && size < MOST)))
    return bad('Its header gives the image no size.')
  const voxelSize = header.voxelSize.map((each) => Math.round(each * 1_000) / 1_000)
  const needed = offset + (dimensions.reduce((product, size) => product * size, 1) * bits) / 8
  const facts: Facts = {
    format: 'nifti',
    text: textOf(dimensions, voxelSize),
    dimensions,
    voxelSize,
    type: type ?? 'unknown',
  }
  if (head.size !== undefined && head.size < needed)
    facts.problem = `It is cut: the image needs ${sizeText(needed)}, and ${sizeText(head.size)} are here.`
  else if (type === undefined) facts.warning = 'Its numbers are of a kind that few programs read.'
  return facts
}

const bad = (problem: string): Facts => ({ format: 'nifti', text: 'NIfTI', problem })

function readHeader(bytes: Buffer) {
  const isLittle = [FIRST, SECOND].includes(bytes.readInt32LE(0))
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const isSecond = view.getInt32(0, isLittle) === SECOND
  const dimension = (at: number) =>
    isSecond ? Number(view.getBigInt64(16 + 8 * at, isLittle)) : view.getInt16(40 + 2 * at, isLittle)
  const spacing = (at: number) =>
    isSecond ? view.getFloat64(104 + 8 * at, isLittle) : view.getFloat32(76 + 4 * at, isLittle)
  const count = Math.min(Math.max(dimension(0), 0), 7)
  const sizes = Array.from({ length: count }, (_, at) => dimension(at + 1))
  // A single volume is often written as a series of one.
  while (sizes.length > 3 && sizes.at(-1) === 1) sizes.pop()
  const unit = (isSecond ? view.getInt32(500, isLittle) : view.getUint8(123)) & UNIT_BITS
  const factor = unit === METERS ? 1_000 : unit === MICRONS ? 0.001 : 1
  return {
    dimensions: sizes,
    voxelSize: sizes.slice(0, 3).map((_, at) => sane(Math.abs(spacing(at + 1)) * factor)),
    type: TYPES[view.getInt16(isSecond ? 12 : 70, isLittle)],
    bits: view.getInt16(isSecond ? 14 : 72, isLittle),
    offset: isSecond ? Number(view.getBigInt64(168, isLittle)) : view.getFloat32(108, isLittle),
  }
}

const sane = (millimetres: number): number => (millimetres < MOST ? millimetres : 0)

function textOf(dimensions: readonly number[], voxelSize: readonly number[]): string {
  const [first = 0, ...others] = voxelSize
  const spacing = others.every((each) => each === first) ? `${first}` : voxelSize.join(' × ')
  const volumes = dimensions.slice(3).reduce((product, size) => product * size, 1)
  const series = dimensions.length > 3 ? `, ${plural(volumes, 'volume')}` : ''
  return `${dimensions.slice(0, 3).join(' × ')}, ${spacing} mm${series}`
}
