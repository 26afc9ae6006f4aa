import type { FastifyReply } from 'fastify'
import type { App, Scope } from '../../../kernel/http/app.ts'
import type { RenderError } from '../../../kernel/http/errors.ts'
import type { JsonReader } from '../../../kernel/http/json-reader.ts'
import { type Problem, problem } from '../../../kernel/problem.ts'
import type { Automation } from '../automation.ts'

export interface Wire {
  app: App
  scope: Scope
  automation: Automation
  prefix: string
  json: JsonReader
  /** Sends the page that shows a document of an API. */
  viewer: Viewer
}

export type Viewer = (reply: FastifyReply, document: string) => FastifyReply

/** By field, every text that is wrong with it. */
export type FieldTexts = Readonly<Record<string, readonly string[]>>

/** The protocol's own words for what the kernel and the service say in theirs. */
const WORDS: Readonly<Record<string, string>> = {
  not_found: 'Not found.',
  forbidden: 'You do not have permission to perform this action.',
  insufficient_scope: 'You do not have permission to perform this action.',
  not_signed_in: 'Authentication credentials were not provided.',
}

/** The protocol's errors: texts by field, or `detail` and what a client may find beside it. */
export const renderError: RenderError = ({ code, message, extra }, { method }) => {
  if (code === 'invalid_fields') return extra.fields
  const { errors, ...others } = extra
  if (Array.isArray(errors)) return textsOf(errors as { field: string; message: string }[])
  if (code === 'method_not_allowed') return { detail: `Method "${method}" not allowed.` }
  return { detail: WORDS[code] ?? message, ...others }
}

/** Fields of our own API are those of the protocol, written in its way. */
function textsOf(errors: readonly { field: string; message: string }[]): FieldTexts {
  const texts = new Map<string, string[]>()
  for (const { field, message } of errors) {
    const [first = ''] = field.split('.')
    const name = WIRE_NAMES.get(first) ?? first.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
    texts.set(name, [...(texts.get(name) ?? []), message])
  }
  return Object.fromEntries(texts)
}

const WIRE_NAMES: ReadonlyMap<string, string> = new Map([
  ['', 'non_field_errors'],
  ['scheduledAt', 'date_scheduled'],
  ['templateId', 'template'],
  ['inventoryId', 'inventory'],
])

const unauthorized = (message: string, code?: string, messages?: unknown): Problem =>
  problem('unauthorized', 401, message, {
    headers: CHALLENGE,
    extra: { ...(code !== undefined && { code }), ...(messages !== undefined && { messages }) },
  })

const CHALLENGE = { 'www-authenticate': 'Bearer realm="api"' }

/** What is said on the protocol alone; its clients match these letters. */
export const wireProblems = {
  noCredentials: () => unauthorized('Authentication credentials were not provided.'),
  badHeader: () =>
    unauthorized('Authorization header must contain two space-delimited values', 'bad_authorization_header'),
  badToken: (message = 'Token is invalid or expired') =>
    unauthorized('Given token not valid for any token type', 'token_not_valid', [
      { token_class: 'AccessToken', token_type: 'access', message },
    ]),
  noUser: () => unauthorized('User not found', 'user_not_found'),
  inactive: () => unauthorized('User is inactive', 'user_inactive'),
  wrongLogin: () => unauthorized('No active account found with the given credentials'),
  secondStep: () =>
    unauthorized(
      'This account has a second step of signing in. Make a token for automation in the console and send it as Bearer.',
    ),
  badRefresh: () => unauthorized('Token is invalid or expired', 'token_not_valid'),
  wrongType: () => unauthorized('Token has wrong type', 'token_not_valid'),
  forbidden: () => problem('forbidden', 403, 'You do not have permission to perform this action.'),
  notFound: () => problem('not_found', 404, 'Not found.'),
  notAcceptable: () => problem('not_acceptable', 406, 'Could not satisfy the request Accept header.'),
  mediaType: (type: string) =>
    problem('unsupported_media_type', 415, `Unsupported media type "${type}" in request.`),
  badJson: (why: string) => problem('invalid_json', 400, `JSON parse error - ${why}`),
  badForm: (why: string) => problem('invalid_form', 400, `Multipart form parse error - ${why}`),
  invalid: (fields: FieldTexts) =>
    problem('invalid_fields', 400, 'Some fields are not right.', { extra: { fields } }),
}

/** The number of a path; one that is none, or larger than any id, is the number of nothing. */
export function idOf(text: string): number {
  const digits = text.replace(/\.json$/, '')
  const id = /^\d{1,15}$/.test(digits) ? Number(digits) : 0
  if (id === 0) throw wireProblems.notFound()
  return id
}
