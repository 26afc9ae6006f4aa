import { request as overHttp } from 'node:http'
import { request as overHttps, type RequestOptions } from 'node:https'
import type {
  HttpAnswer,
  HttpRequest,
} from '../../src/services/automation/product/job_templates/template.d.ts'
import type { OrderHost } from '../../src/services/automation/runs/protocol.ts'
import { connectionFault, Fault } from './fault.mts'

const DEFAULT_SECONDS = 30

interface Means {
  signal: AbortSignal
  mostBytes: number
}

/** Asks the host, or another address, by HTTP. The certificate is always checked. */
export async function request(
  host: OrderHost,
  of: HttpRequest,
  { signal, mostBytes }: Means,
): Promise<HttpAnswer> {
  const seconds = of.timeout ?? DEFAULT_SECONDS
  const own = host.connectionOptions.http
  const url = addressOf(host, of)
  for (const [name, value] of Object.entries(of.query ?? {})) url.searchParams.append(name, String(value))
  const ca = of.ca ?? textOf(own?.extras?.ca)
  const body = of.json === undefined ? of.body : JSON.stringify(of.json)
  const options: RequestOptions = {
    method: of.method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      accept: 'application/json, */*',
      ...(of.json === undefined ? {} : { 'content-type': 'application/json' }),
      ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
      // The credential is for the host and for nobody else.
      ...(of.signIn !== false && isOfHost(host, url) ? proofOf(host) : {}),
      ...of.headers,
    },
    signal: AbortSignal.any([signal, AbortSignal.timeout(seconds * 1_000)]),
    ...(ca === undefined ? {} : { ca }),
  }
  try {
    return await send(url, { options, body, mostBytes })
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof Fault) throw error
    if (isTimeout(error))
      throw new Fault('timeout', `${url.host} does not answer within ${seconds} s.`, { cause: error })
    throw connectionFault(error as NodeJS.ErrnoException, url.host)
  }
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

const isTimeout = (error: unknown): boolean =>
  error instanceof Error && error.cause instanceof Error && error.cause.name === 'TimeoutError'

function placeOf(host: OrderHost): { hostname: string; port: number | null } {
  const own = host.connectionOptions.http
  return { hostname: own?.hostname ?? host.hostname ?? host.name, port: own?.port ?? null }
}

const bracketed = (hostname: string): string => (hostname.includes(':') ? `[${hostname}]` : hostname)

function addressOf(host: OrderHost, { path, scheme }: HttpRequest): URL {
  if (/^https?:\/\//i.test(path)) return new URL(path)
  const { hostname, port } = placeOf(host)
  const how = scheme ?? textOf(host.connectionOptions.http?.extras?.scheme) ?? 'https'
  return new URL(path, `${how}://${bracketed(hostname)}${port === null ? '' : `:${port}`}`)
}

const isOfHost = (host: OrderHost, url: URL): boolean =>
  url.hostname.toLowerCase() === bracketed(placeOf(host).hostname).toLowerCase()

function proofOf(host: OrderHost): Record<string, string> {
  const { credential } = host
  if (credential?.kind === 'token') return { authorization: `Bearer ${credential.token}` }
  const own = host.connectionOptions.http
  const username = credential?.username ?? own?.username ?? host.username
  const password = credential?.password ?? own?.password ?? host.password
  if (username == null || password == null) return {}
  return { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` }
}

function send(
  url: URL,
  { options, body, mostBytes }: { options: RequestOptions; body: string | undefined; mostBytes: number },
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const make = url.protocol === 'http:' ? overHttp : overHttps
    const sent = make(url, options, (answer) => {
      const pieces: Buffer[] = []
      let bytes = 0
      answer.on('data', (piece: Buffer) => {
        bytes += piece.length
        if (bytes <= mostBytes) pieces.push(piece)
        else sent.destroy(new Fault('too-large', `The answer has more than ${mostBytes} bytes.`))
      })
      answer.on('error', reject)
      answer.on('end', () => {
        const text = Buffer.concat(pieces).toString('utf8')
        const headers = Object.entries(answer.headers).map(([name, value]) => [
          name,
          [value].flat().join(', '),
        ])
        const status = answer.statusCode ?? 0
        resolve({ status, headers: Object.fromEntries(headers), text, json: () => JSON.parse(text) })
      })
    })
    sent.on('error', reject)
    sent.end(body)
  })
}
