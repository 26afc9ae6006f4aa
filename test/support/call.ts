import { request as httpRequest, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'

export interface Called {
  status: number
  headers: IncomingMessage['headers']
  /** Every `Set-Cookie`. */
  cookies: string[]
  body: string
}

/** A request with whatever headers a test wants, also those that `fetch` does not let it set. */
export async function call(
  url: string,
  {
    method = 'GET',
    headers = {},
    body,
  }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Called> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const request = httpRequest(url, { method, headers, agent: false }, resolve)
  request.once('error', reject)
  request.end(body)
  const answer = await promise
  return {
    status: answer.statusCode ?? 0,
    headers: answer.headers,
    cookies: answer.headers['set-cookie'] ?? [],
    body: await text(answer),
  }
}

/** What a browser sends back of a `Set-Cookie`. */
export const pairOf = (cookie = ''): string => cookie.split(';', 1)[0] ?? ''
