import { METHODS } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { clientAddress } from '../../../kernel/http/address.ts'
import type { App, Scope } from '../../../kernel/http/app.ts'
import { mount } from '../../../kernel/http/mount.ts'
import { upgradeOf, watchSocket } from '../../../kernel/http/upgrade.ts'
import { type Compute, SERVICE } from '../compute.ts'
import { touchSession } from '../sessions/activity.ts'
import { CORS, renderError } from '../wire/wire.ts'
import { APART, apartOf, originOf, ownOrigin, portOf, sharedPath } from './address.ts'
import { CODE, type Entered, enter, visitCookie } from './entry.ts'
import { forward } from './forward.ts'
import { fromSession, type Seen, toSession } from './headers.ts'
import { type Door, isPort } from './pass.ts'
import { type Place, Places } from './place.ts'
import { isOpenPort } from './port.ts'
import { proxyProblems } from './proxy-problems.ts'
import { Rights } from './rights.ts'
import { tunnel } from './tunnel.ts'
import { type Target, Upstreams, upstreamOf } from './upstream.ts'

const config = { access: { credential: 'what opens a session' }, stream: true, upgrade: true } as const

/** What leads people to the servers of their sessions. */
interface Proxy {
  app: App
  compute: Compute
  places: Places
  rights: Rights
  upstreams: Upstreams
}

/** One request for a door. */
interface Call {
  request: FastifyRequest
  reply: FastifyReply
  id: number
  door: Door
  isApart: boolean
  /** In the path, or in the name of the origin: it must be the stored one. */
  fits(place: Place): boolean
}

/** Serves running sessions below the mount, and on the wildcard domain where there is one. */
export function sessionProxy(app: App, compute: Compute): void {
  const upstreams = new Upstreams(compute.settings.passthrough.patienceSeconds * 1_000)
  const proxy = { app, compute, places: new Places(compute), rights: new Rights(compute), upstreams }
  app.addHook('onClose', () => upstreams.close())
  // Programs in sessions speak WebDAV and whatever else HTTP has words for.
  for (const method of METHODS)
    if (method !== 'CONNECT' && !app.supportedMethods.includes(method))
      app.addHttpMethod(method, { hasBody: true })

  serve(proxy, '/passthrough', ['/:host/:id', '/:host/:id/*'], (request, reply) => {
    const { host, id } = request.params as { host: string; id: string }
    return call(proxy, {
      ...{ request, reply, id: idOf(id), door: 'main', isApart: false },
      fits: (place) => place.host === host,
    })
  })
  serve(proxy, '/ports', ['/:id/:port', '/:id/:port/*'], (request, reply) => {
    const { port, id } = request.params as { port: string; id: string }
    if (!/^\d{4,5}$/.test(port)) throw proxyProblems.notHere()
    const door: Door = `port ${Number(port)}`
    return call(proxy, { request, reply, id: idOf(id), door, isApart: false, fits: () => true })
  })
  serve(proxy, '/terminal', ['/:id'], (request, reply) => {
    const { id } = request.params as { id: string }
    if (!upgradeOf(request)) throw proxyProblems.notHere()
    return call(proxy, { request, reply, id: idOf(id), door: 'terminal', isApart: false, fits: () => true })
  })
  serve(proxy, APART, ['', '/*'], (request, reply) => {
    const found = apartOf(compute, request.raw)
    if (!found) throw proxyProblems.notHere()
    const { id, door, label } = found
    return call(proxy, { request, reply, id, door, isApart: true, fits: (place) => place.label === label })
  })
}

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>

function serve({ app, compute }: Proxy, folder: string, urls: readonly string[], handler: Handler): void {
  const prefix = compute.settings.mount + folder
  mount(
    app,
    { prefix, service: SERVICE, title: 'Compute (sessions)', renderError, cors: CORS },
    (scope: Scope) => {
      // Bodies go on as they come.
      scope.removeAllContentTypeParsers()
      scope.addContentTypeParser('*', (_request, _payload, done) => done(null))
      for (const url of urls)
        scope.route({ method: [...app.supportedMethods], url, config, schema: { hide: true }, handler })
    },
  )
}

const idOf = (text: string): number => (/^\d{1,15}$/.test(text) ? Number(text) : 0)

async function call(proxy: Proxy, asked: Call): Promise<unknown> {
  const { app, compute, places, rights } = proxy
  const { request, reply, id, door, isApart, fits } = asked
  const found = await places.find(id)
  const place = found && fits(found) ? found : undefined
  const parts = { compute, access: app.access, rights }
  const entered = await enter(parts, { request, door, place, isApart })
  const prefix = isApart ? '' : sharedPath(compute, entered.place, door)
  const apart =
    isApart || !isShown(request)
      ? undefined
      : ownOrigin(compute, entered.place, { door, origin: originOf(compute, request) })
  if (apart !== undefined) {
    const path = pathOf(request, door === 'main' ? '' : prefix)
    return reply.header('cache-control', 'no-store').redirect(apart + path, 302)
  }
  const cookie = entered.isNew
    ? visitCookie(parts, entered.pass, { path: prefix || '/', protocol: request.protocol })
    : undefined
  const url = pathOf(request, isApart ? compute.settings.mount + APART : '')
  const isBare = url.split('?', 1)[0] === prefix
  if (!upgradeOf(request) && (entered.isByCode || (isBare && request.method === 'GET'))) {
    if (cookie !== undefined) reply.header('set-cookie', cookie)
    return reply.header('cache-control', 'no-store').redirect(cleanUrl(url, isBare), 302)
  }
  const target = await targetOf(proxy, entered.place, door)
  touchSession(compute, id)
  return pass(proxy, { asked, entered, target, prefix, url, cookie })
}

