import type { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Static, type TSchema, Type } from 'typebox'
import { Empty } from '../api/shapes.ts'
import { type Problem, problem } from '../problem.ts'
import type { Scope } from './app.ts'
import { httpProblems } from './problems.ts'

const VERSION = '1.0.0'
const PIECES = 'application/offset+octet-stream'
/** Looked at by hand: what is wrong with them has words and statuses of its own. */
const version = { 'tus-resumable': Type.Optional(Type.String({ maxLength: 20 })) }
const digits = Type.Optional(Type.String({ maxLength: 20 }))

/** Refusals of uploads in pieces. */
export const tusProblems = {
  notTus: (): Problem =>
    problem('tus_version', 412, 'This server speaks tus 1.0.0. Send the header Tus-Resumable: 1.0.0.', {
      headers: { 'tus-version': VERSION },
    }),
  badUpload: (why: string): Problem => problem('invalid_upload', 400, `This upload cannot begin: ${why}.`),
  tooLarge: (maxBytes: number): Problem =>
    problem('too_large', 413, `A file may have at most ${maxBytes} bytes.`),
  notPieces: (): Problem => problem('wrong_type', 415, `The bytes of an upload come as ${PIECES}.`),
}

/** How far an upload is, and how it is shown. */
export interface TusProgress<V> {
  view: V
  size: number
  offset: number
  expiresAt: number
}

export interface TusRoutes<B extends TSchema, P extends TSchema, V extends TSchema> {
  /** Where uploads begin, such as `/workspaces/:id/uploads`; one of them is at `/:upload` below. */
  url: string
  role: string
  /** What the metadata of a new one says, for the document. */
  metadata: string
  /** What goes with it at its end, for the document. */
  forgets: string
  beginParams: B
  params: P
  view: V
  begin(
    request: RequestOf<B>,
    wanted: { size: number; metadata: ReadonlyMap<string, string> },
  ): Promise<TusProgress<Static<V>> & { location: string }>
  look(request: RequestOf<P>): Promise<TusProgress<Static<V>>>
  goOn(request: RequestOf<P>, coming: { offset: number; source: Readable }): Promise<TusProgress<Static<V>>>
  end(request: RequestOf<P>): Promise<void>
}

type Routes = TusRoutes<TSchema, TSchema, TSchema>
type RequestOf<P extends TSchema> = Pick<FastifyRequest, 'actor' | 'by'> & { params: Static<P> }

/** Uploads that can be cut and go on: tus 1.0 with creation, expiration and termination. */
export function tusRoutes<B extends TSchema, P extends TSchema, V extends TSchema>(
  scope: Scope,
  routes: TusRoutes<B, P, V>,
): void {
  // What its types would say follows from schemas that only the caller knows.
  const plain = scope as unknown as FastifyInstance
  const all = routes as unknown as Routes
  beginRoute(plain, all)
  lookRoutes(plain, all)
  goOnRoute(plain, all)
  endRoute(plain, all)
}

function beginRoute(scope: FastifyInstance, routes: Routes): void {
  scope.post(
    routes.url,
    {
      config: { access: { role: routes.role }, refusals: [409, 412, 413, 507] },
      schema: {
        summary: `Begin an upload (tus); metadata: ${routes.metadata}`,
        params: routes.beginParams,
        headers: Type.Object({
          ...version,
          'upload-length': digits,
          'upload-metadata': Type.Optional(Type.String({ maxLength: 8_000 })),
        }),
        response: { 201: routes.view },
      },
    },
    async (request, reply) => {
      const { headers } = request
      requireVersion(headers)
      const size = wholeOf(headers, 'upload-length')
      const metadata = metadataOf(String(headers['upload-metadata'] ?? ''))
      const begun = await routes.begin(request, { size, metadata })
      return tell(reply.code(201).header('location', begun.location), begun).send(begun.view)
    },
  )
}

