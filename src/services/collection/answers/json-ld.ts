import type { AnswerFilter } from '../exports/export-filter.ts'
import { type Answer, moment, type Piece, pagesOfAnswers } from '../exports/export-long.ts'
import type { Db } from '../tables.ts'

const CONTEXT = 'https://raw.githubusercontent.com/ReproNim/reproschema/1.0.0/contexts/reproschema'
const UI = 'https://github.com/ReproNim/reproschema-ui'

/** Pairs of ReproSchema as the web app writes them, each answer with its participant. Values stand letter for letter. */
export async function* jsonLd(db: Db, { filter }: { filter: AnswerFilter }): AsyncGenerator<Piece> {
  let before = '[\n'
  for await (const rows of pagesOfAnswers(db, filter)) {
    yield { text: before + rows.map(pairOf).join(',\n'), rows: rows.length }
    before = ',\n'
  }
  yield { text: before === '[\n' ? '[]\n' : '\n]\n', rows: 0 }
}

function pairOf(row: Answer): string {
  const id = row.response_id ?? `urn:atelier:response:${row.id}`
  const act = {
    '@context': CONTEXT,
    '@type': 'reproschema:ResponseActivity',
    '@id': `urn:atelier:activity:${row.id}`,
    used: [row.item_url ?? row.item, row.activity_url ?? row.activity, row.protocol_url].filter(
      (each) => each !== null,
    ),
    inLanguage: row.language ?? undefined,
    startedAtTime: moment(row.started_at) ?? undefined,
    endedAtTime: moment(row.ended_at) ?? undefined,
    wasAssociatedWith: { version: row.ui_version ?? undefined, url: row.ui_url ?? undefined, '@id': UI },
    generated: id,
  }
  const response = {
    '@context': CONTEXT,
    '@type': 'reproschema:Response',
    '@id': id,
    wasAttributedTo: { '@id': row.session ?? undefined, subject_id: row.participant ?? undefined },
    isAbout: row.item_url ?? row.item,
  }
  // By hand, so that a long number stays as it was written.
  const rest = `,"value":${valueText(row)}${row.superseded === 1 ? ',"superseded":true' : ''}}`
  return `${JSON.stringify(act)},\n${JSON.stringify(response).slice(0, -1)}${rest}`
}

function valueText({ missing, value, unit }: Answer): string {
  if (missing !== null)
    return `"http://schema.repronim.org/${missing === 'skipped' ? 'Skipped' : 'DontKnow'}"`
  const plain = value ?? 'null'
  return unit === null ? plain : `{"value":${plain},"unitCode":${JSON.stringify(unit)}}`
}
