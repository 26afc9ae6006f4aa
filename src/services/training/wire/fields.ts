import { wireProblems } from './wire.ts'

/** A JSON object; unknown keys are the client's own and mean nothing here. */
export type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export function fieldsOf(body: unknown, what = 'The body'): Fields {
  if (!isFields(body)) throw wireProblems.malformed(`${what} is no JSON object.`)
  return body
}

export function listOf(value: unknown, what: string, most: number): readonly unknown[] {
  if (!Array.isArray(value)) throw wireProblems.malformed(`${what} is no list.`)
  if (value.length > most)
    throw wireProblems.malformed(`${what} has more than ${most.toLocaleString('en')} entries.`)
  return value
}

const isAbsent = (value: unknown): value is undefined | null => value === undefined || value === null

/** Text that both databases can keep; undefined when there is none. */
export function textOf(value: unknown, what: string, most: number): string | undefined {
  if (isAbsent(value)) return undefined
  if (typeof value !== 'string') throw wireProblems.malformed(`${what} is no text.`)
  if ([...value].length > most)
    throw wireProblems.malformed(`${what} is longer than ${most.toLocaleString('en')} characters.`)
  if (value.includes('\0') || !value.isWellFormed())
    throw wireProblems.malformed(`${what} holds a character that cannot be kept.`)
  return value
}

/** A whole number within bounds, or its decimal text: forms send text. Undefined when there is none. */
export function numberOf(value: unknown, what: string, [least, most]: [number, number]): number | undefined {
  if (isAbsent(value)) return undefined
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value
  if (typeof number !== 'number' || !Number.isInteger(number) || number < least || number > most)
    throw wireProblems.malformed(`${what} is no whole number from ${least} to ${most.toLocaleString('en')}.`)
  return number
}

/** A number of a thing: a JSON integer. Undefined when there is none. */
export function numberedOf(value: unknown, what: string): number | undefined {
  if (isAbsent(value)) return undefined
  if (!Number.isSafeInteger(value)) throw wireProblems.malformed(`${what} is no whole number.`)
  return value as number
}

/** True or false, in the ways that clients write it; null is false. Undefined when it is absent. */
export function booleanOf(value: unknown, what: string): boolean | undefined {
  if (value === undefined) return undefined
  if (value === null || value === false || value === 0 || value === 'false') return false
  if (value === true || value === 1 || value === 'true') return true
  throw wireProblems.malformed(`${what} is neither true nor false.`)
}
