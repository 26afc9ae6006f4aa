import type { InjectOptions } from 'fastify'
import { type StagedEvent, stageEvent } from '../support/training.ts'
import { type Bindings, call, must, type Stage } from './binding.ts'

const PREFIX = '/training'
const PASSWORD = 'Correct horse 2027'

/** An event with two workshops, and somebody who has chosen one of them. */
const stageOf = ({ opened, mark }: Stage): Promise<StagedEvent> =>
  stageEvent(opened.atelier.training, {
    name: mark,
    workshops: { [mark]: { moment: '1' }, other: { moment: '2' } },
    people: { [mark]: { chosen: [mark] } },
  })

const ofEvent =
  (method: InjectOptions['method'], path: (id: number) => string, body?: (mark: string) => object) =>
  async (stage: Stage) =>
    call(stage.admin, method, `${PREFIX}${path((await stageOf(stage)).id)}`, body?.(stage.mark))

const login = (credential: string, admin_login: 0 | 1) =>
  ({ method: 'POST', url: `${PREFIX}/auth/login`, payload: { credential, admin_login } }) as const

/** A participant's own call, with the token of their key. */
const own =
  (method: InjectOptions['method'], path = '', body?: (event: StagedEvent) => object) =>
  async (stage: Stage): Promise<InjectOptions> => {
    const event = await stageOf(stage)
    const { id, key } = event.people[stage.mark] ?? { id: 0, key: '' }
    const { token } = await must(stage.opened.inject(login(key, 0)))
    return {
      method,
      url: `${PREFIX}/registrations/user/${id}${path.replace('*', String(event.workshops[stage.mark]))}`,
      headers: { authorization: `Bearer: ${token}` },
      ...(body && { payload: body(event) }),
    }
  }

/** The protocol of the original: what its clients change. */
export const trainingWireBindings: Bindings = {
  'POST /training/auth/login': {
    prepare: async (stage) => login((await stageOf(stage)).people[stage.mark]?.key ?? '', 0),
  },
  'POST /training/auth/change_admin_password': {
    prepare: async ({ opened, admin, mark }) => {
      const { id } = await must(
        admin.post('/api/accounts', { name: mark, password: PASSWORD, administrator: true }),
      )
      const { token } = await must(opened.inject(login(`${mark}:${PASSWORD}`, 1)))
      return {
        method: 'POST',
        url: `${PREFIX}/auth/change_admin_password`,
        headers: { authorization: `Bearer: ${token}` },
        payload: { old_password: PASSWORD, new_password: `Another horse ${id}` },
      }
    },
  },
  'POST /training/events': {
    prepare: async ({ admin, mark }) => call(admin, 'POST', `${PREFIX}/events`, { name: mark }),
  },
  'PUT /training/events/{id}': {
    prepare: ofEvent(
      'PUT',
      (id) => `/events/${id}`,
      (mark) => ({ name: `${mark} again` }),
    ),
  },
  'DELETE /training/events/{id}': { prepare: ofEvent('DELETE', (id) => `/events/${id}`) },
  'PUT /training/events/{id}/workshop_links': {
    prepare: async (stage) => {
      const { id, workshops } = await stageOf(stage)
      return call(stage.admin, 'PUT', `${PREFIX}/events/${id}/workshop_links`, [
        { workshop1_id: workshops[stage.mark], workshop2_id: workshops.other, link_type: 'exclusive' },
      ] as object)
    },
  },
  'GET /training/events/{id}/users': {
    prepare: ofEvent('GET', (id) => `/events/${id}/users`),
    changes: true,
  },
  'GET /training/events/{id}/unregistered_users': {
    prepare: ofEvent('GET', (id) => `/events/${id}/unregistered_users`),
    changes: true,
  },
  'GET /training/event/{id}/unregistered_users': {
    prepare: ofEvent('GET', (id) => `/event/${id}/unregistered_users`),
    changes: true,
  },
  'GET /training/export/event_registrations/{id}': {
    prepare: ofEvent('GET', (id) => `/export/event_registrations/${id}`),
    changes: true,
  },
  'PUT /training/events/{id}/users': {
    prepare: ofEvent(
      'PUT',
      (id) => `/events/${id}/users`,
      (mark) => [{ full_name: `${mark} too` }],
    ),
  },
  'PUT /training/registrations/user/{uid}': {
    prepare: own('PUT', '', ({ workshops }) => ({ workshop_ids: [workshops.other] })),
  },
  'DELETE /training/registrations/user/{uid}/{wid}': { prepare: own('DELETE', '/*') },
}
