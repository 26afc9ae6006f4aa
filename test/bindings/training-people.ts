import { type StagedEvent, stageEvent } from '../support/training.ts'
import { type Bindings, call, must, type Stage } from './binding.ts'

const PREFIX = '/api/training'

/** An event with somebody who has chosen. */
const stageOf = ({ opened, mark }: Stage): Promise<StagedEvent> =>
  stageEvent(opened.atelier.training, {
    name: mark,
    workshops: { [mark]: { moment: '1' } },
    people: { [mark]: { chosen: [mark] } },
  })

type Method = 'GET' | 'POST' | 'PATCH'

const of =
  (method: Method, path: string, body?: (event: StagedEvent, mark: string) => object) =>
  async (stage: Stage) => {
    const event = await stageOf(stage)
    return call(stage.admin, method, `${PREFIX}/events/${event.id}${path}`, body?.(event, stage.mark))
  }

const ofOne =
  (method: Method, path = '', body?: object) =>
  async (stage: Stage) => {
    const { id } = (await stageOf(stage)).people[stage.mark] ?? { id: 0 }
    return call(stage.admin, method, `${PREFIX}/participants/${id}${path}`, body)
  }

const list = (_event: StagedEvent, mark: string) => ({ text: `Name;Class\n${mark} Two;${mark}` })
const theirs = ({ people }: StagedEvent, mark: string) => ({ ids: [people[mark]?.id] })

/** The people of an event: their list, their keys, and the files of both. */
export const trainingPeopleBindings: Bindings = {
  'GET /api/training/events/{id}/participants': { prepare: of('GET', '/participants') },
  'POST /api/training/events/{id}/participants': {
    prepare: of('POST', '/participants', (_, mark) => ({ name: `${mark} Two` })),
  },
  'GET /api/training/participants/{id}': { prepare: ofOne('GET') },
  'PATCH /api/training/participants/{id}': { prepare: ofOne('PATCH', '', { userClass: '5B' }) },
  'POST /api/training/events/{id}/participants/remove': {
    prepare: of('POST', '/participants/remove', theirs),
  },
  'POST /api/training/events/{id}/participants/restore': {
    prepare: async (stage) => {
      const event = await stageOf(stage)
      const url = `${PREFIX}/events/${event.id}/participants`
      await must(stage.admin.post(`${url}/remove`, theirs(event, stage.mark)))
      return call(stage.admin, 'POST', `${url}/restore`, theirs(event, stage.mark))
    },
  },
  'POST /api/training/events/{id}/participants/preview': {
    prepare: of('POST', '/participants/preview', list),
    unrecorded: 'It only looks.',
  },
  'POST /api/training/events/{id}/participants/import': { prepare: of('POST', '/participants/import', list) },
  'GET /api/training/events/{id}/last-import': { prepare: of('GET', '/last-import') },
  'POST /api/training/imports/{id}/undo': {
    prepare: async (stage) => {
      const event = await stageOf(stage)
      const url = `${PREFIX}/events/${event.id}/participants/import`
      const { importId } = (await must(stage.admin.post(url, list(event, stage.mark)))) as unknown as {
        importId: number
      }
      return call(stage.admin, 'POST', `${PREFIX}/imports/${importId}/undo`)
    },
  },
  'GET /api/training/participants/{id}/key': { prepare: ofOne('GET', '/key'), changes: true },
  'POST /api/training/participants/{id}/key': { prepare: ofOne('POST', '/key', {}) },
  'POST /api/training/events/{id}/keys': { prepare: of('POST', '/keys', () => ({ all: true })) },
  'GET /api/training/events/{id}/letters.pdf': { prepare: of('GET', '/letters.pdf'), changes: true },
  'GET /api/training/events/{id}/files/{name}': {
    prepare: of('GET', '/files/participants.csv'),
    changes: true,
  },
  'GET /api/training/events/{id}/workbook.xlsx': { prepare: of('GET', '/workbook.xlsx'), changes: true },
  'GET /api/training/events/{id}/lists/{name}/{format}': {
    prepare: of('GET', '/lists/classes/csv'),
    changes: true,
  },
}
