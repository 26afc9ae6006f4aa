import { linkIdentity } from '../../src/kernel/identity/outside-account.ts'
import { OWN } from '../support/browser-session.ts'
import { linkOf } from '../support/mails.ts'
import { openProvider } from '../support/oidc.ts'
import { type Bindings, call, must, type Stage } from './binding.ts'
import { session } from './kernel.ts'

const PASSWORD = 'correct horse battery'

const make = async ({ admin }: Stage, body: object): Promise<number> =>
  (await must(admin.post('/api/accounts', body))).id

const person = (stage: Stage, name = stage.mark) =>
  make(stage, { name, email: `${name}@x.org`, password: PASSWORD })

const robot = (stage: Stage) => make(stage, { name: stage.mark, kind: 'service' })

const group = async ({ admin, mark }: Stage): Promise<number> =>
  (await must(admin.post('/api/groups', { name: mark }))).id

const invite = async ({ admin, mark }: Stage): Promise<number> =>
  (await must(admin.post('/api/invitations', { email: `${mark}@x.org` }))).id

async function linked(stage: Stage): Promise<{ account: number; identity: number }> {
  const account = await person(stage)
  const outsider = { issuer: 'https://id.example.org', subject: stage.mark }
  const { id } = await linkIdentity(stage.opened.kernel.identity, { via: 'system' }, account, outsider)
  return { account, identity: id }
}

async function merging(stage: Stage): Promise<{ to: number; from: number }> {
  return { to: await person(stage), from: await person(stage, `${stage.mark}b`) }
}

/** Settings of a server that can begin an outside sign-in; at its own address. */
export async function outsideEnv(): Promise<Record<string, string>> {
  const { ATELIER_PUBLIC_URL: _, ...env } = (await openProvider()).env
  return env
}

/** A person at the console, and the identity that they have linked. */
async function atHome(stage: Stage): Promise<{ headers: Record<string, string>; identity: number }> {
  const headers = { ...OWN, cookie: await session(stage) }
  const me = await stage.opened.app.inject({ url: '/api/me', headers })
  const { id } = await linkIdentity(stage.opened.kernel.identity, { via: 'system' }, me.json().id, {
    issuer: 'https://id.example.org',
    subject: stage.mark,
  })
  return { headers, identity: id }
}

const openly = (url: string, payload: object) => ({ method: 'POST' as const, url, headers: OWN, payload })

/** Accounts of others, groups, tokens, and the links that bring people in. */
export const accountBindings: Bindings = {
  'POST /api/recovery': {
    prepare: async ({ mark }) => openly('/api/recovery', { name: mark }),
    unrecorded: 'nobody has said who they are; that somebody asked is noted',
  },
  'POST /api/recovery/complete': {
    prepare: async (stage) => {
      await must(stage.admin.post(`/api/accounts/${await person(stage)}/reset`))
      const secret = await linkOf(stage.opened.kernel, 'reset')
      return openly('/api/recovery/complete', { secret, password: 'another horse battery' })
    },
  },
  'POST /api/accounts/{id}/reset': {
    prepare: async (stage) => call(stage.admin, 'POST', `/api/accounts/${await person(stage)}/reset`),
  },
  'POST /api/invitations': {
    prepare: async ({ admin, mark }) => call(admin, 'POST', '/api/invitations', { email: `${mark}@x.org` }),
  },
  'POST /api/invitations/{id}/resend': {
    prepare: async (stage) => call(stage.admin, 'POST', `/api/invitations/${await invite(stage)}/resend`),
  },
  'DELETE /api/invitations/{id}': {
    prepare: async (stage) => call(stage.admin, 'DELETE', `/api/invitations/${await invite(stage)}`),
  },
  'POST /api/invitations/open': {
    prepare: async (stage) => {
      await invite(stage)
      return openly('/api/invitations/open', { secret: await linkOf(stage.opened.kernel, 'invitation') })
    },
    unrecorded: 'it only looks; it is a POST so that the secret is in no address',
  },
  'POST /api/invitations/accept': {
    prepare: async (stage) => {
      await invite(stage)
      const secret = await linkOf(stage.opened.kernel, 'invitation')
      return openly('/api/invitations/accept', { secret, name: stage.mark, password: PASSWORD })
    },
  },
  'POST /api/me/identities': {
    prepare: async (stage) => ({
      method: 'POST',
      url: '/api/me/identities',
      headers: (await atHome(stage)).headers,
    }),
  },
  'DELETE /api/me/identities/{id}': {
    prepare: async (stage) => {
      const { headers, identity } = await atHome(stage)
      return { method: 'DELETE', url: `/api/me/identities/${identity}`, headers }
    },
  },
  'POST /api/accounts/{id}/identities': {
    prepare: async (stage) =>
      call(stage.admin, 'POST', `/api/accounts/${await person(stage)}/identities`, { subject: stage.mark }),
  },
  'GET /api/accounts/{id}/sessions': {
    prepare: async (stage) => call(stage.admin, 'GET', `/api/accounts/${await person(stage)}/sessions`),
  },
  'GET /api/accounts/{id}/identities': {
    prepare: async (stage) =>
      call(stage.admin, 'GET', `/api/accounts/${(await linked(stage)).account}/identities`),
  },
  'DELETE /api/accounts/{id}/identities/{identity}': {
    prepare: async (stage) => {
      const { account, identity } = await linked(stage)
      return call(stage.admin, 'DELETE', `/api/accounts/${account}/identities/${identity}`)
    },
  },
  'GET /api/accounts/{id}/merge': {
    prepare: async (stage) => {
      const { to, from } = await merging(stage)
      return call(stage.admin, 'GET', `/api/accounts/${to}/merge?from=${from}`)
    },
  },
  'POST /api/accounts/{id}/merge': {
    prepare: async (stage) => {
      const { to, from } = await merging(stage)
      return call(stage.admin, 'POST', `/api/accounts/${to}/merge`, { from, reason: 'One person' })
    },
  },
  'POST /api/accounts/{id}/tokens': {
    prepare: async (stage) =>
      call(stage.admin, 'POST', `/api/accounts/${await robot(stage)}/tokens`, {
        name: stage.mark,
        scopes: ['kernel:read'],
      }),
  },
  'GET /api/groups/{id}': {
    prepare: async (stage) => call(stage.admin, 'GET', `/api/groups/${await group(stage)}`),
  },
  'PATCH /api/groups/{id}': {
    prepare: async (stage) =>
      call(stage.admin, 'PATCH', `/api/groups/${await group(stage)}`, { name: `${stage.mark} too` }),
  },
  'DELETE /api/groups/{id}': {
    prepare: async (stage) => call(stage.admin, 'DELETE', `/api/groups/${await group(stage)}`),
  },
}
