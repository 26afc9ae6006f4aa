import { Type } from 'typebox'
import type { App, Scope } from '../../../kernel/http/app.ts'
import type { RenderError } from '../../../kernel/http/errors.ts'
import type { OpenCors } from '../../../kernel/http/mount.ts'
import { problem } from '../../../kernel/problem.ts'
import type { Compute } from '../compute.ts'

export interface Wire {
  app: App
  scope: Scope
  compute: Compute
}

/** The protocol's errors: an envelope like that of its answers. */
export const renderError: RenderError = ({ code, message }, { method }) => ({
  success: false,
  message: code === 'method_not_allowed' ? `Method "${method}" not allowed.` : message,
})

/** Pages of its clients come from anywhere, and bring their token in a header. */
export const CORS: OpenCors = {
  methods: 'DELETE, GET, OPTIONS, PATCH, POST, PUT',
  headers:
    'accept, accept-encoding, authorization, content-type, dnt, origin, user-agent, x-csrftoken, x-requested-with, uws-authorization',
  maxAgeSeconds: 86_400,
}

/** The answer to what succeeded. */
export const successful = <T extends object>(data: T, message = 'Successful.') => ({
  message,
  success: true as const,
  data,
})

/** The answer to what gives nothing back. */
export const done = (message: string) => ({ message, success: true as const })

/** A list that is empty is a success with another text. */
export const listed = <K extends string, T>(name: K, items: T[], none: string) =>
  successful({ [name]: items } as Record<K, T[]>, items.length > 0 ? undefined : none)

const challenge = { headers: { 'www-authenticate': 'Token' } }
const unauthorized = (message: string) => problem('unauthorized', 401, message, challenge)

/** What is said on the protocol alone; its clients read these letters. */
export const wireProblems = {
  noCredentials: () => unauthorized('Authentication credentials were not provided.'),
  badHeader: () => unauthorized('Invalid auth header format.'),
  badToken: () => unauthorized('Invalid token provided.'),
  wrongCredentials: () => unauthorized('Incorrect authentication credentials.'),
  secondStep: () =>
    unauthorized(
      'This account has a second step, which this sign-in cannot ask for. Use a token that you make in the console.',
    ),
  notUser: () =>
    problem(
      'forbidden',
      403,
      'Your account may not use compute. Ask an administrator for the role compute:user.',
    ),
  busy: () =>
    problem('busy', 503, 'Too many large requests are under way. Try again in a moment.', {
      headers: { 'retry-after': '5' },
    }),
  tooLong: () =>
    problem(
      'too_long',
      400,
      'These are more than are listed at once. Ask for them in parts: ?limit=50&offset=0.',
    ),
  badJson: (why: string) => problem('invalid_json', 400, `Invalid JSON: ${why}`),
  malformed: (what: string) => problem('malformed', 400, what),
  missing: (what: string) => problem('missing', 400, `Missing ${what}`),
  missingFields: () => problem('missing', 400, 'Missing required fields.'),
  badPut: () => problem('bad_put', 400, 'Invalid PUT type passed.'),
  noWorkspace: (id: string | number) => problem('not_found', 404, `Workspace ${id} not found for user.`),
  noShare: (id: string | number) => problem('not_found', 404, `Shared workspace ${id} not found.`),
  noJob: (id: string | number) => problem('not_found', 404, `Job ${id} not found for user.`),
}

/** Of things that are named by their number; anything else is no address. */
export const ID = ':id(^\\d+$)'

export const NumberedPath = Type.Object({ id: Type.String({ pattern: '^\\d+$' }) })

/** The part of a list that is asked for; no client of the original does. */
export const Paging = {
  limit: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000 })),
  offset: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })),
}

/** The number of a path. One that is larger than any id is the id of nothing. */
export const idOf = (text: string): number => {
  const id = Number(text)
  return Number.isSafeInteger(id) ? id : 0
}
