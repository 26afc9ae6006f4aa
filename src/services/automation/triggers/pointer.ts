/** A JSON pointer (RFC 6901): empty is all of it. */
export const POINTER = '^(/([^~/]|~[01])*)*$'

/** What stands at that place; undefined where nothing does. */
export function valueAt(body: unknown, pointer: string): unknown {
  let value = body
  for (const part of pointer.split('/').slice(1)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~')
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
    value = (value as Record<string, unknown>)[name]
  }
  return value
}
