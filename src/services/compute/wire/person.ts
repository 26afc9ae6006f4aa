import type { FastifyRequest, onRequestAsyncHookHandler } from 'fastify'
import { clientAddress } from '../../../kernel/http/address.ts'
import { type Actor, covers } from '../../../kernel/identity/actor.ts'
import { authenticate } from '../../../kernel/identity/authenticate.ts'
import { Problem } from '../../../kernel/problem.ts'
import { type Compute, SERVICE, USER_ROLE } from '../compute.ts'
import { wireProblems } from './wire.ts'

/** What routes of the protocol declare that need a token. */
export const A_TOKEN = { credential: 'a token of the protocol, in UWS-Authorization' } as const

/** For routes of people: whoever has no good token is refused before anything else is looked at. */
export function needPerson(compute: Compute): onRequestAsyncHookHandler {
  return async (request) => {
    const actor = await personOf(compute, request)
    if (!actor) throw wireProblems.noCredentials()
    request.actor = actor
    if (!actor.may(USER_ROLE)) throw refused(compute, request)
  }
}

/** For open routes: a token that is not good is refused there too. */
export function judgeToken(compute: Compute): onRequestAsyncHookHandler {
  return async (request) => {
    await personOf(compute, request)
  }
}

/** Whom a route of people has let in. */
export function actorOf({ actor }: FastifyRequest): Actor {
  if (!actor) throw wireProblems.noCredentials()
  return actor
}

/** Whose token the header holds; undefined without one. Looked up each time, so that what ends has ended. */
export async function personOf({ kernel }: Compute, request: FastifyRequest): Promise<Actor | undefined> {
  const token = tokenOf(request.headers['uws-authorization'])
  if (token === undefined) return undefined
  const isSafe = request.method === 'GET' || request.method === 'HEAD'
  try {
    const actor = await authenticate(kernel.identity, { token, address: clientAddress(request).counted })
    if (actor && covers(actor, SERVICE, isSafe ? 'read' : 'write')) return actor
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 401) throw error
  }
  throw wireProblems.badToken()
}

/** `Token {key}` with exactly one blank between the two. */
export function tokenOf(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined
  const [scheme = '', token, ...more] = String(header).split(' ')
  if (scheme.toLowerCase() !== 'token' || token === undefined || more.length > 0)
    throw wireProblems.badHeader()
  return token
}

function refused({ kernel }: Compute, request: FastifyRequest): Problem {
  kernel.journal.note({
    by: request.by,
    action: 'request.refused',
    object: `${request.method} ${request.routeOptions.url}`,
    details: { code: 'forbidden' },
  })
  return wireProblems.notUser()
}