function lookRoutes(scope: FastifyInstance, routes: Routes): void {
  for (const method of ['GET', 'HEAD'] as const)
    scope.route({
      method,
      url: `${routes.url}/:upload`,
      config: { access: { role: routes.role }, always: true, refusals: [412] },
      schema: {
        summary: 'Where an upload stands; tus asks the same by HEAD',
        // The document would name one operation twice.
        hide: method === 'HEAD',
        params: routes.params,
        headers: Type.Object(version),
        response: { 200: routes.view },
      },
      handler: async (request, reply) => {
        if (method === 'HEAD') requireVersion(request.headers)
        const progress = await routes.look(request)
        return tell(reply.header('upload-length', progress.size), progress).send(progress.view)
      },
    })
}

function goOnRoute(scope: FastifyInstance, routes: Routes): void {
  const url = `${routes.url}/:upload`
  // The bytes are not gathered: they go to the disk as they come.
  scope.addContentTypeParser(PIECES, (request, _payload, done) => {
    if (request.routeOptions.url?.endsWith(url)) done(null, undefined)
    else done(httpProblems.mediaType())
  })
  scope.patch(
    url,
    {
      config: { access: { role: routes.role }, always: true, refusals: [409, 412, 413, 415, 423, 507] },
      schema: {
        summary: `The next bytes of an upload (tus), as ${PIECES}`,
        params: routes.params,
        headers: Type.Object({ ...version, 'upload-offset': digits }),
        response: { 204: Empty },
      },
    },
    async (request, reply) => {
      const { headers, raw } = request
      requireVersion(headers)
      const offset = wholeOf(headers, 'upload-offset')
      if (headers['content-type'] !== PIECES) throw tusProblems.notPieces()
      const progress = await routes.goOn(request, { offset, source: raw })
      return tell(reply.code(204), progress).send(null)
    },
  )
}

function endRoute(scope: FastifyInstance, routes: Routes): void {
  scope.delete(
    `${routes.url}/:upload`,
    {
      config: { access: { role: routes.role }, refusals: [412, 423] },
      schema: {
        summary: `Forget an upload, and ${routes.forgets} (tus)`,
        params: routes.params,
        headers: Type.Object(version),
        response: { 204: Empty },
      },
    },
    async (request, reply) => {
      requireVersion(request.headers)
      await routes.end(request)
      return reply.code(204).header('tus-resumable', VERSION).send(null)
    },
  )
}

function requireVersion(headers: FastifyRequest['headers']): void {
  if (headers['tus-resumable'] !== VERSION) throw tusProblems.notTus()
}

function wholeOf(headers: FastifyRequest['headers'], name: 'upload-length' | 'upload-offset'): number {
  const text = headers[name]
  if (typeof text !== 'string' || !/^\d{1,15}$/.test(text))
    throw tusProblems.badUpload(`the header ${WRITTEN[name]} must be a whole number`)
  return Number(text)
}

const WRITTEN = { 'upload-length': 'Upload-Length', 'upload-offset': 'Upload-Offset' }

/** `key base64,key base64`, as tus writes it. */
function metadataOf(header: string): Map<string, string> {
  const metadata = new Map<string, string>()
  for (const pair of header.split(',')) {
    const [key = '', value = ''] = pair.trim().split(' ', 2)
    if (key === '') continue
    const bytes = Buffer.from(value, 'base64')
    const text = bytes.toString('utf8')
    if (!bytes.equals(Buffer.from(text)))
      throw tusProblems.badUpload(`the metadata ${key} is not valid Unicode`)
    metadata.set(key, text)
  }
  return metadata
}

function tell(reply: FastifyReply, { offset, expiresAt }: TusProgress<unknown>): FastifyReply {
  return reply
    .header('tus-resumable', VERSION)
    .header('upload-offset', offset)
    .header('upload-expires', new Date(expiresAt).toUTCString())
    .header('cache-control', 'no-store')
}
