import { constants } from 'node:fs'
import { realpath } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { openExactly } from '../../../kernel/files/inside.ts'
import { partsOf } from '../../../kernel/files/name.ts'
import type { App } from '../../../kernel/http/app.ts'
import type { RenderError } from '../../../kernel/http/errors.ts'
import { readText } from '../../../kernel/http/form.ts'
import { mount } from '../../../kernel/http/mount.ts'
import { httpProblems } from '../../../kernel/http/problems.ts'
import { Problem, problem } from '../../../kernel/problem.ts'
import type { Collection } from '../collection.ts'
import { checkedCallback } from '../grants/callback.ts'
import { issueGrant, requireGrant } from '../grants/grant.ts'
import { requireIssuer } from '../grants/issuer.ts'
import { problems } from '../problems.ts'
import { MOST_RESPONSE_BYTES } from '../submissions/responses.ts'
import { compactTime } from '../submissions/stamp.ts'
import { storeSubmission } from '../submissions/submission.ts'
import { byGrant, requireRoom } from './submit.ts'
import { TokenQuery } from './token.ts'
import { askedBy, logRequests, noteRefusal, queryOf, readBodiesHere, type Wire } from './wire.ts'

/** What the successor says to the refusals that its clients know; any other is told by its sentence. */
const WORDS: Record<string, { status: number; error: string }> = {
  not_authorized: { status: 401, error: 'Invalid token' },
  not_authorized_token: { status: 401, error: 'Invalid token' },
  Unauthorized: { status: 401, error: 'Invalid auth token' },
  'Unauthorized token': { status: 401, error: 'Invalid auth token' },
  'Token expired': { status: 401, error: 'Token expired' },
}

const renderError: RenderError = (found) => ({ error: WORDS[found.code]?.error ?? found.message })

/** The protocol of `reproschema-server`, below `<mount>/api`. Its page would hold the master TOKEN: that is not offered. */
export function successorWire(app: App, collection: Collection): void {
  const prefix = `${collection.settings.mount}/api`
  const title = 'Collection (successor’s protocol)'
  mount(app, { prefix, service: 'collection', title, renderError, cors: 'any' }, (scope) => {
    const wire = { app, scope, collection }
    readBodiesHere(scope)
    logRequests(wire)
    scope.get(
      '/health',
      { config: { access: 'public' }, schema: { summary: 'The service lives' } },
      async () => ({ status: 'healthy' }),
    )
    tokenRoutes(wire)
    responsesRoute(wire)
    schemaRoute(wire)
  })
}

/** Runs a handler; its refusals of credentials are 401 here. */
async function inItsWords<R>(
  collection: Collection,
  request: FastifyRequest,
  act: () => Promise<R>,
): Promise<R> {
  try {
    return await act()
  } catch (error) {
    noteRefusal(collection, request, error)
    const words = error instanceof Problem ? WORDS[error.code] : undefined
    throw words ? problem((error as Problem).code, words.status, words.error) : error
  }
}

function tokenRoutes({ scope, collection }: Wire): void {
  const access = { credential: 'the master TOKEN' } as const
  const { settings } = collection

  scope.get(
    '/token',
    { config: { access }, schema: { summary: 'Issue an auth_token', querystring: TokenQuery } },
    async (request, reply) => {
      const fields = queryOf(request)
      void reply.header('cache-control', 'no-store')
      return inItsWords(collection, request, async () => {
        const issuer = await requireIssuer(collection, fields('token'), askedBy(request))
        const project = fields('project') ?? settings.studyPrefix
        const wanted = { issuer, project, expiryMinutes: fields('expiry_minutes') }
        const { token, expiresAt } = await issueGrant(collection, wanted)
        return { auth_token: token, expires: compactTime(expiresAt) }
      })
    },
  )

  scope.get(
    '/register',
    { config: { access }, schema: { summary: 'Look at a callback, in development mode alone' } },
    async (request) => {
      const fields = queryOf(request)
      return inItsWords(collection, request, async () => {
        await requireIssuer(collection, fields('token'), askedBy(request))
        if (!settings.development) throw problems.developmentOnly()
        const callback = checkedCallback(fields('callback_url'), settings)
        return { status: 'registered', callback_url: callback }
      })
    },
  )
}

function responsesRoute({ scope, collection }: Wire): void {
  scope.post(
    '/responses',
    {
      config: { access: { credential: 'an auth_token' } },
      schema: { summary: 'Hand in responses: the body is the JSON', consumes: ['application/json'] },
    },
    (request) =>
      inItsWords(collection, request, async () => {
        const { authorization } = request.headers
        const token =
          authorization === undefined ? undefined : utf8Of(authorization.replace(/^Bearer +/i, ''))
        const grant = await requireGrant(collection, token, askedBy(request).counted)
        await requireRoom(collection, Number(request.headers['content-length'] ?? 0))
        const text = await readText(request.raw, { maxBytes: MOST_RESPONSE_BYTES })
        await collection.responses.require(text)
        const by = byGrant(request, grant)
        const { submission_id } = await storeSubmission(collection, {
          grant,
          by,
          responses: text,
          files: [],
          origin: request.headers.origin?.slice(0, 255),
        })
        return { status: 'success', response_id: submission_id }
      }),
  )
}

/** Header bytes come as Latin-1. */
const utf8Of = (header: string): string => Buffer.from(header, 'latin1').toString('utf8')

function schemaRoute({ scope, collection }: Wire): void {
  const { schemaFolder } = collection.settings
  scope.get(
    '/schema/*',
    {
      config: { access: 'public' },
      schema: { summary: 'A file of the protocol', params: Type.Object({ '*': Type.String() }) },
    },
    async (request, reply) => {
      if (schemaFolder === undefined) throw httpProblems.notFound()
      const stream = await openSchema(schemaFolder, request.params['*'])
      return reply
        .headers({
          'content-type': 'application/json; charset=utf-8',
          'content-security-policy': "sandbox; default-src 'none'",
        })
        .send(stream)
    },
  )
}

async function openSchema(folder: string, name: string) {
  const root = await realpath(folder)
  const handle = await openExactly(join(root, ...partsOf(name)), constants.O_RDONLY)
  if (!handle) throw httpProblems.notFound()
  if ((await handle.stat()).isFile()) return handle.createReadStream()
  await handle.close()
  throw httpProblems.notFound()
}
