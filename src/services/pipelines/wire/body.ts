import type { FastifyRequest } from 'fastify'
import type { Scope } from '../../../kernel/http/app.ts'
import { type Form, type FormOptions, isForm, readForm, readText } from '../../../kernel/http/form.ts'
import { httpProblems } from '../../../kernel/http/problems.ts'
import { wireProblems } from './wire.ts'

const MOST_TEXT_BYTES = 1_048_576

/** Bodies are read by the routes, after they know who asks; queries are checked in the protocol's order and words. */
export function readBodiesHere(scope: Scope): void {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser('*', (_request, _payload, done) => done(null))
  scope.setValidatorCompiler(() => () => true)
}

/** A form of either kind, or a flat JSON object of strings. Its fault, if it has one, is the caller's to throw. */
export async function readBody<F>(request: FastifyRequest, options: FormOptions<F>): Promise<Form<F>> {
  const type = request.headers['content-type']
  if (isForm(type)) return readForm(request.raw, options)
  const form: Form<F> = {
    fields: [],
    files: [],
    first: (name) => form.fields.find((field) => field.name === name)?.value,
  }
  try {
    const text = await readText(request.raw, { ...options, maxBytes: MOST_TEXT_BYTES })
    form.fields = fieldsOfJson(text, type)
    for (const { name, value } of form.fields) await options.onField?.(name, value)
  } catch (fault) {
    form.fault = fault
  }
  return form
}

/** The text fields of a body that brings no files; those that come are thrown away. */
export async function readFields(request: FastifyRequest): Promise<Form<void>> {
  const form = await readBody(request, {
    maxBytes: 2 * MOST_TEXT_BYTES,
    maxFieldBytes: MOST_TEXT_BYTES,
    onFile: async ({ stream }) => void stream.resume(),
  })
  if (form.fault !== undefined) throw form.fault
  return form
}

function fieldsOfJson(text: string, type: string | undefined): { name: string; value: string }[] {
  if (text === '') return []
  if (!/^application\/json\s*(;|$)/i.test(type ?? ''))
    throw wireProblems.malformed('Send a form, or a JSON object of strings.')
  return Object.entries(parseObject(text)).flatMap(([name, value]) => {
    const values = Array.isArray(value) ? value : [value]
    return values.map((each) => {
      if (typeof each !== 'string') throw wireProblems.malformed(`${name} is no text.`)
      return { name, value: each }
    })
  })
}

function parseObject(text: string): object {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    throw httpProblems.badJson()
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw wireProblems.malformed('The JSON is no object of strings.')
  return parsed
}

/** Text that both databases can keep, of so many characters at most. */
export function textOf(value: string | undefined, what: string, most: number): string {
  if (value === undefined) throw wireProblems.malformed(`${what} is missing.`)
  if (value.length > most)
    throw wireProblems.malformed(`${what} is longer than ${most.toLocaleString('en')} characters.`)
  if (value.includes('\0') || !value.isWellFormed())
    throw wireProblems.malformed(`${what} holds a character that cannot be kept.`)
  return value
}

/** The first value of a field of the query. */
export function queryOf({ query }: FastifyRequest, name: string): string | undefined {
  const fields = query as Record<string, string | string[] | undefined>
  return Object.hasOwn(fields, name) ? [fields[name]].flat()[0] : undefined
}
