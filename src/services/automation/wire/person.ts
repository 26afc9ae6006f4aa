import type { FastifyReply, FastifyRequest } from 'fastify'
import { readCookie } from '../../../kernel/http/access.ts'
import { clientAddress } from '../../../kernel/http/address.ts'
import { isOwnOrigin } from '../../../kernel/http/origin.ts'
import { httpProblems } from '../../../kernel/http/problems.ts'
import { type Actor, covers } from '../../../kernel/identity/actor.ts'
import { authenticate } from '../../../kernel/identity/authenticate.ts'
import { sha256 } from '../../../kernel/identity/credential.ts'
import { findAccount } from '../../../kernel/identity/identity.store.ts'
import { TOKEN_PREFIX } from '../../../kernel/identity/token.ts'
import { Problem } from '../../../kernel/problem.ts'
import { NETADMIN_ROLE, SERVICE, SUPERUSER_ROLE, SUPPORT_ROLE } from '../automation.ts'
import { readToken, valueBehind } from './jwt.ts'
import { type Wire, wireProblems } from './wire.ts'

/** What routes of people declare. */
export const A_TOKEN = { credential: 'an access token of the protocol, or a sign-in of ours' } as const

/** What a route needs; whoever reads needs no more than to be somebody here. */
export type Right = 'read' | 'run' | 'keep' | 'administer'

const ROLE_FOR: Readonly<Record<Exclude<Right, 'administer'>, string>> = {
  read: SUPPORT_ROLE,
  run: NETADMIN_ROLE,
  keep: SUPERUSER_ROLE,
}

/** Lets in who is somebody here and has the right: asked before the object and the body. */
export async function letIn(wire: Wire, request: FastifyRequest, right: Right): Promise<void> {
  const actor = await actorOf(wire, request)
  if (!actor) throw wireProblems.noCredentials()
  request.actor = actor
  const isSafe = isSafeMethod(request.method)
  if (actor.via === 'session' && !isSafe && !isOurPage(wire, request)) throw httpProblems.foreignOrigin()
  if (covers(actor, SERVICE, isSafe ? 'read' : 'write') && (await may(wire, actor, right))) return
  const { method, routeOptions, by } = request
  const object = `${method} ${routeOptions.url}`
  wire.automation.kernel.journal.note({
    by,
    action: 'request.refused',
    object,
    details: { code: 'forbidden' },
  })
  throw wireProblems.forbidden()
}

/** Whether somebody has a right. */
export async function may(wire: Wire, actor: Actor, right: Right): Promise<boolean> {
  if (right !== 'administer') return actor.may(ROLE_FOR[right])
  // The kernel's token behind a sign-in opens automation alone, but here it stands for the person.
  const isPerson = actor.administrator || signedIn.has(actor)
  return isPerson && (await findAccount(wire.automation.db, actor.accountId))?.administrator === 1
}

/** Those who have signed in by the protocol with their password. */
const signedIn = new WeakSet<Actor>()

/** Who asks: by the header where it brings a token, else by the console's cookie. */
async function actorOf(wire: Wire, request: FastifyRequest): Promise<Actor | undefined> {
  const [scheme = '', token, ...others] = (request.headers.authorization ?? '').trim().split(/\s+/)
  if (!/^(bearer|token)$/i.test(scheme)) {
    const session = readCookie(request.headers.cookie, wire.app.access.cookieName)
    return session === undefined ? undefined : authenticate(identityOf(wire), { session })
  }
  if (token === undefined || others.length > 0) throw wireProblems.badHeader()
  return token.startsWith(TOKEN_PREFIX) ? byKernelToken(wire, request, token) : byJwt(wire, request, token)
}

async function byKernelToken(wire: Wire, request: FastifyRequest, token: string): Promise<Actor> {
  const actor = await authenticated(wire, request, token)
  if (!actor) throw wireProblems.badToken()
  return actor
}

async function byJwt(wire: Wire, request: FastifyRequest, token: string): Promise<Actor> {
  const { automation } = wire
  const claims = readToken(automation, token)
  if (!claims) {
    countForgery(wire, request, token)
    throw wireProblems.badToken()
  }
  if (claims.isOver) throw wireProblems.badToken()
  if (claims.token_type !== 'access') throw wireProblems.badToken('Token has wrong type')
  const actor = await authenticated(wire, request, valueBehind(automation, claims.signIn))
  if (actor?.accountId === claims.user_id) {
    signedIn.add(actor)
    return actor
  }
  const account = await findAccount(automation.db, claims.user_id)
  if (!account || account.merged_into !== null) throw wireProblems.noUser()
  throw account.disabled_at !== null ? wireProblems.inactive() : wireProblems.badToken()
}

/** Undefined for a token that is not good now. */
async function authenticated(wire: Wire, request: FastifyRequest, token: string): Promise<Actor | undefined> {
  const { counted: address } = clientAddress(request)
  try {
    return await authenticate(identityOf(wire), { token, address })
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return undefined
    throw error
  }
}

/** A text that we have not signed is a guess like any other (promises.md, A8). */
export function countForgery(wire: Wire, request: FastifyRequest, token: string): void {
  const { attempts } = identityOf(wire)
  const attempt = { kind: 'token', address: clientAddress(request).counted, guess: sha256(token) }
  attempts.check(attempt)
  attempts.fail(attempt)
}

const identityOf = ({ automation }: Wire) => automation.kernel.identity

/** A cookie comes along whoever made the browser send the request. */
const isOurPage = ({ app }: Wire, request: FastifyRequest): boolean =>
  isOwnOrigin(request, app.access.publicUrl) && request.headers['x-atelier'] === '1'

export const isSafeMethod = (method: string): boolean =>
  method === 'GET' || method === 'HEAD' || method === 'OPTIONS'

const MET = /^(application\/(json|\*)|text\/(html|\*)|\*\/\*)$/

/** Whether what is answered here is what the client takes; asked before all else, as the original does. */
export function negotiate(request: FastifyRequest, _reply: FastifyReply, done: (error?: Error) => void) {
  const { accept = '' } = request.headers
  const types = accept.split(',').map((each) => (each.split(';')[0] ?? '').trim().toLowerCase())
  const { format } = request.query as { format?: string | string[] }
  const isFormat = format === undefined || /^(json|api|)$/.test([format].flat().at(-1) ?? '')
  const isType = accept.trim() === '' || types.some((type) => MET.test(type))
  done(isFormat && isType ? undefined : wireProblems.notAcceptable())
}
