import { createTestDatabase } from '../../../src/services/automation/index.ts'
import { type TestApp, type TestAppOptions, testApp } from '../../support/apps/automation.ts'

export interface Reply {
  status: number
  headers: Headers
  text: string
  /** The body, where it is JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: a contract test looks at whatever came.
  body: any
}

export interface Ask {
  token?: string | undefined
  /** Sent as JSON. */
  json?: unknown
  /** Sent as it is. */
  body?: string | URLSearchParams | FormData
  headers?: Record<string, string>
}

/** The pages of the original's front-end, which know an address and a password. */
export interface Front {
  opened: TestApp
  /** Of the mount. */
  base: string
  ask(method: string, path: string, ask?: Ask): Promise<Reply>
  get(path: string, token?: string): Promise<Reply>
  /** The same, sent as JSON without a body, as the front-end sends what needs none. */
  act(method: string, path: string, token: string): Promise<Reply>
  /** Signs in by the protocol and gives both tokens. */
  signIn(username: string, password: string): Promise<{ access: string; refresh: string }>
  /** Tokens of somebody of each group. */
  groups(): Promise<Record<'superuser' | 'netadmin' | 'support', string>>
}

export const DENIED = { detail: 'You do not have permission to perform this action.' }
export const MISSING = { detail: 'Not found.' }

export const PASSWORDS = { thomastest: 'imatestin', norbert: 'netzwerk', stefan: 'helldesk' } as const

/** A server with the original's sample data. */
export async function openFront(options: TestAppOptions = {}): Promise<Front> {
  const opened = await testApp(options)
  const { automation } = opened.atelier
  if (!automation) throw new Error('Automation is switched off.')
  await createTestDatabase(automation, { via: 'system' })
  const base = `${await opened.listen()}/automation`
  const ask = async (method: string, path: string, { token, json, body, headers = {} }: Ask = {}) => {
    const answer = await fetch(base + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(json !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(json !== undefined && { body: JSON.stringify(json) }),
      ...(body !== undefined && { body }),
    })
    const text = await answer.text()
    const isJson = /json/.test(answer.headers.get('content-type') ?? '')
    return {
      status: answer.status,
      headers: answer.headers,
      text,
      body: isJson && text ? JSON.parse(text) : undefined,
    }
  }
  const signIn = async (username: string, password: string) => {
    const { status, body, text } = await ask('POST', '/api/token/', { json: { username, password } })
    if (status !== 200) throw new Error(`Sign-in was refused: ${status} ${text}`)
    return body
  }
  return {
    opened,
    base,
    ask,
    get: (path, token) => ask('GET', path, { token }),
    act: (method, path, token) =>
      ask(method, path, {
        token,
        headers: { 'content-type': 'application/json', accept: 'application/json' },
      }),
    signIn,
    async groups() {
      const of = async (name: keyof typeof PASSWORDS) => (await signIn(name, PASSWORDS[name])).access
      return {
        superuser: await of('thomastest'),
        netadmin: await of('norbert'),
        support: await of('stefan'),
      }
    },
  }
}
