import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eachApp, testApp } from '../../../test/support/apps/kernel.ts'
import { asPage, cookieOf, signIn } from '../../../test/support/browser-session.ts'

const PASSWORD = 'correct horse battery'

eachApp((open, name) => {
  test(`an administrator's old sign-in does not change how they themselves sign in, by no route (${name})`, async () => {
    const opened = await open()
    const admin = await opened.as('admin')
    const other = await opened.as('other')
    assert.equal(
      (await admin.put(`/api/accounts/${admin.id}/password`, { password: PASSWORD })).statusCode,
      204,
    )
    const cookie = cookieOf(await signIn(opened, { name: 'admin', password: PASSWORD }))
    opened.clock.advance(16 * 60_000)
    const ask = (method: 'PUT' | 'PATCH' | 'POST' | 'DELETE', url: string, payload: object) =>
      asPage(opened, cookie, { method, url: `/api/accounts/${url}`, payload })
    for (const [method, url, payload] of [
      ['PUT', 'password', { password: 'another horse battery' }],
      ['PATCH', '', { email: 'thief@example.org' }],
      ['DELETE', 'factors', { reason: 'lost' }],
      ['POST', 'erasure', { name: 'admin', reason: 'gone' }],
    ] as const) {
      const refused = await ask(method, `${admin.id}/${url}`, payload)
      assert.equal(refused.json().code, 'confirm_needed', url)
    }
    assert.equal((await ask('PUT', `${other.id}/password`, { password: PASSWORD })).statusCode, 204)
    assert.equal((await ask('PATCH', `${admin.id}`, { firstName: 'Ada' })).statusCode, 200)
  })

  test(`an account is made, read, changed and found, with all that its view promises and no more (${name})`, async () => {
    const opened = await open()
    const admin = await opened.as('admin')
    const made = await admin.post('/api/accounts', {
      name: 'ada',
      email: 'ada@lab.example.org',
      password: PASSWORD,
      firstName: 'Ada',
      lastName: 'Lovelace',
    })
    assert.equal(made.statusCode, 201)
    const { id } = made.json()
    assert.equal(made.headers.location, `/api/accounts/${id}`)
    const view = {
      id,
      name: 'ada',
      email: 'ada@lab.example.org',
      firstName: 'Ada',
      lastName: 'Lovelace',
      kind: 'person',
      administrator: false,
      disabled: false,
      lastSignInAt: null,
      createdAt: new Date(opened.clock.now()).toISOString(),
    }
    assert.deepEqual(made.json(), view)
    assert.equal(
      (await admin.put(`/api/accounts/${id}/roles`, { roles: ['collection:manager'] })).statusCode,
      200,
    )
    const read = await admin.get(`/api/accounts/${id}`)
    const roles = ['collection:manager']
    assert.deepEqual(read.json(), {
      ...view,
      ownRoles: roles,
      roles,
      groups: [],
      hasPassword: true,
      osAccount: null,
      disabledAt: null,
      disabledReason: null,
      mergedInto: null,
    })
    assert.equal((await signIn(opened, { name: 'ada', password: PASSWORD })).statusCode, 201)
    const found = await admin.get('/api/accounts?search=LAB.example')
    const seen = { lastSignInAt: view.createdAt, lastSeenAt: view.createdAt }
    assert.deepEqual(found.json(), {
      items: [{ ...view, ...seen, groups: [], services: ['collection'] }],
      next: null,
      total: { count: 1, exact: true },
    })
    assert.deepEqual((await admin.get('/api/accounts?search=%25')).json().items, [])
  })

  test(`lists are paged by their last id, and every page but the last says where the next begins (${name})`, async () => {
    const opened = await open()
    const admin = await opened.as('admin')
    for (let i = 0; i < 6; i += 1) await admin.post('/api/groups', { name: `g${i}` })
    const seen: string[] = []
    let after = ''
    for (let pages = 0; pages < 4; pages += 1) {
      const { items, next } = (await admin.get(`/api/groups?limit=2${after}`)).json()
      seen.push(...items.map((each: { name: string }) => each.name))
      if (next === null) break
      after = `&after=${next}`
    }
    assert.deepEqual(seen, ['g0', 'g1', 'g2', 'g3', 'g4', 'g5'])
  })

  test(`a name and an e-mail address are one account's, whatever their case and whichever of the two they are (${name})`, async () => {
    const opened = await open()
    const admin = await opened.as('admin')
    const make = async (body: object) => (await admin.post('/api/accounts', body)).statusCode
    assert.equal(await make({ name: 'ada', email: 'ada@lab.example.org' }), 201)
    assert.equal(await make({ name: 'ADA' }), 409)
    assert.equal(await make({ name: 'eve', email: 'Ada@Lab.Example.org' }), 409)
    assert.equal(await make({ name: 'ada@lab.example.org' }), 409)
    assert.equal(await make({ name: 'ben@lab.example.org', email: 'ben@lab.example.org' }), 201)
    const emailOf = async (who: string) => {
      const { id } = await opened.as(who)
      return (email: string | null) => admin.patch(`/api/accounts/${id}`, { email })
    }
    const eve = await emailOf('eve')
    assert.equal((await eve('BEN@lab.example.org')).json().code, 'email_taken')
    // What is given up is free again, and only that.
    const ben = await emailOf('ben@lab.example.org')
    assert.equal((await ben('ben@home.example.org')).statusCode, 200)
    assert.equal((await eve('ben@lab.example.org')).statusCode, 409)
    assert.equal((await ben(null)).statusCode, 200)
    assert.equal((await eve('ben@home.example.org')).statusCode, 200)
    const [first, second] = await Promise.all([
      make({ name: 'same', email: 'one@x.org' }),
      make({ name: 'other', email: 'ONE@x.org' }),
    ])
    assert.deepEqual([first, second].sort(), [201, 409])
  })

  test(`a change that is based on what somebody else has changed meanwhile is 412 (${name})`, async () => {
    const opened = await open()
    const admin = await opened.as('admin')
    const { id } = (await admin.post('/api/accounts', { name: 'ada', password: PASSWORD })).json()
    const etag = String((await admin.get(`/api/accounts/${id}`)).headers.etag)
    const change = (firstName: string, match: string) =>
      opened.app.inject({
        method: 'PATCH',
        url: `/api/accounts/${id}`,
        headers: { authorization: `Bearer ${admin.token}`, 'if-match': match },
        payload: { firstName },
      })
    const answers = await Promise.all(['A', 'B', 'C', 'D'].map((each) => change(each, etag)))
    assert.deepEqual(answers.map(({ statusCode }) => statusCode).sort(), [200, 412, 412, 412])
    assert.equal((await change('E', etag)).json().code, 'changed')
    assert.equal((await change('E', 'W/"1"')).statusCode, 412)
    const now = String(answers.find(({ statusCode }) => statusCode === 200)?.headers.etag)
    // Signing in is no change that anybody's form is about.
    assert.equal((await signIn(opened, { name: 'ada', password: PASSWORD })).statusCode, 201)
    assert.equal((await change('E', now)).statusCode, 200)
    assert.equal((await change('F', '*')).statusCode, 200)
  })

  test(`the last administrator stays one, also when two take each other's right at once (${name})`, async () => {
    const opened = await open()
    const admin = await opened.as('admin')
    for (const body of [{ administrator: false }, { disabled: true }]) {
      const refused = await admin.patch(`/api/accounts/${admin.id}`, body)
      assert.equal(refused.json().code, 'last_administrator')
    }
    for (let round = 0; round < 5; round += 1) {
      const other = await opened.as(`other${round}`, { administrator: true })
      const answers = await Promise.all([
        admin.patch(`/api/accounts/${other.id}`, { administrator: false }),
        other.patch(`/api/accounts/${admin.id}`, { administrator: false }),
      ])
      const left = await opened.kernel.db
        .selectFrom('kernel_account')
        .select('id')
        .where('administrator', '=', 1)
        .execute()
      assert.equal(left.length, 1, JSON.stringify(answers.map(({ statusCode }) => statusCode)))
      if (left[0]?.id !== admin.id) {
        assert.equal(
          (await other.patch(`/api/accounts/${admin.id}`, { administrator: true })).statusCode,
          200,
        )
        assert.equal(
          (await other.patch(`/api/accounts/${other.id}`, { administrator: false })).statusCode,
          200,
        )
      }
    }
  })

  test(`roles come from an account and from its groups, and two lists that are set at once do not mix (${name})`, async () => {
    const opened = await open()
    const admin = await opened.as('admin')
    const ada = await opened.as('ada')
    const rolesOf = async () => (await admin.get(`/api/accounts/${ada.id}`)).json().roles
    const { id: group } = (await admin.post('/api/groups', { name: 'Readers' })).json()
    const set = (roles: string[]) => admin.put(`/api/accounts/${ada.id}/roles`, { roles })
    await admin.put(`/api/groups/${group}/roles`, { roles: ['training:manager', 'training:manager'] })
    await set(['collection:coordinator'])
    assert.deepEqual(await rolesOf(), ['collection:coordinator'])
    const member = `/api/groups/${group}/members/${ada.id}`
    for (let twice = 0; twice < 2; twice += 1) assert.equal((await admin.put(member)).statusCode, 204)
    assert.deepEqual(await rolesOf(), ['collection:coordinator', 'training:manager'])
    assert.equal((await admin.get('/api/groups')).json().items[0].members, 1)
    assert.deepEqual((await ada.get('/api/session')).json().roles, [
      'collection:coordinator',
      'training:manager',
    ])
    assert.equal((await admin.delete(member)).statusCode, 204)
    assert.deepEqual(await rolesOf(), ['collection:coordinator'])
    const lists = [
      ['a:x', 'b:x', 'c:x'],
      ['c:x', 'd:x'],
      ['e:x', 'a:x'],
    ]
    const answers = await Promise.all([...lists, ...lists].map(set))
    assert.ok(answers.every(({ statusCode }) => statusCode === 200))
    const now = JSON.stringify(await rolesOf())
    assert.ok(lists.map((each) => JSON.stringify([...each].sort())).includes(now), now)
    assert.equal((await set(['manager'])).statusCode, 400)
    assert.equal((await set(['collection:Manager'])).statusCode, 400)
  })
})

test('A2: what is not theirs to set cannot be set by sending it', async () => {
  const opened = await testApp()
  const ada = await opened.as('ada')
  for (const extra of [
    { administrator: true },
    { id: 1 },
    { name: 'admin' },
    { roles: ['a:b'] },
    { disabled: false },
  ])
    assert.equal(
      (await ada.patch('/api/me', { firstName: 'A', ...extra })).statusCode,
      400,
      JSON.stringify(extra),
    )
  assert.equal((await ada.get('/api/me')).json().firstName, '')
})

test('a service account has tokens and no password', async () => {
  const opened = await testApp()
  const admin = await opened.as('admin')
  const body = { name: 'robot', kind: 'service' }
  assert.equal((await admin.post('/api/accounts', { ...body, password: PASSWORD })).statusCode, 409)
  const { id } = (await admin.post('/api/accounts', body)).json()
  const set = await admin.put(`/api/accounts/${id}/password`, { password: PASSWORD })
  assert.equal(set.json().code, 'service_account')
})
