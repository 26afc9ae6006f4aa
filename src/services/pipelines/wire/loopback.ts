import { isIPv4 } from 'node:net'
import type { FastifyRequest } from 'fastify'
import type { Executions } from '../../../kernel/execution/execution.ts'

/** What only a proxy adds. */
const FORWARDED =
  /^(forwarded|via|cdn-loop|cf-connecting-ip|(x-)?(real|(true-|cluster-)?client)-ip|x-(original-)?forwarded-.*|x-envoy-.*)$/
const PREFETCH = ['sec-purpose', 'purpose', 'x-moz']
const HERE = /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i

/**
 * The request comes from a program of this machine itself (contract, 4.3 (b)): no proxy has handed it on, no page of
 * another site has made a browser send it, no name stands for this machine, and no execution of ours is behind it.
 */
export async function isOfThisMachine(executions: Executions, request: FastifyRequest): Promise<boolean> {
  const { headers, raw } = request
  if (!isLoopback(raw.socket.remoteAddress ?? '')) return false
  // As nginx asks that was told nothing but where we are: it adds no header, and says that it wants `localhost`.
  if (raw.httpVersion === '1.0') return false
  if (Object.keys(headers).some((name) => FORWARDED.test(name))) return false
  // What a browser fetches by itself, in case that somebody goes there, must not change anything.
  if (PREFETCH.some((name) => /prefetch|prerender/i.test(String(headers[name] ?? '')))) return false
  const host = headers.host ?? ''
  if (!HERE.test(host)) return false
  const { origin } = headers
  if (origin !== undefined && origin.toLowerCase() !== `${request.protocol}://${host.toLowerCase()}`)
    return false
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false
  return !(await executions.isBehind(raw.socket))
}

function isLoopback(address: string): boolean {
  const plain = address.startsWith('::ffff:') ? address.slice(7) : address
  return plain === '::1' || (isIPv4(plain) && plain.startsWith('127.'))
}
