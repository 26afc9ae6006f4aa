/** One thing that an entry says was changed. */
export interface Change {
  name: string
  before: string | null
  after: string | null
}

interface Shown {
  old: unknown
  new: unknown
  personal: unknown
}

/** What differs between old and new, field by field; a thing that was made or removed has one side alone. */
export function changesOf({ old, new: next, personal }: Shown): Change[] {
  const before = { ...fieldsOf(old), ...fieldsOf(fieldsOf(personal).old) }
  const after = { ...fieldsOf(next), ...fieldsOf(fieldsOf(personal).new) }
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return names
    .map((name) => ({ name: titleOf(name), before: wordsOf(before[name]), after: wordsOf(after[name]) }))
    .filter((change) => change.before !== change.after)
}

/** What else an entry tells, as names and values. */
export function detailsOf(details: unknown): [name: string, value: string][] {
  return Object.entries(fieldsOf(details)).map(([name, value]) => [titleOf(name), wordsOf(value) ?? '–'])
}

function fieldsOf(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null)
    return value === undefined || value === null ? {} : { value }
  return Array.isArray(value) ? { value } : (value as Record<string, unknown>)
}

/** `firstName` is First name. */
function titleOf(name: string): string {
  const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replaceAll(/[._-]/g, ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function wordsOf(value: unknown): string | null {
  if (value === undefined || value === null || value === '') return null
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (Array.isArray(value))
    return value.length === 0 ? null : value.map((each) => wordsOf(each) ?? '–').join(', ')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
