import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { httpProblems } from '../../../kernel/http/problems.ts'
import { redirectTo } from '../grants/callback.ts'
import { requireClient } from '../grants/client.ts'
import { checkedRequest, issueGrant } from '../grants/grant.ts'
import { requireIssuer } from '../grants/issuer.ts'
import { compactTime } from '../submissions/stamp.ts'
import { askedBy, bearerOf, bodyOf, type Fields, noteRefusal, queryOf, type Wire } from './wire.ts'

export const MASTER = /^([0-9a-f]{32}|atl_.+)$/
const DEFAULT_PROJECT = 'unknown'

export const TokenQuery = Type.Object({
  token: Type.Optional(Type.String({ description: 'The master TOKEN' })),
  client_id: Type.Optional(Type.String({ description: 'In place of the token: a registered client' })),
  project: Type.Optional(Type.String({ description: `The project; ${DEFAULT_PROJECT} when left out` })),
  expiry_minutes: Type.Optional(Type.String({ description: 'Digits; 90 when left out' })),
  participant_id: Type.Optional(Type.String({ description: 'With client_id: handed on to the callback' })),
})

const access = { credential: 'the master TOKEN, or a client_id' } as const

/** Issues auth_tokens: to whoever has the secret, or by a redirect to a registered callback. */
export function tokenRoutes(wire: Wire): void {
  const { scope } = wire
  const summary = 'Issue an auth_token for a project'
  scope.get(
    '/token',
    { config: { access }, schema: { summary, querystring: TokenQuery } },
    (request, reply) => answer(wire, request, reply, { fields: queryOf(request), issues: true }),
  )
  scope.head(
    '/token',
    { config: { access }, schema: { summary, querystring: TokenQuery } },
    (request, reply) => answer(wire, request, reply, { fields: queryOf(request), issues: false }),
  )
  scope.post(
    '/token',
    { config: { access }, schema: { summary: `${summary}, with the secret in the body` } },
    async (request, reply) => {
      // The secret in an address ends in logs; who posts can send it in the body.
      if (queryOf(request)('token') !== undefined) throw httpProblems.methodNotAllowed('GET, HEAD')
      return answer(wire, request, reply, { fields: await bodyOf(request), issues: true })
    },
  )
}

interface Asked {
  fields: Fields
  /** False for HEAD, which has no effect. */
  issues: boolean
}

async function answer(wire: Wire, request: FastifyRequest, reply: FastifyReply, asked: Asked) {
  void reply.header('cache-control', 'no-store')
  try {
    const clientId = asked.fields('client_id')
    return clientId === undefined
      ? await giveToken(wire, request, reply, asked)
      : await redirect(wire, request, reply, { ...asked, clientId })
  } catch (error) {
    noteRefusal(wire.collection, request, error)
    throw error
  }
}

async function giveToken(
  { collection }: Wire,
  request: FastifyRequest,
  reply: FastifyReply,
  { fields, issues }: Asked,
) {
  const secret = fields('token') ?? bearerOf(request, MASTER)
  const issuer = await requireIssuer(collection, secret, askedBy(request))
  const wanted = {
    project: fields('project') ?? DEFAULT_PROJECT,
    expiryMinutes: fields('expiry_minutes'),
  }
  if (!issues) {
    checkedRequest(collection, wanted)
    return reply.type('application/json; charset=utf-8').send()
  }
  const { token, expiresAt } = await issueGrant(collection, { ...wanted, issuer })
  const expires = compactTime(expiresAt)
  return reply.send({ auth_token: token, expires, expiry_time: expires })
}

async function redirect(
  { collection }: Wire,
  request: FastifyRequest,
  reply: FastifyReply,
  { fields, issues, clientId }: Asked & { clientId: string },
) {
  const { by, counted } = askedBy(request)
  const client = await requireClient(collection, clientId, counted)
  const participant = fields('participant_id')
  const wanted = {
    project: client.project_name ?? fields('project') ?? DEFAULT_PROJECT,
    expiryMinutes: fields('expiry_minutes'),
    participant,
  }
  if (!issues) {
    checkedRequest(collection, wanted)
    return reply.code(302).header('location', client.callback_url).send()
  }
  const issuer = {
    id: undefined,
    projectId: client.project_id,
    by: { ...by, credential: `collection.client:${client.id}` },
  }
  const { token, expiresAt } = await issueGrant(collection, { ...wanted, client, issuer })
  const expiry = compactTime(expiresAt)
  const location = redirectTo(client.callback_url, {
    auth_token: token,
    expiry,
    expiry_time: expiry,
    participant_id: participant,
    uid: participant,
  })
  return reply.code(302).header('location', location).send()
}
