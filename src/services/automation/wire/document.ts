import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { stringify } from 'yaml'
import { calledPrefix } from '../../../kernel/http/called.ts'
import type { Wire } from './wire.ts'

const YAML = 'application/vnd.oai.openapi'
const JSON_TYPE = 'application/vnd.oai.openapi+json'
const ADMINISTRATION = '/app/automation/templates'

/** The protocol's own document, a page that shows it, and the way to the administration. */
export function documentRoutes(wire: Wire): void {
  const { scope, viewer } = wire
  const open = { access: 'public' } as const
  const write = writerOf(wire)
  scope.get(
    '/openapi',
    {
      exposeHeadRoute: true,
      config: open,
      schema: {
        summary: 'The document of this protocol, as YAML or as JSON',
        querystring: Type.Object({ format: Type.Optional(Type.String()) }),
      },
    },
    async (request, reply) => {
      const isJson = isJsonWanted(request)
      // As bytes nothing is added to its type.
      return reply.type(isJson ? JSON_TYPE : YAML).send(Buffer.from(write(request, isJson ? 'json' : 'yaml')))
    },
  )
  scope.get(
    '/swagger-ui',
    { exposeHeadRoute: true, config: open, schema: { summary: 'A page that shows the document' } },
    async (request, reply) => {
      const path = `${wire.prefix}/swagger-ui/`
      return isAtRoot(wire, request)
        ? reply.redirect(wire.automation.kernel.links.address + path, 302)
        : viewer(reply, `${wire.prefix}/openapi?format=openapi-json`)
    },
  )
  for (const path of ['/admin', '/admin/*'])
    scope.get(
      path,
      {
        exposeHeadRoute: true,
        config: open,
        schema:
          path === '/admin'
            ? { summary: 'Leads to the administration in the console', response: { 302: Type.Null() } }
            : { hide: true },
      },
      async (request, reply) =>
        reply.redirect(
          (isAtRoot(wire, request) ? wire.automation.kernel.links.address : '') + ADMINISTRATION,
          302,
        ),
    )
}

function isJsonWanted({ query, headers }: FastifyRequest): boolean {
  const { format } = query as { format?: string | string[] }
  if (format !== undefined) return [format].flat().at(-1) === 'openapi-json'
  return (headers.accept ?? '').includes(JSON_TYPE)
}

/** At a host of the mount's own there are no pages of ours, and no files of theirs. */
const isAtRoot = (wire: Wire, request: FastifyRequest): boolean => calledPrefix(wire, request) !== wire.prefix

type Operations = Record<string, Record<string, unknown>>

interface Whole {
  openapi: string
  paths?: Operations
  components?: unknown
}

/**
 * Of the document of the whole server the addresses of this protocol, as they are below the mount. It is made once; how the
 * server was called is put in front of it each time.
 */
function writerOf({ app, prefix }: Wire): (request: FastifyRequest, as: 'yaml' | 'json') => string {
  let made: { yaml: string; json: string } | undefined
  return (request, as) => {
    const { openapi, paths = {} } = (app as unknown as { swagger(): Whole }).swagger()
    made ??= bothOf({
      paths: Object.fromEntries(
        Object.entries(paths)
          .filter(([path]) => path.startsWith(`${prefix}/`))
          .map(([path, operations]) => [withSlash(path.slice(prefix.length)), operations]),
      ),
      components: { securitySchemes: { jwt: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
      security: [{ jwt: [] }],
    })
    const url = `${request.protocol}://${request.host}${calledPrefix({ prefix }, request)}`
    const head = bothOf({ openapi, info: INFO, servers: [{ url }] })
    return as === 'yaml' ? head.yaml + made.yaml : `${head.json.slice(0, -1)},${made.json.slice(1)}`
  }
}

const INFO = { title: 'API', version: '0.0.1', description: 'API for Nornir Webinterface' }

const bothOf = (value: object) => ({
  yaml: stringify(value, { aliasDuplicateObjects: false }),
  json: JSON.stringify(value),
})

const withSlash = (path: string): string => (path === '/openapi' || path.endsWith('/') ? path : `${path}/`)
