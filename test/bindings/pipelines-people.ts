import type { InjectOptions } from 'fastify'
import { findAccountByLogin } from '../../src/kernel/identity/identity.store.ts'
import { linkOf } from '../support/mails.ts'
import { type Bindings, call, must, type Stage } from './binding.ts'

const API = '/api/pipelines'
const PASSWORD = 'a long word'

/** Somebody who has just signed up. */
async function applicant({ opened, mark }: Stage): Promise<{ id: number; email: string }> {
  const email = `${mark}@lab.example`
  await must(
    opened.inject({
      method: 'POST',
      url: `${API}/people`,
      payload: { email, password: PASSWORD, intention: mark },
    }),
  )
  const account = await findAccountByLogin(opened.kernel.db, email)
  return { id: account?.id ?? 0, email }
}

const decision = (verb: string): Bindings => ({
  [`POST ${API}/people/{id}/${verb}`]: {
    prepare: async (stage) =>
      call(stage.admin, 'POST', `${API}/people/${(await applicant(stage)).id}/${verb}`, {
        message: stage.mark,
      }),
  },
})

const form = ({ admin }: Stage, url: string, fields: Record<string, string>): InjectOptions => ({
  method: 'POST',
  url,
  headers: { authorization: `Bearer ${admin.token}`, 'content-type': 'application/x-www-form-urlencoded' },
  payload: new URLSearchParams(fields).toString(),
})

const group = async ({ admin, mark }: Stage, prefix: string): Promise<number> =>
  (await must(admin.post('/api/groups', { name: mark + prefix.replaceAll('/', ' ') }))).id

/** What the protocol changes about people, below one of its two prefixes. */
const protocolBelow = (prefix: string): Bindings => {
  const word = prefix.replaceAll('/', '-')
  const decide = (verb: string): Bindings => ({
    [`GET ${prefix}/users/${verb}/{id}`]: {
      prepare: async (stage) =>
        call(stage.admin, 'GET', `${prefix}/users/${verb}/${(await applicant(stage)).id}`),
      changes: true,
    },
  })
  return {
    [`POST ${prefix}/users/new`]: {
      prepare: async (stage) =>
        form(stage, `${prefix}/users/new`, { email: `${stage.mark}${word}@lab.example`, password: PASSWORD }),
    },
    [`POST ${prefix}/users/auth`]: {
      prepare: async (stage) => {
        const { id, email } = await applicant(stage)
        await must(stage.admin.post(`${API}/people/${id}/approve`, {}))
        return form(stage, `${prefix}/users/auth`, { email, password: PASSWORD })
      },
    },
    [`POST ${prefix}/users/settings/set`]: {
      prepare: async (stage) => form(stage, `${prefix}/users/settings/set`, { name: 'a', value: stage.mark }),
    },
    ...decide('approve'),
    ...decide('deny'),
    [`POST ${prefix}/users/groups/map`]: {
      prepare: async (stage) => {
        const gid = String(await group(stage, prefix))
        return form(stage, `${prefix}/users/groups/map`, { uid: String(stage.owner.id), gid })
      },
    },
    [`POST ${prefix}/groups/create`]: {
      prepare: async (stage) => form(stage, `${prefix}/groups/create`, { group: stage.mark + word }),
    },
    [`POST ${prefix}/groups/edit/{id}`]: {
      prepare: async (stage) =>
        form(stage, `${prefix}/groups/edit/${await group(stage, prefix)}`, {
          group: `${stage.mark} renamed`,
        }),
    },
    [`POST ${prefix}/groups/remove/{id}`]: {
      prepare: async (stage) => form(stage, `${prefix}/groups/remove/${await group(stage, prefix)}`, {}),
    },
    [`POST ${prefix}/notifications/notify`]: {
      prepare: async (stage) => {
        const { email } = await applicant(stage)
        return form(stage, `${prefix}/notifications/notify`, { email, message: stage.mark })
      },
    },
    ...Object.fromEntries(
      ['version', 'fe-version'].map((name) => [
        `POST ${prefix}/${name}/update`,
        {
          prepare: async (stage: Stage) => form(stage, `${prefix}/${name}/update`, {}),
          unrecorded: 'It changes nothing, ever.',
        },
      ]),
    ),
  }
}

/** Who signs up for pipelines, and who decides about them. */
export const pipelinesPeopleBindings: Bindings = {
  [`POST ${API}/people`]: {
    prepare: async ({ mark }) => ({
      method: 'POST',
      url: `${API}/people`,
      payload: { email: `${mark}@lab.example`, password: PASSWORD },
    }),
  },
  [`POST ${API}/people/mail`]: {
    prepare: async ({ mark }) => ({
      method: 'POST',
      url: `${API}/people/mail`,
      payload: { email: `${mark}@lab.example` },
    }),
    unrecorded: 'Whether there is somebody to write to is looked up later, and nobody hears of it.',
  },
  [`POST ${API}/people/verify`]: {
    prepare: async (stage) => {
      await applicant(stage)
      const secret = await linkOf(stage.opened.kernel, 'pipelines-verify')
      return { method: 'POST', url: `${API}/people/verify`, payload: { secret } }
    },
  },
  [`POST ${API}/people/me`]: {
    prepare: async ({ owner, mark }) => call(owner, 'POST', `${API}/people/me`, { intention: mark }),
  },
  ...decision('approve'),
  ...decision('deny'),
  ...protocolBelow('/pipelines'),
  ...protocolBelow('/pipelines/api'),
}
