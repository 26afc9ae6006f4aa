import type { FastifyRequest } from 'fastify'
import { clientAddress } from '../../../kernel/http/address.ts'
import { type Actor, covers } from '../../../kernel/identity/actor.ts'
import { authenticate, readToken } from '../../../kernel/identity/authenticate.ts'
import { Problem } from '../../../kernel/problem.ts'
import { SERVICE, USER_ROLE } from '../pipelines.ts'
import { queryOf } from './body.ts'
import { type Wire, wireProblems } from './wire.ts'

/** What routes of people declare. */
export const A_TOKEN = { credential: 'a token of the protocol, as `token` or in Authorization' } as const

/** The token that a request brings outside of its body. */
export const tokenOf = (request: FastifyRequest): string | undefined =>
  queryOf(request, 'token') || readToken(request.headers)

/**
 * Whose token it is: `token` of the body where there is one, of the query, or in the header. Whoever has none that is good
 * now, or whose account is not approved, gets the error that signs the front-end out.
 */
export async function personOf(
  { pipelines: { kernel } }: Pick<Wire, 'pipelines'>,
  request: FastifyRequest,
  { token = tokenOf(request) }: { token?: string } = {},
): Promise<Actor> {
  const isSafe = request.method === 'GET' || request.method === 'HEAD'
  if (token === undefined || token === '') throw wireProblems.notLoggedIn()
  const actor = await actorOfToken({ kernel }, request, token)
  if (!actor || !covers(actor, SERVICE, isSafe ? 'read' : 'write')) throw wireProblems.notLoggedIn()
  request.actor = actor
  if (!actor.may(USER_ROLE)) throw wireProblems.notLoggedIn()
  return actor
}

/** Undefined for a token that is not good; too many of them are refused. */
export async function actorOfToken(
  { kernel }: Pick<Wire['pipelines'], 'kernel'>,
  request: FastifyRequest,
  token: string,
): Promise<Actor | undefined> {
  try {
    return await authenticate(kernel.identity, { token, address: clientAddress(request).counted })
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return undefined
    throw error
  }
}
