import { Readable } from 'node:stream'
import { inTransaction } from '../../../kernel/db/db.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { jsonLd } from '../answers/json-ld.ts'
import type { Collection } from '../collection.ts'
import { roleIn } from '../projects/member.ts'
import type { Db, ProjectRow } from '../tables.ts'
import { type AnswerFilter, answersOf } from './export-filter.ts'
import { longCsv, type Piece } from './export-long.ts'
import { wideCsv } from './export-wide.ts'
import { redcapDictionary } from './redcap.ts'

type Make = (db: Db, about: { filter: AnswerFilter; project: string }) => AsyncGenerator<Piece>

const CSV = 'text/csv; charset=utf-8'

/** By which spreadsheets know UTF-8. */
const BYTE_ORDER_MARK = '\ufeff'

/** By the last part of its address. */
const FORMATS = {
  'long.csv': { type: CSV, make: longCsv },
  'wide.csv': { type: CSV, make: wideCsv },
  'redcap.csv': { type: CSV, make: (db, about) => wideCsv(db, { ...about, redcap: true }) },
  'redcap-dictionary.csv': { type: CSV, make: redcapDictionary },
  'answers.jsonld': { type: 'application/ld+json', make: jsonLd },
} as const satisfies Record<string, { type: string; make: Make }>

export type ExportName = keyof typeof FORMATS
export const EXPORT_NAMES = Object.keys(FORMATS) as ExportName[]

export interface ExportRequest {
  name: ExportName
  filter: AnswerFilter
  /** Begins with the mark by which spreadsheets know UTF-8. */
  bom: boolean
  /** What was asked for, as the journal shows it. */
  asked: Record<string, string | boolean | readonly string[]>
}

/**
 * An export as it is read: memory stays flat however large it is. That it was taken, with its filter and number of
 * answers, is in the journal before its last piece is given; one that is broken off is there as such.
 */
export function exportStream(
  collection: Collection,
  by: By,
  project: ProjectRow,
  wanted: ExportRequest,
): { stream: Readable; type: string; fileName: string } {
  const { type, make } = FORMATS[wanted.name]
  const pieces = make(collection.db, { filter: wanted.filter, project: project.name })
  const text = journalled(pieces, (end) => record(collection, by, project, { ...wanted, ...end }))
  const stream = Readable.from(withMark(text, wanted.bom && type === CSV), { objectMode: false })
  return { stream, type, fileName: `${project.name}-${wanted.name}` }
}

async function* withMark(text: AsyncGenerator<string>, mark: boolean): AsyncGenerator<Buffer> {
  if (mark) yield Buffer.from(BYTE_ORDER_MARK)
  for await (const each of text) yield Buffer.from(each)
}

async function* journalled(
  pieces: AsyncGenerator<Piece>,
  record: (end: { answers: number; whole: boolean }) => Promise<void>,
): AsyncGenerator<string> {
  let answers = 0
  let whole = false
  let last: string | undefined
  try {
    for await (const { text, rows } of pieces) {
      if (last !== undefined) yield last
      last = text
      answers += rows
    }
    whole = true
  } finally {
    await record({ answers, whole })
  }
  if (last !== undefined) yield last
}

function record(
  { db, kernel }: Collection,
  by: By,
  project: ProjectRow,
  { name, asked, answers, whole }: ExportRequest & { answers: number; whole: boolean },
): Promise<void> {
  return inTransaction(db, (tx) =>
    kernel.journal.record(tx, {
      by,
      action: 'collection.answers.exported',
      object: `collection.project:${project.id}`,
      service: 'collection',
      details: { format: name, filter: asked, answers, ...(!whole && { brokenOff: true }) },
      audience: roleIn(project.id, 'manager'),
    }),
  )
}

/** Above this, figures say "over". */
export const MOST_COUNTED = 1_000_000

/** What an export would hold. */
export async function previewExport({ db }: Collection, filter: AnswerFilter) {
  const some = answersOf(db, filter)
    .select(['r.participant_folded', 'r.file_name', 'r.file_size', 'r.upload_set_id'])
    .limit(MOST_COUNTED)
  const row = await db
    .selectFrom(some.as('a'))
    .select((eb) => [
      eb.fn.countAll<number>().as('answers'),
      eb.fn.count<number>('a.participant_folded').distinct().as('participants'),
      eb.fn.count<number>('a.upload_set_id').distinct().as('uploads'),
      eb.fn.count<number>('a.file_name').as('recordings'),
      eb.fn.sum<number | null>('a.file_size').as('bytes'),
    ])
    .executeTakeFirstOrThrow()
  return { ...row, bytes: Number(row.bytes ?? 0) }
}

/** What there is to choose from: activities and items with the number of answers that count. */
export function listItems({ db }: Collection, projectId: number) {
  return db
    .selectFrom('collection_response')
    .select((eb) => ['activity', 'item', eb.fn.countAll<number>().as('answers')])
    .select((eb) => eb.fn.count<number>('file_name').as('recordings'))
    .where('project_id', '=', projectId)
    .where('superseded', '=', 0)
    .groupBy(['activity', 'item'])
    .orderBy('activity')
    .orderBy('item')
    .limit(2_000)
    .execute()
}
