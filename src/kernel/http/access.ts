import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify'
import { type Actor, covers } from '../identity/actor.ts'
import { authenticate, type Credentials, readToken } from '../identity/authenticate.ts'
import type { Identity } from '../identity/identity.ts'
import type { By } from '../journal/journal.ts'
import { Problem } from '../problem.ts'
import { clientAddress } from './address.ts'
import { isOwnOrigin } from './origin.ts'
import { httpProblems } from './problems.ts'
import { upgradeOf } from './upgrade.ts'

/**
 * Who may use a route. `credential`: a protocol's own credential, judged by the service's code (it names which), to which
 * sign-ins and tokens of ours mean nothing.
 */
type Access =
  | 'public'
  | 'account'
  | 'administrator'
  /** Any one of them, where there are several. */
  | { role: string | readonly string[] }
  | { credential: string }

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access
    /** The service for a token's scope; the mount fills it in. */
    service?: string
    /** Needs an own Origin although nobody is signed in yet: the sign-in itself. */
    checkOrigin?: boolean
    /** Statuses that it refuses with, beside those that follow from its access and its schema; for the document. */
    refusals?: readonly number[]
    /** Its answer goes on for as long as the client listens. */
    stream?: boolean
  }
  interface FastifyRequest {
    actor: Actor | undefined
    /** Who does what this request does, for the journal. */
    readonly by: By
  }
}

export interface AccessParts {
  identity: Identity
  /** The name of the console's cookie: `atelier`, under TLS `__Host-atelier`. */
  cookieName: string
  publicUrl?: string
}

/** Refuses to start with a route that does not say who may use it, and asks every request for its right to be there. */
export function guardRoutes(app: FastifyInstance, parts: AccessParts): void {
  const routes: RouteOptions[] = []
  app.decorateRequest('actor', undefined)
  app.decorateRequest('by', { getter: byOf })
  app.addHook('onRoute', (route) => {
    routes.push(route)
  })
  // Looked at once all hooks of inner scopes have had their say.
  app.addHook('onReady', async () => {
    const undeclared = routes
      .filter((route) => route.config?.access === undefined)
      .map((route) => `${String(route.method)} ${route.url}`)
    if (undeclared.length > 0)
      throw new Error(`These routes do not declare who may use them: ${undeclared.join(', ')}`)
  })
  app.addHook('onRequest', (request, _reply, done) => {
    const { access } = request.routeOptions.config
    const isOurs =
      access !== undefined && access !== 'public' && !(typeof access === 'object' && 'credential' in access)
    if (!isOurs && !request.routeOptions.config.checkOrigin) return done()
    judge(request, parts).then(
      () => done(),
      (error) => {
        noteRefusal(request, parts, error)
        done(error)
      },
    )
  })
}

/** Whoever has a credential and is refused is in the journal. Those without one are only asked to sign in. */
function noteRefusal(request: FastifyRequest, { identity }: AccessParts, error: unknown): void {
  if (!(error instanceof Problem) || error.code === 'not_signed_in' || error.status >= 429) return
  const object = `${request.method} ${request.routeOptions.url}`
  identity.journal.note({ by: request.by, action: 'request.refused', object, details: { code: error.code } })
}

async function judge(request: FastifyRequest, parts: AccessParts): Promise<void> {
  const { access, service = 'kernel', checkOrigin } = request.routeOptions.config
  const isSafe = request.method === 'GET' || request.method === 'HEAD'
  if (checkOrigin && !isOwnOrigin(request, parts.publicUrl)) throw httpProblems.foreignOrigin()
  if (access === 'public' || access === undefined) return
  const actor = await actorOf(request, parts)
  if (!actor) throw httpProblems.notSignedIn()
  request.actor = actor
  // A cookie comes along whoever made the browser send the request.
  if (
    actor.via === 'session' &&
    !isSafe &&
    !(isOwnOrigin(request, parts.publicUrl) && request.headers['x-atelier'] === '1')
  ) {
    throw httpProblems.foreignOrigin()
  }
  // Of a WebSocket a browser says where it comes from, and cannot be made to say more.
  if (actor.via === 'session' && upgradeOf(request) && !isOwnOrigin(request, parts.publicUrl))
    throw httpProblems.foreignOrigin()
  if (!covers(actor, service, isSafe ? 'read' : 'write')) throw httpProblems.scope()
  if (access === 'administrator' && !actor.administrator) throw httpProblems.forbidden()
  if (typeof access === 'object' && 'role' in access && ![access.role].flat().some((role) => actor.may(role)))
    throw httpProblems.forbidden()
}

/** The person behind a request's token or cookie, for routes that ask for it themselves. */
export function actorOf(request: FastifyRequest, parts: AccessParts): Promise<Actor | undefined> {
  return authenticate(parts.identity, credentialsOf(request, parts))
}

/** The same for a stream that is looked over: its being open is no use of the sign-in. */
export function actorStillOf(request: FastifyRequest, parts: AccessParts): Promise<Actor | undefined> {
  return authenticate(parts.identity, { ...credentialsOf(request, parts), passive: true })
}

function credentialsOf(request: FastifyRequest, parts: AccessParts): Credentials {
  return {
    token: readToken(request.headers),
    session: readCookie(request.headers.cookie, parts.cookieName),
    address: clientAddress(request).counted,
  }
}

function byOf(this: FastifyRequest): By {
  const { actor } = this
  const place = { address: clientAddress(this).address, requestId: this.id }
  if (!actor) return { via: 'anonymous', ...place }
  return {
    account: actor.accountId,
    name: actor.name,
    via: actor.via,
    credential: actor.credential,
    ...place,
  }
}

/** The value of one cookie of a request. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  for (const part of header?.split(';') ?? []) {
    const [key, value] = part.split('=', 2)
    if (key?.trim() === name && value) return value.trim()
  }
  return undefined
}
