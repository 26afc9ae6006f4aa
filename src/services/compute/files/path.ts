import { entryProblems, problems } from './file-problems.ts'

const PART_BYTES = 255
const PATH_BYTES = 2_000
const DEEPEST = 50

/** Folders of sessions at the root of a workspace: nobody writes, links or reads there but the server itself. */
export const isReserved = (name: string): boolean => /^\.\d+$/.test(name)

/** What is wrong with a path of a workspace, or undefined (promises.md, F1 and I3). */
function faultOf(parts: readonly string[], text: string): string | undefined {
  if (!text.isWellFormed()) return 'it is not valid Unicode'
  if (/\p{Cc}/u.test(text)) return 'it has a control character'
  if (text.startsWith('/')) return 'it begins with a slash'
  if (Buffer.byteLength(text) > PATH_BYTES) return 'it is too long'
  if (parts.length > DEEPEST) return `it is more than ${DEEPEST} folders deep`
  if (parts.some((part) => part === '' || part === '.' || part === '..'))
    return 'it has an empty part, "." or ".."'
  if (parts.some((part) => Buffer.byteLength(part) > PART_BYTES))
    return `a part of it is longer than ${PART_BYTES} bytes`
  if (isReserved(parts[0] ?? '')) return 'the server keeps it for sessions'
  return undefined
}

/** Splits a path of our own API. Nothing is repaired or decoded: what is odd is refused. */
export function partsOfPath(path: string): string[] {
  const parts = path.split('/')
  const fault = faultOf(parts, path)
  if (fault) throw problems.badName(fault)
  return parts
}

/** The same for a name that is to be given: one that leads out on other people's machines is not begun with. */
export function partsOfNew(path: string): string[] {
  if (path.includes('\\')) throw problems.badName('it has a backslash')
  return partsOfPath(path)
}

/** The same for a folder, where an empty text is the workspace itself. */
export const partsOfFolder = (path: string): string[] => (path === '' ? [] : partsOfPath(path))

/** Splits a name as the protocol's clients send it; `./a` and `a//b` are taken as the original takes them. */
export function partsOfEntry(name: string, what: 'File' | 'Symlink'): string[] {
  const invalid = () => (what === 'File' ? entryProblems.invalidFile(name) : entryProblems.invalidLink(name))
  // A text of megabytes is not taken apart first.
  if (name.length > PATH_BYTES) throw invalid()
  const sent = name.split('/')
  if (sent.includes('..')) throw entryProblems.doubleDots(what)
  const parts = sent.filter((part, at) => part !== '.' && (part !== '' || at === 0 || at === sent.length - 1))
  const isBad = name.includes('\\') || parts.length === 0 || faultOf(parts, name) !== undefined
  if (isBad) throw invalid()
  return parts
}
