import { crc32, deflateSync } from 'node:zlib'
import type { Volume } from './phantom.ts'

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const WHITEST = 850

/** A slice from below as a grey picture, the front at its top. */
export function toPng({ size, voxels }: Volume, slice: number): Buffer {
  const [width, height] = size
  // Each line begins with the number of its filter: none.
  const lines = Buffer.alloc((width + 1) * height)
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const value = voxels[(slice * height + (height - 1 - y)) * width + x] as number
      lines[y * (width + 1) + 1 + x] = Math.min(255, Math.round((255 * value) / WHITEST))
    }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.writeUInt8(8, 8)
  const chunks = { IHDR: header, IDAT: deflateSync(lines), IEND: Buffer.alloc(0) }
  return Buffer.concat([SIGNATURE, ...Object.entries(chunks).map(([name, data]) => chunk(name, data))])
}

function chunk(name: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, sum])
}
