import type { FastifyRequest } from 'fastify'
import { type AccessParts, readCookie } from '../../../kernel/http/access.ts'
import { clientAddress } from '../../../kernel/http/address.ts'
import { isOwnOrigin } from '../../../kernel/http/origin.ts'
import { upgradeOf } from '../../../kernel/http/upgrade.ts'
import { type Actor, covers } from '../../../kernel/identity/actor.ts'
import { triesOf } from '../../../kernel/identity/attempts.ts'
import { authenticate } from '../../../kernel/identity/authenticate.ts'
import { sha256 } from '../../../kernel/identity/credential.ts'
import { findToken } from '../../../kernel/identity/identity.store.ts'
import { Problem } from '../../../kernel/problem.ts'
import { type Compute, SERVICE, USER_ROLE } from '../compute.ts'
import { takeCode } from './code.ts'
import { cookieName, type Door, type Pass, sealPass, unsealPass } from './pass.ts'
import type { Place } from './place.ts'
import { proxyProblems } from './proxy-problems.ts'
import type { Rights } from './rights.ts'

/** The one-time code of an address that the console gives. */
export const CODE = 'atelier-code'

/** What a request asks for: which door of which session, under which address. */
export interface Asked {
  request: FastifyRequest
  door: Door
  /** Undefined where no such session runs. */
  place: Place | undefined
  /** The session has an origin of its own: console and other sessions are elsewhere. */
  isApart: boolean
}

/** Who is let in. */
export interface Entered {
  place: Place
  pass: Pass
  /** They have no cookie for it yet. */
  isNew: boolean
  /** The request's `Authorization` is ours, and is no business of the session. */
  isOurAuthorization: boolean
  /** Came by a code, which does not stay in the address. */
  isByCode: boolean
}

export interface EntryParts {
  compute: Compute
  access: AccessParts
  rights: Rights
}

/**
 * Decides who may come in, before anything is sent to the session. A protocol's own header is judged alone; then the
 * session's secret, the cookie of an earlier visit, a token of ours, and the console's sign-in. The cookie stands for the
 * console in unsafe requests: a session's own pages know nothing of our header, but they name their origin.
 */
export async function enter(parts: EntryParts, asked: Asked): Promise<Entered> {
  const { request, place } = asked
  const found = await passOf(parts, asked)
  if (!found) throw await nobody(parts, asked)
  if (!place || !(await parts.rights.isGood(found.pass, place))) throw proxyProblems.notHere()
  if (
    found.isByBrowser &&
    isActing(request) &&
    !isOwnOrigin(request, asked.isApart ? undefined : parts.access.publicUrl)
  )
    throw proxyProblems.foreignOrigin()
  if (found.pass.may === 'view' && !isReading(request)) throw proxyProblems.viewOnly()
  return {
    ...found,
    place,
    isOurAuthorization: found.isOurAuthorization || (await isOurToken(parts, request, place)),
  }
}

type Found = Omit<Entered, 'place'> & { isByBrowser: boolean }

async function passOf(parts: EntryParts, asked: Asked): Promise<Found | undefined> {
  const { request, place, door } = asked
  const found = { isNew: false, isOurAuthorization: false, isByCode: false, isByBrowser: false }
  if (request.headers['uws-authorization'] !== undefined)
    return { ...found, pass: await byHeader(parts, asked, protocolToken(request)) }
  const given = place && secretOf(request, place)
  if (place && given) {
    const pass: Pass = { ...passFor(place, door), by: 'secret', ref: 0, account: place.account }
    return { ...found, pass, isNew: true, isOurAuthorization: given === 'header' }
  }
  const code = place && queryOf(request).get(CODE)
  const handed = code ? await takeCode(parts.compute, code) : undefined
  if (handed && isFor(handed, asked)) return { ...found, pass: handed, isNew: true, isByCode: true }
  const carried = cookiePass(parts, asked)
  if (carried) return { ...found, pass: carried, isByBrowser: true }
  const token = bearerOf(request)
  if (token !== undefined)
    return { ...found, pass: await byHeader(parts, asked, token), isOurAuthorization: true }
  const signedIn = await bySignIn(parts, asked)
  return signedIn && { ...found, pass: signedIn, isNew: true, isByBrowser: true }
}

const passFor = (place: Place, door: Door) => ({ session: place.id, door, may: 'use' as const, visit: false })

const isFor = (pass: Pass, { place, door }: Asked): boolean =>
  pass.session === place?.id && pass.door === door

const isReading = ({ method }: FastifyRequest): boolean => method === 'GET' || method === 'HEAD'

/** What another site must not make a browser do. */
const isActing = (request: FastifyRequest): boolean => !isReading(request) || upgradeOf(request) !== undefined

function queryOf({ raw }: FastifyRequest): URLSearchParams {
  const at = raw.url?.indexOf('?') ?? -1
  return new URLSearchParams(at < 0 ? '' : raw.url?.slice(at))
}

