import { Problem } from '../problem.ts'
import { fileProblems } from './failures.ts'

/** Where uploads lie until they are whole; no name reaches in there. */
export const INCOMING = '.incoming'

const PART_BYTES = 255
const NAME_BYTES = 2_000

/**
 * Splits a relative name into its parts, or throws a Problem (promises.md, F1 and I3). Nothing is repaired or decoded:
 * `%2e%2e` is a name like another, and what is odd is refused rather than changed behind the client's back.
 */
export function partsOf(relative: string): string[] {
  if (relative === '') throw fileProblems.invalidName('it is empty')
  if (!relative.isWellFormed()) throw fileProblems.invalidName('it is not valid Unicode')
  if (/\p{Cc}/u.test(relative)) throw fileProblems.invalidName('it has a control character')
  if (relative.includes('\\')) throw fileProblems.invalidName('it has a backslash')
  if (relative.startsWith('/')) throw fileProblems.invalidName('it begins with a slash')
  if (Buffer.byteLength(relative) > NAME_BYTES) throw fileProblems.invalidName('it is too long')
  const parts = relative.split('/')
  for (const part of parts) {
    if (part === '' || part === '.' || part === '..') {
      throw fileProblems.invalidName('it has an empty part, "." or ".."')
    }
    if (Buffer.byteLength(part) > PART_BYTES) {
      throw fileProblems.invalidName(`a part of it is longer than ${PART_BYTES} bytes`)
    }
  }
  // Some file systems do not tell upper from lower case.
  if (parts[0]?.toLowerCase() === INCOMING) throw fileProblems.invalidName(`"${INCOMING}" is reserved`)
  return parts
}

/** Whether it can be the name of a file; what others have put into a folder may be called anything. */
export function isName(relative: string): boolean {
  try {
    return partsOf(relative).length > 0
  } catch (error) {
    if (error instanceof Problem) return false
    throw error
  }
}
