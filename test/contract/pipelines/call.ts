import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import type { TestApp } from '../../support/apps/pipelines.ts'

export interface Sent {
  form?: Record<string, string | readonly string[]>
  json?: unknown
  /** A form as a browser with a file input sends it. */
  multipart?: Record<string, string>
  token?: string
  headers?: Record<string, string>
  /** From where; the machine itself unless something else is said. */
  from?: string
}

/** Somewhere else on the network. */
export const AWAY = '203.0.113.9'
const BOUNDARY = 'xyz-boundary'

/** A call below the mount, from wherever it is said to come. */
export function call(
  opened: Pick<TestApp, 'inject'>,
  method: InjectOptions['method'],
  path: string,
  sent: Sent = {},
): Promise<LightMyRequestResponse> {
  const { type, payload } = bodyOf(sent)
  return opened.inject({
    method,
    url: `/pipelines${path}`,
    remoteAddress: sent.from,
    headers: {
      ...(type && { 'content-type': type }),
      ...(sent.token && { authorization: `Bearer ${sent.token}` }),
      ...sent.headers,
    },
    ...(payload !== undefined && { payload }),
  })
}

function bodyOf({ form, json, multipart }: Sent): { type?: string; payload?: string } {
  if (json !== undefined) return { type: 'application/json', payload: JSON.stringify(json) }
  if (multipart) {
    const parts = Object.entries(multipart).map(
      ([name, value]) =>
        `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    )
    return {
      type: `multipart/form-data; boundary=${BOUNDARY}`,
      payload: `${parts.join('')}--${BOUNDARY}--\r\n`,
    }
  }
  if (!form) return {}
  const fields = Object.entries(form).flatMap(([name, value]) => [value].flat().map((each) => [name, each]))
  return {
    type: 'application/x-www-form-urlencoded',
    payload: new URLSearchParams(fields as [string, string][]).toString(),
  }
}

/** What the front-end's form of a new account sends. */
export const signUpForm = (email: string, more: Record<string, string> = {}) => ({
  remember: 'true',
  email,
  password: 'a long word',
  'confirm-password': 'a long word',
  'setting-institution': 'Test Institute',
  'setting-fname': 'Ada',
  'setting-lname': 'Lovelace',
  'setting-intention': 'research',
  ...more,
})

/** Somebody who was let in, with a session of theirs by the protocol. */
export async function person(
  opened: TestApp,
  email: string,
): Promise<{ id: number; token: string; email: string }> {
  await call(opened, 'POST', '/users/new', { multipart: signUpForm(email) })
  const listed = (await call(opened, 'GET', '/users/list')).json() as { id: number; email: string }[]
  const id = listed.find((each) => each.email === email)?.id ?? 0
  await call(opened, 'GET', `/users/approve/${id}`)
  const form = { email, password: 'a long word' }
  const { token } = (await call(opened, 'POST', '/users/auth', { form })).json() as { token: string }
  return { id, token, email }
}
