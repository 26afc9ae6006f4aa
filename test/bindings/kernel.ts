import { Type } from 'typebox'
import { inTransaction } from '../../src/kernel/db/db.ts'
import { totpCode } from '../../src/kernel/identity/totp.ts'
import { markFirstRun } from '../../src/kernel/installation/first-run.ts'
import { defineJob, enqueue } from '../../src/kernel/jobs/jobs.ts'
import { authenticator } from '../support/authenticator.ts'
import { asPage, cookieOf, OWN, signIn } from '../support/browser-session.ts'
import { type Bindings, call, must, type Stage } from './binding.ts'
import { operateBindings } from './operate.ts'

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
export async function session(stage: Stage): Promise<string> {
  await account(stage)
  return cookieOf(await signIn(stage.opened, { name: stage.mark, password: PASSWORD }))
}

/** Passkeys are for names, not for numbers of machines. */
const LOCAL = { ...OWN, host: 'localhost', origin: 'http://localhost' }

const codeOf = ({ opened }: Stage, secret: string): string =>
  totpCode(secret, Math.floor(opened.clock.now() / 30_000))

/** A code app of an account of the example's own, with its cookie. */
async function codeApp(stage: Stage): Promise<{ id: number; cookie: string; secret: string }> {
  const cookie = await session(stage)
  const as = (method: 'GET' | 'POST', url: string, payload?: object) =>
    asPage(stage.opened, cookie, { method, url, ...(payload && { payload }) })
  const { secret, ticket } = (await as('GET', '/api/me/totp/new')).json()
  await must(as('POST', '/api/me/totp', { secret, ticket, code: codeOf(stage, secret) }))
  return { id: (await must(as('GET', '/api/me'))).id, cookie, secret }
}

/** A passkey likewise. */
async function passkey(stage: Stage) {
  const headers = { ...LOCAL, cookie: await session(stage) }
  const { app } = stage.opened
  const key = authenticator()
  const offered = await app.inject({ url: '/api/me/passkeys/new', headers })
  const payload = { name: stage.mark, passkey: key.make(offered.json()) }
  await must(app.inject({ method: 'POST', url: '/api/me/passkeys', headers, payload }))
  const [kept] = (await app.inject({ url: '/api/me/factors', headers })).json().passkeys
  return { id: kept.id as number, key, headers }
}

