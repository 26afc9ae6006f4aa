import type { FastifyRequest, onRequestAsyncHookHandler } from 'fastify'
import { actorOf } from '../../../kernel/http/access.ts'
import { isOwnOrigin } from '../../../kernel/http/origin.ts'
import { type Actor, covers } from '../../../kernel/identity/actor.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { ADMIN_ROLE, BACKEND_ROLE, type Pipelines, SERVICE } from '../pipelines.ts'
import { isOfThisMachine } from './loopback.ts'
import { actorOfToken, tokenOf } from './person.ts'
import { type Wire, wireProblems } from './wire.ts'

/** What reserved routes declare. */
export const RESERVED = {
  credential: 'a token of an administrator or a backend, an administrator’s sign-in, or none on this machine',
} as const

interface Reserved {
  /** Backends get it too. */
  backend?: boolean
  /** It has no effect: an administrator's browser may come there by itself. */
  free?: boolean
}

/**
 * For the routes of the administrator and the backend (contract, 4.3). Who brings a token is judged by that alone; then an
 * administrator's sign-in on our own pages counts, and then that the request comes from a program of this machine. Nothing
 * of a refused request is read.
 */
export function reserved({ app, pipelines }: Wire, of: Reserved = {}): onRequestAsyncHookHandler {
  return async (request) => {
    const token = tokenOf(request)
    if (token !== undefined)
      return admit(pipelines, request, await actorOfToken(pipelines, request, token), of)
    const actor = await actorOf(request, app.access)
    if (actor && isAdministrator(actor) && isFromOurPages(request, of, app.access.publicUrl)) {
      request.actor = actor
      return
    }
    if (pipelines.settings.trustLoopback && (await isOfThisMachine(pipelines.executions, request))) return
    throw refused(pipelines, request)
  }
}

/** Who did what a reserved route does. */
export const reservedBy = ({ actor, by }: FastifyRequest): By =>
  actor ? by : { ...by, via: 'system', credential: 'loopback' }

function admit(pipelines: Pipelines, request: FastifyRequest, actor: Actor | undefined, of: Reserved): void {
  request.actor = actor
  const isSafe = of.free === true
  const mayHere =
    actor !== undefined &&
    covers(actor, SERVICE, isSafe ? 'read' : 'write') &&
    (isAdministrator(actor) || (of.backend === true && actor.roles.has(BACKEND_ROLE)))
  if (!mayHere) throw refused(pipelines, request)
}

const isAdministrator = (actor: Actor): boolean => actor.may(ADMIN_ROLE)

/** As `guardRoutes` asks it (promises.md, A10), and of GETs too: here they change things. */
const isFromOurPages = (
  request: FastifyRequest,
  { free }: Reserved,
  publicUrl: string | undefined,
): boolean => free === true || (isOwnOrigin(request, publicUrl) && request.headers['x-atelier'] === '1')

function refused({ kernel }: Pipelines, request: FastifyRequest) {
  if (request.actor)
    kernel.journal.note({
      by: request.by,
      action: 'request.refused',
      object: `${request.method} ${request.routeOptions.url}`,
      details: { code: 'forbidden' },
    })
  return wireProblems.forbidden()
}
