import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Type } from 'typebox'
import { eachApp } from '../../../test/support/app.ts'
import { waitFor } from '../../../test/support/wait.ts'
import { inTransaction } from '../db/db.ts'
import { defineJob, enqueue } from '../jobs/jobs.ts'

const failing = defineJob({
  name: 'test.failing',
  payload: Type.Object({ n: Type.Integer({ minimum: 0, maximum: 9 }) }),
  maxAttempts: 1,
  async run({ n }) {
    throw new Error(`fault ${n}`)
  },
})

eachApp((open, name) => {
  test(`operators read who did what, newest first, by what and by whom, page by page (${name})`, async () => {
    const opened = await open()
    const admin = await opened.as('admin')
    const ada = await opened.as('ada')
    for (let i = 0; i < 3; i += 1) await admin.post('/api/groups', { name: `g${i}` })
    assert.equal((await ada.patch('/api/me', { firstName: 'Ada' })).statusCode, 200)
    await waitFor(async () => (await admin.get(`/api/journal?account=${ada.id}`)).json().items.length === 1)
    const [changed] = (await admin.get(`/api/journal?account=${ada.id}`)).json().items
    assert.deepEqual(
      { ...changed, seq: 0, requestId: '', credential: '' },
      {
        seq: 0,
        at: new Date(opened.clock.now()).toISOString(),
        action: 'account.changed',
        object: `account:${ada.id}`,
        service: null,
        account: { id: ada.id, name: 'ada' },
        via: 'token',
        credential: '',
        requestId: '',
        old: {
          name: 'ada',
          email: null,
          firstName: '',
          lastName: '',
          kind: 'person',
          administrator: false,
          disabled: false,
        },
        new: {
          name: 'ada',
          email: null,
          firstName: 'Ada',
          lastName: '',
          kind: 'person',
          administrator: false,
          disabled: false,
        },
        details: null,
        personal: { address: '127.0.0.1' },
        reason: null,
        count: 1,
      },
    )
    assert.match(changed.credential, /^token:\d+$/)
    const first = (await admin.get('/api/journal?action=group.created&limit=2')).json()
    assert.deepEqual(
      first.items.map((each: { new: { name: string } }) => each.new.name),
      ['g2', 'g1'],
    )
    const rest = (await admin.get(`/api/journal?action=group.created&limit=2&before=${first.next}`)).json()
    assert.deepEqual([rest.items.length, rest.items[0].new.name, rest.next], [1, 'g0', null])
    assert.equal((await ada.get('/api/journal')).statusCode, 403)
  })

  test(`operators see the jobs that wait or failed and why, and run one again or remove it (${name})`, async () => {
    const opened = await open()
    const { kernel } = opened
    kernel.jobs.register(failing, {})
    const admin = await opened.as('admin')
    for (const n of [0, 1, 2]) await inTransaction(kernel.db, (tx) => enqueue(tx, failing, { n }))
    await opened.jobs.drain()
    const first = (await admin.get('/api/jobs?state=failed&limit=2')).json()
    const rest = (await admin.get(`/api/jobs?state=failed&limit=2&before=${first.next}`)).json()
    const found = [...first.items, ...rest.items]
    assert.deepEqual(
      found.map(({ name, state, lastError }) => [name, state, /fault \d/.exec(lastError)?.[0]]).sort(),
      [0, 1, 2].map((n) => ['test.failing', 'failed', `fault ${n}`]),
    )
    assert.equal(rest.next, null)
    assert.ok(!('payload' in found[0]) && !('claimedBy' in found[0]))
    const [one, two] = found
    assert.equal((await admin.post(`/api/jobs/${one.id}/retry`)).statusCode, 204)
    assert.equal((await admin.post(`/api/jobs/${two.id}/cancel`)).statusCode, 204)
    assert.equal((await admin.post(`/api/jobs/${two.id}/cancel`)).statusCode, 404)
    const left = (await admin.get('/api/jobs'))
      .json()
      .items.filter((each: { name: string }) => each.name === failing.name)
    assert.deepEqual(left.map(({ state }: { state: string }) => state).sort(), ['failed', 'waiting'])
  })

  test(`mails that are kept because there is no server are shown to operators (${name})`, async () => {
    const opened = await open()
    const admin = await opened.as('admin')
    const { db, mail } = opened.kernel
    for (const n of [1, 2]) {
      const values = { address: 'http://atelier.test', time: 'now' }
      const prepared = await mail.prepare({ to: `p${n}@x.org`, template: 'test', values })
      await inTransaction(db, (tx) => mail.send(tx, prepared))
    }
    await opened.jobs.drain()
    const page = (await admin.get('/api/mails?limit=1')).json()
    assert.deepEqual([page.items[0].to, page.items[0].state], ['p2@x.org', 'kept'])
    const rest = (await admin.get(`/api/mails?limit=1&before=${page.next}`)).json()
    assert.deepEqual([rest.items[0].to, rest.next], ['p1@x.org', null])
  })
})
