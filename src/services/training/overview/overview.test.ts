import assert from 'node:assert/strict'
import { StatementSync } from 'node:sqlite'
import { test } from 'node:test'
import { eachApp, testApp } from '../../../../test/support/apps/training.ts'
import { stageEvent } from '../../../../test/support/training.ts'
import { Random } from '../../../kernel/sample/random.ts'
import { listThings } from '../../../kernel/sample/things.ts'
import { chooseWorkshops } from '../registrations/registration.ts'
import { makeDemo } from '../sample/demo.ts'
import { EVENT_KIND, fillSample, removeSample } from '../sample/sample.ts'
import { listWorkshops } from '../workshops/workshop.ts'

interface Board {
  counts: string
  participants: number
  chosen: number
  complete: number
  neverSignedIn: number
  slots: number
  seats: number
  taken: number
  waiting: number
  waitingFor: number
  workshops: { title: string; seats: number; taken: number; waiting: number }[]
  classes: { name: string; people: number; missing: number }[]
  course: { by: string; points: { at: string; people: number }[] }
}

/** As the picture of an organiser's overview has it. */
const FILL = [
  ['Statistics from zero', 30, 30, 6],
  ['Intro to the Slurm cluster', 17, 20, 0],
  ['Reading papers fast', 24, 30, 0],
  ['Lab safety refresher', 10, 20, 0],
  ['Git without fear', 28, 28, 4],
  ['Reproducible figures in R', 21, 24, 0],
  ['Recording good speech', 9, 12, 0],
  ['Statistics clinic', 23, 24, 0],
  ['Writing a data paper', 24, 24, 2],
  ['Preregistration workshop', 33, 36, 0],
  ['MRI safety, level 1', 18, 18, 0],
  ['Posters that work', 4, 20, 0],
]

eachApp((open, database) => {
  test(`sample data hold an event in the middle of its registration, the dashboard counts it, and it goes again (${database})`, async () => {
    const { atelier, as } = await open({ start: Date.UTC(2026, 10, 24, 13) })
    const training = atelier.training ?? assert.fail('training is switched off')
    const admin = await as('admin')
    const told: string[] = []
    await fillSample(training, {
      by: { via: 'system' },
      people: new Map([['a.okafor', admin.id]]),
      random: new Random(2_026),
      participants: 10,
      signal: new AbortController().signal,
      tell: async (_share, text) => void told.push(text),
    })
    assert.match(told.at(-1) ?? '', /75 registrations of Research Skills Week 2026/)
    const [event] = (await admin.get('/api/training/events')).json().items
    assert.equal(event.name, 'Research Skills Week 2026')
    assert.equal(event.state, 'open')
    const board: Board = (await admin.get(`/api/training/events/${event.id}/dashboard`)).json()
    const { participants, chosen, complete, neverSignedIn, seats, taken, waiting, waitingFor, slots } = board
    assert.deepEqual(
      { participants, chosen, complete, neverSignedIn, seats, taken, waiting, waitingFor, slots },
      {
        participants: 96,
        chosen: 81,
        complete: 79,
        neverSignedIn: 9,
        seats: 286,
        taken: 241,
        waiting: 12,
        waitingFor: 3,
        slots: 3,
      },
    )
    assert.deepEqual(
      board.workshops.map(({ title, taken, seats, waiting }) => [title, taken, seats, waiting]),
      FILL,
    )
    assert.deepEqual(
      board.classes.map(({ name, missing, people }) => `${name} ${missing} of ${people}`),
      ['4A 7 of 18', '3B 4 of 20', '4C 2 of 19', '3A 1 of 20', '5B 1 of 19'],
    )
    assert.equal(board.course.by, 'day')
    assert.deepEqual(
      board.course.points.map(({ at, people }) => `${at.slice(0, 13)} ${people}`),
      [
        '2026-11-15T23 15',
        '2026-11-16T23 30',
        '2026-11-17T23 38',
        '2026-11-18T23 46',
        '2026-11-19T23 50',
        '2026-11-20T23 52',
        '2026-11-21T23 55',
        '2026-11-22T23 70',
        '2026-11-23T23 81',
      ],
    )
    const ids = (await listThings(training.db)).get(EVENT_KIND) ?? []
    assert.deepEqual(ids, [event.id])
    await removeSample(training, { via: 'system' }, ids)
    assert.deepEqual((await admin.get('/api/training/events')).json().items, [])
    await removeSample(training, { via: 'system' }, ids)
  })
})