/** A browser makes a page of it. Where sessions have origins of their own, no page of theirs is on the console's. */
const isShown = ({ headers }: FastifyRequest): boolean =>
  /^(?:document|embed|frame|iframe|object)$/.test(String(headers['sec-fetch-dest']))

/** The path as it was called, with what is ours taken off. */
function pathOf({ raw }: FastifyRequest, hidden: string): string {
  const url = (raw.url ?? '/').slice(hidden.length)
  return url.startsWith('/') ? url : `/${url}`
}

function cleanUrl(url: string, isBare: boolean): string {
  const [path = '', query = ''] = url.split('?', 2)
  const kept = query.split('&').filter((each) => each !== '' && !each.startsWith(`${CODE}=`))
  // Not another host's: two slashes at the beginning would be one.
  return path.replace(/^\/+/, '/') + (isBare ? '/' : '') + (kept.length > 0 ? `?${kept.join('&')}` : '')
}

async function targetOf({ compute }: Proxy, place: Place, door: Door): Promise<Target> {
  const { id, host, port, helperPort, secret, execution } = place
  const key = `${id} ${door}`
  if (door === 'main') return { key, host, port, secret, execution }
  if (helperPort === null) throw proxyProblems.noHelper()
  const helper = { key, host, port: helperPort, secret, execution }
  if (!isPort(door)) return helper
  const through = portOf(door)
  if (!(await isOpenPort(compute.db, id, through))) throw proxyProblems.noPort()
  return { ...helper, through }
}

interface Passing {
  asked: Call
  entered: Entered
  target: Target
  prefix: string
  url: string
  cookie: string | undefined
}

async function pass(proxy: Proxy, passing: Passing): Promise<unknown> {
  const { asked, entered, target, prefix, url, cookie } = passing
  const { app, compute, upstreams } = proxy
  const { request, reply, door } = asked
  const { place, isOurAuthorization } = entered
  const isAtRoot = door !== 'main' || place.isAtRoot
  const seen: Seen = {
    protocol: request.protocol,
    host: request.host,
    address: clientAddress(request).address,
    prefix,
  }
  const from = {
    ...seen,
    path: url.split('?', 1)[0] ?? '/',
    upstream: upstreamOf(target),
    publicUrl: app.access.publicUrl,
    isAtRoot,
  }
  const answerHeaders = (raw: string[]) => {
    const kept = fromSession(raw, from)
    if (cookie !== undefined) kept.push('set-cookie', cookie)
    return kept
  }
  const headers = toSession(request.raw.rawHeaders, {
    ...{ ...seen, isOurAuthorization, isAtRoot, isViewer: entered.pass.may === 'view' },
    // What listens on a further port has not asked for it.
    secret: isPort(door) ? undefined : place.secret,
  })
  // The path of an origin of its own may hold what the session's address is elsewhere.
  const outer = door === 'main' ? sharedPath(compute, place, door) : prefix
  const path = (isAtRoot ? innerPath(url, outer, door) : url).replace(place.door, place.secret)
  const still = () => stillThere(proxy, entered)
  const parts = { app, request, reply, path, headers, answerHeaders }
  if (upgradeOf(request))
    return tunnel({
      ...{ ...parts, target, still, isMuted: entered.pass.may === 'view' },
      patienceMs: upstreams.patienceMs,
      onActivity: () => touchSession(compute, place.id),
    })
  const { isEndless } = await forward({ ...parts, pool: await upstreams.poolOf(target) })
  const { raw } = reply
  if (isEndless) watchSocket(app, raw, { still, end: () => raw.end() })
  return reply
}

/** What is asked of a server that thinks that it is at the root, such as one on a further port. */
function innerPath(url: string, prefix: string, door: Door): string {
  const rest = url.slice(prefix.length)
  const inner = url.startsWith(prefix) && /^(?:[/?]|$)/.test(rest) ? rest : url
  if (door === 'terminal') return `/terminal${inner}`
  return inner.startsWith('/') ? inner : `/${inner}`
}

async function stillThere(
  { compute, places, rights }: Proxy,
  { place, pass: held }: Entered,
): Promise<boolean> {
  const now = await places.find(place.id)
  if (!now || now.port !== place.port || now.host !== place.host || !(await rights.isGood(held, now)))
    return false
  return !isPort(held.door) || isOpenPort(compute.db, now.id, portOf(held.door))
}
