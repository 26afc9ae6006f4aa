import type { FastifyRequest } from 'fastify'

/**
 * The prefix under which a route was called: of the mount, of `/api` in it, or at the root of a host or port of its own.
 */
export function calledPrefix({ prefix }: { prefix: string }, request: FastifyRequest): string {
  const [path = ''] = request.url.split('?', 1)
  const [called = ''] = request.originalUrl.split('?', 1)
  const rest = path.slice(prefix.length)
  const base = called.slice(0, called.length - rest.length)
  return path.startsWith(prefix) && called.endsWith(rest) && /^(\/[^/]|$)/.test(base) ? base : prefix
}
