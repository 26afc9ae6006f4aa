import { fold } from '../../../kernel/db/db.ts'
import type { FieldError } from '../../../kernel/problem.ts'
import type { Row } from '../../../kernel/table-file/read-csv.ts'
import { LONGEST_KEY, WEAK_KEY } from './key.ts'
import type { Listed } from './participant-change.ts'
import { participantProblems } from './participant-problems.ts'
import { UNWRITABLE } from './participant-replace.ts'

const LONGEST_TEXT = 80
const LONGEST_EMAIL = 255
/** Without signs that mean something else in the head of a mail, such as a comment in brackets. */
const EMAIL = /^[^\s@<>()[\]\\",;:]{1,64}@[^\s@<>()[\]\\",;:]{1,190}$/
const FIELDS = ['name', 'class', 'group', 'key', 'email', 'language'] as const
type Field = (typeof FIELDS)[number]
/** Without a head the columns mean this, as in the file of the original's client. */
const BY_POSITION: readonly (Field | undefined)[] = ['name', 'class', 'group', 'key', 'email', 'language']
/** How schools and teams head their columns, in Dutch and English. */
const HEADS: ReadonlyMap<string, Field> = new Map(
  Object.entries({
    name: 'naam name fullname volledigenaam leerling student participant deelnemer',
    class: 'klas class team department afdeling',
    group: 'doelgroep group targetgroup groep',
    key: 'identificatie key identity loginkey login code sleutel logincode',
    email: 'email mail emailaddress emailadres mailadres',
    language: 'language taal lang',
  } satisfies Record<Field, string>).flatMap(([field, names]) =>
    names.split(' ').map((name) => [name, field as Field] as const),
  ),
)

/** What a line of a list says of somebody, as far as it could be read. */
export interface Line extends Listed {
  line: number
  errors: FieldError[]
  warnings: string[]
}

/** The lines of a list of people, each with what is wrong in it. */
export function linesOf(rows: readonly Row[]): Line[] {
  const [first] = rows
  if (!first) throw participantProblems.emptyImport()
  const heads = first.cells.map(headOf)
  const isHeaded = heads.some((head) => head !== undefined)
  const body = isHeaded ? rows.slice(1) : rows
  if (body.length === 0) throw participantProblems.emptyImport()
  const lines = body.map((row) => lineOf(row, isHeaded ? heads : BY_POSITION))
  markRepeated(lines)
  return lines
}

/** A column by its head: without what stands in brackets, and without regard to case, blanks and hyphens. */
function headOf(cell: string): Field | undefined {
  const bare = cell.replace(/\([^()]*\)|\[[^[\]]*\]/g, '')
  return HEADS.get(fold(bare).replace(/[\s_:.-]/g, ''))
}

function lineOf({ line, cells }: Row, heads: readonly (Field | undefined)[]): Line {
  const found: Record<Field, string> = { name: '', class: '', group: '', key: '', email: '', language: '' }
  for (const [at, cell] of cells.entries()) {
    const head = heads[at]
    if (head && found[head] === '') found[head] = cell
  }
  const language = languageOf(found.language)
  return {
    line,
    fullName: found.name,
    ...(found.class !== '' && { userClass: found.class }),
    ...(found.group !== '' && { targetGroup: found.group }),
    ...(found.email !== '' && { email: found.email }),
    ...(language && { language }),
    ...(found.key !== '' && { key: found.key }),
    errors: errorsOf(found),
    warnings: isWeak(found.key) ? [`The key of ${found.name} is short and easily guessed.`] : [],
  }
}

function errorsOf(found: Record<Field, string>): FieldError[] {
  const errors: FieldError[] = []
  const add = (field: Field, message: string) => errors.push({ field, message })
  if (found.name === '') add('name', 'The name is missing.')
  for (const field of FIELDS) {
    const most = field === 'email' ? LONGEST_EMAIL : field === 'key' ? LONGEST_KEY : LONGEST_TEXT
    if ([...found[field]].length > most) add(field, `The ${field} is longer than ${most} characters.`)
    else if (UNWRITABLE.test(found[field]) || found[field].includes('\ufffd'))
      add(field, `The ${field} holds a sign that cannot be kept.`)
  }
  if (found.email !== '' && errors.length === 0 && !EMAIL.test(found.email))
    add('email', `“${found.email.slice(0, 100)}” is no e-mail address.`)
  if (found.language !== '' && !languageOf(found.language)) add('language', 'Write en or nl.')
  return errors
}

const LANGUAGES: ReadonlyMap<string, 'en' | 'nl'> = new Map([
  ['en', 'en'],
  ['english', 'en'],
  ['engels', 'en'],
  ['nl', 'nl'],
  ['dutch', 'nl'],
  ['nederlands', 'nl'],
])

const languageOf = (text: string): 'en' | 'nl' | undefined =>
  LANGUAGES.get(fold(text).replace(/[-_][a-z]{2}$/, ''))

function markRepeated(lines: readonly Line[]): void {
  const keys = new Map<string, Line>()
  const names = new Map<string, Line>()
  for (const each of lines) {
    const { key, fullName } = each
    const holder = key === undefined ? undefined : keys.get(key)
    if (holder)
      each.errors.push({
        field: 'key',
        message: `The key “${key}” is taken by ${holder.fullName} (line ${holder.line}).`,
      })
    else if (key !== undefined) keys.set(key, each)
    const name = fold(fullName)
    const namesake = names.get(name)
    if (namesake && name !== '') each.warnings.push(`${fullName} stands on line ${namesake.line} too.`)
    else names.set(name, each)
  }
}

/** Whether a key that somebody chose is easily guessed. */
export const isWeak = (key: string): boolean => key !== '' && [...key].length < WEAK_KEY