test('webhooks hear of registrations and of opening and closing: ids, and never a name or a key', async () => {
  const opened = await testApp()
  const training = opened.atelier.training ?? assert.fail('training is switched off')
  const { id, participants } = await makeDemo(training, { via: 'system' })
  const admin = await opened.as('admin')
  const made = await admin.post(`/api/training/events/${id}/webhooks`, {
    address: 'https://school.invalid/',
    events: ['registration.made', 'registration.dropped', 'event.opened', 'event.closed'],
  })
  assert.equal(made.statusCode, 201, made.body)
  const { webhook } = made.json()
  const lotte = participants.find(({ name }) => name === 'Lotte Maes') ?? assert.fail()
  const [, , , , , , , , containers] = await listWorkshops(training.db, id)
  const by = { via: 'grant', credential: `training.participant:${lotte.id}` } as const
  const workshopIds = [containers?.id ?? 0]
  await chooseWorkshops(training, { participantId: lotte.id, workshopIds, by })
  await admin.post(`/api/training/events/${id}/close`)
  const { items } = (await admin.get(`/api/training/webhooks/${webhook.id}/deliveries`)).json()
  const sent = await Promise.all(
    items.map(async (each: { id: number }) =>
      JSON.parse((await admin.get(`/api/training/webhook-deliveries/${each.id}`)).json().sent),
    ),
  )
  assert.deepEqual(
    sent.reverse().map(({ event, object, data }) => [event, object, data]),
    [
      [
        'registration.made',
        `training.event:${id}`,
        { participant: lotte.id, made: [containers?.id], dropped: [] },
      ],
      ['event.closed', `training.event:${id}`, { by: 'hand' }],
    ],
  )
})

test('while people wish, the dashboard counts wishes; an hour by hour course begins with the first', async () => {
  const opened = await testApp()
  const training = opened.atelier.training ?? assert.fail('training is switched off')
  const { id } = await makeDemo(training, { via: 'system' })
  const admin = await opened.as('admin')
  const board = async (): Promise<Board> => (await admin.get(`/api/training/events/${id}/dashboard`)).json()
  opened.clock.advance(2 * 3_600_000)
  const before = await board()
  assert.deepEqual(
    [before.counts, before.chosen, before.course.by, before.course.points.map(({ people }) => people)],
    ['registrations', 8, 'hour', [8, 8, 8]],
  )
  const wishesUntil = new Date(opened.clock.now() + 86_400_000).toISOString()
  const changed = await admin.patch(`/api/training/events/${id}`, { mode: 'wishes', wishesUntil })
  assert.equal(changed.statusCode, 200, changed.body)
  const { counts, chosen, complete, course } = await board()
  assert.deepEqual([counts, chosen, complete, course.points], ['wishes', 0, 0, []])
})

test('A2: helpers and strangers see no dashboard, and the strangers no event', async () => {
  const { as, atelier } = await testApp()
  const { id } = await makeDemo(atelier.training ?? assert.fail('training is switched off'), {
    via: 'system',
  })
  const helper = await as('helper', { roles: [`training:helper@${id}`] })
  const stranger = await as('stranger', { roles: ['training:user'] })
  const url = `/api/training/events/${id}/dashboard`
  assert.deepEqual([(await helper.get(url)).statusCode, (await stranger.get(url)).statusCode], [403, 404])
})

test('the dashboard asks as many questions of the database for a large event as for a small one', async (t) => {
  const opened = await testApp()
  const { training } = opened.atelier
  const admin = await opened.as('admin')
  const asked = t.mock.method(StatementSync.prototype, 'all')
  const questionsOf = async (size: number): Promise<number> => {
    const names = Array.from({ length: size }, (_, at) => `${size} of ${at}`)
    const { id } = await stageEvent(training, {
      name: `${size}`,
      workshops: Object.fromEntries(names.map((name, at) => [name, { moment: `${at % 3}`, seats: 9 }])),
      people: Object.fromEntries(names.map((name) => [`P ${name}`, { chosen: [name] }])),
    })
    const read = async (): Promise<Board> => (await admin.get(`/api/training/events/${id}/dashboard`)).json()
    // Who asks is known after the first time.
    await read()
    asked.mock.resetCalls()
    const board = await read()
    assert.deepEqual([board.chosen, board.workshops.length], [size, size])
    return asked.mock.callCount()
  }
  const few = await questionsOf(2)
  assert.ok(few > 0)
  assert.equal(await questionsOf(40), few)
})
