import type { InjectOptions } from 'fastify'
import { signToken } from '../../src/services/training/join/token.ts'
import { chooseWorkshops } from '../../src/services/training/registrations/registration.ts'
import { joinList } from '../../src/services/training/waiting/waiting-list.ts'
import { OWN } from '../support/browser-session.ts'
import { stageEvent } from '../support/training.ts'
import type { Bindings, Stage } from './binding.ts'

const PREFIX = '/api/training/join'
const NINE = Date.UTC(2027, 2, 10, 8)
const by = { via: 'system' } as const
/** Keys are alike nowhere, so each example has its own. */
let keys = 0

/** An event with a full workshop and one with seats, a participant of a known key, and one who holds the full one. */
async function stageJoin({ opened, mark }: Stage, mode: 'choice' | 'wishes' = 'choice') {
  const { training } = opened.atelier
  if (!training) throw new Error('Training is switched off.')
  keys += 1
  const key = `JOIN${keys}${Date.now()}`
  const { id, workshops, people } = await stageEvent(training, {
    name: mark,
    changes: { mode, offerMinutes: 60 },
    workshops: {
      [mark]: { moment: '1', seats: 1, startsAt: NINE },
      Roomy: { moment: '2', seats: 9, startsAt: NINE },
    },
    people: { [mark]: { key }, ...(mode === 'choice' && { First: { chosen: [mark] } }) },
  })
  const idOf = (name: string) => people[name]?.id ?? 0
  const participant = await training.db
    .selectFrom('training_participant')
    .selectAll()
    .where('id', '=', idOf(mark))
    .executeTakeFirstOrThrow()
  const { key_version: version } = participant
  const token = signToken(training, { participant: { id: participant.id, version }, days: 1 })
  return {
    ...{ id, key, training, participant, full: workshops[mark] ?? 0, roomy: workshops.Roomy ?? 0 },
    first: idOf('First'),
    as: (method: InjectOptions['method'], url: string, payload?: object): InjectOptions => ({
      ...{ method, url: PREFIX + url, headers: { authorization: `Bearer ${token}` } },
      ...(payload && { payload }),
    }),
  }
}

type Staged = Awaited<ReturnType<typeof stageJoin>>

const wait = ({ training, participant, full }: Staged) =>
  joinList(training, { participant, workshopId: full, by })

/** The seat that somebody has waited for is kept for them. */
async function offered(stage: Stage): Promise<Staged> {
  const staged = await stageJoin(stage)
  await wait(staged)
  const { training, first, roomy } = staged
  await chooseWorkshops(training, { participantId: first, workshopIds: [roomy], by })
  return staged
}

const get = (url: (staged: Staged) => string, mode?: 'wishes') => ({
  prepare: async (stage: Stage) => {
    const staged = await stageJoin(stage, mode)
    return staged.as('GET', url(staged))
  },
})

/** What participants' page asks. */
export const trainingJoinBindings: Bindings = {
  'POST /api/training/join/sign-in': {
    prepare: async (stage) => {
      const { key } = await stageJoin(stage)
      return { method: 'POST', url: `${PREFIX}/sign-in`, headers: OWN, payload: { key } }
    },
  },
  'POST /api/training/join/sign-out': {
    unrecorded: 'Only this browser forgets the key; nothing changes here.',
    prepare: async () => ({ method: 'POST', url: `${PREFIX}/sign-out`, headers: OWN }),
  },
  'GET /api/training/join/events/{id}': get(({ id }) => `/events/${id}`),
  'GET /api/training/join/me': get(() => '/me'),
  'GET /api/training/join/me/timetable.ics': {
    prepare: async (stage) => {
      const { training, participant, roomy, as } = await stageJoin(stage)
      await chooseWorkshops(training, { participantId: participant.id, workshopIds: [roomy], by })
      return as('GET', '/me/timetable.ics')
    },
  },
  'PUT /api/training/join/me/choice': {
    prepare: async (stage) => {
      const { as, roomy } = await stageJoin(stage)
      return as('PUT', '/me/choice', { workshopIds: [roomy] })
    },
  },
  'GET /api/training/join/me/wishes': get(() => '/me/wishes', 'wishes'),
  'PUT /api/training/join/me/wishes': {
    prepare: async (stage) => {
      const { as, full, roomy } = await stageJoin(stage, 'wishes')
      const wishes = [full, roomy].map((workshopId) => ({ workshopId, rank: 1 }))
      return as('PUT', '/me/wishes', { wishes })
    },
  },
  'POST /api/training/join/me/waiting/{id}': {
    prepare: async (stage) => {
      const { as, full } = await stageJoin(stage)
      return as('POST', `/me/waiting/${full}`, { swap: false })
    },
  },
  'DELETE /api/training/join/me/waiting/{id}': {
    prepare: async (stage) => {
      const staged = await stageJoin(stage)
      await wait(staged)
      return staged.as('DELETE', `/me/waiting/${staged.full}`)
    },
  },
  'POST /api/training/join/me/offers/{id}/accept': {
    prepare: async (stage) => {
      const { as, full } = await offered(stage)
      return as('POST', `/me/offers/${full}/accept`, { swap: true })
    },
  },
  'POST /api/training/join/me/offers/{id}/decline': {
    prepare: async (stage) => {
      const { as, full } = await offered(stage)
      return as('POST', `/me/offers/${full}/decline`)
    },
  },
}
