import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Scope } from '../../../kernel/http/app.ts'
import { createJsonReader } from '../../../kernel/http/json-reader.ts'
import { type ReadJson, readJsonText } from '../../../kernel/http/json-text.ts'
import { wireProblems } from './wire.ts'

/** A JSON object; unknown keys are the client's own and mean nothing here. */
export type Fields = Readonly<Record<string, unknown>>

/** Longer ones are counted. */
const LARGE = 1_000_000
/** A large one is in memory whole, and again while it is read: so many of one person at once, and of everybody. */
const LARGE_OF_ONE = 4
const LARGE_OF_ALL = 12
/** No body is longer where nothing else is said. */
const USUAL = 1_048_576

/**
 * Bodies come as text whatever their type says, and are read where the protocol's order of checks wants it: its clients
 * send JSON without a type, and no body with the type of JSON. Forms of files are left as they come.
 */
export function takeAnyBody(scope: Scope): void {
  scope.removeAllContentTypeParsers()
  scope.addHook('onRequest', (request, _reply, done) => {
    if (!isUpload(request)) delete request.raw.headers['content-type']
    done()
  })
  scope.addContentTypeParser('multipart/form-data', (_request, _payload, done) => done(null))
  limitLarge(scope)
  const reader = createJsonReader()
  scope.addHook('onClose', () => reader.close())
  scope.addContentTypeParser<string>(
    '*',
    { parseAs: 'string' },
    // Nobody else waits while files travel inside of it.
    (_request: FastifyRequest, text: string) => reader.read(text),
  )
  // The routes' schemas document bodies; they are checked in the protocol's order and words.
  scope.setValidatorCompiler(() => () => true)
}

/** Refuses a large body before it is read where there are too many of them already. */
function limitLarge(scope: Scope): void {
  const held = new Map<number, number>()
  let all = 0
  scope.addHook('preParsing', (request, reply: FastifyReply, payload, done) => {
    if (!isLarge(request)) return done(null, payload)
    const who = request.actor?.accountId ?? 0
    const mine = held.get(who) ?? 0
    if (mine >= LARGE_OF_ONE || all >= LARGE_OF_ALL) return done(wireProblems.busy())
    held.set(who, mine + 1)
    all += 1
    let isOver = false
    const end = () => {
      if (isOver) return
      isOver = true
      all -= 1
      const left = (held.get(who) ?? 1) - 1
      if (left > 0) held.set(who, left)
      else held.delete(who)
    }
    reply.raw.once('finish', end).once('close', end)
    done(null, payload)
  })
}

/** Also one that does not say how long it is, where it may be large. */
const isLarge = (request: FastifyRequest): boolean =>
  (request.routeOptions.bodyLimit ?? 0) > USUAL &&
  ('transfer-encoding' in request.headers || Number(request.headers['content-length'] ?? 0) > LARGE)

const isUpload = ({ params, headers }: FastifyRequest): boolean =>
  (params as { action?: string }).action?.toLowerCase() === 'upload' &&
  /^multipart\/form-data\s*(;|$)/i.test(headers['content-type'] ?? '')

/** What the body says, as JSON. */
function readJson({ body }: FastifyRequest): unknown {
  const read = (body as ReadJson | undefined) ?? readJsonText('')
  if (read.fault !== undefined) throw wireProblems.badJson(read.fault)
  return read.value
}

/** The same where only an object makes sense; of anything else no field is there. */
export function readFields(request: FastifyRequest): Fields {
  const read = readJson(request)
  return isFields(read) ? read : {}
}

/** The same where what is no object cannot mean anything. */
export function requireFields(request: FastifyRequest): Fields {
  const read = readJson(request)
  if (!isFields(read)) throw wireProblems.badJson('it is no object')
  return read
}

/** A field of the query, or of several with its name the last. */
export function queryOf({ query }: FastifyRequest, name: string): string | undefined {
  const value = (query as Record<string, string | string[] | undefined>)[name]
  const last = Array.isArray(value) ? value.at(-1) : value
  // Nothing that is kept holds it, and a database that is asked for it fails.
  if (last?.includes('\0')) throw wireProblems.malformed(`${name} holds a character that cannot be kept.`)
  return last
}

/** The number that a filter names; NaN when it is none, which nothing matches. */
export function numberIn(request: FastifyRequest, name: string): number | undefined {
  const text = queryOf(request, name)
  if (text === undefined) return undefined
  return /^-?\d{1,15}$/.test(text) ? Number(text) : Number.NaN
}

const MOST_LISTED = 100_000

/** Lists are whole unless a part is asked for. */
export function pageOf(request: FastifyRequest): { limit: number; offset: number } {
  const number = (name: string, otherwise: number, most: number) => {
    const given = numberIn(request, name)
    return given === undefined || Number.isNaN(given) || given < 0 ? otherwise : Math.min(given, most)
  }
  return {
    limit: number('limit', MOST_LISTED, MOST_LISTED),
    offset: number('offset', 0, Number.MAX_SAFE_INTEGER),
  }
}

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Its own field, never one of the prototype. */
export const has = (fields: Fields, name: string): boolean => Object.hasOwn(fields, name)

/** Text that both databases can keep. */
export function textOf(value: unknown, what: string, most: number): string {
  if (typeof value !== 'string') throw wireProblems.malformed(`${what} is no text.`)
  // Of what is so long already by its halves of letters nobody counts the letters.
  if (value.length > most && (value.length > 2 * most || [...value].length > most))
    throw wireProblems.malformed(`${what} is longer than ${most.toLocaleString('en')} characters.`)
  if (value.includes('\0') || !value.isWellFormed())
    throw wireProblems.malformed(`${what} holds a character that cannot be kept.`)
  return value
}
