import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testApp } from '../../../../test/support/apps/pipelines.ts'
import { waitFor } from '../../../../test/support/wait.ts'
import { benchWith, HELD, letGo, runs, setSlots } from './runner.fixture.ts'

const API = '/api/pipelines'

test('operators see the queue, hold a host, move and end what waits', async () => {
  const bench = await benchWith(testApp, { apps: { held: HELD } })
  const { test: app, pipelines } = bench
  const ada = await app.as('ada', { roles: ['pipelines:user'] })
  const otto = await app.as('otto', { roles: ['pipelines:admin'] })
  await setSlots(bench, 1)
  const [first = 0, second = 0, third = 0] = await bench.submit(
    ada.id,
    { app: 'held' },
    { app: 'held' },
    { app: 'held' },
  )
  await runs(bench, [first])
  const queue = async (query = '') => (await otto.get(`${API}/queue${query}`)).json()
  const seen = await queue()
  assert.deepEqual(seen.counts, { waiting: 2, working: 1 })
  assert.deepEqual(
    seen.items.map(({ id, status, ahead, message }: Record<string, unknown>) => [id, status, ahead, message]),
    [
      [first, 'running', null, ''],
      [second, 'submitted', 0, 'The one place of This machine is taken.'],
      [third, 'submitted', 1, 'The one place of This machine is taken. One experiment is ahead of it.'],
    ],
  )
  assert.equal(seen.items[0].person.name, 'ada')
  const page = await queue('?state=waiting&limit=1')
  assert.deepEqual([page.items.length, page.next], [1, second])

  const hosts = (await otto.get(`${API}/hosts`)).json()
  const [local] = hosts.items
  assert.deepEqual([local.key, local.running, local.waiting, local.health.state], ['localhost', 1, 2, 'up'])
  assert.ok(hosts.backends.includes('outside'))
  const held = await otto.patch(`${API}/hosts/${local.id}`, { isEnabled: false, slots: 2 })
  assert.equal(held.json().health.state, 'off')
  await letGo(bench, first)
  await bench.ended(first)
  await waitFor(async () => (await queue()).items[0].message.startsWith('This machine is switched off.'))
  assert.equal((await bench.row(second)).status, 'submitted')

  const cubic = { key: 'cubic', name: 'CUBIC', backend: 'outside', options: {}, slots: 5 }
  assert.equal((await otto.post(`${API}/hosts`, cubic)).statusCode, 201)
  assert.equal((await otto.post(`${API}/hosts`, cubic)).json().code, 'key_taken')
  assert.equal(
    (await otto.post(`${API}/hosts`, { ...cubic, key: 'x', backend: 'nowhere' })).json().code,
    'unknown_backend',
  )
  assert.equal((await otto.post(`${API}/queue/${third}/requeue`, { host: 'cubic' })).statusCode, 204)
  assert.deepEqual(
    [(await bench.row(third)).runner, (await queue()).items[1].host.name],
    ['outside', 'CUBIC'],
  )
  const [, outside] = (await otto.get(`${API}/hosts`)).json().items
  assert.deepEqual([outside.health.state, outside.warning], ['silent', 'One experiment waits for it.'])
  await app.inject({ url: '/pipelines/experiments/queue', headers: { host: 'localhost' } })
  assert.equal((await otto.get(`${API}/hosts/${outside.id}`)).json().health.state, 'up')
  assert.equal((await bench.row(third)).status, 'claimed')
  assert.equal((await otto.post(`${API}/queue/${third}/requeue`, { host: 'localhost' })).statusCode, 204)

  const both = { ids: [second, third], reason: 'The machine is needed' }
  assert.deepEqual((await otto.post(`${API}/queue/cancel`, both)).json(), { ids: [second, third] })
  assert.equal((await bench.ended(third)).message, 'It was cancelled: The machine is needed')
  assert.equal((await otto.post(`${API}/queue/cancel`, both)).json().code, 'is_over')
  assert.equal((await otto.post(`${API}/queue/${third}/requeue`, {})).json().code, 'at_work')
  assert.equal((await otto.delete(`${API}/hosts/${local.id}`)).json().code, 'last_host')
  assert.equal((await otto.delete(`${API}/hosts/${outside.id}`)).statusCode, 204)
  for (const url of [`${API}/queue`, `${API}/hosts`]) assert.equal((await ada.get(url)).statusCode, 403)
  const entries = (await pipelines.kernel.journal.list({ limit: 100 })).map(({ action }) => action)
  for (const action of [
    'pipelines.host.changed',
    'pipelines.experiment.requeued',
    'pipelines.experiment.cancelled',
  ])
    assert.ok(entries.includes(action), action)
})
