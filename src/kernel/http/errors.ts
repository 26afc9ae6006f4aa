import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Log } from '../log.ts'
import { Problem } from '../problem.ts'
import { httpProblems } from './problems.ts'

/** How a mount words an error: the body of the answer. */
export type RenderError = (problem: Problem, request: { id: string; method: string }) => unknown

/** RFC 9457, the form of our own API. */
export const renderProblem = (problem: Problem, request: { id: string }) => ({
  type: 'about:blank',
  title: problem.code.replaceAll('_', ' '),
  status: problem.status,
  code: problem.code,
  detail: problem.message,
  requestId: request.id,
  ...problem.extra,
})

/** What a client of our own API reads of an error. */
export const ProblemBody = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer({ minimum: 400, maximum: 599 }),
  code: Type.String({ description: 'For programs' }),
  detail: Type.String({ description: 'For people: what is wrong and what to do' }),
  requestId: Type.String(),
  errors: Type.Optional(
    Type.Array(Type.Object({ field: Type.String(), message: Type.String() }), {
      description: 'Single fields that were refused',
    }),
  ),
})

/** What was thrown, as a Problem. Anything that nobody named is a bug: it is logged, and the client learns no detail. */
export function toProblem(
  error: unknown,
  log: Log,
  request: { id: string; method: string; route: string | undefined },
): Problem {
  if (error instanceof Problem) {
    if (error.cause && error.status >= 500) log.error({ err: error.cause, ...request }, error.message)
    return error
  }
  const known = ofFastify(error as FastifyError)
  if (known) return known
  log.error({ err: error, ...request }, 'A request failed for a reason that the code does not name.')
  return httpProblems.internal()
}

function ofFastify(error: FastifyError): Problem | undefined {
  switch (error.code) {
    case 'FST_ERR_VALIDATION':
      return httpProblems.badRequest(error.message)
    case 'ECONNRESET':
      return httpProblems.cutOff()
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return httpProblems.tooLarge()
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return httpProblems.mediaType()
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return httpProblems.badJson()
    case 'FST_ERR_BAD_URL':
      return httpProblems.badUrl()
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return httpProblems.notFound()
  }
  // The JSON parser's own errors, `__proto__` as a key among them.
  return error instanceof SyntaxError && (error as FastifyError).statusCode === 400
    ? httpProblems.badJson()
    : undefined
}

export function sendProblem(
  reply: FastifyReply,
  request: FastifyRequest,
  problem: Problem,
  render: RenderError,
): FastifyReply {
  const type =
    render === renderProblem ? 'application/problem+json; charset=utf-8' : 'application/json; charset=utf-8'
  return reply
    .code(problem.status)
    .headers(problem.headers)
    .type(type)
    .serializer((body: unknown) => JSON.stringify(body))
    .send(render(problem, request))
}
