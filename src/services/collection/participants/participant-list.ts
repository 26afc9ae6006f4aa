import { fold } from '../../../kernel/db/db.ts'
import type { FieldError } from '../../../kernel/problem.ts'
import { tableProblems } from '../../../kernel/table-file/problems.ts'
import { type Row, readCsv } from '../../../kernel/table-file/read-csv.ts'
import { problems } from '../problems.ts'

const MOST_LINES = 10_000
const LONGEST_CODE = 100
const LONGEST_NOTE = 500
const EMAIL = /^[^\s\p{C}@<>",;:]{1,64}@[^\s\p{C}@<>",;:]{1,190}$/u
const LANGUAGE = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}$/
const FIELDS = ['code', 'email', 'language', 'note'] as const
type Field = (typeof FIELDS)[number]
/** How teams head their columns. */
const HEADS: Record<string, Field> = {
  ...headsFor(
    'code',
    'code id participant participant_id participantid record_id uid subject subject_id pid',
  ),
  ...headsFor('email', 'email e-mail mail e_mail email_address e-mailadres emailadres'),
  ...headsFor('language', 'language lang taal'),
  ...headsFor('note', 'note notes comment remark opmerking'),
}

/** A line of a list, as far as it could be read. */
export interface Line {
  line: number
  /** Empty where the list gives none: it is made then. */
  code: string
  email: string | null
  language: string | null
  note: string | null
  errors: FieldError[]
}

function headsFor(field: Field, names: string): Record<string, Field> {
  return Object.fromEntries(names.split(' ').map((name) => [name, field]))
}

/** Lines of a pasted or uploaded list, each with what is wrong in it. Commas, semicolons and tabs separate. */
export function readList(text: string): Line[] {
  const records = readCsv(text, MOST_LINES)
  const [first] = records
  if (!first) throw problems.emptyImport()
  const heads = first.cells.map((cell) => HEADS[fold(cell).replaceAll(' ', '_')])
  const isHeaded = heads.some((head) => head === 'code' || head === 'email')
  const body = isHeaded ? records.slice(1) : spread(records)
  if (body.length === 0) throw problems.emptyImport()
  if (body.length > MOST_LINES) throw tableProblems.longList(MOST_LINES)
  const lines = body.map(({ line, cells }) => checked(line, isHeaded ? byHead(heads, cells) : byLook(cells)))
  markRepeated(lines)
  return lines
}

/** A single line of many codes, as people paste it, is many lines. */
function spread(records: Row[]): Row[] {
  const [only] = records
  if (records.length !== 1 || !only || only.cells.length < 4) return records
  return only.cells.filter((cell) => cell !== '').map((cell) => ({ line: only.line, cells: [cell] }))
}

type Fields = Record<Field, string>
const none = (): Fields => ({ code: '', email: '', language: '', note: '' })

function byHead(heads: readonly (Field | undefined)[], cells: readonly string[]): Fields {
  const found = none()
  for (const [at, cell] of cells.entries()) {
    const head = heads[at]
    if (head && found[head] === '') found[head] = cell
  }
  return found
}

/** Without a head the first cell is the code, and the others are what they look like. */
function byLook(cells: readonly string[]): Fields {
  const found = none()
  for (const [at, cell] of cells.entries()) {
    if (cell === '') continue
    if (cell.includes('@') && found.email === '') found.email = cell
    else if (at === 0) found.code = cell
    else if (/^[a-z]{2}(-[A-Za-z]{2})?$/.test(cell) && found.language === '') found.language = cell
    else found.note = found.note === '' ? cell : `${found.note}, ${cell}`
  }
  return found
}

function checked(line: number, { code, email, language, note }: Fields): Line {
  const errors: FieldError[] = []
  const isOdd = (text: string) => /[\p{Cc}]/u.test(text) || !text.isWellFormed()
  if (code === '' && email === '')
    errors.push({ field: 'code', message: 'There is neither a code nor an address.' })
  if (code.length > LONGEST_CODE)
    errors.push({ field: 'code', message: `A code has ${LONGEST_CODE} signs at most.` })
  if (isOdd(code)) errors.push({ field: 'code', message: 'The code holds a sign that cannot be written.' })
  if (email !== '' && !EMAIL.test(email))
    errors.push({ field: 'email', message: `“${email.slice(0, 100)}” is no e-mail address.` })
  if (language !== '' && !LANGUAGE.test(language))
    errors.push({ field: 'language', message: 'Write a language as two letters, such as en or nl.' })
  if (note.length > LONGEST_NOTE || isOdd(note))
    errors.push({ field: 'note', message: `A note is one line of ${LONGEST_NOTE} signs at most.` })
  const orNull = (text: string) => (text === '' ? null : text)
  return { line, code, email: orNull(email), language: orNull(language), note: orNull(note), errors }
}

function markRepeated(lines: readonly Line[]): void {
  const seen = new Map<string, number>()
  for (const each of lines) {
    if (each.code === '') continue
    const folded = fold(each.code)
    const first = seen.get(folded)
    if (first === undefined) seen.set(folded, each.line)
    else
      each.errors.push({ field: 'code', message: `The code ${each.code} stands on line ${first} already.` })
  }
}
