import type { FastifyReply, FastifyRequest } from 'fastify'
import { clientAddress } from '../../../kernel/http/address.ts'
import type { App, Scope } from '../../../kernel/http/app.ts'
import type { RenderError } from '../../../kernel/http/errors.ts'
import { isForm, readForm, readText } from '../../../kernel/http/form.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import type { Collection } from '../collection.ts'
import { problems } from '../problems.ts'

export interface Wire {
  app: App
  scope: Scope
  collection: Collection
}

/** The first value of a name that is not empty; what is empty counts as absent. */
export type Fields = (name: string) => string | undefined

/** Codes of the kernel that the protocol has a word of its own for. */
const CODES: Record<string, string> = { too_many_attempts: 'rate_limited' }

/** The protocol's errors: a fixed `status` that clients match, and a sentence for people. */
export const renderError: RenderError = (problem) => ({
  status: CODES[problem.code] ?? problem.code,
  message: problem.message,
})

export function queryOf(request: FastifyRequest): Fields {
  const query = request.query as Record<string, string | string[] | undefined>
  return (name) => (Object.hasOwn(query, name) ? firstFilled(query[name]) : undefined)
}

const firstFilled = (value: string | string[] | undefined): string | undefined =>
  [value].flat().find((each) => each !== undefined && each !== '')

const MOST_TEXT_BYTES = 65_536

/** The fields of a small body: a form, or a JSON object. */
export async function bodyOf(request: FastifyRequest): Promise<Fields> {
  const type = request.headers['content-type']
  const limit = { maxBytes: MOST_TEXT_BYTES, maxFieldBytes: MOST_TEXT_BYTES }
  if (isForm(type)) {
    const onFile = async ({ stream }: { stream: NodeJS.ReadableStream }) => void stream.resume()
    const form = await readForm(request.raw, { ...limit, onFile })
    if (form.fault !== undefined) throw form.fault
    return (name) => firstFilled(form.fields.filter((each) => each.name === name).map((each) => each.value))
  }
  const text = await readText(request.raw, limit)
  if (!isJson(type)) return () => undefined
  const members = parseObject(text)
  return (name) => {
    const value = Object.hasOwn(members, name) ? members[name] : undefined
    return typeof value === 'string' || typeof value === 'number' ? firstFilled(String(value)) : undefined
  }
}

export const isJson = (type: string | undefined): boolean => /^application\/json\s*(;|$)/i.test(type ?? '')

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>
  } catch {
    // Told below, in the same words.
  }
  throw problems.invalidBody()
}

/** The credential of an `Authorization: Bearer` header that looks like `form`; any other header is none of ours. */
export function bearerOf(request: FastifyRequest, form: RegExp): string | undefined {
  const found = /^Bearer +(.+)$/i.exec(request.headers.authorization ?? '')?.[1]?.trim()
  if (found === undefined) return undefined
  // Header bytes come as Latin-1; a token with the name of a project in it is UTF-8.
  const text = Buffer.from(found, 'latin1').toString('utf8')
  return form.test(text) ? text : undefined
}

/** Who asks, for the journal and for counting wrong tries. */
export function askedBy(request: FastifyRequest): { by: By; counted: string | undefined } {
  return { by: request.by, counted: clientAddress(request).counted }
}

/** Says in the journal that somebody was refused for what they brought; floods are folded. */
export function noteRefusal(collection: Collection, request: FastifyRequest, error: unknown): void {
  const { status, code } = error as { status?: number; code?: string }
  if (status !== 403 && status !== 429) return
  const action = 'collection.credential.refused'
  const details = { code, route: request.routeOptions.url }
  collection.kernel.journal.note({ by: request.by, action, service: 'collection', details })
}

/** The service reads every body itself, whatever its type says, and checks queries in the protocol's order and words. */
export function readBodiesHere(scope: Scope): void {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
  scope.setValidatorCompiler(() => () => true)
}

/** access.log and error.log: the route as it is declared, never an address that was sent, which may hold a secret. */
export function logRequests({ scope, collection }: Wire): void {
  scope.addHook('onResponse', (request: FastifyRequest, reply: FastifyReply, done) => {
    const at = new Date(collection.kernel.clock.now()).toISOString()
    const route = request.routeOptions.url ?? '-'
    const line = `${at} "${request.method} ${route}" ${reply.statusCode} ${Math.round(reply.elapsedTime)}ms ${request.id}`
    collection.logs.add('access', line)
    if (reply.statusCode >= 500) collection.logs.add('error', line)
    done()
  })
}
