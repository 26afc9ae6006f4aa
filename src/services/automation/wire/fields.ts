import { isObject, type Sent, typeName } from './body.ts'
import { readDate } from './date.ts'
import { wireProblems } from './wire.ts'

/** What is wrong with one field, in the protocol's words. */
export class FieldFault extends Error {
  readonly texts: readonly string[]
  constructor(...texts: string[]) {
    super(texts[0])
    this.texts = texts
  }
}

/** One field of a body: how it is read, and whether it may be absent or null. */
export interface Field<T> {
  read(value: unknown, isForm: boolean): T | Promise<T>
  required?: boolean
  nullable?: boolean
  /** An empty text of a form is a text, not nothing. */
  blank?: boolean
}

type Shape = Readonly<Record<string, Field<unknown>>>
type Values<S extends Shape> = { [K in keyof S]?: S[K] extends Field<infer T> ? T : never }

/** What is there, read; of all that is wrong together one refusal. With `partial` nothing is required. */
export async function readFields<S extends Shape>(
  { fields, isForm }: Sent,
  shape: S,
  partial = false,
): Promise<Values<S>> {
  const found: Record<string, unknown> = {}
  const faults: Record<string, readonly string[]> = {}
  for (const [name, field] of Object.entries(shape)) {
    const value = Object.hasOwn(fields, name) ? ofForm(fields[name], isForm, field) : undefined
    if (value === undefined) {
      if (field.required && !partial) faults[name] = ['This field is required.']
    } else if (value === null) {
      if (field.nullable) found[name] = null
      else faults[name] = ['This field may not be null.']
    } else {
      try {
        found[name] = await field.read(value, isForm)
      } catch (error) {
        if (!(error instanceof FieldFault)) throw error
        faults[name] = error.texts
      }
    }
  }
  if (Object.keys(faults).length > 0) throw wireProblems.invalid(faults)
  return found as Values<S>
}

/** Forms cannot say null or nothing but by an empty text. */
function ofForm(value: unknown, isForm: boolean, { nullable, required, blank }: Field<unknown>): unknown {
  if (!isForm || value !== '' || blank) return value
  if (nullable) return null
  return required ? value : undefined
}

interface TextOptions {
  max?: number
  required?: boolean
  blank?: boolean
  check?: (text: string) => string | undefined
}

const textOf =
  ({ max = Number.POSITIVE_INFINITY, blank = false, check }: TextOptions) =>
  (value: unknown): string => {
    if (typeof value !== 'string' && typeof value !== 'number') throw new FieldFault('Not a valid string.')
    const text = String(value).trim()
    if (text === '' && !blank) throw new FieldFault('This field may not be blank.')
    const faults = [
      ...(text.length > max && [...text].length > max
        ? [`Ensure this field has no more than ${max} characters.`]
        : []),
      ...(text.includes('\0') ? ['Null characters are not allowed.'] : []),
      ...surrogateFault(text),
    ]
    if (faults.length > 0) throw new FieldFault(...faults)
    const fault = check?.(text)
    if (fault !== undefined) throw new FieldFault(fault)
    return text
  }

function surrogateFault(text: string): string[] {
  if (text.isWellFormed()) return []
  const half = [...text].find((letter) => !letter.isWellFormed()) ?? ''
  return [`Surrogate characters are not allowed: U+${half.charCodeAt(0).toString(16).toUpperCase()}.`]
}

/** One text without blanks at its ends; numbers become texts. */
export const text = (options: TextOptions = {}): Field<string> => ({
  read: textOf(options),
  required: options.required,
  blank: options.blank,
})

/** The same, or null. */
export const optionalText = (options: TextOptions = {}): Field<string | null> => ({
  ...text(options),
  nullable: true,
})

/** A secret, as it is: blanks at its ends are part of it. */
export const secretText = (): Field<string> => ({
  required: true,
  read(value) {
    if (typeof value !== 'string' && typeof value !== 'number') throw new FieldFault('Not a valid string.')
    if (value === '') throw new FieldFault('This field may not be blank.')
    return String(value)
  },
})

const TRUE = ['t', 'T', 'y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON', '1']
const FALSE = ['f', 'F', 'n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF', '0']

/** True or false, in each of the ways in which the original takes them. */
export const flag = (): Field<boolean> => ({
  read(value) {
    if (value === true || value === 1 || TRUE.includes(value as string)) return true
    if (value === false || value === 0 || FALSE.includes(value as string)) return false
    throw new FieldFault('Must be a valid boolean.')
  },
})

/** UTC epoch milliseconds of a date with its time, or null. */
export const date = (): Field<number | null> => ({
  nullable: true,
  read(value) {
    const at = typeof value === 'string' ? readDate(value) : undefined
    if (at === undefined)
      throw new FieldFault(
        'Datetime has wrong format. Use one of these formats instead: YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z].',
      )
    return at
  },
})

/** JSON of any kind; in a form it is a text of it. */
export const json = <T>(read: (value: unknown) => T): Field<T | null> => ({
  nullable: true,
  read: (value, isForm) => {
    const said = isForm && typeof value === 'string' ? parse(value) : value
    return said === null ? null : read(said)
  },
})

function parse(value: string): unknown {
  try {
    return JSON.parse(value)
  } catch {
    throw new FieldFault('Value must be valid JSON.')
  }
}

/** A JSON object. */
export function objectOf(value: unknown): Record<string, unknown> {
  if (isObject(value)) return value
  throw new FieldFault(`Expected a dictionary of items but got type "${typeName(value)}".`)
}

/** The one choice that there is of a kind. */
export const choice = (only: number): Field<number> => ({
  read(value) {
    if (value === only || value === String(only)) return only
    throw new FieldFault(`"${shown(value)}" is not a valid choice.`)
  },
})

const shown = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, 100) : typeName(value)

/** The id of something that is there, as a number or its text, or null. */
export const key = (isThere: (id: number) => Promise<boolean>): Field<number | null> => ({
  nullable: true,
  read: async (value) => (value === '' ? null : readKey(value, isThere)),
})

/** A list of ids. */
export const keys = (isThere: (id: number) => Promise<boolean>): Field<number[]> => ({
  async read(value) {
    if (!Array.isArray(value))
      throw new FieldFault(`Expected a list of items but got type "${typeName(value)}".`)
    if (value.length > 1_000) throw new FieldFault('Ensure this field has no more than 1000 elements.')
    const ids: number[] = []
    for (const each of value) ids.push(await readKey(each, isThere))
    return [...new Set(ids)]
  },
})

async function readKey(value: unknown, isThere: (id: number) => Promise<boolean>): Promise<number> {
  const id = typeof value === 'string' && /^\s*\d{1,20}\s*$/.test(value) ? Number(value) : value
  if (typeof id !== 'number' || !Number.isInteger(id))
    throw new FieldFault(`Incorrect type. Expected pk value, received ${typeName(value)}.`)
  if (id < 1 || !Number.isSafeInteger(id) || !(await isThere(id)))
    throw new FieldFault(`Invalid pk "${String(value).trim()}" - object does not exist.`)
  return id
}
