import { buffer } from 'node:stream/consumers'
import { setImmediate } from 'node:timers/promises'
import { ZipFile } from 'yazl'
import type { Cell } from '../csv.ts'

/** A worksheet; its name is what Excel allows, see `sheetNames`. */
export interface Sheet {
  name: string
  rows: readonly (readonly Cell[])[]
}

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
export const XLSX_TYPE = `${TYPE}.sheet`
const LONGEST_NAME = 31
/** No XML holds them, and no person writes them. */
const UNWRITABLE = /[\p{Cc}\p{Surrogate}\ufffe\uffff]/gu

/**
 * A workbook as bytes. Texts stand in typed cells and are never taken for formulas (promises.md, I7); control characters
 * are dropped. Written by hand: two packages more for seven short files are over what an installation may weigh.
 */
export async function workbook(sheets: readonly Sheet[]): Promise<Buffer> {
  const zip = new ZipFile()
  const add = (name: string, xml: string) => zip.addBuffer(Buffer.from(HEAD + xml), name)
  add('[Content_Types].xml', contentTypes(sheets))
  add('_rels/.rels', relations([['officeDocument', 'xl/workbook.xml']]))
  add('xl/workbook.xml', bookOf(sheets))
  add(
    'xl/_rels/workbook.xml.rels',
    relations(sheets.map((_, at) => ['worksheet', `worksheets/sheet${at + 1}.xml`])),
  )
  for (const [at, { rows }] of sheets.entries()) {
    add(`xl/worksheets/sheet${at + 1}.xml`, sheetOf(rows))
    // Of a hundred long sheets none makes the others wait.
    await setImmediate()
  }
  zip.end()
  return buffer(zip.outputStream)
}

/**
 * Names for worksheets that Excel allows: without `\ / ? * [ ] :`, without `'` at the ends, of 31 characters at most, and
 * numbered where two would be alike but for case.
 */
export function sheetNames(titles: readonly string[]): string[] {
  const taken = new Set<string>()
  return titles.map((title) => {
    const base = sheetName(title)
    let name = base
    for (let n = 2; taken.has(name.toLowerCase()); n += 1) {
      const end = ` (${n})`
      name = cut(base, LONGEST_NAME - end.length) + end
    }
    taken.add(name.toLowerCase())
    return name
  })
}

function sheetName(title: string): string {
  const plain = title.replace(UNWRITABLE, '').replace(/[\\/?*[\]:]/g, '_')
  const trimmed = bare(cut(bare(plain), LONGEST_NAME))
  // Excel keeps this one for itself.
  if (trimmed.toLowerCase() === 'history') return `${trimmed}_`
  return trimmed.trim() === '' ? 'Sheet' : trimmed
}

const bare = (text: string): string => text.replace(/^'+/, '').replace(/'+$/, '')
/** Cut without leaving half a letter. */
const cut = (text: string, length: number): string => text.slice(0, length).replace(/\p{Surrogate}$/u, '')

function contentTypes(sheets: readonly Sheet[]): string {
  const parts = sheets.map(
    (_, at) => `<Override PartName="/xl/worksheets/sheet${at + 1}.xml" ContentType="${TYPE}.worksheet+xml"/>`,
  )
  return `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/>${parts.join('')}</Types>`
}

function relations(list: readonly (readonly [type: string, target: string])[]): string {
  const parts = list.map(
    ([type, target], at) => `<Relationship Id="rId${at + 1}" Type="${OFFICE}/${type}" Target="${target}"/>`,
  )
  return `<Relationships xmlns="${PACKAGE}/relationships">${parts.join('')}</Relationships>`
}

function bookOf(sheets: readonly Sheet[]): string {
  const parts = sheets.map(
    ({ name }, at) => `<sheet name="${escaped(name)}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`,
  )
  return `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${parts.join('')}</sheets></workbook>`
}

function sheetOf(rows: Sheet['rows']): string {
  const lines = rows.map((cells, at) => {
    const line = cells.map((cell, column) => cellOf(`${columnName(column)}${at + 1}`, cell)).join('')
    return `<row r="${at + 1}">${line}</row>`
  })
  return `<worksheet xmlns="${MAIN}"><sheetData>${lines.join('')}</sheetData></worksheet>`
}

function cellOf(place: string, cell: Cell): string {
  if (cell === null || cell === undefined) return ''
  if (typeof cell === 'number') return `<c r="${place}"><v>${cell}</v></c>`
  return `<c r="${place}" t="inlineStr"><is><t xml:space="preserve">${escaped(cell)}</t></is></c>`
}

/** A, B, … Z, AA, … */
function columnName(at: number): string {
  const letter = String.fromCharCode(65 + (at % 26))
  return at < 26 ? letter : columnName(Math.floor(at / 26) - 1) + letter
}

function escaped(text: string): string {
  return (
    text
      .replace(UNWRITABLE, '')
      // Excel reads `_x0041_` as the letter of that number.
      .replace(/_(x[0-9a-f]{4}_)/gi, '_x005F_$1')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
  )
}