/** Where the request holds the session's secret. */
function secretOf(request: FastifyRequest, { door }: Place): 'query' | 'header' | undefined {
  const header = request.headers.authorization
  if (header !== undefined && isSame(/^(?:token|bearer) +(\S+)$/i.exec(header)?.[1], door)) return 'header'
  return request.raw.url?.includes('token=') && isSame(queryOf(request).get('token'), door)
    ? 'query'
    : undefined
}

/** Compared by their hashes: how long that takes tells nothing. */
const isSame = (given: string | null | undefined, wanted: string): boolean =>
  typeof given === 'string' && given.length === wanted.length && sha256(given) === sha256(wanted)

function cookiePass({ compute }: EntryParts, asked: Asked): Pass | undefined {
  const { request, place } = asked
  const sealed = place && readCookie(request.headers.cookie, cookieName(place.id))
  const pass = sealed ? passIn(compute, sealed) : undefined
  return pass && isFor(pass, asked) ? pass : undefined
}

const unsealed = new WeakMap<Compute, Map<string, Pass>>()
const MOST_UNSEALED = 10_000

/** A cookie comes with every request: to look at its seal once is enough, what it is good for is looked at each time. */
function passIn(compute: Compute, sealed: string): Pass | undefined {
  const known = unsealed.get(compute) ?? new Map<string, Pass>()
  unsealed.set(compute, known)
  const pass = known.get(sealed) ?? unsealPass(compute.kernel.secrets, sealed)
  if (known.size >= MOST_UNSEALED) known.clear()
  if (pass) known.set(sealed, pass)
  return pass
}

function protocolToken({ headers }: FastifyRequest): string {
  const [, token] = /^token (\S+)$/i.exec(String(headers['uws-authorization'])) ?? []
  if (token === undefined) throw proxyProblems.badHeader()
  return token
}

const bearerOf = ({ headers }: FastifyRequest): string | undefined =>
  /^(?:token|bearer) +(\S+)$/i.exec(headers.authorization ?? '')?.[1]

async function byHeader({ compute }: EntryParts, asked: Asked, token: string): Promise<Pass> {
  const { request } = asked
  const address = clientAddress(request).counted
  const actor = await authenticate(compute.kernel.identity, { token, address }).catch((error) => {
    throw error instanceof Problem && error.status === 401 ? proxyProblems.badToken() : error
  })
  if (!actor) throw proxyProblems.badToken()
  const reads = isReading(request) && !upgradeOf(request)
  if (!covers(actor, SERVICE, reads ? 'read' : 'write')) throw proxyProblems.scope()
  return passOfActor(compute, asked, { actor, by: 'token' })
}

async function bySignIn({ compute, access }: EntryParts, asked: Asked): Promise<Pass | undefined> {
  const { request, isApart } = asked
  const session = isApart ? undefined : readCookie(request.headers.cookie, access.cookieName)
  const actor = await authenticate(compute.kernel.identity, { session })
  return actor && passOfActor(compute, asked, { actor, by: 'sign-in' })
}

/** Only the owner comes in so: others say why first. */
function passOfActor(
  { kernel }: Compute,
  { request, place, door }: Asked,
  { actor, by }: { actor: Actor; by: 'token' | 'sign-in' },
): Pass {
  request.actor = actor
  if (!place || place.account !== actor.accountId || !actor.may(USER_ROLE)) {
    const object = `${request.method} ${request.routeOptions.url}`
    kernel.journal.note({ by: request.by, action: 'request.refused', object, details: { code: 'not_found' } })
    throw proxyProblems.notHere()
  }
  return { ...passFor(place, door), by, ref: refOf(actor), account: actor.accountId }
}

/** The number of the sign-in or token that somebody came in by. */
export const refOf = ({ credential }: Actor): number => Number(credential.split(':')[1])

/** A token of ours that came beside a cookie: it let nobody in, and is not for the session's eyes either. */
async function isOurToken(
  { compute }: EntryParts,
  request: FastifyRequest,
  { secret }: Place,
): Promise<boolean> {
  const token = bearerOf(request)
  // Pages of the session may know its secret, and send it each time.
  if (token === undefined || token === secret) return false
  return (await findToken(compute.kernel.db, { sha256: sha256(token) })).length > 0
}

/** The refusal of whoever brings nothing that counts; wrong secrets are counted. */
async function nobody({ compute }: EntryParts, { request }: Asked): Promise<Problem> {
  const given = queryOf(request).get('token') ?? queryOf(request).get(CODE)
  if (given !== null) {
    const tries = triesOf(compute.kernel.identity.attempts, {
      kind: 'compute.session',
      address: clientAddress(request).counted,
    })
    tries.check()
    tries.fail()
  }
  return proxyProblems.notSignedIn()
}

/** The cookie of a visit: for its door alone, and gone with the browser. */
export function visitCookie(
  { compute, access }: EntryParts,
  pass: Pass,
  { path, protocol }: { path: string; protocol: string },
): string {
  const secure = protocol === 'https' || access.publicUrl?.startsWith('https:') ? '; Secure' : ''
  return `${cookieName(pass.session)}=${sealPass(compute.kernel.secrets, pass)}; Path=${path}; HttpOnly; SameSite=Lax${secure}`
}
