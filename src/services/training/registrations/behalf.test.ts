import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eachApp, testApp } from '../../../../test/support/apps/training.ts'
import { stageEvent } from '../../../../test/support/training.ts'
import { reasonOf } from '../../../kernel/journal/journal.ts'
import { joinList } from '../waiting/waiting-list.ts'

interface Line {
  id: number
  name: string
  does: string
  stopped: boolean
  leaves: { title: string }[]
  breaks: { rule: string; workshop: { title: string }; other: { title: string } | null }[]
}

const opened = await testApp()

const WEEK = {
  workshops: {
    Soldering: { moment: '1. Morning', seats: 1 },
    Welding: { moment: '1. Morning', seats: 5 },
    Safety: { moment: '2. Noon', seats: 5 },
    Nursing: { moment: '2. Noon', seats: 5, targetGroup: 'care' },
    Outing: { moment: '3. Evening', seats: 5 },
  },
  links: [
    ['Welding', 'Safety', 'inclusive'],
    ['Soldering', 'Outing', 'exclusive'],
  ],
  people: {
    Noor: { userClass: '3B', chosen: ['Soldering'] },
    Mia: { userClass: '3B', chosen: ['Welding', 'Safety'] },
    Ben: { userClass: '4A' },
    Eva: { userClass: '4A', chosen: ['Outing'] },
  },
} as const

/** Calls of an organiser of a staged event. */
async function organiserOf(name: string) {
  const event = await stageEvent(opened.atelier.training, { ...WEEK, name } as never)
  const manager = await opened.as(name, { roles: [`training:manager@${event.id}`] })
  const url = `/api/training/events/${event.id}`
  const idOf = (name: string) => event.people[name]?.id ?? 0
  const bodyOf = (workshop: string, who: string | readonly string[], more: object = {}) => ({
    workshopId: event.workshops[workshop],
    ...(typeof who === 'string' ? { class: who } : { ids: who.map(idOf) }),
    ...more,
  })
  const preview = async (...given: Parameters<typeof bodyOf>): Promise<Line[]> => {
    const answer = await manager.post(`${url}/places/preview`, bodyOf(...given))
    assert.equal(answer.statusCode, 200, answer.body)
    return answer.json().items
  }
  const place = (workshop: string, who: string | readonly string[], more: object = {}) =>
    manager.post(`${url}/places`, { reason: 'Agreed with the teacher', ...bodyOf(workshop, who, more) })
  const placed = async (
    ...given: Parameters<typeof place>
  ): Promise<{ changed: number; stopped: Line[] }> => {
    const answer = await place(...given)
    assert.equal(answer.statusCode, 200, answer.body)
    return answer.json()
  }
  const choicesOf = async (name: string): Promise<Held[]> =>
    (await manager.get(`/api/training/participants/${idOf(name)}`)).json().choices
  /** What somebody has, as `title fixed overrides`. */
  const has = async (name: string): Promise<string[]> =>
    (await choicesOf(name)).map(({ title, fixed, overrides }) =>
      [title, fixed && 'fixed', ...overrides].filter(Boolean).join(' '),
    )
  return { event, manager, url, preview, place, placed, choicesOf, has }
}

interface Held {
  title: string
  fixed: boolean
  overrides: string[]
  reason: string | null
  source: string
}

const rulesOf = (line: Line | undefined) =>
  line?.breaks.map(({ rule, workshop, other }) => [rule, workshop.title, other?.title ?? null])

test('the preview says which rules a placement breaks; without setting them aside nothing changes, with it the place keeps their mark', async () => {
  const { preview, place, placed, has, manager, choicesOf, event } = await organiserOf('rules')
  const [ben] = await preview('Soldering', ['Ben'])
  assert.deepEqual([ben?.does, ben?.stopped, rulesOf(ben)], ['place', true, [['full', 'Soldering', null]]])
  const refused = await place('Soldering', ['Ben'])
  assert.equal(refused.statusCode, 409)
  assert.match(refused.json().detail, /Ben: “Soldering” is full\./)
  assert.deepEqual(await has('Ben'), [])
  assert.equal((await placed('Soldering', ['Ben'], { overrides: ['full'], fixed: true })).changed, 1)
  assert.deepEqual(await has('Ben'), ['Soldering fixed full'])

  const [mia] = await preview('Soldering', ['Mia'], { overrides: ['full'] })
  assert.deepEqual(
    [mia?.does, mia?.leaves.map(({ title }) => title), rulesOf(mia)],
    [
      'move',
      ['Welding'],
      [
        ['full', 'Soldering', null],
        ['inclusive', 'Safety', 'Welding'],
      ],
    ],
  )
  await placed('Soldering', ['Mia'], { overrides: ['full', 'inclusive'] })
  assert.deepEqual(await has('Mia'), ['Soldering full', 'Safety inclusive'])
  const [eva] = await preview('Soldering', ['Eva'])
  assert.deepEqual(rulesOf(eva)?.slice(1), [['exclusive', 'Soldering', 'Outing']])
  assert.deepEqual(rulesOf((await preview('Nursing', ['Ben']))[0]), [['group', 'Nursing', null]])
  const both = await preview('Welding', ['Noor'], { move: false })
  assert.deepEqual(rulesOf(both[0])?.[0]?.[0], 'moment')

  const [held] = await choicesOf('Ben')
  assert.deepEqual([held?.source, held?.reason], ['organiser', 'Agreed with the teacher'])
  const entries = (await opened.kernel.journal.since(0, 500)).filter(
    ({ action, account_id }) => action === 'training.registration.made' && account_id === manager.id,
  )
  assert.deepEqual(
    entries.map((entry) => [entry.object, reasonOf(entry)]),
    [
      [`training.participant:${event.people.Ben?.id}`, 'Agreed with the teacher'],
      [`training.participant:${event.people.Mia?.id}`, 'Agreed with the teacher'],
    ],
  )
})

