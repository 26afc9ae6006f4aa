import type { FastifyReply, FastifyRequest } from 'fastify'
import { type TSchema, Type } from 'typebox'
import { httpProblems } from '../../../kernel/http/problems.ts'
import { A_TOKEN, isSafeMethod, letIn, may, negotiate, type Right } from './person.ts'
import type { Wire } from './wire.ts'

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const
export type Method = (typeof METHODS)[number]

/** One method of an address. */
export interface Way {
  summary: string
  right: Right
  body?: TSchema
  query?: TSchema
  answer?: TSchema
  /** Of its success, where it is not 200. */
  status?: number
  /** Beside what every route may refuse with. */
  refusals?: readonly number[]
  act(request: FastifyRequest, reply: FastifyReply): Promise<unknown>
}

interface Resource {
  /** Below the mount, with `:id` for its parts. */
  path: string
  /** As the original calls it. */
  name: string
  /** For methods that it does not have, as the original asks for the right first. */
  right: Right
  ways: Partial<Record<Method, Way>>
}

/**
 * An address of the protocol with all methods that there are: whoever asks for one that it does not have is first asked who
 * they are, as in the original.
 */
export function resource(wire: Wire, { path, name, right, ways }: Resource): void {
  const { scope } = wire
  const params = paramsOf(path)
  // The original takes a format as a suffix too.
  const suffixed = path.includes(':') ? [] : [`${path}.json`]
  for (const [method, url] of METHODS.flatMap((each) =>
    [path, ...suffixed].map((one) => [each, one] as const),
  )) {
    const way = ways[method]
    scope.route({
      method,
      url,
      exposeHeadRoute: method === 'GET' && way !== undefined,
      config: { access: A_TOKEN, ...(way && { refusals: [...refusalsOf(way), ...(way.refusals ?? [])] }) },
      schema: way && url === path ? schemaOf(way, params) : { hide: true },
      onRequest: [
        negotiate,
        async (request) => letIn(wire, request, way?.right ?? (isSafeMethod(method) ? 'read' : right)),
      ],
      async handler(request, reply) {
        if (!way) throw httpProblems.methodNotAllowed(allowed(ways))
        const answer = await way.act(request, reply)
        return reply.code(way.status ?? 200).send(answer)
      },
    })
  }
  optionsRoute(wire, { path, name, right, ways })
}

const allowed = (ways: Resource['ways']): string =>
  [...METHODS.filter((method) => ways[method]).flatMap((each) => (each === 'GET' ? ['GET', 'HEAD'] : [each]))]
    .concat('OPTIONS')
    .join(', ')

const refusalsOf = ({ right }: Way): number[] => [401, 403, 406, 429, ...(right === 'read' ? [] : [400])]

function paramsOf(path: string): TSchema | undefined {
  const names = [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => name)
  if (names.length === 0) return undefined
  return Type.Object(Object.fromEntries(names.map((name) => [name, Type.String({ maxLength: 1_024 })])))
}

function schemaOf({ summary, body, query, answer, status = 200 }: Way, params: TSchema | undefined) {
  return {
    summary,
    ...(params && { params }),
    ...(query && { querystring: query }),
    ...(body && { body }),
    response: { [status]: answer ?? Type.Null({ description: 'No content' }) },
  }
}

/** What a client may know of an address; a browser asks it before it sends something from elsewhere. */
function optionsRoute(wire: Wire, { path, name, right, ways }: Resource): void {
  wire.scope.route({
    method: 'OPTIONS',
    url: path,
    config: { access: A_TOKEN },
    schema: { hide: true },
    async onRequest(request) {
      if (!isPreflight(request)) await letIn(wire, request, 'read')
    },
    async handler(request, reply) {
      if (isPreflight(request)) return preflight(reply)
      void reply.header('allow', allowed(ways))
      const writes = (['PUT', 'POST'] as const).filter((method) => ways[method]?.body)
      const isWriter = request.actor !== undefined && (await may(wire, request.actor, right))
      return {
        name,
        description: Object.values(ways)[0]?.summary ?? '',
        renders: ['application/json', 'text/html'],
        parses: ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data'],
        ...(isWriter &&
          writes.length > 0 && {
            actions: Object.fromEntries(writes.map((each) => [each, fieldsOf(ways[each])])),
          }),
      }
    },
  })
}

interface Described {
  required?: string[]
  properties?: Record<string, { type?: string; maxLength?: number }>
}

function fieldsOf(way: Way | undefined): Record<string, object> {
  const { properties = {}, required = [] } = (way?.body ?? {}) as Described
  return Object.fromEntries(
    Object.entries(properties).map(([field, { type = 'field', maxLength }]) => [
      field,
      {
        type,
        required: required.includes(field),
        read_only: false,
        ...(maxLength !== undefined && { max_length: maxLength }),
      },
    ]),
  )
}

const isPreflight = ({ headers }: FastifyRequest): boolean => 'access-control-request-method' in headers

/** The mount has said already which origins may. */
function preflight(reply: FastifyReply) {
  return reply
    .code(204)
    .header('access-control-allow-methods', [...METHODS, 'OPTIONS'].join(', '))
    .header('access-control-allow-headers', 'authorization, content-type, accept')
    .header('access-control-max-age', '600')
    .send()
}
