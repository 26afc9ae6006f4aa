/** What a person can be told: a code that programs match, a status, and a sentence that says what to do. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly code: string
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly extra: Readonly<Record<string, unknown>>

  constructor(code: string, status: number, message: string, options: ProblemOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.status = status
    this.headers = options.headers ?? {}
    this.extra = { ...options.extra, ...(options.errors && { errors: options.errors }) }
  }
}

/** A field of a form, and what to do about it. */
export interface FieldError {
  field: string
  message: string
}

export interface ProblemOptions {
  /** Headers of the answer, such as `retry-after` or `allow`. */
  headers?: Record<string, string>
  /** Further members of the body, for mounts that show them. */
  extra?: Record<string, unknown>
  /** Single fields that were refused, by their names in the body. */
  errors?: readonly FieldError[]
  cause?: unknown
}

/** Makes a Problem; everything else that is thrown counts as a bug and answers 500 without a detail. */
export function problem(code: string, status: number, message: string, options?: ProblemOptions): Problem {
  return new Problem(code, status, message, options)
}
