import { constants, gunzipSync, type ZlibOptions } from 'node:zlib'
import { BadFile, type Image } from './numbers.mts'

type Reader = (view: DataView, at: number, little: boolean) => number

interface Kind {
  bytes: number
  array: new (buffer: ArrayBuffer, start: number, length: number) => ArrayLike<number>
  read: Reader
}

const kind = (bytes: number, array: Kind['array'], read: Reader): Kind => ({ bytes, array, read })

const KINDS: Readonly<Record<number, Kind>> = {
  2: kind(1, Uint8Array, (view, at) => view.getUint8(at)),
  4: kind(2, Int16Array, (view, at, little) => view.getInt16(at, little)),
  8: kind(4, Int32Array, (view, at, little) => view.getInt32(at, little)),
  16: kind(4, Float32Array, (view, at, little) => view.getFloat32(at, little)),
  64: kind(8, Float64Array, (view, at, little) => view.getFloat64(at, little)),
  256: kind(1, Int8Array, (view, at) => view.getInt8(at)),
  512: kind(2, Uint16Array, (view, at, little) => view.getUint16(at, little)),
  768: kind(4, Uint32Array, (view, at, little) => view.getUint32(at, little)),
}
const HEADER_BYTES = 348
/** What one file may unpack to. */
const MOST_BYTES = 2_000_000_000
/** Of a table or a picture, which say nothing of their size. */
const MOST_OTHER_BYTES = 200_000_000
/** Of the packed bytes, to see what they are. */
const HEAD_BYTES = 16_384

export const isPacked = (bytes: Buffer): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b

/** The file unpacked, but no further than its header says that it is long. */
export function unpack(bytes: Buffer): Buffer {
  // The beginning of a stream ends too early, and that is all right.
  const head = gunzip(bytes.subarray(0, HEAD_BYTES), { finishFlush: constants.Z_SYNC_FLUSH })
  const most = isNifti(head) ? readHeader(head).needed : MOST_OTHER_BYTES
  if (most > MOST_BYTES) throw new BadFile('it unpacks to more than 2 GB')
  return gunzip(bytes, { maxOutputLength: Math.max(most, head.length) + HEAD_BYTES })
}

function gunzip(bytes: Buffer, options: ZlibOptions): Buffer {
  try {
    return gunzipSync(bytes, options)
  } catch (error) {
    const isTooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
    throw new BadFile(
      isTooLarge ? 'it unpacks to more than it says' : 'it is no whole gzip file: send it again',
    )
  }
}

const textAt = (bytes: Buffer, at: number): string => bytes.toString('latin1', at, at + 4)

export const isNifti = (bytes: Buffer): boolean =>
  bytes.length >= HEADER_BYTES && (textAt(bytes, 344) === 'n+1\0' || textAt(bytes, 4) === 'n+2\0')

export function readNifti(name: string, bytes: Buffer): Image {
  const { view, little, dimensions, kind: found, start, count, needed } = readHeader(bytes)
  const [width = 1, height = 1, depth = 1, ...more] = dimensions
  if (bytes.length < needed)
    throw new BadFile(`it is cut: ${needed} bytes are needed and ${bytes.length} are here`)
  const slope = view.getFloat32(112, little)
  const spacing = [1, 2, 3].map((at) => Math.abs(view.getFloat32(76 + 4 * at, little)))
  const volumes = more.reduce((product, each) => product * each, 1)
  return {
    name,
    shape: `${width} × ${height} × ${depth}${volumes > 1 ? ` × ${volumes}` : ''}`,
    size: [width, height, depth],
    spacing: spacing as [number, number, number],
    values: valuesOf({ bytes, view, little, start, count, kind: found }),
    // A slope of nought says that there is none.
    scale: slope === 0 || !Number.isFinite(slope) ? [1, 0] : [slope, view.getFloat32(116, little) || 0],
  }
}

function readHeader(bytes: Buffer) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const little = view.getInt32(0, true) === HEADER_BYTES
  if (!little && view.getInt32(0, false) !== HEADER_BYTES)
    throw new BadFile('it is a NIfTI-2 image: convert it to NIfTI-1 first')
  const lengths = Array.from({ length: 8 }, (_, at) => view.getInt16(40 + 2 * at, little))
  const dimensions = lengths.slice(1, 1 + Math.min(Math.max(lengths[0] as number, 0), 7))
  if (dimensions.length === 0 || dimensions.some((each) => each < 1))
    throw new BadFile('its header gives the image no size')
  const found = KINDS[view.getInt16(70, little)]
  if (!found) throw new BadFile('its numbers are of a kind that is not read here')
  const start = view.getFloat32(108, little)
  if (!Number.isInteger(start) || start < HEADER_BYTES)
    throw new BadFile('its header does not say where its numbers begin')
  const count = dimensions.reduce((product, each) => product * each, 1)
  return { view, little, dimensions, kind: found, start, count, needed: start + count * found.bytes }
}

interface Stored {
  bytes: Buffer
  view: DataView
  little: boolean
  start: number
  count: number
  kind: Kind
}

/** As they lie in memory, or turned round where they were written by a machine of the other kind. */
function valuesOf({ bytes, view, little, start, count, kind: { bytes: width, array, read } }: Stored) {
  const first = bytes.byteOffset + start
  if (little && first % width === 0) return new array(bytes.buffer as ArrayBuffer, first, count)
  const values = new Float64Array(count)
  for (let at = 0; at < count; at += 1) values[at] = read(view, start + at * width, little)
  return values
}
