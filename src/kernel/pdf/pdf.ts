import { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { deflate } from 'node:zlib'
import { type Face, faceOf, type Weight } from './font.ts'
import { shaped } from './shape.ts'

/** A4 upright, in points of 1/72 inch; y grows downwards from the upper edge. */
export const PAGE = { width: 595.28, height: 841.89 }

const pack = promisify(deflate)
const CATALOG = 1
const PAGES = 2
const FONTS: Readonly<Record<Weight, number>> = { regular: 3, bold: 8 }
const FIRST_FREE = 13

interface Style {
  size: number
  weight?: Weight
  /** What is longer ends in an ellipsis. */
  most?: number
  /** 0 is black. */
  grey?: number
  align?: 'left' | 'right'
}

/** What a page is drawn with. */
export interface Canvas {
  /** A line of text on its base line. */
  text(x: number, y: number, text: string, style: Style): void
  line(
    from: readonly [number, number],
    to: readonly [number, number],
    style?: { dashed?: boolean; grey?: number },
  ): void
  /** Black squares of a grid, such as a QR code. */
  squares(x: number, y: number, size: number, grid: readonly (readonly boolean[])[]): void
}

/**
 * A PDF, made page by page while it is read; of the two faces it holds the letters that it needs. Written by hand: the
 * libraries for it are heavier than all that this server is made of.
 */
export function pdfStream(pages: AsyncIterable<(canvas: Canvas) => void>, title: string): Readable {
  return Readable.from(bytesOf(pages, title), { objectMode: false })
}

async function* bytesOf(
  pages: AsyncIterable<(canvas: Canvas) => void>,
  title: string,
): AsyncGenerator<Buffer> {
  const places: number[] = []
  let length = 0
  const put = (bytes: Buffer): Buffer => {
    length += bytes.length
    return bytes
  }
  const object = (number: number, body: string | Buffer): Buffer => {
    places[number] = length
    return put(
      Buffer.concat([Buffer.from(`${number} 0 obj\n`), Buffer.from(body), Buffer.from('\nendobj\n')]),
    )
  }
  const used: Record<Weight, Map<number, string>> = { regular: new Map(), bold: new Map() }
  yield put(Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1'))
  const kids: number[] = []
  let next = FIRST_FREE
  for await (const draw of pages) {
    const content: string[] = []
    draw(canvasOf(content, used))
    const [page, stream] = [next, next + 1]
    next += 2
    kids.push(page)
    yield object(stream, await streamOf(Buffer.from(content.join('\n'))))
    yield object(
      page,
      `<< /Type /Page /Parent ${PAGES} 0 R /MediaBox [0 0 ${PAGE.width} ${PAGE.height}] /Contents ${stream} 0 R /Resources << /Font << /F0 ${FONTS.regular} 0 R /F1 ${FONTS.bold} 0 R >> >> >>`,
    )
  }
  for (const weight of ['regular', 'bold'] as const) yield* fontObjects(weight, used[weight], object)
  yield object(
    PAGES,
    `<< /Type /Pages /Count ${kids.length} /Kids [${kids.map((id) => `${id} 0 R`).join(' ')}] >>`,
  )
  yield object(CATALOG, `<< /Type /Catalog /Pages ${PAGES} 0 R >>`)
  const info = next
  yield object(info, `<< /Title ${hexText(title)} >>`)
  const start = length
  const lines = Array.from(
    { length: info },
    (_, at) => `${String(places[at + 1] ?? 0).padStart(10, '0')} 00000 n \n`,
  )
  yield Buffer.from(
    `xref\n0 ${info + 1}\n0000000000 65535 f \n${lines.join('')}trailer\n<< /Size ${info + 1} /Root ${CATALOG} 0 R /Info ${info} 0 R >>\nstartxref\n${start}\n%%EOF\n`,
  )
}

async function streamOf(bytes: Buffer, more = ''): Promise<Buffer> {
  const packed = await pack(bytes)
  return Buffer.concat([
    Buffer.from(`<< /Length ${packed.length} /Filter /FlateDecode${more} >>\nstream\n`),
    packed,
    Buffer.from('\nendstream'),
  ])
}

const hexText = (text: string): string => `<feff${Buffer.from(text, 'utf16le').swap16().toString('hex')}>`
const n = (value: number): string => value.toFixed(2)
const up = (y: number): string => n(PAGE.height - y)

function canvasOf(content: string[], used: Record<Weight, Map<number, string>>): Canvas {
  return {
    text(x, y, text, { size, weight = 'regular', most, grey = 0, align = 'left' }) {
      const face = faceOf(weight)
      const glyphs = fitted(face, shaped(text), most === undefined ? undefined : (most / size) * 1_000)
      for (const { glyph, letter } of glyphs) used[weight].set(glyph, letter)
      const hex = glyphs.map(({ glyph }) => glyph.toString(16).padStart(4, '0')).join('')
      const from = align === 'left' ? x : x - (widthOf(face, glyphs) * size) / 1_000
      const font = weight === 'bold' ? 'F1' : 'F0'
      content.push(`BT /${font} ${n(size)} Tf ${n(grey)} g 1 0 0 1 ${n(from)} ${up(y)} Tm <${hex}> Tj ET`)
    },
    line([x1, y1], [x2, y2], { dashed = false, grey = 0.6 } = {}) {
      const dash = dashed ? '[3 3] 0 d' : '[] 0 d'
      content.push(`${n(grey)} G 0.5 w ${dash} ${n(x1)} ${up(y1)} m ${n(x2)} ${up(y2)} l S`)
    },
    squares(x, y, size, grid) {
      const side = size / Math.max(1, grid.length)
      content.push('0 g')
      for (const [row, cells] of grid.entries())
        for (let at = 0; at < cells.length; at += 1) {
          if (!cells[at]) continue
          let end = at
          while (cells[end + 1]) end += 1
          content.push(
            `${n(x + at * side)} ${up(y + (row + 1) * side)} ${n((end - at + 1) * side)} ${n(side)} re`,
          )
          at = end
        }
      content.push('f')
    },
  }
}

/** A text in lines that fit, broken at any letter: for what is copied by hand and must not be cut short. */
export function brokenLines(
  text: string,
  { size, weight = 'regular', most }: { size: number; weight?: Weight; most: number },
): string[] {
  const face = faceOf(weight)
  const room = (most / size) * 1_000
  const lines = ['']
  let width = 0
  for (const letter of text) {
    const more = face.widthOf(face.glyphOf(letter.codePointAt(0) as number))
    if (width > 0 && width + more > room) {
      lines.push('')
      width = 0
    }
    lines[lines.length - 1] += letter
    width += more
  }
  return lines
}

interface Glyph {
  glyph: number
  letter: string
}

const glyphsOf = (face: Face, text: string): Glyph[] =>
  [...text].map((letter) => ({ glyph: face.glyphOf(letter.codePointAt(0) as number), letter }))

const widthOf = (face: Face, glyphs: readonly Glyph[]): number =>
  glyphs.reduce((sum, { glyph }) => sum + face.widthOf(glyph), 0)

function fitted(face: Face, text: string, most: number | undefined): Glyph[] {
  const glyphs = glyphsOf(face, text)
  if (most === undefined || widthOf(face, glyphs) <= most) return glyphs
  const end = glyphsOf(face, '…')
  let width = widthOf(face, end)
  const kept = glyphs.findIndex(({ glyph }) => {
    width += face.widthOf(glyph)
    return width > most
  })
  return [...glyphs.slice(0, kept), ...end]
}

/** A face whose letters are named by the numbers of their shapes, and a table that tells which letters they are. */
async function* fontObjects(
  weight: Weight,
  used: ReadonlyMap<number, string>,
  object: (number: number, body: string | Buffer) => Buffer,
): AsyncGenerator<Buffer> {
  const face = faceOf(weight)
  const base = FONTS[weight]
  const name = `/ATELIE+DejaVuSans${weight === 'bold' ? '-Bold' : ''}`
  const glyphs = [...used.keys()].sort((a, b) => a - b)
  const widths = glyphs.map((glyph) => `${glyph} [${face.widthOf(glyph)}]`).join(' ')
  yield object(
    base,
    `<< /Type /Font /Subtype /Type0 /BaseFont ${name} /Encoding /Identity-H /DescendantFonts [${base + 1} 0 R] /ToUnicode ${base + 4} 0 R >>`,
  )
  yield object(
    base + 1,
    `<< /Type /Font /Subtype /CIDFontType2 /BaseFont ${name} /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor ${base + 2} 0 R /DW 600 /W [${widths}] /CIDToGIDMap /Identity >>`,
  )
  yield object(
    base + 2,
    `<< /Type /FontDescriptor /FontName ${name} /Flags 4 /FontBBox [${face.box.join(' ')}] /ItalicAngle 0 /Ascent ${face.ascent} /Descent ${face.descent} /CapHeight 729 /StemV ${weight === 'bold' ? 150 : 80} /FontFile2 ${base + 3} 0 R >>`,
  )
  const file = face.subset(new Set(glyphs))
  yield object(base + 3, await streamOf(file, ` /Length1 ${file.length}`))
  yield object(base + 4, await streamOf(Buffer.from(lettersOf(used))))
}

/** So that text can be searched and copied. */
function lettersOf(used: ReadonlyMap<number, string>): string {
  const lines = [...used].map(
    ([glyph, letter]) =>
      `<${glyph.toString(16).padStart(4, '0')}> <${Buffer.from(letter.normalize('NFKC'), 'utf16le').swap16().toString('hex')}>`,
  )
  const blocks: string[] = []
  for (let at = 0; at < lines.length; at += 100) {
    const some = lines.slice(at, at + 100)
    blocks.push(`${some.length} beginbfchar\n${some.join('\n')}\nendbfchar`)
  }
  return `/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /Letters def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n${blocks.join('\n')}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend`
}
