import type { FastifyRequest } from 'fastify'

/**
 * The request comes from a page of ours (promises.md, A10). Without an Origin header the browser's Sec-Fetch-Site counts;
 * without either it is no.
 */
export function isOwnOrigin(request: FastifyRequest, publicUrl: string | undefined): boolean {
  const { origin } = request.headers
  if (origin === undefined) return request.headers['sec-fetch-site'] === 'same-origin'
  return (
    origin === `${request.protocol}://${request.host}` ||
    (publicUrl !== undefined && origin === new URL(publicUrl).origin)
  )
}
