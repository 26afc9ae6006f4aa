import { matches } from '../../../kernel/pattern.ts'
import type { FieldError } from '../../../kernel/problem.ts'
import type { Facts } from '../facts/facts.ts'
import { misfitOf } from '../facts/fit.ts'
import { type AppDefinition, type Field, fieldsOf } from './definition.ts'
import { matchesName } from './name-pattern.ts'
import { flagOf, type Value, type Values } from './values.ts'

/** A file that was handed in for a field; what its look said where it was looked at. */
export interface GivenFile {
  name: string
  size: number
  facts?: Facts | null | undefined
}

export interface CheckedForm {
  values: Values
  /** All at once, each with the name of its field and what to do. */
  problems: FieldError[]
}

const LONGEST_STRING = 1_000
const LONGEST_TEXT = 100_000

/**
 * A form against its definition: values as they are sent (texts by the protocol, typed ones by our own API) become typed ones.
 * What a form leaves out is as the definition says; what is sent empty is empty. Fields that the definition does not know are
 * no concern of it.
 */
export function checkForm(
  definition: Pick<AppDefinition, 'sections' | 'rules' | 'needsName'>,
  fields: Readonly<Record<string, unknown>>,
  files: Readonly<Record<string, readonly GivenFile[]>>,
): CheckedForm {
  const values: Record<string, Value> = {}
  const problems: FieldError[] = []
  const known = fieldsOf(definition)
  const called = own(fields, 'experimentName')
  if (definition.needsName && (typeof called !== 'string' || called.trim() === ''))
    problems.push({ field: 'experimentName', message: 'Give the experiment a name.' })
  for (const field of known) {
    const { name } = field
    if (field.type === 'attachment') {
      problems.push(...filesFaults(field, own(files, name) ?? []))
      continue
    }
    const given = own(fields, name)
    const { value, fault } = readValue(field, given === undefined ? field.default : given)
    if (fault !== undefined) problems.push({ field: name, message: `${field.label} ${fault}` })
    else if (value !== undefined) values[name] = value
  }
  const filled = (name: string) => isFilled(name, values, files)
  problems.push(...relationFaults(known, filled), ...ruleFaults(definition, filled))
  return { values, problems }
}

