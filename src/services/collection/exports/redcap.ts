import { csvLine } from '../../../kernel/csv.ts'
import type { Db } from '../tables.ts'
import type { AnswerFilter } from './export-filter.ts'
import { type Field, fieldsOf, type Layout, layoutOf } from './export-layout.ts'
import type { Piece } from './export-long.ts'

const DICTIONARY_COLUMNS = [
  'Variable / Field Name',
  'Form Name',
  'Section Header',
  'Field Type',
  'Field Label',
  'Choices, Calculations, OR Slider Labels',
  'Field Note',
  'Text Validation Type OR Show Slider Number',
  'Text Validation Min',
  'Text Validation Max',
  'Identifier?',
  'Branching Logic (Show field only if...)',
  'Required Field?',
  'Custom Alignment',
  'Question Number (surveys only)',
  'Matrix Group Name',
  'Matrix Ranking?',
  'Field Annotation',
]

/** What REDCap must know of a field; the rest of its 18 columns stays empty. */
interface Entry {
  name: string
  form: string
  type: string
  label: string
  choices?: string
  note?: string
  validation?: string
  annotation?: string
}

/** Which types the fields have is read off the answers: nobody handed the protocol in. */
const INFERRED = 'Inferred from the answers.'

/** The data dictionary for the REDCap export of the same filter. */
export async function* redcapDictionary(db: Db, { filter }: { filter: AnswerFilter }): AsyncGenerator<Piece> {
  const layout = layoutOf(await fieldsOf(db, filter), { redcap: true, recordings: filter.recordings })
  yield { text: csvLine(DICTIONARY_COLUMNS), rows: 0 }
  yield { text: entriesOf(layout).map(rowOf).join(''), rows: 0 }
}

function* entries(layout: Layout): Generator<Entry> {
  const forms = Map.groupBy(layout.fields, ({ seen }) => seen.activity)
  const [first] = forms.keys()
  const form = first === undefined ? 'answers' : layout.instrument(first)
  yield { name: 'record_id', form, type: 'text', label: 'Participant' }
  for (const [activity, fields] of forms) {
    const form = layout.instrument(activity)
    for (const field of fields) yield entryOf(field, form)
    const { start, end, duration, session } = layout.about(activity)
    const about: [number, string][] = [
      [start, 'Started'],
      [end, 'Ended'],
      [duration, 'Duration in ms'],
      [session, 'Session'],
    ]
    for (const [at, label] of about) yield { name: layout.columns[at] ?? '', form, type: 'text', label }
  }
  if (layout.recordings === undefined) return
  for (const name of layout.columns.slice(layout.recordingAt))
    yield { name, form: layout.recordings, type: 'text', label: name.replaceAll('_', ' ') }
}

const entriesOf = (layout: Layout): Entry[] => [...entries(layout)]

function entryOf(field: Field, form: string): Entry {
  const { name, seen, choices } = field
  const base = { name, form, label: seen.item, annotation: INFERRED }
  const note = seen.units.size > 0 ? `Unit: ${[...seen.units].join(', ')}` : undefined
  if (choices.size > 0) {
    const codes = [...choices].map(([choice, { code }]) => `${code}, ${choice.replaceAll('|', '/')}`)
    return { ...base, type: 'checkbox', choices: codes.join(' | '), note }
  }
  if (seen.files) return { ...base, type: 'text', note: 'Name of a file' }
  const [kind] = seen.kinds.size === 1 ? seen.kinds : []
  if (kind === 'boolean') return { ...base, type: 'yesno', note }
  if (kind === 'number') return { ...base, type: 'text', note, validation: seen.whole ? 'integer' : 'number' }
  return { ...base, type: seen.long ? 'notes' : 'text', note }
}

function rowOf(entry: Entry): string {
  const { name, form, type, label, choices, note, validation, annotation } = entry
  const rest = [null, null, null, null, null, null, null, null, null] as const
  return csvLine([
    name,
    form,
    null,
    type,
    label,
    choices ?? null,
    note ?? null,
    validation ?? null,
    ...rest,
    annotation ?? null,
  ])
}
