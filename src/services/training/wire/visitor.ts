import type { FastifyRequest, onRequestAsyncHookHandler } from 'fastify'
import { clientAddress } from '../../../kernel/http/address.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import { type Actor, covers } from '../../../kernel/identity/actor.ts'
import { authenticate, authenticateSession } from '../../../kernel/identity/authenticate.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { Problem } from '../../../kernel/problem.ts'
import { roleAt } from '../events/member.ts'
import { byParticipant, participantOfToken } from '../join/sign-in.ts'
import { readToken } from '../join/token.ts'
import type { ParticipantRow } from '../tables.ts'
import { SERVICE, type Training } from '../training.ts'
import { managesAnything } from './admin.ts'
import { idOf, wireProblems } from './wire.ts'

/** Who asks: a participant, or an account that manages. */
export type Visitor = { participant: ParticipantRow } | { actor: Actor }

declare module 'fastify' {
  interface FastifyRequest {
    /** Of a request of training's protocol that needs a token. */
    visitor: Visitor | undefined
  }
}

/** What routes of the protocol declare. */
export const A_TOKEN = { credential: 'a token of the protocol' } as const
export const A_MANAGER = { credential: 'a token of an account that manages training' } as const
export const A_PARTICIPANT = { credential: 'a participant’s token' } as const

export function decorateVisitors(scope: Scope): void {
  scope.decorateRequest('visitor', undefined)
}

/** The token of the header: what follows the first blank, whatever the scheme; its client writes `Bearer:`. */
function tokenOf({ headers: { authorization = '' } }: FastifyRequest): string | undefined {
  const [, scheme = '', token] = /^(\S+) +(\S+)$/.exec(authorization) ?? []
  return scheme.toLowerCase() === 'basic' ? undefined : token
}

/** Who asks, by a token of the protocol or of the kernel; undefined when it opens nothing. It is looked up each time. */
async function visitorOf(training: Training, request: FastifyRequest): Promise<Visitor | undefined> {
  const token = tokenOf(request)
  if (token === undefined) return undefined
  const participant = await participantOfToken(training, token)
  if (participant) return { participant }
  const actor = await actorOf(training, request, token)
  return actor && managesAnything(actor) ? { actor } : undefined
}

async function actorOf(
  training: Training,
  request: FastifyRequest,
  token: string,
): Promise<Actor | undefined> {
  const { identity } = training.kernel
  const account = readToken(training, token)?.account
  if (account) return authenticateSession(identity, { account: account.id, session: account.session })
  if (!token.startsWith('atl_')) return undefined
  try {
    const actor = await authenticate(identity, { token, address: clientAddress(request).counted })
    const isSafe = request.method === 'GET' || request.method === 'HEAD'
    return actor && covers(actor, SERVICE, isSafe ? 'read' : 'write') ? actor : undefined
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return undefined
    throw error
  }
}

/** For routes that any token opens. */
export function needVisitor(training: Training): onRequestAsyncHookHandler {
  return async (request) => {
    request.visitor = await visitorOf(training, request)
    if (!request.visitor) throw wireProblems.unauthorized()
  }
}

/**
 * For routes of managers: of all events, or of the one that the path names. Asked before the path's object and the body, so
 * that nobody else learns what is there.
 */
export function needManager(training: Training): onRequestAsyncHookHandler {
  return async (request) => {
    const visitor = await visitorOf(training, request)
    if (!visitor || !('actor' in visitor)) throw refused(training, request, visitor)
    const { actor } = visitor
    const { id } = request.params as { id?: string }
    const isManager = actor.may('training:manager') || (id !== undefined && managesEvent(actor, id))
    if (!isManager) throw refused(training, request, visitor)
    request.actor = actor
    request.visitor = visitor
    if (id !== undefined) idOf(id)
  }
}

const managesEvent = (actor: Actor, id: string): boolean =>
  /^\d{1,15}$/.test(id) && actor.may(roleAt(Number(id), 'manager'))

/** For a participant's own things: everybody else is refused, administrators too. */
export function needParticipant(training: Training): onRequestAsyncHookHandler {
  return async (request) => {
    const visitor = await visitorOf(training, request)
    const { uid } = request.params as { uid: string }
    if (!visitor || !('participant' in visitor) || String(visitor.participant.id) !== uid)
      throw refused(training, request, visitor)
    request.visitor = visitor
  }
}

/** The participant that `needParticipant` has let in, and who they are in the journal. */
export function participantOf(request: FastifyRequest): { participant: ParticipantRow; by: By } {
  const { visitor } = request
  if (!visitor || !('participant' in visitor)) throw wireProblems.unauthorized()
  return { participant: visitor.participant, by: byParticipant(visitor.participant.id, request.by) }
}

/** Somebody with a good token who wants what is not theirs is in the journal. */
function refused({ kernel }: Training, request: FastifyRequest, visitor: Visitor | undefined): Problem {
  if (visitor) {
    const { method, routeOptions } = request
    const by =
      'participant' in visitor
        ? byParticipant(visitor.participant.id, request.by)
        : {
            ...request.by,
            account: visitor.actor.accountId,
            name: visitor.actor.name,
            via: visitor.actor.via,
            credential: visitor.actor.credential,
          }
    kernel.journal.note({
      by,
      action: 'request.refused',
      object: `${method} ${routeOptions.url}`,
      details: { code: 'unauthorized' },
    })
  }
  return wireProblems.unauthorized()
}
