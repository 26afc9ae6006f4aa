import assert from 'node:assert/strict'
import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import type { TestApp } from '../../support/apps/compute.ts'
import { operationsOf } from '../../support/document.ts'

/** A person at the protocol, as a client of it sends requests. */
export interface Person {
  id: number
  token: string
  get(path: string): Promise<LightMyRequestResponse>
  post(path: string, body?: unknown): Promise<LightMyRequestResponse>
  put(path: string, body?: unknown): Promise<LightMyRequestResponse>
  delete(path: string): Promise<LightMyRequestResponse>
}

/** A request as it is sent; a text is a body that stands as it is. Its answer is one that the document names. */
export async function send(
  opened: TestApp,
  method: InjectOptions['method'],
  path: string,
  { token, body, headers }: { token?: string; body?: unknown; headers?: Record<string, string> } = {},
): Promise<LightMyRequestResponse> {
  const answer = await opened.inject({
    method,
    url: `/compute${path}`,
    headers: { ...(token !== undefined && { 'uws-authorization': `Token ${token}` }), ...headers },
    ...(body !== undefined && { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  named ??= namedBy(opened)
  const known = (await named).get(keyOf(String(method), path))
  assert.ok(!known || known.includes(answer.statusCode), `${method} ${path} ${answer.statusCode}`)
  return answer
}

let named: Promise<Map<string, number[]>> | undefined

const namedBy = async ({ app }: TestApp) =>
  new Map((await operationsOf(app)).map(({ key, statuses }) => [key, statuses]))

/** By the name of its route: `PUT /compute/jobs/{id}/{action}`. */
function keyOf(method: string, path: string): string {
  const [plain = ''] = path.split('?', 1)
  const route = plain
    .replace(/\/$/, '')
    .replace(/\/\d+(?:\/([^/]+))?$/, (_all, word) => (word ? '/{id}/{action}' : '/{id}'))
  return `${method} /compute${route}`
}

/** Somebody with an account here, signed in to the protocol. */
export async function person(opened: TestApp, name: string): Promise<Person> {
  const { id, token: own } = await opened.as(name, { roles: ['compute:user'] })
  const answer = await send(opened, 'POST', '/tokens/', { body: { auth_token: own } })
  assert.equal(answer.statusCode, 200, answer.body)
  const { token } = answer.json()
  return {
    id,
    token,
    get: (path) => send(opened, 'GET', path, { token }),
    post: (path, body) => send(opened, 'POST', path, { token, body }),
    put: (path, body) => send(opened, 'PUT', path, { token, body }),
    delete: (path) => send(opened, 'DELETE', path, { token }),
  }
}

/** Status and text of an answer, of a refusal the whole body: there is nothing else in it. */
export function said(answer: LightMyRequestResponse): [number, string] {
  const body = answer.json()
  assert.equal(body.success, answer.statusCode === 200, answer.body)
  if (answer.statusCode !== 200) assert.deepEqual(Object.keys(body).sort(), ['message', 'success'])
  return [answer.statusCode, body.message]
}
