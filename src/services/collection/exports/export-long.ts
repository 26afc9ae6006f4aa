import { setImmediate as turn } from 'node:timers/promises'
import { time } from '../../../kernel/api/shapes.ts'
import { type Cell, csvLine } from '../../../kernel/csv.ts'
import type { Db } from '../tables.ts'
import { type AnswerFilter, answersOf, lastAnswer } from './export-filter.ts'

/** A page is read at once and written as one piece; others get their turn between two. */
export const PAGE = 1_000

const LONG_COLUMNS = [
  'project',
  'submission_id',
  'received_at',
  'participant',
  'session',
  'protocol',
  'protocol_url',
  'activity',
  'activity_url',
  'item',
  'item_url',
  'value',
  'unit',
  'missing_code',
  'file',
  'started_at',
  'ended_at',
  'duration_ms',
  'language',
  'ui_version',
  'ui_url',
  'response_id',
  'superseded',
]

/** What of an answer an export reads. */
const ANSWER_COLUMNS = [
  'r.id',
  'r.submission_id',
  'r.received_at',
  'r.participant',
  'r.session',
  'r.protocol',
  'r.protocol_url',
  'r.activity',
  'r.activity_url',
  'r.item',
  'r.item_url',
  'r.value',
  'r.unit',
  'r.missing',
  'r.file_name',
  'r.started_at',
  'r.ended_at',
  'r.duration_ms',
  'r.language',
  'r.ui_version',
  'r.ui_url',
  'r.response_id',
  'r.superseded',
] as const

/** Answers in the order in which they came in, page by page: no iterator of the database stays open between them. */
export async function* pagesOfAnswers(db: Db, filter: AnswerFilter) {
  const last = await lastAnswer(db, filter.projectId)
  for (let after = 0; after < last; ) {
    const rows = await answersOf(db, filter)
      .select(ANSWER_COLUMNS)
      .where('r.id', '>', after)
      .where('r.id', '<=', last)
      .orderBy('r.id')
      .limit(PAGE)
      .execute()
    if (rows.length > 0) yield rows
    if (rows.length < PAGE) return
    after = rows.at(-1)?.id ?? last
    await turn()
  }
}

export type Answer = ReturnType<typeof pagesOfAnswers> extends AsyncGenerator<(infer R)[]> ? R : never

/** A piece of an export, and how many rows of answers it holds. */
export interface Piece {
  text: string
  rows: number
}

/** One row an answer. */
export async function* longCsv(
  db: Db,
  { filter, project }: { filter: AnswerFilter; project: string },
): AsyncGenerator<Piece> {
  yield { text: csvLine(LONG_COLUMNS), rows: 0 }
  for await (const rows of pagesOfAnswers(db, filter)) {
    let text = ''
    for (const row of rows) text += csvLine(longRow(row, project))
    yield { text, rows: rows.length }
  }
}

function longRow(row: Answer, project: string): Cell[] {
  return [
    project,
    row.submission_id,
    time(row.received_at),
    row.participant,
    row.session,
    row.protocol,
    row.protocol_url,
    row.activity,
    row.activity_url,
    row.item,
    row.item_url,
    answered(row.value),
    row.unit,
    row.missing,
    row.file_name,
    moment(row.started_at),
    moment(row.ended_at),
    row.duration_ms,
    row.language,
    row.ui_version,
    row.ui_url,
    row.response_id,
    row.superseded === 1 ? 'true' : 'false',
  ]
}

export const moment = (at: number | null): string | null => (at === null ? null : time(at))

/** A value as it was answered: texts and numbers by themselves, lists and objects as JSON. */
export function answered(value: string | null): string | null {
  if (value === null || value === 'null') return null
  return value.startsWith('"') ? (JSON.parse(value) as string) : value
}
