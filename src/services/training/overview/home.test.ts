import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Caller, eachApp, type TestApp, testApp } from '../../../../test/support/apps/training.ts'
import { filesOf } from '../../../../test/support/unzip.ts'
import { diagnose } from '../../../kernel/doctor/doctor.ts'
import { DAY_MS, HOUR_MS } from '../../../kernel/span.ts'
import { makeDemo } from '../sample/demo.ts'

const PREFIX = '/api/training'

interface Home {
  needs: { title: string; href: string; act: string }[]
  recent: { title: string; state: string; text: string; href: string }[]
  comingUp: { title: string }[]
  running: { title: string; text: string; state: string }[]
}

const homeOf = async (caller: Caller): Promise<Home> => {
  const answer = await caller.get('/api/home')
  assert.equal(answer.statusCode, 200, answer.body)
  return answer.json()
}
const found = async (caller: Caller, q: string): Promise<string[]> =>
  (await caller.get(`/api/search?q=${encodeURIComponent(q)}`))
    .json()
    .items.map(({ kind, title }: { kind: string; title: string }) => `${kind} ${title}`)

async function demo({ atelier }: TestApp) {
  return makeDemo(atelier.training ?? assert.fail('training is switched off'), { via: 'system' })
}

eachApp((open, database) => {
  test(`A2: home and the search hold events of one's own, with people for those alone who run them (${database})`, async () => {
    const opened = await open()
    const { clock } = opened
    const { id } = await demo(opened)
    const admin = await opened.as('admin')
    const manager = await opened.as('manager', { roles: [`training:manager@${id}`] })
    const helper = await opened.as('helper', { roles: [`training:helper@${id}`] })
    const stranger = await opened.as('stranger', { roles: ['training:user'] })
    const closesAt = new Date(clock.now() + 2 * DAY_MS).toISOString()
    const [workshop] = (await admin.get(`${PREFIX}/events/${id}/workshops`)).json().items
    for (const [url, body] of [
      [`${PREFIX}/events/${id}`, { closesAt }],
      [`${PREFIX}/events/${id}/workshops/${workshop.id}`, { least: 6 }],
    ] as const) {
      const changed = await admin.patch(url, body)
      assert.equal(changed.statusCode, 200, changed.body)
    }
    const home = await homeOf(manager)
    assert.deepEqual(
      home.recent.map(({ title, state, text, href }) => [title, state, text, href]),
      [['demo', 'Open', '8 of 12 registered', `/app/training/events/${id}`]],
    )
    assert.deepEqual(
      home.running.map(({ title, text }) => [title, text]),
      [['demo', '8 of 12 participants, 16 of 54 seats']],
    )
    assert.deepEqual(
      home.needs.map(({ title, act }) => [title, act]),
      [[`Too few people in “${workshop.title}”`, 'Decide']],
    )
    assert.deepEqual(
      home.comingUp.map(({ title }) => title),
      ['Registration closes: demo'],
    )
    const { recent, running, needs } = await homeOf(helper)
    assert.deepEqual(
      [recent.map(({ href }) => href), running, needs],
      [[`/app/training/events/${id}/attendance`], [], []],
    )
    assert.deepEqual(await homeOf(stranger).then(({ recent }) => recent), [])
    const all = ['event demo', 'workshop Een app op maat', 'participant Lotte Maes']
    for (const [who, sees] of [
      [admin, all],
      [manager, all],
      [helper, all.slice(0, 2)],
      [stranger, []],
    ] as const) {
      const seen = [await found(who, 'DEMO'), await found(who, 'app op'), await found(who, 'lotte')]
      assert.deepEqual(seen.flat(), sees)
    }
  })

  test(`S8: the only manager of an event is not erased before somebody else manages it (${database})`, async () => {
    const { as } = await open()
    const admin = await as('admin')
    const owner = await as('owner', { roles: ['training:user'] })
    const other = await as('other')
    const { id } = (await owner.post(`${PREFIX}/events`, { name: 'Sleep' })).json()
    const erase = () => admin.post(`/api/accounts/${owner.id}/erasure`, { name: 'owner', reason: 'Asked' })
    const refused = (await erase()).json()
    assert.equal(refused.code, 'erasure_refused')
    assert.match(refused.obstacles[0], /The event Sleep has no other manager/)
    const own = await filesOf((await owner.get('/api/me/export')).rawPayload)
    const { events } = JSON.parse(own['my-data/training.json'] ?? '')
    assert.deepEqual(events, [{ role: 'manager', id, title: 'Sleep' }])
    const added = await owner.put(`${PREFIX}/events/${id}/members`, { account: other.id, role: 'manager' })
    assert.equal(added.statusCode, 200, added.body)
    assert.equal((await erase()).statusCode, 200)
  })
})

test('doctor says who manages events on the protocol, and what hangs', async () => {
  const opened = await testApp()
  const { kernel, clock } = opened
  const look = async () =>
    (await diagnose(kernel.checks))
      .filter(({ name }) => name.startsWith('training'))
      .map(({ level, finding }) => [level, finding])
  assert.deepEqual(await look(), [
    ['ok', 'Clients of the original cannot manage events: the account admin does not exist.'],
    ['ok', undefined],
  ])
  const admin = await opened.as('admin')
  const { id } = await demo(opened)
  await admin.patch(`${PREFIX}/events/${id}`, { mode: 'wishes' })
  const [first] = (await admin.get(`${PREFIX}/events/${id}/participants`)).json().items
  const [workshop] = (await admin.get(`${PREFIX}/events/${id}/workshops`)).json().items
  const wishes = [{ workshopId: workshop.id, rank: 1 }]
  assert.equal((await admin.put(`${PREFIX}/participants/${first.id}/wishes`, { wishes })).statusCode, 200)
  const started = await admin.post(`${PREFIX}/events/${id}/allocations`, {})
  assert.equal(started.statusCode, 202, started.body)
  clock.advance(2 * HOUR_MS)
  const [[, who] = [], [level, hangs] = []] = await look()
  assert.equal(who, 'Clients of the original manage events with the password of admin.')
  assert.deepEqual([level, hangs], ['warning', 'A distribution of wishes has been running for over an hour.'])
  assert.deepEqual(
    (await homeOf(admin)).running.map(({ title }) => title),
    ['demo: wishes are distributed', 'demo'],
  )
})
