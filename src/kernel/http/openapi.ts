import swagger from '@fastify/swagger'
import type { FastifyInstance, FastifySchema, RouteOptions } from 'fastify'
import type { App } from './app.ts'
import { ProblemBody, renderProblem } from './errors.ts'
import { mountAt } from './mount.ts'

/** The document of every route of every mount. Registered before any route. */
export function documentRoutes(app: App, version: string): void {
  void app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Atelier',
        version,
        description: 'Our own API below /api, and the protocols of the services below their mounts.',
      },
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer' },
          console: { type: 'apiKey', in: 'cookie', name: app.access.cookieName },
        },
      },
    },
    transformObject: (document) =>
      'openapiObject' in document
        ? shareRefusals(document.openapiObject as Described)
        : document.swaggerObject,
    transform: ({ schema, url, route }) => {
      const isOurs = isGuarded(route)
      const response = { ...refusalsOf(app, url, route), ...(schema?.response as object) }
      return {
        url,
        schema: {
          ...schema,
          response,
          'x-access': route.config?.access,
          ...(isOurs && { security: [{ token: [] }, { console: [] }] }),
        } as typeof schema,
      }
    },
  })
}

interface Described {
  paths?: Record<string, Record<string, { responses?: Record<string, Answered> }>>
  components?: Record<string, unknown>
}

interface Answered {
  content?: Record<string, unknown>
  $ref?: string
}

const PROBLEM_TYPE = 'application/problem+json'

/** Each refusal has the same form wherever it is given: it stands once, or the document is three times as long. */
function shareRefusals(document: Described): Described {
  const shared: Record<string, Answered> = {}
  for (const operation of Object.values(document.paths ?? {}).flatMap((methods) => Object.values(methods))) {
    for (const [status, answer] of Object.entries(operation.responses ?? {})) {
      if (Number(status) < 400 || !answer.content?.[PROBLEM_TYPE]) continue
      const name = `Refusal${status}`
      shared[name] ??= answer
      if (operation.responses) operation.responses[status] = { $ref: `#/components/responses/${name}` }
    }
  }
  return { ...document, components: { ...document.components, responses: shared } }
}

function isGuarded({ config }: RouteOptions): boolean {
  const access = config?.access
  return access !== 'public' && !(typeof access === 'object' && 'credential' in access)
}

/** The refusals that follow from what a route takes and who may use it, and those that it names itself. */
function refusalsOf(app: App, url: string, route: RouteOptions) {
  const { schema, config } = route
  const isUnsafe = ![route.method].flat().every((method) => method === 'GET' || method === 'HEAD')
  const statuses = new Set([
    ...((schema?.params ?? schema?.querystring ?? schema?.headers ?? schema?.body) ? [400] : []),
    ...(config?.access === 'public' ? [] : [401, 403, 429]),
    ...(config?.access === 'public' && (config.always || config.stream) ? [] : [503]),
    ...(schema?.params ? [404] : []),
    ...(takes(schema, 'idempotency-key') ? [409, 422] : []),
    ...(takes(schema, 'if-match') ? [409, 412] : []),
    // A body is read, and refused, also where none is asked for.
    ...(isUnsafe ? [400, 413, 415, 503, 507] : []),
    ...(config?.refusals ?? []),
    414,
  ])
  // A protocol's own form of error is in its routes' schemas.
  const isOurs = (mountAt(app, url)?.renderError ?? renderProblem) === renderProblem
  const isAnswered = Object.keys((schema?.response as object) ?? {}).some((status) => status.startsWith('2'))
  const content = isOurs ? { content: { [PROBLEM_TYPE]: { schema: ProblemBody } } } : {}
  const refusals = [...statuses].map((status) => [
    status,
    { description: REASONS[status] ?? 'Refused', ...content },
  ])
  return { ...(!isAnswered && { 200: { description: 'The answer' } }), ...Object.fromEntries(refusals) }
}

const takes = (schema: FastifySchema | undefined, header: string): boolean =>
  Object.hasOwn((schema?.headers as { properties?: object } | undefined)?.properties ?? {}, header)

const REASONS: Readonly<Record<number, string>> = {
  400: 'The request is not what this address takes',
  401: 'No sign-in, or a token that is not good',
  403: 'The role or the scope does not cover this, or the request came from another site',
  404: 'There is no such thing, or it is not yours to see',
  409: 'It contradicts what is there',
  412: 'Somebody else has changed it meanwhile',
  413: 'The request is too large',
  414: 'The address is too long',
  415: 'The body is of a kind that is not taken',
  422: 'This Idempotency-Key was used for another request',
  429: 'Too many wrong tries; see Retry-After',
  500: 'It failed; an administrator finds it in the log',
  502: 'Another server that this needs failed',
  503: 'Not now; see Retry-After',
  507: 'No room left on the disk',
}

export function documentRoute(app: FastifyInstance): void {
  app.get(
    '/openapi.json',
    {
      exposeHeadRoute: true,
      config: { access: 'public' },
      schema: { tags: ['Atelier'], summary: 'The document of this API' },
    },
    async () => app.swagger(),
  )
}
