import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { checkedCallback } from '../grants/callback.ts'
import { registerClient } from '../grants/client.ts'
import { requireIssuer } from '../grants/issuer.ts'
import { MASTER } from './token.ts'
import { askedBy, bearerOf, noteRefusal, queryOf, type Wire } from './wire.ts'

const RegisterQuery = Type.Object({
  token: Type.Optional(Type.String({ description: 'The master TOKEN' })),
  callback_url: Type.Optional(Type.String({ description: 'Where participants are sent with their token' })),
  project: Type.Optional(Type.String({ description: 'The one project of this client' })),
})

/** Registers where participants are sent; the client_id that it gives may be public. */
export function registerRoutes(wire: Wire): void {
  const route = {
    config: { access: { credential: 'the master TOKEN' } },
    schema: { summary: 'Register a callback_url, get a client_id', querystring: RegisterQuery },
  }
  wire.scope.get('/register', route, (request, reply) => answer(wire, request, reply, true))
  wire.scope.head('/register', route, (request, reply) => answer(wire, request, reply, false))
}

async function answer(
  { collection }: Wire,
  request: FastifyRequest,
  reply: FastifyReply,
  registers: boolean,
) {
  const fields = queryOf(request)
  void reply.header('cache-control', 'no-store')
  try {
    const secret = fields('token') ?? bearerOf(request, MASTER)
    const issuer = await requireIssuer(collection, secret, askedBy(request))
    const callback = fields('callback_url')
    if (registers) {
      const clientId = await registerClient(collection, issuer, { callback, project: fields('project') })
      return await reply.send({ client_id: clientId })
    }
    checkedCallback(callback, collection.settings)
    return await reply.type('application/json; charset=utf-8').send()
  } catch (error) {
    noteRefusal(collection, request, error)
    throw error
  }
}
