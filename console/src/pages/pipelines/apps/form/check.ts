/** One question of an app's form, as the server gives it. */
export interface FormField {
  name: string
  type: 'string' | 'text' | 'integer' | 'float' | 'select' | 'multiselect' | 'flag' | 'attachment'
  label: string
  help?: string
  required?: boolean
  default?: string | number | boolean | readonly string[]
  min?: number
  max?: number
  overMin?: boolean
  underMax?: boolean
  step?: number
  unit?: string
  choices?: readonly { value: string; label: string }[]
  many?: { min?: number; max?: number }
  pattern?: string
  accept?: readonly string[]
  requires?: readonly string[]
  excludes?: readonly string[]
  noDash?: boolean
}

export interface FormSection {
  label: string
  open: boolean
  fields: readonly FormField[]
}

/** What of an app its form is made of. */
export interface FormDefinition {
  sections: readonly FormSection[]
  rules: readonly {
    of: 'at-most-one' | 'at-least-one' | 'exactly-one' | 'all-or-none'
    fields: readonly string[]
  }[]
}

/** Numbers are empty texts while nothing is typed; several texts are lines of one. */
export type FormValue = string | number | boolean | readonly string[]
export type FormValues = Readonly<Record<string, FormValue>>
/** Files by field, with what is wrong with one as far as that is known. */
export type FormFiles = Readonly<Record<string, readonly { name: string; problem?: string | null }[]>>
/** What is wrong, by field. */
export type FormProblems = Readonly<Record<string, string>>

export const questionsOf = ({ sections }: Pick<FormDefinition, 'sections'>): FormField[] =>
  sections.flatMap(({ fields }) => [...fields])

/** What is wrong with a form, by field: the same sentences as the server's, which looks again. */
export function faultsOf(of: FormDefinition, values: FormValues, files: FormFiles): FormProblems {
  const questions = questionsOf(of)
  const faults = new Map<string, string>()
  const put = (name: string, fault: string | undefined) => {
    if (fault !== undefined && !faults.has(name)) faults.set(name, fault)
  }
  for (const question of questions)
    put(
      question.name,
      question.type === 'attachment'
        ? fileFault(question, files[question.name] ?? [])
        : labelled(question, valueFault(question, values[question.name])),
    )
  const isGiven = (name: string): boolean => {
    const value = values[name]
    if (typeof value === 'string') return value !== ''
    if (Array.isArray(value)) return value.length > 0
    return (value !== undefined && value !== false) || (files[name] ?? []).length > 0
  }
  relate(of, isGiven, put)
  return Object.fromEntries(faults)
}

const labelled = ({ label }: FormField, fault: string | undefined): string | undefined =>
  fault && `${label} ${fault}`

type Put = (name: string, fault: string | undefined) => void

function relate(of: FormDefinition, isGiven: (name: string) => boolean, put: Put): void {
  const questions = questionsOf(of)
  const called = (name: string) => questions.find((each) => each.name === name)?.label ?? name
  for (const { name, label, requires, excludes } of questions) {
    if (!isGiven(name)) continue
    for (const other of requires ?? [])
      if (!isGiven(other)) put(other, `${label} goes only with ${called(other)}.`)
    for (const other of excludes ?? [])
      if (isGiven(other)) put(name, `${label} does not go with ${called(other)}.`)
  }
  for (const { of: rule, fields } of of.rules) {
    const all = fields.map(called).join(', ')
    const [first = '', second = first] = fields.filter(isGiven)
    const count = fields.filter(isGiven).length
    const open = fields.find((name) => !isGiven(name))
    if (count > 1 && (rule === 'at-most-one' || rule === 'exactly-one'))
      put(second, `Only one of these can be given: ${all}.`)
    if (count === 0 && (rule === 'at-least-one' || rule === 'exactly-one'))
      put(fields[0] ?? '', `One of these is needed: ${all}.`)
    if (rule === 'all-or-none' && count > 0 && open !== undefined)
      put(open, `These go together, all or none: ${all}.`)
  }
}

/** The rest of a sentence that begins with the field's label. */
function valueFault(question: FormField, value: FormValue | undefined): string | undefined {
  const { type, required, many } = question
  if (type === 'flag') return undefined
  const given = many ? linesOf(value) : value
  const isEmpty = given === undefined || given === '' || (Array.isArray(given) && given.length === 0)
  if (isEmpty) return required ? 'is needed.' : undefined
  if (!Array.isArray(given)) return singleFault(question, given as string | number)
  const wrong = given.map((each) => singleFault(question, each)).find(Boolean)
  return wrong ?? countFault(given.length, many ?? question, many ? 'line' : 'choice')
}

const linesOf = (value: FormValue | undefined): string[] =>
  Array.isArray(value)
    ? value.map(String)
    : String(value ?? '')
        .split('\n')
        .filter((line) => line !== '')

function countFault(count: number, { min, max }: { min?: number; max?: number }, noun: string) {
  const some = (n: number) => (n === 1 ? `1 ${noun}` : `${n} ${noun}s`)
  if (min !== undefined && min > count) return `needs at least ${some(min)}, not ${count}.`
  return max !== undefined && max < count ? `takes at most ${some(max)}, not ${count}.` : undefined
}

