import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { inflateSync } from 'node:zlib'

/** A face as it is read from its file: letters to shapes, and their widths. */
export interface Face {
  /** The shape of a letter; 0, an empty box, where the face has none. */
  glyphOf(codePoint: number): number
  /** In thousandths of the size of the text. */
  widthOf(glyph: number): number
  readonly ascent: number
  readonly descent: number
  readonly box: readonly number[]
  /** A font file with these shapes alone. */
  subset(glyphs: ReadonlySet<number>): Buffer
}

/** Latin, Greek, Cyrillic, Armenian, Georgian, Hebrew and Arabic; no Chinese, Japanese or Korean. */
const FILES = {
  regular: '@fontsource/dejavu-sans/files/dejavu-sans-latin-400-normal.woff',
  bold: '@fontsource/dejavu-sans/files/dejavu-sans-latin-700-normal.woff',
}
export type Weight = keyof typeof FILES

const faces = new Map<Weight, Face>()

/** Read when it is first used, and kept: 0.4 MB, 20 ms. */
export function faceOf(weight: Weight): Face {
  const known = faces.get(weight) ?? readFace(readFileSync(fileURLToPath(import.meta.resolve(FILES[weight]))))
  faces.set(weight, known)
  return known
}

type Tables = ReadonlyMap<string, Buffer>

/** WOFF is the font file with each table packed. */
function readTables(file: Buffer): Tables {
  const tables = new Map<string, Buffer>()
  for (let entry = 44; entry < 44 + file.readUInt16BE(12) * 20; entry += 20) {
    const at = file.readUInt32BE(entry + 4)
    const packed = file.subarray(at, at + file.readUInt32BE(entry + 8))
    const isPacked = packed.length < file.readUInt32BE(entry + 12)
    tables.set(file.toString('latin1', entry, entry + 4), isPacked ? inflateSync(packed) : packed)
  }
  return tables
}

function readFace(file: Buffer): Face {
  const tables = readTables(file)
  const table = (name: string): Buffer => {
    const found = tables.get(name)
    if (!found) throw new Error(`The font has no table ${name}.`)
    return found
  }
  const head = table('head')
  const scale = 1_000 / head.readUInt16BE(18)
  const scaled = (from: Buffer, at: number) => Math.round(from.readInt16BE(at) * scale)
  const hmtx = table('hmtx')
  const measured = table('hhea').readUInt16BE(34)
  const letters = readCmap(table('cmap'))
  return {
    glyphOf: (codePoint) => letters.get(codePoint) ?? 0,
    widthOf: (glyph) => Math.round(hmtx.readUInt16BE(Math.min(glyph, measured - 1) * 4) * scale),
    ascent: scaled(table('hhea'), 4),
    descent: scaled(table('hhea'), 6),
    box: [36, 38, 40, 42].map((at) => scaled(head, at)),
    subset: (glyphs) => subsetOf(tables, table, glyphs),
  }
}

/** The letters of the face, from its table of all of Unicode (format 12). */
function readCmap(cmap: Buffer): ReadonlyMap<number, number> {
  const letters = new Map<number, number>()
  for (let entry = 4; entry < 4 + cmap.readUInt16BE(2) * 8; entry += 8) {
    const table = cmap.subarray(cmap.readUInt32BE(entry + 4))
    if (table.readUInt16BE(0) !== 12) continue
    for (let group = 16; group < 16 + table.readUInt32BE(12) * 12; group += 12) {
      const [first, last] = [table.readUInt32BE(group), table.readUInt32BE(group + 4)]
      const glyph = table.readUInt32BE(group + 8)
      for (let letter = first; letter <= last; letter += 1) letters.set(letter, glyph + letter - first)
    }
  }
  if (letters.size === 0) throw new Error('The font has no table of all letters.')
  return letters
}

/** What a reader of PDF needs of a font whose shapes are named by their numbers. */
const KEPT = ['cvt ', 'fpgm', 'glyf', 'head', 'hhea', 'hmtx', 'loca', 'maxp', 'prep']

function subsetOf(tables: Tables, table: (name: string) => Buffer, glyphs: ReadonlySet<number>): Buffer {
  const head = Buffer.from(table('head'))
  const isLong = head.readInt16BE(50) === 1
  const [loca, glyf] = [table('loca'), table('glyf')]
  const placeOf = (glyph: number) =>
    isLong ? loca.readUInt32BE(glyph * 4) : loca.readUInt16BE(glyph * 2) * 2
  const shapeOf = (glyph: number) => glyf.subarray(placeOf(glyph), placeOf(glyph + 1))
  const wanted = withParts(glyphs, shapeOf)
  const count = table('maxp').readUInt16BE(4)
  const places = Buffer.alloc((count + 1) * 4)
  const shapes: Buffer[] = []
  let at = 0
  for (let glyph = 0; glyph < count; glyph += 1) {
    places.writeUInt32BE(at, glyph * 4)
    if (!wanted.has(glyph)) continue
    const shape = padded(shapeOf(glyph))
    shapes.push(shape)
    at += shape.length
  }
  places.writeUInt32BE(at, count * 4)
  head.writeInt16BE(1, 50)
  const changed = new Map<string, Buffer>([
    ...tables,
    ['head', head],
    ['loca', places],
    ['glyf', Buffer.concat(shapes)],
  ])
  return fontFile(
    KEPT.flatMap((name) => (changed.has(name) ? [[name, changed.get(name) as Buffer] as const] : [])),
  )
}

/** Accented letters are made of others. */
function withParts(glyphs: ReadonlySet<number>, shapeOf: (glyph: number) => Buffer): Set<number> {
  const wanted = new Set([0, ...glyphs])
  for (const glyph of wanted) {
    const shape = shapeOf(glyph)
    if (shape.length === 0 || shape.readInt16BE(0) >= 0) continue
    for (let at = 10, more = true; more; ) {
      const flags = shape.readUInt16BE(at)
      wanted.add(shape.readUInt16BE(at + 2))
      at += 4 + (flags & 0x1 ? 4 : 2) + (flags & 0x8 ? 2 : flags & 0x40 ? 4 : flags & 0x80 ? 8 : 0)
      more = (flags & 0x20) !== 0
    }
  }
  return wanted
}

const padded = (bytes: Buffer): Buffer =>
  bytes.length % 4 === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(4 - (bytes.length % 4))])

function fontFile(tables: readonly (readonly [name: string, bytes: Buffer])[]): Buffer {
  const start = Buffer.alloc(12 + tables.length * 16)
  start.writeUInt32BE(0x10000, 0)
  start.writeUInt16BE(tables.length, 4)
  const power = 2 ** Math.floor(Math.log2(tables.length))
  start.writeUInt16BE(power * 16, 6)
  start.writeUInt16BE(Math.log2(power), 8)
  start.writeUInt16BE((tables.length - power) * 16, 10)
  let at = start.length
  const bodies: Buffer[] = []
  for (const [number, [name, bytes]] of tables.entries()) {
    const entry = 12 + number * 16
    const body = padded(bytes)
    start.write(name, entry, 'latin1')
    start.writeUInt32BE(checksum(body), entry + 4)
    start.writeUInt32BE(at, entry + 8)
    start.writeUInt32BE(bytes.length, entry + 12)
    bodies.push(body)
    at += body.length
  }
  return Buffer.concat([start, ...bodies])
}

function checksum(bytes: Buffer): number {
  let sum = 0
  for (let at = 0; at < bytes.length; at += 4) sum = (sum + bytes.readUInt32BE(at)) >>> 0
  return sum
}