const own = <T>(record: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined

const isFilled = (
  name: string,
  values: Values,
  files: Readonly<Record<string, readonly unknown[]>>,
): boolean => {
  const value = own(values, name)
  return (value !== undefined && value !== false) || (own(files, name)?.length ?? 0) > 0
}

/** What is wrong with one value, as the rest of a sentence that begins with the field's label. */
export const checkValue = (field: Field, given: unknown): string | undefined => readValue(field, given).fault

type Read = { value?: Value | undefined; fault?: string }

function readValue(field: Field, given: unknown): Read {
  if (given === undefined || given === null || given === '' || (Array.isArray(given) && given.length === 0)) {
    if (field.type === 'flag') return { value: false }
    return field.required ? { fault: 'is needed.' } : {}
  }
  if (field.type === 'multiselect' || field.many) return readMany(field, given)
  return readOne(field, given)
}

/** Several: a list, or a text with one a line. */
function readMany(field: Field, given: unknown): Read {
  const list = Array.isArray(given) ? given : typeof given === 'string' ? given.split(/\r?\n/) : [given]
  const read: Read[] = []
  for (const each of list) {
    if (each === '') continue
    const one = readOne(field, each)
    // Of many the first that is wrong is told; looking at all of them may take long.
    if (one.fault !== undefined) return { fault: one.fault }
    read.push(one)
  }
  const { min, max } = (field.type === 'multiselect' ? field : field.many) ?? {}
  const wrong = amountFault(read.length, { min, max }, field.type === 'multiselect' ? 'choice' : 'line')
  if (wrong !== undefined) return { fault: wrong }
  return { value: read.map(({ value }) => value) as string[] | number[] }
}

const amountFault = (
  count: number,
  { min, max }: { min?: number | undefined; max?: number | undefined },
  what: string,
): string | undefined => {
  const named = (n: number) => `${n} ${what}${n === 1 ? '' : 's'}`
  if (min !== undefined && count < min) return `needs at least ${named(min)}, not ${count}.`
  if (max !== undefined && count > max) return `takes at most ${named(max)}, not ${count}.`
  return undefined
}

function readOne(field: Field, given: unknown): Read {
  switch (field.type) {
    case 'integer':
    case 'float':
      return readNumber(field, given)
    case 'flag': {
      const value = flagOf(given)
      return value === undefined ? { fault: 'is yes or no.' } : { value }
    }
    case 'select':
    case 'multiselect': {
      const text = String(given)
      const { choices = [] } = field
      return choices.some(({ value }) => value === text)
        ? { value: text }
        : { fault: `is one of ${namesOf(choices)}.` }
    }
    default:
      return readText(field, given)
  }
}

const SHOWN = 10
const namesOf = (choices: readonly { label: string }[]): string =>
  choices.length > SHOWN ? `the ${choices.length} choices` : choices.map(({ label }) => label).join(', ')

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$/

function readNumber(field: Field, given: unknown): Read {
  const isWhole = field.type === 'integer'
  const text = typeof given === 'number' ? String(given) : String(given).trim()
  const value = NUMBER.test(text) ? Number(text) : Number.NaN
  if (!Number.isFinite(value)) return { fault: isWhole ? 'is a whole number.' : 'is a number.' }
  if (isWhole && !Number.isSafeInteger(value)) return { fault: 'is a whole number.' }
  const { min, max, overMin, underMax, unit } = field
  const unitText = unit ? ` ${unit}` : ''
  if (min !== undefined && (overMin ? value <= min : value < min))
    return { fault: `is ${overMin ? 'more than' : 'at least'} ${min}${unitText}.` }
  if (max !== undefined && (underMax ? value >= max : value > max))
    return { fault: `is ${underMax ? 'less than' : 'at most'} ${max}${unitText}.` }
  return { value }
}

/** Of several lines tabs and ends of lines are a part. */
const CONTROL = { string: /\p{Cc}/u, text: /[^\P{Cc}\t\n\r]/u }

function readText(field: Field, given: unknown): Read {
  const { type, min = 0, max, pattern, noDash } = field
  if (typeof given === 'object') return { fault: 'is a text.' }
  const text = String(given)
  const length = [...text].length
  const most = max ?? (type === 'text' ? LONGEST_TEXT : LONGEST_STRING)
  if (length > most) return { fault: `has at most ${most} characters, not ${length}.` }
  if (length < min) return { fault: `has at least ${min} characters, not ${length}.` }
  if (CONTROL[type === 'text' ? 'text' : 'string'].test(text) || !text.isWellFormed())
    return { fault: 'holds characters that no program can be given.' }
  if (field.required && text.trim() === '') return { fault: 'is needed.' }
  if (noDash && text.startsWith('-'))
    return { fault: 'begins with a dash, which its program would take for an option.' }
  if (pattern !== undefined && !matches(pattern, text)) return { fault: `does not fit its form, ${pattern}.` }
  return { value: text }
}

function filesFaults(field: Field, files: readonly GivenFile[]): FieldError[] {
  const { name, label, required, min, max, accept, facts: wanted } = field
  const fault = (message: string): FieldError => ({ field: name, message })
  if (files.length === 0) return required ? [fault(`${label}: add a file.`)] : []
  const amount = amountFault(files.length, { min, max }, 'file')
  const faults = amount === undefined ? [] : [fault(`${label} ${amount}`)]
  for (const file of files) {
    if (accept && !matchesName(accept, file.name)) {
      faults.push(fault(`${file.name} is none of ${accept.join(', ')}. Remove it, and add such a file.`))
      continue
    }
    const misfit = wanted && file.facts ? misfitOf(file.facts, wanted, file.name) : undefined
    if (misfit) faults.push(fault(`${file.name}: ${misfit.short}. ${misfit.advice}`))
  }
  return faults
}

/** What goes only with something else, and what never does. */
function relationFaults(fields: readonly Field[], filled: (name: string) => boolean): FieldError[] {
  const labelOf = (name: string) => fields.find((field) => field.name === name)?.label ?? name
  return fields
    .filter(({ name }) => filled(name))
    .flatMap(({ name, label, requires = [], excludes = [] }) => [
      ...requires
        .filter((other) => !filled(other))
        .map((other) => ({ field: other, message: `${label} goes only with ${labelOf(other)}.` })),
      ...excludes
        .filter(filled)
        .map((other) => ({ field: name, message: `${label} does not go with ${labelOf(other)}.` })),
    ])
}

function ruleFaults(
  definition: Pick<AppDefinition, 'sections' | 'rules'>,
  filled: (name: string) => boolean,
): FieldError[] {
  const labels = new Map(fieldsOf(definition).map(({ name, label }) => [name, label]))
  return definition.rules.flatMap(({ of, fields }) => {
    const given = fields.filter(filled)
    const names = fields.map((name) => labels.get(name) ?? name).join(', ')
    const [first = ''] = fields
    if (of !== 'at-least-one' && of !== 'all-or-none' && given.length > 1)
      return [{ field: given[1] ?? first, message: `Only one of these can be given: ${names}.` }]
    if ((of === 'at-least-one' || of === 'exactly-one') && given.length === 0)
      return [{ field: first, message: `One of these is needed: ${names}.` }]
    const missing = fields.find((name) => !filled(name))
    if (of === 'all-or-none' && given.length > 0 && missing !== undefined)
      return [{ field: missing, message: `These go together, all or none: ${names}.` }]
    return []
  })
}
