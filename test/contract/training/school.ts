import assert from 'node:assert/strict'
import { createAccount } from '../../../src/kernel/identity/account.ts'
import { signToken } from '../../../src/services/training/join/token.ts'
import { eachApp, type TestApp, type TestAppOptions } from '../../support/apps/training.ts'

export const PASSWORD = 'Correct horse 2027'

export interface WireWorkshop {
  id: number
  title: string
  description: string
  moment: string
  limit: number
  targetGroup: string
  event: number
  registrations: null
  _registrationCount: number
}

export interface WireEvent {
  id: number
  name: string
  available: boolean
  workshops: WireWorkshop[]
}

export interface WireUser {
  id: number
  full_name: string
  identity: string
  permission: number
  targetGroup: string
  user_class: string
  event_id: number
  registrations: number[]
}

export interface WireRegistration {
  id: number
  entry_time: string
  workshop_id: number
  user_id: number
  user: number
}

interface WireLink {
  workshop1_id: number
  workshop2_id: number
  link_type: string
  event_id: number
}

/** All that answers of the protocol hold. */
interface Body extends WireEvent {
  message: string
  description: string
  method: string
  token: string
  full_name: string
  permission: number
  events: WireEvent[]
  users: WireUser[]
  registrations: WireRegistration[]
  workshop_links: [WireLink, object][]
}

export interface Answer {
  status: number
  headers: Headers
  text: string
  body: Body
}

/** Calls of one who is signed in, or of nobody, as the Angular client makes them. */
export interface Client {
  token: string
  get(path: string): Promise<Answer>
  post(path: string, body?: unknown): Promise<Answer>
  put(path: string, body?: unknown): Promise<Answer>
  delete(path: string): Promise<Answer>
}

/** A server with training on it, as its clients know it: an address, and the administrator's password. */
export interface School {
  /** Address of the mount. */
  base: string
  nobody: Client
  admin: Client
  /** Signs in with a key. */
  login(key: string): Promise<Client>
  /** Of whoever has that token. */
  as(token: string): Client
  fetch(path: string, init?: RequestInit): Promise<Answer>
  /** An event that is open, with workshops and participants; keys are as given. */
  event(of: {
    name?: string
    workshops?: Partial<WireWorkshop>[]
    users?: Partial<WireUser>[]
    available?: boolean
  }): Promise<{ event: WireEvent; ids: number[]; users: WireUser[] }>
}

/** Somebody of a crowd. */
export interface Person {
  id: number
  choose(workshopIds: readonly (number | undefined)[]): Promise<{ status: number; text: string }>
  drop(workshopId: number | undefined): Promise<{ status: number }>
}

/** The same in this process, where its clock and its insides can be reached. */
export type OpenSchool = School & {
  test: TestApp
  /** Many people who are signed in; what they do goes past the network, or the test would be about that. */
  crowd(users: readonly WireUser[]): Person[]
}

/** Runs `define` on each database. `open()` gives a server of its own, which ends with the test file. */
export function eachSchool(
  define: (open: (options?: TestAppOptions) => Promise<OpenSchool>, name: string) => void,
) {
  eachApp((openApp, name) => define(async (options) => schoolOn(await openApp(options)), name))
}

export async function schoolOn(test: TestApp): Promise<OpenSchool> {
  const url = await test.listen()
  const system = { via: 'system' } as const
  await createAccount(test.kernel.identity, system, {
    name: 'admin',
    password: PASSWORD,
    administrator: true,
  })
  return { test, crowd: (users) => users.map((user) => personOf(test, user)), ...(await schoolAt(url)) }
}

function personOf(test: TestApp, { id }: WireUser): Person {
  const { training } = test.atelier
  if (!training) throw new Error('Training is switched off.')
  const headers = {
    authorization: `Bearer: ${signToken(training, { participant: { id, version: 1 }, days: 1 })}`,
  }
  const url = `/training/registrations/user/${id}`
  return {
    id,
    async choose(workshop_ids) {
      const answer = await test.inject({ method: 'PUT', url, headers, payload: { workshop_ids } })
      return { status: answer.statusCode, text: answer.body }
    },
    async drop(workshopId) {
      const answer = await test.inject({ method: 'DELETE', url: `${url}/${workshopId}`, headers })
      return { status: answer.statusCode }
    },
  }
}

/** A server that runs somewhere, whose administrator has the password of these tests. */
export async function schoolAt(url: string): Promise<School> {
  const base = `${url}/training`
  const answerOf = async (path: string, init?: RequestInit): Promise<Answer> => {
    const response = await fetch(`${base}${path}`, init)
    const bytes = Buffer.from(await response.arrayBuffer())
    const isJson = response.headers.get('content-type')?.startsWith('application/json')
    const text = bytes.toString(isJson ? 'utf8' : 'latin1')
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: (isJson && text ? JSON.parse(text) : undefined) as Body,
    }
  }
  const as = (token: string): Client => {
    const call = (method: string) => (path: string, body?: unknown) =>
      answerOf(path, {
        method,
        headers: {
          // With a colon: the client writes it so.
          ...(token && { authorization: `Bearer: ${token}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
    return { token, get: call('GET'), post: call('POST'), put: call('PUT'), delete: call('DELETE') }
  }
  const nobody = as('')
  const signIn = async (credential: string, admin_login: number): Promise<Client> => {
    const answer = await nobody.post('/auth/login', { credential, admin_login })
    assert.equal(answer.status, 200, answer.text)
    return as(answer.body.token)
  }
  const admin = await signIn(PASSWORD, 1)
  const event: School['event'] = async ({
    name = `event-${Math.random()}`,
    workshops = [],
    users = [],
    available = true,
  }) => {
    const { body: made } = await admin.post('/events', { name })
    const put = await admin.put(`/events/${made.id}`, { ...made, available, workshops })
    assert.equal(put.status, 200, put.text)
    const listed = await admin.put(`/events/${made.id}/users`, users)
    assert.equal(listed.status, 204, listed.text)
    const got = await admin.get(`/events/${made.id}/users`)
    return { event: put.body, ids: put.body.workshops.map(({ id }) => id), users: got.body.users }
  }
  return {
    base,
    nobody,
    admin,
    login: (key) => signIn(key, 0),
    as,
    fetch: answerOf,
    event,
  }
}

/** A refusal says the same twice: the client reads one here and the other there. */
export function refused(answer: Answer, status: number, text?: string | RegExp): void {
  assert.equal(answer.status, status, answer.text)
  assert.deepEqual(Object.keys(answer.body), ['message', 'description'])
  assert.equal(answer.body.message, answer.body.description)
  if (typeof text === 'string') assert.equal(answer.body.description, text)
  else if (text) assert.match(answer.body.description, text)
  assert.equal(answer.headers.get('www-authenticate'), null)
}

export const choiceOf = async (client: Client, id: number): Promise<number[]> =>
  (await client.get(`/registrations/user/${id}`)).body.registrations.map(({ workshop_id }) => workshop_id)
