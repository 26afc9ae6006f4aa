import { isTooDeep } from '../../../kernel/http/json.ts'

/** Values in each other at most (promises.md, I3). */
export const DEEPEST = 64

/** Whether a text is JSON that is kept: any value, no NaN, not nested beyond reason. It is never changed. */
function isJsonText(text: string, deepest: number): boolean {
  try {
    JSON.parse(text)
  } catch {
    return false
  }
  return !isTooDeep(text, deepest)
}

export interface JsonQuestion {
  text: string
  deepest: number
  /** Members that are looked for when the text is an object. */
  names?: readonly string[]
}

/** What was found in a text that is JSON; undefined when it is none. */
export interface JsonAnswer {
  members: Members | undefined
}

export interface Members {
  /** Where the values stand in the text; of equal names the first counts. */
  at: Map<string, readonly [start: number, end: number]>
  /** There are others than those that were looked for. */
  others: boolean
}

/** Reads a text, and finds members of the object that it is; all of it can be handed from one thread to another. */
export function readJsonText({ text, deepest, names }: JsonQuestion): JsonAnswer | undefined {
  if (!isJsonText(text, deepest)) return undefined
  return { members: names && membersOf(text, names) }
}

/** Finds members of an object in a text that is JSON; undefined when the text is no object. */
export function membersOf(text: string, names: readonly string[]): Members | undefined {
  if (text.trimStart()[0] !== '{') return undefined
  const members: Members = { at: new Map(), others: false }
  let depth = 0
  let name: string | undefined
  let start = 0
  let at = text.indexOf('{')
  const end = () => {
    if (name === undefined) return
    if (!names.includes(name)) members.others = true
    else if (!members.at.has(name)) members.at.set(name, [start, at])
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
export function endOfString(text: string, at: number): number {
  for (let close = text.indexOf('"', at + 1); close !== -1; close = text.indexOf('"', close + 1)) {
    let before = close - 1
    while (text.charCodeAt(before) === BACKSLASH) before -= 1
    if ((close - before) % 2 === 1) return close
  }
  return text.length
}
