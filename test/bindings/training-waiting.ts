import { joinList } from '../../src/services/training/waiting/waiting-list.ts'
import { type StagedEvent, stageEvent } from '../support/training.ts'
import { type Bindings, call, type Stage } from './binding.ts'

/** A full workshop, and somebody who waits for it. */
async function stageLine({ opened, mark }: Stage): Promise<StagedEvent & { line: number }> {
  const { training } = opened.atelier
  const event = await stageEvent(training, {
    name: mark,
    workshops: { [mark]: { moment: '1', seats: 1 } },
    people: { First: { chosen: [mark] }, [mark]: {} },
  })
  if (!training) throw new Error('Training is switched off.')
  const { db } = training
  const participant = await db
    .selectFrom('training_participant')
    .selectAll()
    .where('id', '=', event.people[mark]?.id ?? 0)
    .executeTakeFirstOrThrow()
  await joinList(training, { participant, workshopId: event.workshops[mark] ?? 0, by: { via: 'system' } })
  const { id: line } = await db
    .selectFrom('training_waiting')
    .select('id')
    .where('event_id', '=', event.id)
    .executeTakeFirstOrThrow()
  return { ...event, line }
}

const at =
  (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: (line: number) => string, body?: object) =>
  async (stage: Stage) => {
    const { id, line } = await stageLine(stage)
    return call(stage.admin, method, `/api/training/events/${id}/${path(line)}`, body)
  }

const nobody = 'Nobody of them has an address, so nobody is written to.'
const over = { reason: 'Asked for', over: true }
const message = { all: true, subject: 'Bring goggles', text: 'For the lab.' }

/** Waiting lists, and mails to participants. */
export const trainingWaitingBindings: Bindings = {
  'GET /api/training/events/{id}/waiting-lists': { prepare: at('GET', () => 'waiting-lists') },
  'GET /api/training/events/{id}/waiting': { prepare: at('GET', () => 'waiting') },
  'POST /api/training/events/{id}/waiting/{line}/seat': {
    prepare: at('POST', (line) => `waiting/${line}/seat`, over),
  },
  'DELETE /api/training/events/{id}/waiting/{line}': { prepare: at('DELETE', (line) => `waiting/${line}`) },
  'GET /api/training/events/{id}/reminders': { prepare: at('GET', () => 'reminders') },
  'POST /api/training/events/{id}/reminders': {
    unrecorded: nobody,
    prepare: at('POST', () => 'reminders', { all: true }),
  },
  'GET /api/training/events/{id}/messages': { prepare: at('GET', () => 'messages') },
  'POST /api/training/events/{id}/messages': {
    unrecorded: nobody,
    prepare: at('POST', () => 'messages', message),
  },
  'GET /api/training/events/{id}/mails': { prepare: at('GET', () => 'mails') },
  'PUT /api/training/events/{id}/mails': {
    prepare: at('PUT', () => 'mails', { confirmations: false, lastDay: true }),
  },
}
