import { randomUUID } from 'node:crypto'
import { type StagedEvent, stageEvent } from '../support/training.ts'
import { type Bindings, call, must, type Stage } from './binding.ts'

type Method = 'GET' | 'POST'

/** Somebody with a place at a workshop, and another workshop. */
const stageOf = ({ opened, mark }: Stage): Promise<StagedEvent> =>
  stageEvent(opened.atelier.training, {
    name: mark,
    workshops: { [mark]: { moment: '1' }, Other: { moment: '2' } },
    people: { [mark]: { chosen: [mark] } },
  })

const of =
  (
    method: Method,
    path: (event: StagedEvent, mark: string) => string,
    body?: (event: StagedEvent, mark: string) => object,
  ) =>
  async (stage: Stage) => {
    const event = await stageOf(stage)
    const url = `/api/training/events/${event.id}${path(event, stage.mark)}`
    return call(stage.admin, method, url, body?.(event, stage.mark))
  }

/** A check-in, ready to be sent. */
async function checkedIn(stage: Stage) {
  const event = await stageOf(stage)
  const at = new Date().toISOString()
  const who = { workshopId: event.workshops[stage.mark], participantId: event.people[stage.mark]?.id }
  const body = { sentAt: at, items: [{ key: randomUUID(), at, ...who }] }
  const request = call(stage.admin, 'POST', `/api/training/events/${event.id}/check-ins`, body)
  return { event, request }
}

const place = (event: StagedEvent, mark: string) => ({
  workshopId: event.workshops.Other,
  ids: [event.people[mark]?.id],
})

/** The day itself: who is there, and places that organisers give. */
export const trainingDayBindings: Bindings = {
  'GET /api/training/events/{id}/attendance': { prepare: of('GET', () => '/attendance') },
  'GET /api/training/events/{id}/attendance/people': { prepare: of('GET', () => '/attendance/people') },
  'GET /api/training/events/{id}/check-ins': {
    prepare: of('GET', ({ workshops }) => `/check-ins?workshop=${workshops.Other}`),
  },
  'POST /api/training/events/{id}/check-ins': {
    prepare: async (stage) => (await checkedIn(stage)).request,
  },
  'GET /api/training/events/{id}/certificates.pdf': {
    changes: true,
    prepare: async (stage) => {
      const { event, request } = await checkedIn(stage)
      await must(stage.opened.inject(request))
      return call(stage.admin, 'GET', `/api/training/events/${event.id}/certificates.pdf`)
    },
  },
  'POST /api/training/events/{id}/places/preview': {
    unrecorded: 'It only looks.',
    prepare: of('POST', () => '/places/preview', place),
  },
  'POST /api/training/events/{id}/places': {
    prepare: of(
      'POST',
      () => '/places',
      (event, mark) => ({ ...place(event, mark), reason: mark }),
    ),
  },
}
