import { isOurs } from './pass.ts'

/** Headers as they came and go: names and values in turn. */
export type RawHeaders = string[]

const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]
/** What is between us and the client, and what we say ourselves. */
const NOT_TO_SESSION = new Set([
  ...HOP_BY_HOP,
  'cookie',
  'expect',
  'forwarded',
  'uws-authorization',
  'via',
  'x-atelier',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-prefix',
  'x-forwarded-proto',
  'x-real-ip',
])
/** By which some programs take a request that reads for one that writes. */
const OVERRIDES = new Set(['x-http-method', 'x-http-method-override', 'x-method-override'])
/** What speaks for a whole origin, which is not the session's to say. */
const NOT_FROM_SESSION = new Set([
  ...HOP_BY_HOP,
  'alt-svc',
  'clear-site-data',
  'expect-ct',
  'nel',
  'origin-agent-cluster',
  'public-key-pins',
  'report-to',
  'service-worker-allowed',
  'strict-transport-security',
])

/** How the client sees us. */
export interface Seen {
  protocol: string
  /** With its port, as it was called. */
  host: string
  address: string
  /** The path below which the session is, without a slash at its end; empty where it has an origin of its own. */
  prefix: string
}

export interface ToSession extends Seen {
  /** The request's own `Authorization` is ours. */
  isOurAuthorization: boolean
  /** Whoever asks may look, and change nothing. */
  isViewer: boolean
  /** Of the session, where its own server asks for it. */
  secret: string | undefined
  /** It knows nothing of the prefix. */
  isAtRoot: boolean
}

/** The headers that a session gets: nothing that opens anything of ours. */
export function toSession(
  raw: readonly string[],
  { isOurAuthorization, isViewer, secret, isAtRoot, ...seen }: ToSession,
): RawHeaders {
  const headers: RawHeaders = []
  const dropped = namedByConnection(raw)
  let hasAuthorization = false
  for (let at = 0; at < raw.length; at += 2) {
    const name = raw[at] as string
    const value = raw[at + 1] as string
    const key = name.toLowerCase()
    if (key === 'cookie') {
      const kept = foreignCookies(value)
      if (kept !== '') headers.push(name, kept)
    } else if (key === 'authorization') {
      if (isOurAuthorization) continue
      hasAuthorization = true
      headers.push(name, value)
    } else if (isViewer && OVERRIDES.has(key)) continue
    else if (!NOT_TO_SESSION.has(key) && !dropped?.has(key)) headers.push(name, value)
  }
  // Whoever was let in need not know what the session's own server asks for.
  if (!hasAuthorization && secret !== undefined) headers.push('authorization', `token ${secret}`)
  if (isAtRoot && seen.prefix !== '') headers.push('x-forwarded-prefix', seen.prefix)
  headers.push(
    'x-forwarded-for',
    seen.address,
    'x-forwarded-host',
    seen.host,
    'x-forwarded-proto',
    seen.protocol,
  )
  return headers
}

function foreignCookies(header: string): string {
  return header
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '' && !isOurs(part.split('=', 1)[0]?.trim() ?? ''))
    .join('; ')
}

/** `Connection` names further headers that end with it. */
function namedByConnection(raw: readonly string[]): Set<string> | undefined {
  for (let at = 0; at < raw.length; at += 2) {
    if (raw[at]?.length !== 10 || raw[at]?.toLowerCase() !== 'connection') continue
    const value = raw[at + 1]?.toLowerCase() ?? ''
    if (value !== 'keep-alive' && value !== 'close' && value !== 'upgrade')
      return new Set(value.split(',').map((each) => each.trim()))
  }
  return undefined
}

export interface FromSession extends Seen {
  /** Of the request. */
  path: string
  /** Host and port of the session's own server, by which it may call itself. */
  upstream: string
  publicUrl: string | undefined
  /** The session thinks that it lies at the root: what it says of its paths gets the prefix. */
  isAtRoot: boolean
}

