import { BadFile, type Numbers } from './numbers.mts'

const DELIMITERS = [',', '\t', ';']
/** In quotes, with doubled ones inside, or up to the next delimiter. */
const QUOTED = /^"((?:[^"]|"")*)"$/

/** The columns of a table that hold numbers, each for itself. */
export function readTable(name: string, bytes: Buffer): Numbers[] {
  const lines = textOf(bytes)
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
  const [head = '', ...rows] = lines
  const delimiter = DELIMITERS.find((each) => head.includes(each)) ?? ','
  const titles = fieldsOf(head, delimiter)
  if (rows.length === 0) throw new BadFile('it has no rows below its titles')
  const cells = rows.map((row) => fieldsOf(row, delimiter))
  const wrong = cells.findIndex((row) => row.length !== titles.length)
  if (wrong !== -1)
    throw new BadFile(
      `line ${wrong + 2} has ${cells[wrong]?.length} columns in the place of ${titles.length}`,
    )
  const columns = titles.flatMap((title, at) => {
    const values = cells.map((row) => numberIn(row[at] as string))
    return values.some(Number.isFinite) ? [{ title, values }] : []
  })
  if (columns.length === 0) throw new BadFile('no column of it holds numbers')
  return columns.map(({ title, values }) => ({
    name: `${name}: ${title}`,
    shape: `${values.length} rows`,
    values,
    scale: [1, 0],
  }))
}

function textOf(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new BadFile('it is neither a NIfTI image, a PGM or PPM picture, nor a table')
  }
}

const numberIn = (cell: string): number => (cell.trim() === '' ? Number.NaN : Number(cell))

function fieldsOf(line: string, delimiter: string): string[] {
  const fields: string[] = []
  let isOpen = false
  let start = 0
  for (let at = 0; at <= line.length; at += 1) {
    if (line[at] === '"') isOpen = !isOpen
    if (at < line.length && (line[at] !== delimiter || isOpen)) continue
    fields.push(line.slice(start, at).trim())
    start = at + 1
  }
  return fields.map((field) => QUOTED.exec(field)?.[1]?.replaceAll('""', '"') ?? field)
}
