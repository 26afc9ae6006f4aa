import type { Described, DescribedFunction, DescribedParameter, Said } from './described.ts'
import { findAt, readLiteral, skipBrackets, skipOne, splitAt, withoutComments } from './script-text.ts'

const MOST_TEXT = 2_000
/** More is no template; the work for each is bounded too, so that no file costs more than its length. */
const MOST_EXPORTS = 200
const LONGEST_HEAD = 20_000
const FUNCTION = /^export\s{1,20}(?:async\s{1,20})?function\s{1,20}([A-Za-z_$][\w$]{0,255})\s{0,20}\(/
const CONST = /^export\s{1,20}const\s{1,20}template\b[^={]{0,200}=\s{0,20}\{/

/** Reads a TypeScript or JavaScript template without running it: its exported functions, and what it says of itself. */
export function readScript(source: string): Described {
  const functions: DescribedFunction[] = []
  let said: Said | undefined
  let comment: { text: string; end: number } | undefined
  let first = ''
  let exports = 0
  for (let at = 0; at < source.length && exports < MOST_EXPORTS; ) {
    const end = skipOne(source, at)
    if (source.startsWith('/*', at)) comment = { text: wordsOf(source.slice(at, end)), end }
    if (comment && functions.length === 0 && first === '') first = comment.text
    if (source.startsWith('export', at) && !/[\w$]/.test(source[at - 1] ?? '')) {
      exports += 1
      const head = source.slice(at, at + LONGEST_HEAD)
      const [begin, name] = FUNCTION.exec(head) ?? []
      const isNext = comment !== undefined && at - comment.end < 100
      const doc = comment && isNext && source.slice(comment.end, at).trim() === '' ? comment.text : ''
      if (begin !== undefined && name !== undefined)
        functions.push({ name, line: lineOf(source, at), doc, ...signatureOf(head, begin.length - 1) })
      const [literal] = CONST.exec(head) ?? []
      if (literal !== undefined) said ??= objectAt(head, literal.length - 1)
    }
    at = end
  }
  return { doc: first, functions, missing: [], ...(said && { said }) }
}

function objectAt(source: string, at: number): Said | undefined {
  const value = readLiteral(source.slice(at, skipBrackets(source, at)))
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Said) : undefined
}

const lineOf = (source: string, at: number): number => source.slice(0, at).split('\n').length

/** What a comment says, without its stars; tags are for programs. */
function wordsOf(comment: string): string {
  const lines = comment
    .slice(2, -2)
    .split('\n')
    .map((line) => line.replace(/^\s*\*{0,2} ?/, '').trimEnd())
  const tags = lines.findIndex((line) => line.startsWith('@') && !line.startsWith('@param'))
  return (tags < 0 ? lines : lines.slice(0, tags)).join('\n').trim().slice(0, MOST_TEXT)
}

function signatureOf(
  source: string,
  open: number,
): Pick<DescribedFunction, 'first' | 'annotation' | 'parameters'> {
  const [task = '', variables = ''] = splitAt(source.slice(open + 1, skipBrackets(source, open) - 1), ',')
  const [first = '', annotation = ''] = splitOnce(task, ':')
  return {
    first: /^[\w$]+$/.test(first) ? first : null,
    annotation,
    parameters: variables.startsWith('{') ? parametersOf(variables) : [],
  }
}

/** `{ name, deep = false }: { name: string; deep?: boolean }`. */
function parametersOf(text: string): DescribedParameter[] {
  const end = skipBrackets(text, 0)
  const rest = text.slice(end).trim()
  const types = rest.startsWith(':') ? typesOf(rest.slice(1).trim()) : new Map<string, TypeOf>()
  return splitAt(text.slice(1, end - 1), ',').flatMap((part) => {
    const [left = '', initial] = splitOnce(part, '=')
    const name = left.split(':')[0]?.trim() ?? ''
    if (!/^[\w$]+$/.test(name)) return []
    const type = types.get(name)
    const value = initial === undefined ? undefined : readLiteral(initial)
    return [
      {
        name,
        annotation: type?.annotation ?? '',
        required: initial === undefined && !type?.optional,
        ...(value !== undefined && { default: value }),
      },
    ]
  })
}

interface TypeOf {
  annotation: string
  optional: boolean
}

function typesOf(text: string): Map<string, TypeOf> {
  const types = new Map<string, TypeOf>()
  if (!text.startsWith('{')) return types
  for (const part of splitAt(text.slice(1, skipBrackets(text, 0) - 1), ';,\n')) {
    const [key = '', annotation = ''] = splitOnce(part, ':')
    types.set(key.replace(/\?$/, '').trim(), { annotation, optional: key.endsWith('?') })
  }
  return types
}

/** Before and behind the first such letter outside of brackets. */
function splitOnce(text: string, letter: string): string[] {
  const at = findAt(text, letter)
  return at < 0 ? [text.trim()] : [text.slice(0, at).trim(), withoutComments(text.slice(at + 1))]
}