/** The owner is told something. */
async function notice({ opened: { kernel }, owner, mark }: Stage): Promise<number> {
  const told = { to: [owner.id], kind: 'account.token', title: mark, text: mark }
  await inTransaction(kernel.db, (tx) => kernel.notices.send(tx, told))
  return (await must(owner.get('/api/me/notices'))).items[0]?.id ?? 0
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
  'POST /api/setup': {
    prepare: async (stage) => {
      const { db, clock } = stage.opened.kernel
      const id = await account(stage)
      await inTransaction(db, (tx) => markFirstRun(tx, id, clock.now()))
      const payload = { first: PASSWORD, password: 'another horse battery' }
      return { method: 'POST', url: '/api/setup', headers: OWN, payload }
    },
  },
  'PUT /api/home/checklist': {
    prepare: async ({ admin }) => call(admin, 'PUT', '/api/home/checklist', { shown: false }),
  },
  'POST /api/demo': {
    prepare: async ({ admin }) => call(admin, 'POST', '/api/demo', { participants: 10 }),
  },
  'DELETE /api/demo': {
    prepare: async ({ admin, opened: { kernel } }) => {
      await inTransaction(kernel.db, (tx) =>
        tx.updateTable('kernel_sample').set({ state: 'there' }).execute(),
      )
      return call(admin, 'DELETE', '/api/demo')
    },
  },
  'PATCH /api/settings': {
    prepare: async ({ admin, mark }) => call(admin, 'PATCH', '/api/settings', { name: mark }),
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
  'POST /api/session/second-factor': {
    prepare: async (stage) => {
      const { secret } = await codeApp(stage)
      const half = await signIn(stage.opened, { name: stage.mark, password: PASSWORD })
      const headers = { ...OWN, cookie: cookieOf(half) }
      stage.opened.clock.advance(60_000)
      const payload = { code: codeOf(stage, secret) }
      return { method: 'POST', url: '/api/session/second-factor', headers, payload }
    },
  },
  'POST /api/session/passkey': {
    prepare: async (stage) => {
      const { key } = await passkey(stage)
      const asked = await stage.opened.app.inject({ url: '/api/session/passkey', headers: LOCAL })
      const payload = { passkey: key.show(asked.json()) }
      return { method: 'POST', url: '/api/session/passkey', headers: LOCAL, payload }
    },
  },
  'POST /api/session/confirm': {
    prepare: async (stage) => ({
      method: 'POST',
      url: '/api/session/confirm',
      headers: { ...OWN, cookie: await session(stage) },
      payload: { password: PASSWORD },
    }),
  },
  'POST /api/me/totp': {
    prepare: async (stage) => {
      const cookie = await session(stage)
      const offered = await asPage(stage.opened, cookie, { method: 'GET', url: '/api/me/totp/new' })
      const { secret, ticket } = offered.json()
      const payload = { secret, ticket, code: codeOf(stage, secret) }
      return { method: 'POST', url: '/api/me/totp', headers: { ...OWN, cookie }, payload }
    },
  },
  'DELETE /api/me/totp': {
    prepare: async (stage) => {
      const { cookie } = await codeApp(stage)
      return { method: 'DELETE', url: '/api/me/totp', headers: { ...OWN, cookie } }
    },
  },
  'POST /api/me/recovery-codes': {
    prepare: async (stage) => {
      const { cookie } = await codeApp(stage)
      return { method: 'POST', url: '/api/me/recovery-codes', headers: { ...OWN, cookie } }
    },
  },
  'POST /api/me/passkeys': {
    prepare: async (stage) => {
      const headers = { ...LOCAL, cookie: await session(stage) }
      const offered = await stage.opened.app.inject({ url: '/api/me/passkeys/new', headers })
      const payload = { name: stage.mark, passkey: authenticator().make(offered.json()) }
      return { method: 'POST', url: '/api/me/passkeys', headers, payload }
    },
  },
  'DELETE /api/me/passkeys/{id}': {
    prepare: async (stage) => {
      const { id, headers } = await passkey(stage)
      return { method: 'DELETE', url: `/api/me/passkeys/${id}`, headers }
    },
  },
  'DELETE /api/accounts/{id}/factors': {
    prepare: async (stage) => {
      const { id } = await codeApp(stage)
      return call(stage.admin, 'DELETE', `/api/accounts/${id}/factors`, { reason: stage.mark })
    },
  },
  'POST /api/me/notices/read': {
    prepare: async (stage) => {
      await notice(stage)
      return call(stage.owner, 'POST', '/api/me/notices/read', {})
    },
  },
  'POST /api/me/notices/{id}/read': {
    prepare: async (stage) => call(stage.owner, 'POST', `/api/me/notices/${await notice(stage)}/read`),
  },
  'PUT /api/me/notice-settings': {
    prepare: async ({ owner }) =>
      call(owner, 'PUT', '/api/me/notice-settings', { language: 'nl', kinds: [] }),
  },
  'GET /api/me/export': {
    changes: true,
    prepare: async ({ owner }) => call(owner, 'GET', '/api/me/export'),
  },
  'POST /api/me/erasure': {
    prepare: async (stage) => ({
      method: 'POST',
      url: '/api/me/erasure',
      headers: { ...OWN, cookie: await session(stage) },
      payload: { name: stage.mark },
    }),
  },
  'GET /api/accounts/{id}/erasure': {
    prepare: async (stage) => call(stage.admin, 'GET', `/api/accounts/${await account(stage)}/erasure`),
  },
  'POST /api/accounts/{id}/erasure': {
    prepare: async (stage) => {
      const id = await account(stage)
      const payload = { name: stage.mark, reason: 'Asked by letter' }
      return call(stage.admin, 'POST', `/api/accounts/${id}/erasure`, payload)
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
  'PUT /api/accounts/{id}/os-account': {
    prepare: async ({ admin, owner }) =>
      call(admin, 'PUT', `/api/accounts/${owner.id}/os-account`, { name: 'nobody' }),
  },
  'DELETE /api/accounts/{id}/os-account': {
    prepare: async ({ admin, owner }) => {
      const url = `/api/accounts/${owner.id}/os-account`
      await must(admin.put(url, { name: 'nobody' }))
      return call(admin, 'DELETE', url)
    },
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
  ...operateBindings,
  'POST /api/jobs/{id}/retry': {
    prepare: async (stage) => call(stage.admin, 'POST', `/api/jobs/${await job(stage)}/retry`),
  },
  'POST /api/jobs/{id}/cancel': {
    prepare: async (stage) => call(stage.admin, 'POST', `/api/jobs/${await job(stage)}/cancel`),
  },
}
