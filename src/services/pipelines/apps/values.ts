import type { Field } from './definition.ts'

export type Value = string | number | boolean | readonly string[] | readonly number[]
/** What a form was filled with, typed; what was left empty is absent. */
export type Values = Readonly<Record<string, Value>>

const ON: ReadonlySet<string> = new Set(['true', '1', 'yes', 'on'])
const OFF: ReadonlySet<string> = new Set(['', 'false', '0', 'no', 'off', 'none'])

/** Yes or no as a form says it; undefined where it is neither. */
export function flagOf(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value
  const text = String(value).trim().toLowerCase()
  return ON.has(text) ? true : OFF.has(text) ? false : undefined
}

/** Whether a value switches something on: "No" does not, whatever stands behind the word. */
export function isOn(field: Field | undefined, value: Value | undefined): boolean {
  if (value === undefined) return false
  if (Array.isArray(value)) return value.length > 0
  const label = field?.choices?.find((choice) => choice.value === value)?.label
  return flagOf(value) !== false && (label === undefined || flagOf(label) !== false)
}
