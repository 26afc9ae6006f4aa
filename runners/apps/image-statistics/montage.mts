import { crc32, deflateSync } from 'node:zlib'
import type { Image } from './numbers.mts'

/** Grey points, line by line from the top. */
interface Plane {
  width: number
  height: number
  points: Uint8Array
}

const GAP = 4
const PICTURE_WIDTH = 1_024

/** The three slices through the middle, side by side, or the picture itself; `dark` and `bright` become black and white. */
export function montageOf(image: Image, [dark, bright]: readonly [number, number]): Buffer {
  const [width, height, depth] = image.size
  const [factor, offset] = image.scale
  const grey = (x: number, y: number, z: number): number => {
    const value = (image.values[(z * height + y) * width + x] as number) * factor + offset
    return Number.isFinite(value) ? Math.round((255 * (value - dark)) / (bright - dark || 1)) : 0
  }
  const middle = [width, height, depth].map((length) => Math.floor(length / 2)) as [number, number, number]
  if (depth === 1) {
    // Lines of a picture begin at its top, those of a volume at its back.
    const turned = image.spacing !== undefined
    const step = Math.max(1, Math.ceil(width / PICTURE_WIDTH))
    const across = Math.ceil(width / step)
    const down = Math.ceil(height / step)
    const row = (y: number) => (turned ? height - 1 - y * step : y * step)
    return toPng(plane(across, down, (x, y) => grey(x * step, row(y), 0)))
  }
  return toPng(
    beside([
      plane(height, depth, (x, y) => grey(middle[0], x, depth - 1 - y)),
      plane(width, depth, (x, y) => grey(x, middle[1], depth - 1 - y)),
      plane(width, height, (x, y) => grey(x, height - 1 - y, middle[2])),
    ]),
  )
}

function plane(width: number, height: number, at: (x: number, y: number) => number): Plane {
  const points = new Uint8Array(width * height)
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) points[y * width + x] = Math.min(255, Math.max(0, at(x, y)))
  return { width, height, points }
}

function beside(planes: readonly Plane[]): Plane {
  const width = planes.reduce((sum, each) => sum + each.width, GAP * (planes.length - 1))
  const height = Math.max(...planes.map((each) => each.height))
  const points = new Uint8Array(width * height)
  let left = 0
  for (const each of planes) {
    for (let y = 0; y < each.height; y += 1)
      points.set(each.points.subarray(y * each.width, (y + 1) * each.width), y * width + left)
    left += each.width + GAP
  }
  return { width, height, points }
}

function toPng({ width, height, points }: Plane): Buffer {
  const size = new DataView(new ArrayBuffer(13))
  size.setUint32(0, width)
  size.setUint32(4, height)
  // Eight bits of grey.
  size.setUint8(8, 8)
  const raw = Buffer.alloc(height * (width + 1))
  for (let y = 0; y < height; y += 1)
    raw.set(points.subarray(y * width, (y + 1) * width), y * (width + 1) + 1)
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    part('IHDR', new Uint8Array(size.buffer)),
    part('IDAT', deflateSync(raw)),
    part('IEND', new Uint8Array()),
  ])
}

function part(kind: string, content: Uint8Array): Buffer {
  const bytes = Buffer.alloc(content.length + 12)
  bytes.writeUInt32BE(content.length)
  bytes.write(kind, 4, 'latin1')
  bytes.set(content, 8)
  bytes.writeUInt32BE(crc32(bytes.subarray(4, -4)), bytes.length - 4)
  return bytes
}
