import { setImmediate as turn } from 'node:timers/promises'
import { sql } from 'kysely'
import { type Cell, csvLine } from '../../../kernel/csv.ts'
import type { Db } from '../tables.ts'
import { type AnswerFilter, answersOf, lastAnswer } from './export-filter.ts'
import { choicesOf, type Field, fieldsOf, type Layout, layoutOf } from './export-layout.ts'
import { answered, moment, PAGE, type Piece } from './export-long.ts'

const COLUMNS = [
  'r.id',
  'r.participant',
  'r.participant_folded',
  'r.session',
  'r.upload_set_id',
  'r.activity',
  'r.item',
  'r.value',
  'r.missing',
  'r.file_name',
  'r.file_size',
  'r.response_id',
  'r.started_at',
  'r.ended_at',
  'r.duration_ms',
] as const

/** Answers that count, those of one person and session together; by an index, page by page. */
async function* inOrder(db: Db, filter: AnswerFilter) {
  const last = await lastAnswer(db, filter.projectId)
  const key = sql`(coalesce(r.participant_folded, ''), coalesce(r.session, ''), r.activity, r.id)`
  let after: readonly [string, string, string, number] | undefined
  for (;;) {
    const rows = await answersOf(db, { ...filter, superseded: false })
      .select(COLUMNS)
      .where('r.id', '<=', last)
      .$if(after !== undefined, (query) =>
        query.where(sql<boolean>`${key} > (${sql.join([...(after ?? [])])})`),
      )
      .orderBy(sql`coalesce(r.participant_folded, '')`)
      .orderBy(sql`coalesce(r.session, '')`)
      .orderBy('r.activity')
      .orderBy('r.id')
      .limit(PAGE)
      .execute()
    yield rows
    const end = rows.at(-1)
    if (!end || rows.length < PAGE) return
    after = [end.participant_folded ?? '', end.session ?? '', end.activity, end.id]
    await turn()
  }
}

type Row = ReturnType<typeof inOrder> extends AsyncGenerator<(infer R)[]> ? R : never

/** All answers of one person, or of one session where nobody knows whose it is. */
async function* records(db: Db, filter: AnswerFilter): AsyncGenerator<Row[]> {
  let record: Row[] = []
  for await (const rows of inOrder(db, filter)) {
    for (const row of rows) {
      if (record[0] && recordOf(record[0]) !== recordOf(row)) {
        yield record
        record = []
      }
      record.push(row)
    }
  }
  if (record.length > 0) yield record
}

/** Whose row it is: the participant's, else the session's. */
const recordOf = (row: Row): string =>
  row.participant_folded === null ? `s:${row.session}` : `p:${row.participant_folded}`

const nameOf = (row: Row): string => row.participant ?? row.session ?? 'unknown'

/** One row an activity and session, with a column for each item; recordings as rows of an instrument of their own. */
export async function* wideCsv(
  db: Db,
  { filter, redcap = false }: { filter: AnswerFilter; redcap?: boolean },
): AsyncGenerator<Piece> {
  const layout = layoutOf(await fieldsOf(db, filter), { redcap, recordings: filter.recordings })
  yield { text: csvLine(layout.columns), rows: 0 }
  let text = ''
  let rows = 0
  for await (const record of records(db, filter)) {
    for (const cells of rowsOf(record, layout)) text += csvLine(cells)
    rows += record.length
    if (text.length < 65_536) continue
    yield { text, rows }
    text = ''
    rows = 0
  }
  yield { text, rows }
}

/** The rows of a record: each activity's sessions are numbered in the order in which they began. */
function* rowsOf(record: readonly Row[], layout: Layout): Generator<Cell[]> {
  const groups = Map.groupBy(
    record,
    (row) => `${row.activity}\n${row.session ?? `upload-${row.upload_set_id}`}`,
  )
  const byStart = [...groups.values()].sort((a, b) => startOf(a) - startOf(b))
  const counts = new Map<string, number>()
  const next = (instrument: string) => {
    const n = (counts.get(instrument) ?? 0) + 1
    counts.set(instrument, n)
    return n
  }
  for (const group of byStart) {
    const [first] = group as [Row]
    const instrument = layout.instrument(first.activity)
    yield activityRow(group, layout, [nameOf(first), instrument, next(first.activity)])
  }
  if (!layout.recordings) return
  for (const row of record) {
    if (row.file_name === null) continue
    yield recordingRow(row, layout, [nameOf(row), layout.recordings, next('\nrecording')])
  }
}

const startOf = (group: readonly Row[]): number =>
  Math.min(...group.map((row) => row.started_at ?? row.ended_at ?? Number.MAX_SAFE_INTEGER))

function activityRow(group: readonly Row[], layout: Layout, key: Cell[]): Cell[] {
  const cells: Cell[] = Array(layout.columns.length).fill(null)
  cells.splice(0, key.length, ...key)
  const [{ activity, session }] = group as [Row]
  for (const row of group) {
    const field = layout.field(row)
    if (field) put(cells, field, row, layout)
  }
  const starts = group.flatMap((row) => row.started_at ?? [])
  const ends = group.flatMap((row) => row.ended_at ?? [])
  const [start, end] = [starts.length ? Math.min(...starts) : null, ends.length ? Math.max(...ends) : null]
  const about = layout.about(activity)
  cells[about.start] = moment(start)
  cells[about.end] = moment(end)
  cells[about.duration] = start !== null && end !== null && end >= start ? end - start : null
  cells[about.session] = session
  return cells
}

function put(cells: Cell[], field: Field, row: Row, layout: Layout): void {
  const { at, choices, words } = field
  if (choices.size === 0) {
    const value = answered(row.value)
    cells[at] = row.missing ?? (words && value !== null ? (words.get(value) ?? value) : value)
    return
  }
  // Skipped: not one of the boxes was left empty, the question was.
  if (row.missing !== null || row.value === null || row.value === 'null') return
  const chosen = new Set(choicesOf(row.value))
  for (const [choice, { at: place }] of choices)
    cells[place] = chosen.has(choice) ? layout.checked : layout.unchecked
}

function recordingRow(row: Row, layout: Layout, key: Cell[]): Cell[] {
  const cells: Cell[] = Array(layout.columns.length).fill(null)
  cells.splice(0, key.length, ...key)
  const about = [
    row.response_id,
    row.item,
    row.session,
    row.file_name,
    row.duration_ms,
    row.file_size,
  ] satisfies Cell[]
  cells.splice(layout.recordingAt, about.length, ...about)
  return cells
}
