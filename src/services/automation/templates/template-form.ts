import { type Static, Type } from 'typebox'
import { Lines, Text } from '../../../kernel/api/shapes.ts'
import { matches, patternFault } from '../../../kernel/pattern.ts'
import type { FieldError } from '../../../kernel/problem.ts'
import type { TemplateRow } from '../tables.ts'

const FIELD_TYPES = [
  'text',
  'multiline',
  'integer',
  'number',
  'boolean',
  'choice',
  'secret',
  'host',
  'group',
  'json',
] as const
const MOST_FIELDS = 100
const MOST_CHOICES = 500
const MOST_TEXT = 100_000
const Real = Type.Number({ minimum: -Number.MAX_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER })

/** How one parameter of a template is asked for. */
export const FormField = Type.Object(
  {
    name: Type.String({ pattern: '^[A-Za-z_][A-Za-z0-9_]{0,99}$' }),
    type: Type.Enum(FIELD_TYPES),
    label: Type.Optional(Text(200)),
    help: Type.Optional(Lines(2_000)),
    required: Type.Optional(Type.Boolean()),
    confidential: Type.Optional(
      Type.Boolean({
        description: 'Net admins alone read it, and what hosts give in runs of this template',
      }),
    ),
    default: Type.Optional(Type.Unknown({ description: 'What the form begins with; never of a secret' })),
    choices: Type.Optional(Type.Array(Text(500), { maxItems: MOST_CHOICES })),
    min: Type.Optional(Real),
    max: Type.Optional(Real),
    pattern: Type.Optional(Text(200, 1)),
  },
  { additionalProperties: false },
)
export const Form = Type.Array(FormField, { maxItems: MOST_FIELDS })
export type FormField = Static<typeof FormField>

/** The fields of a template in the order of its parameters: one that nobody described is a text that may be left out. */
export function formOf({ variables, form }: Pick<TemplateRow, 'variables' | 'form'>): FormField[] {
  const fields = new Map((JSON.parse(form) as FormField[]).map((field) => [field.name, field]))
  return (JSON.parse(variables) as string[]).map((name) => fields.get(name) ?? { name, type: 'text' })
}

/** What is wrong with a form as a whole; its schema has looked at each field. */
export function formFaults(form: readonly FormField[]): FieldError[] {
  const seen = new Set<string>()
  return form.flatMap((field, index) => {
    const message = seen.has(field.name) ? 'There is another field of this name.' : faultOf(field)
    seen.add(field.name)
    return message === undefined ? [] : [{ field: `form.${index}`, message: `${field.name}: ${message}` }]
  })
}

function faultOf(field: FormField): string | undefined {
  if (field.type === 'choice' && !field.choices?.length) return 'Name what can be chosen.'
  if (field.min !== undefined && field.max !== undefined && field.min > field.max)
    return 'Its least is more than its most.'
  const pattern = field.pattern === undefined ? undefined : patternFault(field.pattern)
  if (pattern !== undefined) return `Its pattern ${pattern}`
  if (field.default === undefined) return undefined
  if (field.type === 'secret') return 'A secret begins empty.'
  const read = readValue(field, field.default)
  return 'fault' in read ? `What it begins with does not fit. ${read.fault}` : undefined
}

export interface CheckedVariables {
  /** By `variables.NAME`. */
  problems: FieldError[]
  /** Typed; what was left empty is absent, so that the function's own default holds. */
  values: Record<string, unknown>
  /** Names of those that must be sealed and never shown. */
  secret: string[]
}

/** Reads what a form was filled with. Whether a named host or group is there is looked at when the run begins. */
export function checkVariables(
  template: Pick<TemplateRow, 'variables' | 'form'>,
  variables: Readonly<Record<string, unknown>>,
): CheckedVariables {
  const fields = formOf(template)
  const known = new Set(fields.map(({ name }) => name))
  const problems: FieldError[] = Object.keys(variables)
    .filter((name) => !known.has(name))
    .map((name) => ({ field: `variables.${name}`, message: 'This template has no such variable.' }))
  const values: [string, unknown][] = []
  for (const field of fields) {
    const given = Object.hasOwn(variables, field.name) ? variables[field.name] : undefined
    const read = isEmpty(given) ? { value: undefined } : readValue(field, given)
    if ('fault' in read) problems.push({ field: `variables.${field.name}`, message: read.fault })
    else if (read.value !== undefined) values.push([field.name, read.value])
    else if (field.required)
      problems.push({ field: `variables.${field.name}`, message: 'This is required. Fill it in.' })
  }
  return { problems, values: Object.fromEntries(values), secret: secretNames(fields) }
}

/** Names of the fields whose values are never shown. */
export const secretNames = (fields: readonly FormField[]): string[] =>
  fields.filter(({ type }) => type === 'secret').map(({ name }) => name)

const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === ''

type Read = { value: unknown } | { fault: string }

function readValue(field: FormField, given: unknown): Read {
  switch (field.type) {
    case 'integer':
    case 'number':
      return readNumber(field, given)
    case 'boolean':
      return readFlag(given)
    case 'json':
      return readJson(given)
    default:
      return readText(field, given)
  }
}

function readText(field: FormField, given: unknown): Read {
  if (typeof given === 'object') return { fault: 'Give a text.' }
  const text = String(given)
  if (text.length > MOST_TEXT) return { fault: `This is longer than ${MOST_TEXT} characters.` }
  if (!text.isWellFormed() || text.includes('\0')) return { fault: 'This has characters that are no text.' }
  if (field.type !== 'multiline' && field.type !== 'secret' && /[\r\n]/.test(text))
    return { fault: 'Give one line.' }
  if (field.type === 'choice' && !field.choices?.includes(text))
    return { fault: `Choose one of: ${(field.choices ?? []).slice(0, 20).join(', ')}.` }
  if (field.min !== undefined && text.length < field.min)
    return { fault: `Give at least ${field.min} characters.` }
  if (field.max !== undefined && text.length > field.max)
    return { fault: `Give at most ${field.max} characters.` }
  if (field.pattern !== undefined && !matches(field.pattern, text))
    return { fault: `This must be as the pattern says: ${field.pattern}` }
  return { value: text }
}

function readNumber({ type, min, max }: FormField, given: unknown): Read {
  const number =
    typeof given === 'string' && /^\s*[-+]?\d{1,15}(?:\.\d{1,15})?(?:[eE][-+]?\d{1,2})?\s*$/.test(given)
      ? Number(given)
      : given
  if (typeof number !== 'number' || !Number.isFinite(number)) return { fault: 'Give a number.' }
  if (type === 'integer' && !Number.isSafeInteger(number)) return { fault: 'Give a whole number.' }
  if (min !== undefined && number < min) return { fault: `Give ${min} or more.` }
  if (max !== undefined && number > max) return { fault: `Give ${max} or less.` }
  return { value: number }
}

function readFlag(given: unknown): Read {
  if (typeof given === 'boolean') return { value: given }
  const text = String(given).trim().toLowerCase()
  if (['true', 'yes', 'on', '1'].includes(text)) return { value: true }
  if (['false', 'no', 'off', '0'].includes(text)) return { value: false }
  return { fault: 'Give yes or no.' }
}

/** What is no text is what it stands for already. */
function readJson(given: unknown): Read {
  if (typeof given !== 'string') return { value: given }
  try {
    return { value: JSON.parse(given) }
  } catch {
    return { fault: 'Give valid JSON, such as ["a", "b"] or {"a": 1}.' }
  }
}
