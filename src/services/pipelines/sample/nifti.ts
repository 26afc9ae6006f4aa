import { gzipSync } from 'node:zlib'
import type { Volume } from './phantom.ts'

const HEADER_BYTES = 348
/** Four bytes that say that nothing follows stand between header and numbers. */
const OFFSET = 352
const INT16 = 4
const MM_AND_SECONDS = 2 | 8
const SCANNER = 1
const SECONDS_EACH = 2

/** The volume, or the series, as a packed NIfTI-1 file; the middle of the box is the origin. */
export function toNifti({ size, voxelMm, voxels, volumes = 1 }: Volume & { volumes?: number }): Buffer {
  const header = Buffer.alloc(OFFSET)
  header.writeInt32LE(HEADER_BYTES, 0)
  const dimensions = volumes === 1 ? [3, ...size, 1, 1, 1, 1] : [4, ...size, volumes, 1, 1, 1]
  for (const [at, each] of dimensions.entries()) header.writeInt16LE(each, 40 + 2 * at)
  header.writeInt16LE(INT16, 70)
  header.writeInt16LE(16, 72)
  for (const [at, each] of [1, voxelMm, voxelMm, voxelMm, SECONDS_EACH].entries())
    header.writeFloatLE(each, 76 + 4 * at)
  header.writeFloatLE(OFFSET, 108)
  header.writeFloatLE(1, 112)
  header.writeUInt8(MM_AND_SECONDS, 123)
  header.write('Phantom of Atelier: nobody', 148, 'latin1')
  header.writeInt16LE(SCANNER, 254)
  for (const row of [0, 1, 2]) {
    header.writeFloatLE(voxelMm, 280 + 16 * row + 4 * row)
    header.writeFloatLE((-voxelMm * ((size[row] as number) - 1)) / 2, 280 + 16 * row + 12)
  }
  header.write('n+1\0', 344, 'latin1')
  return gzipSync(Buffer.concat([header, Buffer.from(voxels.buffer)]))
}
