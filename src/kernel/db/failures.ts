import { type Problem, problem } from '../problem.ts'

const retryAfter = (seconds: number) => ({ headers: { 'retry-after': String(seconds) } })

export const databaseProblems = {
  busy: (cause?: unknown): Problem =>
    problem('database_busy', 503, 'The database is busy. Try again in a few seconds.', {
      ...retryAfter(5),
      cause,
    }),
  unavailable: (cause?: unknown): Problem =>
    problem('database_unavailable', 503, 'The database does not answer. Try again in a few seconds.', {
      ...retryAfter(5),
      cause,
    }),
  full: (cause?: unknown): Problem =>
    problem(
      'storage_full',
      507,
      'The server has no room left on its disk. Nothing was stored; ask its operator.',
      {
        ...retryAfter(60),
        cause,
      },
    ),
  corrupt: (cause?: unknown): Problem =>
    problem('database_damaged', 503, 'The database is damaged and takes no changes. Ask the operator.', {
      ...retryAfter(3600),
      cause,
    }),
}

/** SQLite's primary result code (sqlite.org/rescode.html) of what node:sqlite threw, else undefined. */
function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || (error as NodeJS.ErrnoException).code !== 'ERR_SQLITE_ERROR')
    return undefined
  const { errcode } = error as Error & { errcode?: number }
  return errcode === undefined ? undefined : errcode & 255
}

export const isBusy = (error: unknown): boolean => {
  const code = sqliteCode(error)
  return code === 5 || code === 6
}

/** The file is damaged, or no database at all. */
export const isDamage = (error: unknown): boolean => {
  const code = sqliteCode(error)
  return code === 11 || code === 26
}

/** What SQLite said where a failure comes of a damaged file, however deep it lies. */
export function damageIn(error: unknown): string | undefined {
  if (isDamage(error)) return (error as Error).message
  const { cause } = (error ?? {}) as { cause?: unknown }
  return cause === undefined ? undefined : damageIn(cause)
}

/** The disk had no room for it. */
export const isFull = (error: unknown): boolean => codeOf(error) === 'storage_full'

/** What a person can be told of a failure of SQLite; a broken rule (19) and a bug stay what they are. */
export function sqliteFailure(error: unknown): unknown {
  switch (sqliteCode(error)) {
    case 5:
    case 6:
      return databaseProblems.busy(error)
    case 13:
      return databaseProblems.full(error)
    case 10:
      return databaseProblems.unavailable(error)
    case 11:
    case 26:
      return databaseProblems.corrupt(error)
    default:
      return error
  }
}

const RETRIED = new Set(['40001', '40P01'])
const GONE = /^(08|57P0|53)/
const NETWORK = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOENT', 'EHOSTUNREACH'])

const codeOf = (error: unknown): string => String((error as { code?: unknown } | undefined)?.code ?? '')

/** A deadlock or a serialisation failure of PostgreSQL: the same transaction may succeed when it runs again. */
export const isRetriable = (error: unknown): boolean => RETRIED.has(codeOf(error))

/** What a person can be told of a failure of PostgreSQL (its appendix A lists the codes). */
export function postgresFailure(error: unknown): unknown {
  const code = codeOf(error)
  if (code === '53100') return databaseProblems.full(error)
  if (isRetriable(error) || code === '55P03' || code === '57014') return databaseProblems.busy(error)
  return isGone(error) ? databaseProblems.unavailable(error) : error
}

/** PostgreSQL cannot be reached, or ended the connection. */
export function isGone(error: unknown): boolean {
  const code = codeOf(error)
  const text = error instanceof Error ? error.message : ''
  return (
    GONE.test(code) ||
    NETWORK.has(code) ||
    /Connection terminated|is not queryable|timeout exceeded when trying to connect/.test(text)
  )
}

/** A unique index refused the row. */
export function isUniqueViolation(error: unknown): boolean {
  const extended = (error as { errcode?: number } | undefined)?.errcode
  return codeOf(error) === '23505' || extended === 2067 || extended === 1555
}
