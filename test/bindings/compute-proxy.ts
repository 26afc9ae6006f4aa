import { placeSession } from '../support/session.ts'
import { type Bindings, call, must, type Stage } from './binding.ts'

const API = '/api/compute/sessions'

const sessionOf = async ({ opened, admin }: Stage): Promise<number> =>
  (await placeSession(opened, admin.id, { port: 9, helperPort: 9 })).id

async function linkOf(stage: Stage): Promise<{ session: number; link: number; text: string }> {
  const session = await sessionOf(stage)
  const answer = await stage.admin.post(`${API}/${session}/links`, { may: 'view', minutes: 60 })
  const { id, address } = answer.json()
  return { session, link: id, text: address.split('#')[1] }
}

const port = { name: 'My app' }

/** Ways into sessions. */
export const computeProxyBindings: Bindings = {
  'POST /api/compute/sessions/{id}/open': {
    unrecorded: 'One’s own session; that of somebody else is in the journal with the reason.',
    prepare: async (stage) => call(stage.admin, 'POST', `${API}/${await sessionOf(stage)}/open`, {}),
  },
  'GET /api/compute/sessions/{id}/links': {
    prepare: async (stage) => call(stage.admin, 'GET', `${API}/${(await linkOf(stage)).session}/links`),
  },
  'POST /api/compute/sessions/{id}/links': {
    prepare: async (stage) =>
      call(stage.admin, 'POST', `${API}/${await sessionOf(stage)}/links`, { may: 'use', minutes: 60 }),
  },
  'DELETE /api/compute/sessions/{id}/links/{link}': {
    prepare: async (stage) => {
      const { session, link } = await linkOf(stage)
      return call(stage.admin, 'DELETE', `${API}/${session}/links/${link}`)
    },
  },
  'POST /api/compute/session-links/enter': {
    prepare: async (stage) => ({
      ...{ method: 'POST', url: '/api/compute/session-links/enter' },
      payload: { link: (await linkOf(stage)).text, name: 'A guest' },
    }),
  },
  'GET /api/compute/sessions/{id}/ports': {
    prepare: async (stage) => {
      const session = await sessionOf(stage)
      await must(stage.admin.put(`${API}/${session}/ports/8888`, port))
      return call(stage.admin, 'GET', `${API}/${session}/ports`)
    },
  },
  'PUT /api/compute/sessions/{id}/ports/{port}': {
    prepare: async (stage) => call(stage.admin, 'PUT', `${API}/${await sessionOf(stage)}/ports/8888`, port),
  },
  'DELETE /api/compute/sessions/{id}/ports/{port}': {
    prepare: async (stage) => {
      const session = await sessionOf(stage)
      await must(stage.admin.put(`${API}/${session}/ports/8888`, port))
      return call(stage.admin, 'DELETE', `${API}/${session}/ports/8888`)
    },
  },
}
