import { Type } from 'typebox'
import type { App, Scope } from '../../../kernel/http/app.ts'
import type { RenderError } from '../../../kernel/http/errors.ts'
import type { OpenCors } from '../../../kernel/http/mount.ts'
import { type Problem, problem } from '../../../kernel/problem.ts'
import type { Pipelines } from '../pipelines.ts'

export interface Wire {
  app: App
  scope: Scope
  pipelines: Pipelines
  /** Under which of its two prefixes the routes are declared. */
  prefix: string
}

/** The protocol's errors: one text, and what a client may find beside it. */
export const renderError: RenderError = ({ message, extra }) => ({ ...extra, error: message })

/** One of the seven errors that keep status 200: its front-end reads them where it reads success. */
const legacy = (message: string, extra?: Record<string, unknown>): Problem =>
  problem('legacy', 200, message, { extra })

/** What is said on the protocol alone; its clients match these letters. */
export const wireProblems = {
  notLoggedIn: () => legacy('must be logged in'),
  invalidCredentials: () => legacy('invalid credentials', { token: null }),
  waiting: () => legacy('your account is waiting for approval', { token: null }),
  secondStep: () =>
    legacy('this account has a second step of signing in: make a token for pipelines in the console', {
      token: null,
    }),
  tooMany: ({ headers }: Problem) =>
    problem('too_many_attempts', 429, 'too many attempts, try again later', {
      headers: { ...headers },
      extra: { token: null },
    }),
  passwordsDiffer: () => legacy("passwords don't match"),
  quota: (files: number, left: number) =>
    legacy(
      `The ${files} files you tried to upload exceed the ${left} remaining files you have left in your quota`,
    ),
  fileTooLarge: (name: string) => legacy(`The file "${name}" exceeds the 1GB file size limit`),
  noDays: () => legacy('must specify days'),
  noCheckout: (variable: 'GIT_DIR' | 'FE_GIT_DIR') => legacy(`${variable} not set`),
  forbidden: () => problem('forbidden', 403, 'forbidden'),
  notFound: () => problem('not_found', 404, 'not found'),
  malformed: (what: string) => problem('malformed', 400, what),
}

/** What every route may answer: its errors share the status of success. */
export const ErrorBody = Type.Object(
  { error: Type.String(), token: Type.Optional(Type.Null()) },
  { additionalProperties: true },
)

/** The answer to a command: the bare `true`, or an error of the seven. */
export const Done = Type.Union([Type.Literal(true), ErrorBody])

/** Things that are named by their number: no sign, no leading zero. Anything else is no address. */
export const ID = ':id(^[1-9]\\d{0,14}$)'
export const NumberedPath = Type.Object({ id: Type.String({ pattern: '^[1-9]\\d{0,14}$', maxLength: 15 }) })

const PAGES = 'users/(new|auth|groups|settings/set)|experiments(/new|/[0-9]+/file)?'

/** The routes that are for browsers of any origin; the reserved ones are for none. */
export const corsBelow = (mount: string): OpenCors => ({
  methods: 'GET, POST, OPTIONS',
  headers: 'authorization, content-type, idempotency-key, *',
  maxAgeSeconds: 600,
  paths: new RegExp(`^${RegExp.escape(mount)}/+(api/+)?(${PAGES})/*$`),
})
