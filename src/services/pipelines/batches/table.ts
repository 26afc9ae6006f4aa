import { buffer } from 'node:stream/consumers'
import { openChecked } from '../../../kernel/files/checked.ts'
import { findFile } from '../../../kernel/files/file.store.ts'
import type { FieldError } from '../../../kernel/problem.ts'
import type { Row } from '../../../kernel/table-file/read-csv.ts'
import { type AppDefinition, type Field, fieldsOf } from '../apps/definition.ts'
import type { Pipelines } from '../pipelines.ts'
import { findUpload } from '../uploads/upload.store.ts'
import { problems } from './batch-problems.ts'
import { MOST_EXPERIMENTS } from './form-body.ts'
import type { Paths, TableLine } from './plan.ts'

const MOST_BYTES = 5_000_000
const NAMES = new Set(['name', 'experimentname', 'experiment name'])
const DESCRIPTIONS = new Set(['description', 'experimentdescription', 'experiment description'])

export interface Table {
  lines: TableLine[]
  /** Columns that are no field of the app. */
  unknown: string[]
  problems: (FieldError & { line: number })[]
}

/** The lines of an uploaded table (CSV or .xlsx), whose head names fields of the app. */
export async function readRows(
  pipelines: Pipelines,
  { account, upload }: { account: number; upload: number },
): Promise<Row[]> {
  const { db, files, kernel, tables } = pipelines
  const row = await findUpload(db, { id: upload, account, now: kernel.clock.now() })
  const file = row?.file_id == null ? undefined : await findFile(db, row.file_id)
  if (!file) throw problems.noTable()
  if (file.size > MOST_BYTES) throw problems.tableTooLarge(MOST_BYTES)
  const bytes = await buffer(await openChecked(files, file))
  return tables.read({ file: bytes.toString('base64') }, MOST_EXPERIMENTS)
}

/** What each line says: a cell of a field of files names some of those that the form has for it. */
export function tableOf(
  [head, ...rows]: readonly Row[],
  definition: Pick<AppDefinition, 'sections'>,
  paths: Paths,
): Table {
  const columns = (head?.cells ?? []).map((title) => columnOf(title, definition))
  const table: Table = {
    lines: [],
    unknown: (head?.cells ?? []).filter((title, at) => title !== '' && columns[at] === undefined),
    problems: [],
  }
  for (const { line, cells } of rows) {
    const read: TableLine = { line, values: {}, files: {} }
    for (const [at, column] of columns.entries()) {
      const cell = cells[at] ?? ''
      if (column === undefined || cell === '') continue
      if (column === 'name' || column === 'description') read[column] = cell
      else if (column.type !== 'attachment') read.values[column.name] = cellValue(column, cell)
      else {
        const { indices, missing } = pick(cell, paths[column.name] ?? [])
        read.files[column.name] = indices
        for (const name of missing)
          table.problems.push({
            line,
            field: column.name,
            message: `Line ${line}: there is no file "${name}" in ${column.label}. Add it.`,
          })
      }
    }
    table.lines.push(read)
  }
  return table
}

function columnOf(
  title: string,
  definition: Pick<AppDefinition, 'sections'>,
): Field | 'name' | 'description' | undefined {
  const word = title.toLowerCase()
  const fields = fieldsOf(definition)
  const field =
    fields.find(({ name }) => name === title) ??
    fields.find(({ name, label }) => [name, label].some((each) => each.toLowerCase() === word))
  if (NAMES.has(word) && (!field || field.name === 'experimentName')) return 'name'
  if (DESCRIPTIONS.has(word) && (!field || field.name === 'experimentDescription')) return 'description'
  return field
}

/** Several values of one field stand in one cell. */
const cellValue = (field: Field, cell: string) =>
  field.type === 'multiselect' || field.many ? cell.split(';').map((each) => each.trim()) : cell

function pick(cell: string, names: readonly string[]): { indices: number[]; missing: string[] } {
  const wanted = cell
    .split(';')
    .map((each) => each.trim())
    .filter((each) => each !== '')
  const found = wanted.map((name) => {
    const whole = names.indexOf(name)
    return whole >= 0 ? whole : names.findIndex((each) => each.split('/').at(-1) === name)
  })
  return {
    indices: found.filter((index) => index >= 0),
    missing: wanted.filter((_, at) => (found[at] as number) < 0),
  }
}
