import { isTooDeep } from '../../kernel/http/json.ts'

/** Values in each other at most (promises.md, I3). */
export const DEEPEST = 64

/** Whether a text is JSON that is kept: any value, no NaN, not nested beyond reason. It is never changed. */
export function isJsonText(text: string, deepest = DEEPEST): boolean {
  try {
    JSON.parse(text)
  } catch {
    return false
  }
  return !isTooDeep(text, deepest)
}

/** The members of an object in a text that is JSON, each with its own text, letter for letter; of equal names the first. */
export function membersOf(text: string): Map<string, string> | undefined {
  const members = new Map<string, string>()
  let at = text.indexOf('{')
  if (text.trimStart()[0] !== '{') return undefined
  let depth = 0
  let name: string | undefined
  let start = 0
  const end = () => {
    if (name !== undefined && !members.has(name)) members.set(name, text.slice(start, at).trim())
    name = undefined
  }
  for (; at < text.length; at += 1) {
    const letter = text.charCodeAt(at)
    if (letter === QUOTE) {
      const close = endOfString(text, at)
      if (depth === 1 && name === undefined) {
        name = JSON.parse(text.slice(at, close + 1)) as string
        start = text.indexOf(':', close) + 1
        at = start - 1
      } else at = close
    } else if (letter === OPEN_ARRAY || letter === OPEN_OBJECT) depth += 1
    else if (letter === CLOSE_ARRAY || letter === CLOSE_OBJECT) {
      depth -= 1
      if (depth === 0) end()
    } else if (letter === COMMA && depth === 1) end()
  }
  return members
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const OPEN_ARRAY = 0x5b
const CLOSE_ARRAY = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d

/** Where the string that begins at `at` has its closing quote: the first one behind an even number of backslashes. */
function endOfString(text: string, at: number): number {
  for (let close = text.indexOf('"', at + 1); close !== -1; close = text.indexOf('"', close + 1)) {
    let before = close - 1
    while (text.charCodeAt(before) === BACKSLASH) before -= 1
    if ((close - before) % 2 === 1) return close
  }
  return text.length
}
