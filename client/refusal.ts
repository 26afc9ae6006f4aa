import type { components } from './schema.ts'

/** What the server says about a refusal; a proxy in front of it may say something else. */
export type ProblemBody = Partial<
  components['responses']['Refusal']['content']['application/problem+json']
> & {
  errors?: readonly FieldError[]
}

/** A field of a form that was refused, and what to do about it. */
export interface FieldError {
  field: string
  message: string
}

/** The server said no: `code` for programs, `message` for people, `errors` by field where a form was refused. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: number
  readonly code: string
  readonly requestId: string | undefined
  readonly errors: readonly FieldError[]

  /** So long the server asks to wait before another try. */
  readonly pauseMs: number | undefined

  constructor(status: number, problem: ProblemBody, pauseMs?: number) {
    super(problem.detail ?? `The server answered with status ${status}.`)
    this.status = status
    this.code = problem.code ?? 'unknown'
    this.requestId = problem.requestId
    this.errors = problem.errors ?? []
    this.pauseMs = pauseMs
  }
}

/** No answer came: the server is not reached, or the connection broke off. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable'

  constructor(cause: unknown) {
    super('The server cannot be reached.', { cause })
  }
}
