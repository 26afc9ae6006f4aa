/** Walks a TypeScript or JavaScript text: enough to find where things begin and end, linear in its length. */

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' }

/** The place behind a string, a comment or one letter that begins at `at`. */
export function skipOne(text: string, at: number): number {
  const letter = text[at] as string
  if (letter === '/' && text[at + 1] === '/') return endOr(text, text.indexOf('\n', at))
  if (letter === '/' && text[at + 1] === '*') return endOr(text, text.indexOf('*/', at + 2), 2)
  if (letter !== '"' && letter !== "'" && letter !== '`') return at + 1
  for (let next = at + 1; next < text.length; next += 1) {
    if (text[next] === '\\') next += 1
    else if (text[next] === letter) return next + 1
    // No string: a quote in a pattern, such as /'/.
    else if (text[next] === '\n' && letter !== '`') return next
  }
  return text.length
}

const endOr = (text: string, found: number, more = 0): number => (found < 0 ? text.length : found + more)

/** The place behind the bracket that closes the one at `at`; the end of the text where none does. */
export function skipBrackets(text: string, at: number): number {
  const open: string[] = []
  for (let next = at; next < text.length; ) {
    const letter = text[next] as string
    if (CLOSING[letter]) open.push(CLOSING[letter])
    else if (letter === open.at(-1)) {
      open.pop()
      if (open.length === 0) return next + 1
    }
    next = skipOne(text, next)
  }
  return text.length
}

/** Parts of a text between the separators that stand in no bracket and no string. */
export function splitAt(text: string, separators: string): string[] {
  const parts: string[] = []
  let begin = 0
  for (let at = 0; at < text.length; ) {
    const letter = text[at] as string
    if (separators.includes(letter)) {
      parts.push(text.slice(begin, at))
      begin = at + 1
    }
    at = CLOSING[letter] ? skipBrackets(text, at) : skipOne(text, at)
  }
  return [...parts, text.slice(begin)].map(withoutComments).filter((part) => part !== '')
}

/** The place of a letter that stands in no bracket and no string, or -1. */
export function findAt(text: string, wanted: string): number {
  for (let at = 0; at < text.length; ) {
    const letter = text[at] as string
    if (letter === wanted) return at
    at = CLOSING[letter] ? skipBrackets(text, at) : skipOne(text, at)
  }
  return -1
}

export function withoutComments(text: string): string {
  let kept = ''
  for (let at = 0; at < text.length; ) {
    const end = skipOne(text, at)
    if (!(text[at] === '/' && end > at + 1)) kept += text.slice(at, end)
    at = end
  }
  return kept.trim()
}

const NOTHING = Symbol('nothing')
const DEEPEST = 20

/** What a literal stands for: texts, numbers, yes and no, lists and objects of them; undefined where it is anything else. */
export function readLiteral(text: string): unknown {
  const value = literalOf(withoutComments(text), 0)
  return value === NOTHING ? undefined : value
}

function literalOf(text: string, depth: number): unknown {
  const bare = text.trim()
  if (depth > DEEPEST) return NOTHING
  if (bare === 'true' || bare === 'false') return bare === 'true'
  if (bare === 'null') return null
  if (/^-?\d[\d_]{0,20}(?:\.\d{1,20})?$/.test(bare)) return Number(bare.replaceAll('_', ''))
  if (/^["'`]/.test(bare)) return textOf(bare)
  if (bare.startsWith('[') && skipBrackets(bare, 0) === bare.length) {
    const values = splitAt(bare.slice(1, -1), ',').map((each) => literalOf(each, depth + 1))
    return values.includes(NOTHING) ? NOTHING : values
  }
  return bare.startsWith('{') && skipBrackets(bare, 0) === bare.length ? objectOf(bare, depth) : NOTHING
}

function objectOf(bare: string, depth: number): unknown {
  const entries = splitAt(bare.slice(1, -1), ',').map((each): [string, unknown] => {
    const colon = findAt(each, ':')
    const key = each.slice(0, colon).trim()
    const name = /^["']/.test(key) ? textOf(key) : /^[\w$]+$/.test(key) ? key : NOTHING
    return [
      String(name),
      colon < 0 || typeof name !== 'string' ? NOTHING : literalOf(each.slice(colon + 1), depth + 1),
    ]
  })
  return entries.some(([, value]) => value === NOTHING) ? NOTHING : Object.fromEntries(entries)
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\n': '' }

function textOf(bare: string): unknown {
  const quote = bare[0] as string
  if (skipOne(bare, 0) !== bare.length || bare.length < 2 || (quote === '`' && bare.includes('${')))
    return NOTHING
  return bare.slice(1, -1).replaceAll(/\\([\s\S])/g, (_, letter: string) => ESCAPES[letter] ?? letter)
}
