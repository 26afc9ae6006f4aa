import type { FastifyRequest } from 'fastify'
import type { Scope } from '../../../kernel/http/app.ts'
import { isForm, readForm, readText } from '../../../kernel/http/form.ts'
import { Problem } from '../../../kernel/problem.ts'
import { type Wire, wireProblems } from './wire.ts'

/** A task with its variables; results are no bodies. */
const MOST_BYTES = 5_242_880

/** What a client has sent, as JSON or as a form, in which everything is text. */
export interface Sent {
  fields: Readonly<Record<string, unknown>>
  isForm: boolean
}

/** Bodies are read by the routes, after they know who asks; queries are read in the protocol's lenient way. */
export function readBodiesHere(scope: Scope): void {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser('*', (_request, _payload, done) => done(null))
  scope.setValidatorCompiler(() => () => true)
}

/** The fields of a body; what is no object is refused in the protocol's words. */
export async function readBody(wire: Wire, request: FastifyRequest): Promise<Sent> {
  const { value, isForm } = await readValue(wire, request)
  if (value === null) throw wireProblems.invalid({ non_field_errors: ['No data provided'] })
  if (!isObject(value))
    throw wireProblems.invalid({
      non_field_errors: [`Invalid data. Expected a dictionary, but got ${typeName(value)}.`],
    })
  return { fields: value, isForm }
}

/** Whatever a body says. None at all says an empty object, whatever its type. */
async function readValue(
  { json }: Wire,
  request: FastifyRequest,
): Promise<{ value: unknown; isForm: boolean }> {
  const header = request.headers['content-type'] ?? ''
  if (!hasBody(request)) return { value: {}, isForm: isForm(header) }
  if (isForm(header)) return { value: await readFormFields(request), isForm: true }
  if (!/^application\/json\s*(;|$)/i.test(header)) throw wireProblems.mediaType(header)
  const text = await readText(request.raw, { maxBytes: MOST_BYTES })
  if (text === '') return { value: {}, isForm: false }
  const { value, fault } = await json.read(text)
  // What the parser says quotes the body.
  if (fault !== undefined)
    throw wireProblems.badJson(/^more than/.test(fault) ? fault : 'this is no JSON text')
  return { value, isForm: false }
}

const hasBody = ({ headers }: FastifyRequest): boolean =>
  'transfer-encoding' in headers || Number(headers['content-length'] ?? 0) > 0

async function readFormFields(request: FastifyRequest): Promise<Record<string, unknown>> {
  const form = await readForm(request.raw, {
    maxBytes: MOST_BYTES,
    maxFieldBytes: MOST_BYTES,
    onFile: async ({ stream }) => void stream.resume(),
  })
  if (form.fault instanceof Problem && form.fault.status === 400)
    throw wireProblems.badForm('it is broken, or was cut off')
  if (form.fault !== undefined) throw form.fault
  const fields: Record<string, unknown> = {}
  // Of a field that comes again the last counts; a list is told by its values.
  for (const { name, value } of form.fields)
    fields[name] = REPEATED.has(name) ? [...((fields[name] as string[] | undefined) ?? []), value] : value
  return fields
}

const REPEATED: ReadonlySet<string> = new Set(['groups'])

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The name that the original's language has for the type of a value. */
export function typeName(value: unknown): string {
  if (value === null || value === undefined) return 'NoneType'
  if (Array.isArray(value)) return 'list'
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float'
  if (typeof value === 'object') return 'dict'
  return { boolean: 'bool', string: 'str' }[typeof value as 'boolean'] ?? typeof value
}
