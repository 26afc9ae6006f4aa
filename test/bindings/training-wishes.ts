import { type StagedEvent, stageEvent } from '../support/training.ts'
import { type Bindings, call, must, type Stage } from './binding.ts'

const API = '/api/training'

/** An event at which somebody has wished. */
async function wishing({ opened, admin, mark }: Stage): Promise<StagedEvent> {
  const event = await stageEvent(opened.atelier.training, {
    name: mark,
    changes: { mode: 'wishes' },
    workshops: { [mark]: { moment: '1' } },
    people: { [mark]: { userClass: mark } },
  })
  const wishes = [{ workshopId: event.workshops[mark], rank: 1 }]
  await must(admin.put(`${API}/participants/${event.people[mark]?.id}/wishes`, { wishes }))
  return event
}

/** A distribution of these wishes, which is a draft. */
async function drafted(stage: Stage): Promise<{ id: number; event: StagedEvent }> {
  const event = await wishing(stage)
  const { id } = await must(stage.admin.post(`${API}/events/${event.id}/allocations`, {}))
  await stage.opened.jobs.drain()
  return { id, event }
}

const ofEvent = (method: 'GET' | 'POST', path: string, body?: object) => async (stage: Stage) =>
  call(stage.admin, method, `${API}/events/${(await wishing(stage)).id}${path}`, body)
const ofDraft = (method: 'GET' | 'POST', path: string, body?: object) => async (stage: Stage) =>
  call(stage.admin, method, `${API}/allocations/${(await drafted(stage)).id}${path}`, body)

/** Wishes and their distribution. */
export const trainingWishesBindings: Bindings = {
  'GET /api/training/events/{id}/wishes': { prepare: ofEvent('GET', '/wishes') },
  'GET /api/training/events/{id}/wishes/people': { prepare: ofEvent('GET', '/wishes/people') },
  'PUT /api/training/participants/{id}/wishes': {
    prepare: async (stage) => {
      const event = await wishing(stage)
      return call(stage.admin, 'PUT', `${API}/participants/${event.people[stage.mark]?.id}/wishes`, {
        wishes: [],
      })
    },
  },
  'GET /api/training/events/{id}/allocations': { prepare: ofEvent('GET', '/allocations') },
  'POST /api/training/events/{id}/allocations': { prepare: ofEvent('POST', '/allocations', {}) },
  'GET /api/training/allocations/{id}': { prepare: ofDraft('GET', '') },
  'GET /api/training/allocations/{id}/people': { prepare: ofDraft('GET', '/people') },
  'GET /api/training/allocations/{id}/compare/{other}': {
    prepare: async (stage) => {
      const { id } = await drafted(stage)
      return call(stage.admin, 'GET', `${API}/allocations/${id}/compare/${id}`)
    },
  },
  'PUT /api/training/allocations/{id}/people/{participant}': {
    prepare: async (stage) => {
      const { id, event } = await drafted(stage)
      const url = `${API}/allocations/${id}/people/${event.people[stage.mark]?.id}`
      return call(stage.admin, 'PUT', url, { moment: '1', workshopId: null })
    },
  },
  'POST /api/training/allocations/{id}/discard': { prepare: ofDraft('POST', '/discard') },
  'POST /api/training/allocations/{id}/publish': { prepare: ofDraft('POST', '/publish', {}) },
  'POST /api/training/allocations/{id}/undo': {
    prepare: async (stage) => {
      const { id } = await drafted(stage)
      await must(stage.admin.post(`${API}/allocations/${id}/publish`, {}))
      return call(stage.admin, 'POST', `${API}/allocations/${id}/undo`)
    },
  },
}
