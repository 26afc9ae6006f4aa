import { Type } from 'typebox'
import type { App, Scope } from '../../../kernel/http/app.ts'
import type { RenderError } from '../../../kernel/http/errors.ts'
import { problem } from '../../../kernel/problem.ts'
import type { Training } from '../training.ts'

export interface Wire {
  app: App
  scope: Scope
  training: Training
}

/** The protocol's errors: the client reads `description` everywhere but in one dialog, where it reads `message`. */
export const renderError: RenderError = ({ message }) => ({ message, description: message })

/** What is said on the protocol alone. */
export const wireProblems = {
  /** Also where a right is missing: the protocol has no 403 for that. No header asks a browser to open its own dialog. */
  unauthorized: () =>
    problem(
      'unauthorized',
      401,
      'Sign in first, with a login key or as the administrator; what you sent does not open this.',
    ),
  wrongLogin: () => problem('wrong_login', 401, 'This key or password is not right.'),
  secondStep: () =>
    problem(
      'second_step',
      401,
      'This account has a second step, which this sign-in cannot ask for. Use the console.',
    ),
  notFound: () => problem('not_found', 404, 'There is no such thing here.'),
  malformed: (what: string) => problem('malformed', 400, what),
}

/** Every body is checked here, in the protocol's order and words; the routes' schemas only document them. */
export function checkBodiesHere(scope: Scope): void {
  scope.setValidatorCompiler(() => () => true)
}

/** Of paths that name a thing by its number. */
export const NumberedPath = Type.Object({ id: Type.String({ pattern: '^\\d{1,15}$', maxLength: 15 }) })

/** The number of a path, when it is a plain decimal one; anything else names nothing. */
export function idOf(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw wireProblems.notFound()
  return Number(text)
}
