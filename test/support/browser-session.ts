import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import type { TestApp } from './app.ts'

export const ORIGIN = 'http://atelier.test'
/** What a page of ours sends with a change. */
export const OWN = { host: 'atelier.test', origin: ORIGIN, 'x-atelier': '1' }

export type Attempt = { name: string; password: string; from?: string; headers?: Record<string, string> }

/** Signs in as the console does, from an address that is counted unless it is told otherwise. */
export function signIn(
  { app }: Pick<TestApp, 'app'>,
  { name, password, from = '192.0.2.1', headers }: Attempt,
): Promise<LightMyRequestResponse> {
  return app.inject({
    method: 'POST',
    url: '/api/session',
    remoteAddress: from,
    headers: { ...OWN, ...headers },
    payload: { name, password },
  })
}

/** The cookie of an answer, as a browser sends it back. */
export function cookieOf(answer: LightMyRequestResponse): string {
  const [set] = [answer.headers['set-cookie']].flat()
  return set?.split(';')[0] ?? ''
}

/** One request of a page of ours with its cookie. */
export function asPage(
  { app }: Pick<TestApp, 'app'>,
  cookie: string,
  request: InjectOptions,
): Promise<LightMyRequestResponse> {
  return app.inject({ ...request, headers: { ...OWN, cookie, ...request.headers } })
}