test('a class is fixed in a workshop in one go: all of it or nothing, or with a report of those who were left out', async () => {
  const { preview, place, placed, has, manager, url, event } = await organiserOf('class')
  const lines = await preview('Soldering', '4A')
  assert.deepEqual(
    lines.map(({ name, stopped }) => [name, stopped]),
    [
      ['Ben', true],
      ['Eva', true],
    ],
  )
  const refused = await place('Nursing', '4A', { fixed: true })
  assert.equal(refused.json().errors.length, 2)
  assert.deepEqual([await has('Ben'), await has('Eva')], [[], ['Outing']])
  assert.deepEqual(await placed('Safety', '4A', { fixed: true, skip: true }), {
    changed: 0,
    stopped: await preview('Safety', '4A', { fixed: true }),
  })
  const { changed } = await placed('Safety', '4A', { fixed: true, overrides: ['inclusive'] })
  assert.equal(changed, 2)
  assert.deepEqual(await has('Eva'), ['Safety fixed inclusive', 'Outing'])
  const [mia] = await preview('Safety', ['Mia'], { fixed: true })
  assert.deepEqual([mia?.does, mia?.stopped], ['change', false])
  await placed('Safety', ['Mia'], { fixed: true })
  assert.deepEqual(await has('Mia'), ['Welding', 'Safety fixed'])
  const [ben] = await preview('Safety', ['Ben'], { act: 'loosen' })
  assert.equal(ben?.does, 'change')
  await placed('Safety', ['Ben', 'Noor'], { act: 'loosen' })
  assert.deepEqual([await has('Ben'), await has('Noor')], [['Safety inclusive'], ['Soldering']])
  const moved = await preview('Nursing', ['Mia'], { overrides: ['group', 'inclusive'] })
  assert.deepEqual(rulesOf(moved[0])?.at(-1), ['fixed', 'Safety', null])
  assert.equal(moved[0]?.stopped, true)
  assert.equal((await place('Safety', 'no such class')).statusCode, 400)
  assert.equal((await place('Safety', ['Nobody'])).statusCode, 400)
  const neither = await manager.post(`${url}/places`, { workshopId: event.workshops.Safety, reason: 'x' })
  assert.equal(neither.statusCode, 400, 'neither people nor a class is nobody, not everybody')
})

test('a place is taken away for a reason, and what goes only together with it is told', async () => {
  const { preview, place, placed, has } = await organiserOf('removal')
  const remove = { act: 'remove' }
  const [mia] = await preview('Welding', ['Mia'], remove)
  assert.deepEqual([mia?.does, rulesOf(mia)], ['remove', [['inclusive', 'Safety', 'Welding']]])
  assert.equal((await place('Welding', ['Mia'], remove)).statusCode, 409)
  await placed('Welding', ['Mia'], { ...remove, overrides: ['inclusive'] })
  assert.deepEqual(await has('Mia'), ['Safety inclusive'])
  assert.equal((await placed('Welding', ['Mia'], remove)).changed, 0)
  assert.equal((await place('Welding', ['Mia'], { ...remove, reason: ' ' })).statusCode, 400)
})

test('the seat of somebody who is taken away is kept for who waits, and placing another there says so', async () => {
  const { event, manager, url, preview, placed } = await organiserOf('line')
  const { training } = opened.atelier
  assert.ok(training && event.people.Ben)
  const participant = await training.db
    .selectFrom('training_participant')
    .selectAll()
    .where('id', '=', event.people.Ben.id)
    .executeTakeFirstOrThrow()
  const workshopId = event.workshops.Soldering ?? 0
  await joinList(training, { participant, workshopId, by: { via: 'system' } })
  await placed('Soldering', ['Noor'], { act: 'remove' })
  const [noor] = await preview('Soldering', ['Noor'])
  assert.deepEqual(rulesOf(noor), [['full', 'Soldering', null]])
  const body = { ids: [event.people.Noor?.id], workshopId }
  const { seats, registrations, offers } = (await manager.post(`${url}/places/preview`, body)).json()
  assert.deepEqual([seats, registrations, offers], [1, 0, 1])
  const [ben] = await preview('Soldering', ['Ben'])
  assert.deepEqual(rulesOf(ben), [], 'it is kept for Ben')
})

eachApp((open, name) => {
  test(`R11: eight organisers who place eight people on three seats place three (${name})`, async () => {
    const opened = await open()
    const people = Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`P${i}`, {}]))
    const workshops = { Welding: { moment: '1', seats: 3 } }
    const event = await stageEvent(opened.atelier.training, { name: 'week', workshops, people })
    const manager = await opened.as('amara', { roles: [`training:manager@${event.id}`] })
    const answers = await Promise.all(
      Object.values(event.people).map(({ id }) =>
        manager.post(`/api/training/events/${event.id}/places`, {
          ...{ workshopId: event.workshops.Welding, ids: [id], reason: 'x' },
        }),
      ),
    )
    const statuses = answers.map(({ statusCode }) => statusCode).sort()
    assert.deepEqual(statuses, [200, 200, 200, 409, 409, 409, 409, 409])
  })
})