/** The headers of a session's answer: what it says holds for its own addresses alone. */
export function fromSession(raw: readonly string[], seen: FromSession): RawHeaders {
  const headers: RawHeaders = []
  const dropped = namedByConnection(raw)
  const isShared = seen.prefix !== ''
  for (let at = 0; at < raw.length; at += 2) {
    const name = raw[at] as string
    const value = raw[at + 1] as string
    const key = name.toLowerCase()
    // With the console's own one it would keep its hold of a window of the console that it opens.
    if (key === 'cross-origin-opener-policy' && isShared) continue
    if (key === 'set-cookie') {
      const kept = heldCookie(value, seen)
      if (kept !== undefined) headers.push(name, kept)
    } else if (key === 'location') {
      const kept = heldLocation(value, seen)
      if (kept !== undefined) headers.push(name, kept)
    } else if (!NOT_FROM_SESSION.has(key) && !dropped?.has(key)) headers.push(name, value)
  }
  const policy = policyFor(seen)
  if (policy !== undefined) headers.push('content-security-policy', policy)
  return headers
}

/** Below its own path, for no domain, and under no name of ours. */
function heldCookie(cookie: string, seen: FromSession): string | undefined {
  const [pair = '', ...attributes] = cookie.split(';')
  const name = pair.split('=', 1)[0]?.trim() ?? ''
  // What has no name is sent back as its value alone, which may be another's name and value.
  if (name === '' || isOurs(name)) return undefined
  let path = '/'
  const kept = attributes.filter((attribute) => {
    const [key = '', value = ''] = attribute.split('=', 2)
    if (/^\s*path\s*$/i.test(key)) path = value.trim()
    return !/^\s*(?:path|domain)\s*$/i.test(key)
  })
  return [pair, ...kept, ` Path=${heldPath(path, seen)}`].join(';')
}

function heldPath(path: string, { prefix, isAtRoot }: FromSession): string {
  const absolute = path.startsWith('/') ? path : '/'
  if (prefix === '' || isWithin(absolute, prefix)) return absolute
  return isAtRoot ? prefix + absolute : `${prefix}/`
}

const isWithin = (path: string, prefix: string): boolean => path === prefix || path.startsWith(`${prefix}/`)

/**
 * A redirect to our own address stays within the session: a browser that follows one for a script forgets which paths that
 * script may call. What leads to other servers is left alone.
 */
function heldLocation(location: string, seen: FromSession): string | undefined {
  const { prefix, protocol, host, path } = seen
  const base = `${protocol}://${isName(host) ? host : 'localhost'}${path}`
  if (!URL.canParse(location, base)) return undefined
  const url = new URL(location, base)
  if (!isOwn(url, seen, new URL(base).hostname)) return location
  const held = prefix === '' || isWithin(url.pathname, prefix) ? '' : prefix
  return held + url.pathname + url.search + url.hash
}

/** An address of this server, whatever its scheme, or of the session's own one. */
function isOwn(url: URL, { publicUrl, upstream }: FromSession, hostname: string): boolean {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return false
  const isHere =
    url.hostname === hostname || (publicUrl !== undefined && url.hostname === new URL(publicUrl).hostname)
  return isHere || url.host === upstream
}

const isName = (host: string): boolean => /^(?:[a-z0-9_.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i.test(host)

/**
 * On the console's own origin a session's page may call its own addresses and no other: with the person's cookie it could
 * act in their name else. Scripts, pictures and styles from elsewhere stay possible.
 */
function policyFor({ prefix, host }: FromSession): string | undefined {
  if (prefix === '') return undefined
  const at = `${host}${prefix}/`
  // A policy cannot name a host by its IPv6 address.
  const own = isName(host) && !host.startsWith('[') ? `http://${at} ws://${at}` : "'self'"
  return `connect-src ${own} data: blob:; form-action ${own}`
}
