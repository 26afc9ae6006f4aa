import type { FastifyInstance } from 'fastify'
import { httpProblems } from './problems.ts'

/** Nobody's body of ours is deeper; what walks through a deeper one may run out of stack (promises.md, I3). */
const DEEPEST = 64

/** Reads JSON bodies: not too deep, and no key that reaches a prototype. Every other kind of body is 415. */
export function readJsonAlone(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, text, done) => {
    if (isTooDeep(text)) return done(httpProblems.tooDeep())
    return parse(request, text, done)
  })
}

/** Whether a JSON text nests deeper than that, told without parsing it. */
export const isTooDeep = (text: string, deepest = DEEPEST): boolean => excessOf(text, { deepest }) === 'deep'

/** Whether it nests deeper, or holds more values: each costs many times its letters, and on two threads where it is sent on. */
export function excessOf(
  text: string,
  { deepest, mostValues = Number.POSITIVE_INFINITY }: { deepest: number; mostValues?: number },
): 'deep' | 'many' | undefined {
  let depth = 0
  let values = 0
  let inText = false
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at]
    if (inText) {
      if (letter === '\\') at += 1
      else if (letter === '"') inText = false
    } else if (letter === '"') inText = true
    else if (letter === '{' || letter === '[') {
      depth += 1
      values += 1
      if (depth > deepest) return 'deep'
    } else if (letter === '}' || letter === ']') depth -= 1
    else if (letter === ',') values += 1
    if (values > mostValues) return 'many'
  }
  return undefined
}
