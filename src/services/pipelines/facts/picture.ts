import type { Facts } from './facts.ts'
import type { Head } from './head.ts'

/** Of a picture; undefined for anything else. */
export function pictureFacts(head: Head): Facts | undefined {
  if (head.startsWith(0x89, 0x50, 0x4e, 0x47) && head.bytes.length >= 24)
    return sized('png', [head.bytes.readUInt32BE(16), head.bytes.readUInt32BE(20)])
  if (head.startsWith(0xff, 0xd8, 0xff)) return sized('jpeg', jpegSize(head.bytes))
  if (['II*\0', 'MM\0*'].includes(head.ascii(0, 4))) return { format: 'tiff', text: 'TIFF' }
  // Lines of comments may stand between its numbers.
  const [, width, height] =
    /^P[1-6]\s+(?:#[^\n]*\n\s*)*(\d{1,9})\s+(?:#[^\n]*\n\s*)*(\d{1,9})\s/.exec(head.ascii(0, 512)) ?? []
  return width && height ? sized('pnm', [Number(width), Number(height)]) : undefined
}

function sized(format: 'png' | 'jpeg' | 'pnm', size: [width: number, height: number] | undefined): Facts {
  const name = format === 'pnm' ? 'PNM' : format.toUpperCase()
  if (!size) return { format, text: name }
  const [width, height] = size
  if (width === 0 || height === 0) return { format, text: name, problem: 'Its header gives it no size.' }
  return { format, text: `${name}, ${width} × ${height}`, width, height }
}

const FRAMES = new Set([0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf])

/** From the frame, which stands behind what cameras add; undefined where that is longer than what was read. */
function jpegSize(bytes: Buffer): [number, number] | undefined {
  for (let at = 2; at + 9 <= bytes.length; at += 2 + bytes.readUInt16BE(at + 2)) {
    if (bytes[at] !== 0xff) return undefined
    if (FRAMES.has(bytes[at + 1] as number)) return [bytes.readUInt16BE(at + 7), bytes.readUInt16BE(at + 5)]
  }
  return undefined
}
