import { Type } from 'typebox'
import { inTransaction } from '../../src/kernel/db/db.ts'
import { defineJob, enqueue } from '../../src/kernel/jobs/jobs.ts'
import { asPage, cookieOf, OWN, signIn } from '../support/browser-session.ts'
import { type Bindings, call, must, type Stage } from './binding.ts'

const PASSWORD = 'correct horse battery'

/** Asked for in the far future, so that it waits. */
const waiting = defineJob({ name: 'test.waiting', payload: Type.Object({}), run: async () => undefined })

async function account({ admin, mark }: Stage): Promise<number> {
  const body = { name: mark, email: `${mark}@x.org`, password: PASSWORD }
  return (await must(admin.post('/api/accounts', body))).id
}

async function group({ admin, mark }: Stage): Promise<number> {
  return (await must(admin.post('/api/groups', { name: mark }))).id
}

async function token({ owner, mark }: Stage): Promise<number> {
  return (await must(owner.post('/api/me/tokens', { name: mark, scopes: ['kernel:read'] }))).id
}

/** The cookie of a new sign-in of an account of the example's own. */
async function session(stage: Stage): Promise<string> {
  await account(stage)
  return cookieOf(await signIn(stage.opened, { name: stage.mark, password: PASSWORD }))
}

async function job({ opened: { kernel } }: Stage): Promise<string> {
  const runAt = kernel.clock.now() + 1_000_000
  await inTransaction(kernel.db, (tx) => enqueue(tx, waiting, {}, { runAt }))
  const [found] = await kernel.jobs.list({ limit: 1 })
  return found?.id ?? ''
}

/** A call of each operation of the kernel's own API that changes something, or is about one thing. */
export const kernelBindings: Bindings = {
  'POST /api/session': {
    prepare: async (stage) => {
      await account(stage)
      const payload = { name: stage.mark, password: PASSWORD }
      return { method: 'POST', url: '/api/session', headers: OWN, payload }
    },
  },
  'DELETE /api/session': {
    prepare: async (stage) => ({
      method: 'DELETE',
      url: '/api/session',
      headers: { ...OWN, cookie: await session(stage) },
    }),
  },
  'PATCH /api/me': {
    prepare: async ({ owner, mark }) => call(owner, 'PATCH', '/api/me', { firstName: mark }),
  },
  'POST /api/me/password': {
    prepare: async (stage) => ({
      method: 'POST',
      url: '/api/me/password',
      headers: { ...OWN, cookie: await session(stage) },
      payload: { current: PASSWORD, next: 'another horse battery' },
    }),
  },
  'DELETE /api/me/sessions/{id}': {
    prepare: async (stage) => {
      const cookie = await session(stage)
      const list = asPage(stage.opened, cookie, { method: 'GET', url: '/api/me/sessions' })
      const [found] = (await must(list)).items
      return { method: 'DELETE', url: `/api/me/sessions/${found?.id}`, headers: { ...OWN, cookie } }
    },
  },
  'POST /api/me/tokens': {
    prepare: async ({ owner, mark }) =>
      call(owner, 'POST', '/api/me/tokens', { name: mark, scopes: ['kernel:read'] }),
  },
  'DELETE /api/me/tokens/{id}': {
    prepare: async (stage) => call(stage.owner, 'DELETE', `/api/me/tokens/${await token(stage)}`),
  },
  'POST /api/accounts': {
    prepare: async ({ admin, mark }) => call(admin, 'POST', '/api/accounts', { name: mark }),
  },
  'GET /api/accounts/{id}': {
    prepare: async (stage) => call(stage.admin, 'GET', `/api/accounts/${await account(stage)}`),
  },
  'PATCH /api/accounts/{id}': {
    prepare: async (stage) =>
      call(stage.admin, 'PATCH', `/api/accounts/${await account(stage)}`, { disabled: true }),
  },
  'PUT /api/accounts/{id}/password': {
    prepare: async (stage) =>
      call(stage.admin, 'PUT', `/api/accounts/${await account(stage)}/password`, { password: PASSWORD }),
  },
  'PUT /api/accounts/{id}/roles': {
    prepare: async (stage) =>
      call(stage.admin, 'PUT', `/api/accounts/${await account(stage)}/roles`, {
        roles: ['collection:manager'],
      }),
  },
  'DELETE /api/accounts/{id}/sessions': {
    prepare: async (stage) => call(stage.admin, 'DELETE', `/api/accounts/${await account(stage)}/sessions`),
  },
  'DELETE /api/tokens/{id}': {
    prepare: async (stage) => call(stage.admin, 'DELETE', `/api/tokens/${await token(stage)}`),
  },
  'POST /api/groups': {
    prepare: async ({ admin, mark }) => call(admin, 'POST', '/api/groups', { name: mark }),
  },
  'PUT /api/groups/{id}/roles': {
    prepare: async (stage) =>
      call(stage.admin, 'PUT', `/api/groups/${await group(stage)}/roles`, { roles: ['collection:manager'] }),
  },
  'PUT /api/groups/{id}/members/{account}': {
    prepare: async (stage) =>
      call(stage.admin, 'PUT', `/api/groups/${await group(stage)}/members/${stage.owner.id}`),
  },
  'DELETE /api/groups/{id}/members/{account}': {
    prepare: async (stage) => {
      const url = `/api/groups/${await group(stage)}/members/${stage.owner.id}`
      await must(stage.admin.put(url))
      return call(stage.admin, 'DELETE', url)
    },
  },
  'POST /api/jobs/{id}/retry': {
    prepare: async (stage) => call(stage.admin, 'POST', `/api/jobs/${await job(stage)}/retry`),
  },
  'POST /api/jobs/{id}/cancel': {
    prepare: async (stage) => call(stage.admin, 'POST', `/api/jobs/${await job(stage)}/cancel`),
  },
}
