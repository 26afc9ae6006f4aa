import { type Bindings, call, must, type Stage } from './binding.ts'

/** An event with two workshops that are linked; all bear the mark. */
async function event({ admin, mark }: Stage) {
  const { id } = await must(admin.post('/api/training/events', { name: mark, contact: mark }))
  const url = `/api/training/events/${id}`
  const [one, two] = [
    await must(admin.post(`${url}/workshops`, { title: mark, moment: 'am' })),
    await must(admin.post(`${url}/workshops`, { title: `${mark} 2`, moment: 'pm' })),
  ]
  const tie = { workshop1Id: one.id, workshop2Id: two.id, type: 'exclusive' }
  const link = await must(admin.post(`${url}/links`, tie))
  await must(admin.post(`${url}/participants`, { name: mark, userClass: mark }))
  return { id, url, workshop: one.id, link: link.id, tie }
}

type Made = Awaited<ReturnType<typeof event>>

const of =
  (
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: (made: Made, stage: Stage) => string,
    payload?: object | ((made: Made, stage: Stage) => object),
  ): Bindings[string]['prepare'] =>
  async (stage) => {
    const made = await event(stage)
    const body = typeof payload === 'function' ? payload(made, stage) : payload
    return call(stage.admin, method, `${made.url}${path(made, stage)}`, body)
  }
const at = (path: string) => () => path

const EVENTS = '/api/training/events'
const EVENT = `${EVENTS}/{id}`

/** A call of each operation with which an event is run. */
export const trainingOrganiserBindings: Bindings = {
  [`POST ${EVENTS}`]: {
    prepare: async ({ admin, mark }) => call(admin, 'POST', EVENTS, { name: mark }),
  },
  [`GET ${EVENT}`]: { prepare: of('GET', at('')) },
  [`PATCH ${EVENT}`]: { prepare: of('PATCH', at(''), { place: 'Aula' }) },
  [`DELETE ${EVENT}`]: { prepare: of('DELETE', (_made, { mark }) => `?name=${mark}`) },
  [`POST ${EVENT}/open`]: { prepare: of('POST', at('/open')) },
  [`POST ${EVENT}/close`]: {
    prepare: async (stage) => {
      const { url } = await event(stage)
      await must(stage.admin.post(`${url}/open`))
      return call(stage.admin, 'POST', `${url}/close`)
    },
  },
  [`POST ${EVENT}/copy`]: {
    prepare: of('POST', at('/copy'), (_made, { mark }) => ({ name: `${mark} copy`, days: 1 })),
  },
  [`POST ${EVENT}/erase`]: { prepare: of('POST', at('/erase'), (_made, { mark }) => ({ name: mark })) },
  [`GET ${EVENT}/people-counts`]: { prepare: of('GET', at('/people-counts')) },
  [`GET ${EVENT}/check`]: { prepare: of('GET', at('/check')) },
  [`GET ${EVENT}/members`]: { prepare: of('GET', at('/members')) },
  [`PUT ${EVENT}/members`]: {
    prepare: of('PUT', at('/members'), (_made, { owner }) => ({ account: owner.id, role: 'helper' })),
  },
  [`GET ${EVENT}/workshops`]: { prepare: of('GET', at('/workshops')) },
  [`POST ${EVENT}/workshops`]: { prepare: of('POST', at('/workshops'), { title: 'Third', moment: 'pm' }) },
  [`PATCH ${EVENT}/workshops/{workshop}`]: {
    prepare: of('PATCH', ({ workshop }) => `/workshops/${workshop}`, { seats: 3 }),
  },
  [`DELETE ${EVENT}/workshops/{workshop}`]: {
    prepare: of('DELETE', ({ workshop }) => `/workshops/${workshop}`),
  },
  [`GET ${EVENT}/links`]: { prepare: of('GET', at('/links')) },
  [`POST ${EVENT}/links`]: {
    prepare: async (stage) => {
      const { url, link, tie } = await event(stage)
      await must(stage.admin.delete(`${url}/links/${link}`))
      return call(stage.admin, 'POST', `${url}/links`, tie)
    },
  },
  [`PUT ${EVENT}/links`]: { prepare: of('PUT', at('/links'), { items: [] }) },
  [`DELETE ${EVENT}/links/{link}`]: { prepare: of('DELETE', ({ link }) => `/links/${link}`) },
}