function singleFault(question: FormField, value: string | number): string | undefined {
  const { type, choices = [] } = question
  if (type === 'integer' || type === 'float') return numberFault(question, value)
  if (type !== 'select' && type !== 'multiselect') return textFault(question, String(value))
  if (choices.some((each) => each.value === String(value))) return undefined
  return choices.length > 10
    ? `is one of the ${choices.length} choices.`
    : `is one of ${choices.map(({ label }) => label).join(', ')}.`
}

const A_NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?$/i

function numberFault({ type, min, max, overMin, underMax, unit }: FormField, value: string | number) {
  const number = A_NUMBER.test(String(value).trim()) ? Number(value) : Number.NaN
  if (type === 'integer' && !Number.isSafeInteger(number)) return 'is a whole number.'
  if (!Number.isFinite(number)) return 'is a number.'
  const bound = (word: string, of: number) => `is ${word} ${of}${unit ? ` ${unit}` : ''}.`
  if (min !== undefined && overMin && number <= min) return bound('more than', min)
  if (min !== undefined && !overMin && number < min) return bound('at least', min)
  if (max !== undefined && underMax && number >= max) return bound('less than', max)
  return max !== undefined && !underMax && number > max ? bound('at most', max) : undefined
}

const ONE_LINE = /\p{Cc}/u
const SEVERAL_LINES = /[^\P{Cc}\t\n\r]/u

function textFault({ type, min = 0, max, pattern, required, noDash }: FormField, text: string) {
  const isLong = type === 'text'
  const most = max ?? (isLong ? 100_000 : 1_000)
  const letters = [...text].length
  if (letters > most) return `has at most ${most} characters, not ${letters}.`
  if (letters < min) return `has at least ${min} characters, not ${letters}.`
  if ((isLong ? SEVERAL_LINES : ONE_LINE).test(text) || !text.isWellFormed())
    return 'holds characters that no program can be given.'
  if (required && text.trim() === '') return 'is needed.'
  if (noDash && text.startsWith('-')) return 'begins with a dash, which its program would take for an option.'
  if (pattern === undefined || (text.length <= 200 && new RegExp(`^(?:${pattern})$`, 'v').test(text)))
    return undefined
  return `does not fit its form, ${pattern}.`
}

function fileFault(question: FormField, files: FormFiles[string]): string | undefined {
  const { label, required, accept } = question
  if (files.length === 0) return required ? `${label}: add a file.` : undefined
  const count = labelled(question, countFault(files.length, question, 'file'))
  if (count) return count
  for (const { name, problem } of files) {
    if (accept && !accept.some((pattern) => fits(pattern.toLowerCase(), name.toLowerCase())))
      return `${name} is none of ${accept.join(', ')}. Remove it, and add such a file.`
    if (problem) return problem
  }
  return undefined
}

/** `*` is anything. */
function fits(pattern: string, name: string): boolean {
  const pieces = pattern.split('*')
  const end = pieces.pop() as string
  const [begin, ...middle] = pieces
  if (begin === undefined) return name === end
  if (!name.startsWith(begin)) return false
  let at = begin.length
  for (const piece of middle) {
    const found = name.indexOf(piece, at)
    if (found < 0) return false
    at = found + piece.length
  }
  return name.endsWith(end) && name.length - end.length >= at
}

/** What a form begins with: what was given before, else what the definition says. */
export function beginningOf(
  of: Pick<FormDefinition, 'sections'>,
  given: Readonly<Record<string, readonly string[]>> = {},
): FormValues {
  const isAgain = Object.keys(given).length > 0
  return Object.fromEntries(
    questionsOf(of)
      .filter(({ type }) => type !== 'attachment')
      .map((question) => {
        const before = Object.hasOwn(given, question.name) ? given[question.name] : undefined
        return [
          question.name,
          before ? typed(question, before) : isAgain ? emptyOf(question) : usualOf(question),
        ]
      }),
  )
}

const emptyOf = ({ type }: FormField): FormValue =>
  type === 'flag' ? false : type === 'multiselect' ? [] : ''

function usualOf(question: FormField): FormValue {
  const { default: usual, many } = question
  if (usual === undefined) return emptyOf(question)
  return many ? linesOf(usual as FormValue).join('\n') : usual
}

function typed(question: FormField, given: readonly string[]): FormValue {
  const [first = ''] = given
  if (question.type === 'multiselect') return given.filter((each) => each !== '')
  if (question.many) return given.join('\n')
  if (question.type === 'flag') return /^(?:true|1|yes|on)$/i.test(first.trim())
  const isNumber = question.type === 'integer' || question.type === 'float'
  return isNumber && A_NUMBER.test(first.trim()) ? Number(first) : first
}

/** What is sent of a form: each field as its definition wants it; what is empty is sent as such, so that no default takes its place. */
export function valuesToSend(
  of: Pick<FormDefinition, 'sections'>,
  values: FormValues,
): Record<string, string | string[]> {
  return Object.fromEntries(
    questionsOf(of)
      .filter(({ type }) => type !== 'attachment')
      .map((question) => {
        const value = values[question.name] ?? emptyOf(question)
        return [question.name, Array.isArray(value) ? value.map(String) : String(value)]
      }),
  )
}
