import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { readZip, type ZipLimits } from '../files/unzip.ts'
import { Problem } from '../problem.ts'
import { tableProblems } from './problems.ts'
import type { Row } from './read-csv.ts'
import { attributeOf, walkXml } from './xml.ts'

/** A list of people is far from these, and what is at them is still read in seconds. */
const LIMITS: ZipLimits = { entries: 1_000, bytes: 64_000_000, ratio: 200 }
const MOST_COLUMNS = 100
const MOST_ROWS = 1_048_576

/** What is looked at: neither pictures nor styles. */
const READ = /^xl\/(workbook\.xml|_rels\/workbook\.xml\.rels|sharedStrings\.xml|worksheets\/[^/]+\.xml)$/i

/** The lines of the first worksheet that hold anything, one more than `most` at most, with their numbers there. */
export async function readXlsx(bytes: Buffer, most: number): Promise<Row[]> {
  const parts = await partsOf(bytes)
  const sheet = parts.get(firstSheet(parts))
  if (sheet === undefined) throw tableProblems.brokenWorkbook('it has no worksheet')
  return rowsOf(sheet, sharedTexts(parts.get('xl/sharedStrings.xml') ?? ''), most)
}

async function partsOf(bytes: Buffer): Promise<Map<string, string>> {
  const source = {
    size: bytes.length,
    stream: (start: number, end: number) =>
      Readable.from([bytes.subarray(start, end)], { objectMode: false }),
  }
  const parts = new Map<string, string>()
  try {
    for await (const entry of readZip(source, LIMITS))
      if (READ.test(entry.name)) parts.set(entry.name, await text(await entry.open()))
  } catch (error) {
    if (error instanceof Problem) throw tableProblems.brokenWorkbook(why(error))
    throw error
  }
  return parts
}

/** What the problem says was wrong, as part of a sentence. */
const why = (error: Problem): string => error.message.replace(/^.*?: /, '').replace(/\.$/, '')

function firstSheet(parts: ReadonlyMap<string, string>): string {
  let id: string | undefined
  walk(parts.get('xl/workbook.xml') ?? '', {
    open(name, attributes) {
      if (name === 'sheet') id ??= attributeOf(attributes, '\\w+:id')
    },
  })
  let target: string | undefined
  walk(parts.get('xl/_rels/workbook.xml.rels') ?? '', {
    open(name, attributes) {
      if (name === 'Relationship' && attributeOf(attributes, 'Id') === id)
        target = attributeOf(attributes, 'Target')
    },
  })
  if (target === undefined) return 'xl/worksheets/sheet1.xml'
  return target.startsWith('/') ? target.slice(1) : `xl/${target}`
}

function walk(xml: string, hear: Partial<Parameters<typeof walkXml>[1]>): void {
  const listener = { open() {}, text() {}, close() {}, ...hear }
  if (!walkXml(xml, listener)) throw tableProblems.brokenWorkbook('a part of it is no plain XML')
}

/** Texts that cells name by their numbers. What tells how to pronounce them is left out. */
function sharedTexts(xml: string): string[] {
  const texts: string[] = []
  let current = ''
  let isText = false
  let isHint = false
  walk(xml, {
    open(name) {
      if (name === 'si') current = ''
      else if (name === 'rPh') isHint = true
      else if (name === 't') isText = !isHint
    },
    text(part) {
      if (isText) current += part
    },
    close(name) {
      if (name === 'si') texts.push(current)
      else if (name === 'rPh') isHint = false
      else if (name === 't') isText = false
    },
  })
  return texts
}

function rowsOf(xml: string, shared: readonly string[], most: number): Row[] {
  const rows: Row[] = []
  let row: Row = { line: 0, cells: [] }
  let cell = { at: 0, type: '', value: '' }
  let isValue = false
  const isFull = () => rows.length > most + 1
  walk(xml, {
    open(name, attributes) {
      if (name === 'row') row = { line: lineOf(attributeOf(attributes, 'r')) ?? row.line + 1, cells: [] }
      else if (name === 'c') {
        const place = attributeOf(attributes, 'r')
        const at = place === undefined ? row.cells.length : columnOf(place)
        cell = { at, type: attributeOf(attributes, 't') ?? 'n', value: '' }
      } else if (name === 'v' || name === 't') isValue = true
    },
    text(part) {
      if (isValue && !isFull()) cell.value += part
    },
    close(name) {
      if (name === 'v' || name === 't') isValue = false
      else if (name === 'c' && cell.at < MOST_COLUMNS) {
        while (row.cells.length < cell.at) row.cells.push('')
        row.cells[cell.at] = textOfCell(cell, shared)
      } else if (name === 'row' && !isFull() && row.cells.some((each) => each !== '')) rows.push(row)
    },
  })
  return rows
}

function textOfCell({ type, value }: { type: string; value: string }, shared: readonly string[]): string {
  if (type === 's') return plain(shared[Number(value)] ?? '')
  if (type === 'e') return ''
  return type === 'n' ? value : plain(value)
}

/** Excel writes letters that XML cannot hold as `_x000D_`. */
function plain(value: string): string {
  if (!value.includes('_x')) return value.trim()
  return value
    .replace(/_x([0-9a-fA-F]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .trim()
}

/** The number of a row, where it is one that a worksheet can have. */
function lineOf(text: string | undefined): number | undefined {
  const line = Number(text)
  return Number.isInteger(line) && line >= 1 && line <= MOST_ROWS ? line : undefined
}

/** 0 for A1, 27 for AB7. */
function columnOf(place: string): number {
  let column = 0
  for (const letter of place.slice(0, 3)) {
    const digit = letter.charCodeAt(0) - 64
    if (digit < 1 || digit > 26) break
    column = column * 26 + digit
  }
  return column - 1
}
