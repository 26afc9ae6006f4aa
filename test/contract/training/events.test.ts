import assert from 'node:assert/strict'
import { StatementSync } from 'node:sqlite'
import { describe, test } from 'node:test'
import { testApp } from '../../support/apps/training.ts'
import { operationsOf } from '../../support/document.ts'
import { choiceOf, eachSchool, refused, schoolOn, type WireWorkshop } from './school.ts'

// One server for those who need no settings of their own; each makes an event and people of its own.
const shared = await schoolOn(await testApp())

eachSchool((open, database) => {
  test(`an event is replaced as a whole or not at all, by the address and never by the body (${database})`, async () => {
    const school = await open()
    const { admin, nobody } = school
    refused(await admin.post('/events', {}), 400)
    refused(await nobody.post('/auth/login', { credential: 'a\u0000b:x', admin_login: 1 }), 401)
    for (const name of ['', '  ', 'x'.repeat(81), 'a\nb', null, 5, {}, 'a\u0000b', '\ud800'])
      refused(await admin.post('/events', { name }), 400)
    for (const body of [[], 'x', null, 5]) refused(await admin.post('/events', body), 400)
    refused(await admin.post('/events', { name: 'x', available: 'yes' }), 400)
    const long = '🎉'.repeat(80)
    const first = await admin.post('/events', {
      name: ` ${long} `,
      id: 77,
      workshops: [{ title: 'Not here' }],
    })
    assert.deepEqual(first.body as object, { id: first.body.id, name: long, available: false, workshops: [] })
    assert.equal((await admin.post('/events', { name: 'A-Za-z0-9_-', available: true })).body.available, true)
    refused(await admin.post('/events', { name: 'A-Za-z0-9_-' }), 409)

    const { event, ids, users } = await school.event({
      name: 'whole',
      workshops: [
        { title: 'A', moment: '1', description: '*', limit: 3, targetGroup: '' },
        { title: 'B', moment: '2' },
      ],
      users: [{ full_name: 'Nick', identity: 'nick' }],
    })
    const [a, b] = ids as [number, number]
    const path = `/events/${event.id}`
    const nick = await school.login('nick')
    const own = `/registrations/user/${users[0]?.id}`
    assert.equal((await nick.put(own, { workshop_ids: ids })).status, 200)
    const links = [{ workshop1_id: a, workshop2_id: b, link_type: 'inclusive' }]
    assert.equal((await admin.put(`${path}/workshop_links`, links)).status, 204)

    // What was read and is sent back changes nothing, and neither do keys that mean nothing here.
    const { body: read } = await admin.get(path)
    assert.deepEqual(read.workshops[1] as object, {
      id: b,
      title: 'B',
      description: '',
      moment: '2',
      limit: 1_000,
      targetGroup: '',
      event: event.id,
      registrations: null,
      _registrationCount: 1,
    })
    const { journal } = school.test.kernel
    const head = async () => (await journal.list({ limit: 1 }))[0]?.seq
    const seq = await head()
    for (const body of [
      read,
      { ...read, id: first.body.id, extra: {}, workshops: undefined },
      {},
      { available: 1, workshops: null },
      {
        available: 'true',
        workshops: read.workshops.map((each) => ({ ...each, limit: String(each.limit) })),
      },
      {
        workshops: [
          { id: a },
          { id: b, title: null, description: '', limit: null, event: 9, registrations: [] },
        ],
      },
    ])
      assert.deepEqual((await admin.put(path, body)).body, read)
    assert.equal(await head(), seq)

    const other = await school.event({ workshops: [{ title: 'Elsewhere' }] })
    const [elsewhere] = other.event.workshops as [WireWorkshop]
    const bad = (item: unknown) => ({
      name: 'changed',
      available: false,
      workshops: [{ id: a, title: 'Z' }, item],
    })
    for (const [body, text] of [
      [{ name: '' }, undefined],
      [{ name: null }, undefined],
      [{ available: 2 }, /available/],
      [{ available: 'no' }, /available/],
      [{ workshops: 'x' }, /workshops/],
      [{ workshops: {} }, /workshops/],
      [bad('x'), /Workshop 2/],
      [bad(null), /Workshop 2/],
      [bad({ id: elsewhere.id }), new RegExp(String(elsewhere.id))],
      [bad({ id: 987_654_321 }), /987654321/],
      [bad({ id: a }), /twice/],
      [bad({ id: '1' }), /id/],
      [bad({ id: 0 }), undefined],
      [bad({ title: 5 }), /Workshop 2: title/],
      [bad({ title: 'C', limit: -1 }), /Workshop 2 \(C\): limit/],
      [bad({ title: 'C', limit: 1.5 }), /limit/],
      [bad({ title: 'C', limit: '' }), /limit/],
      [bad({ title: 'C', limit: '1e3' }), /limit/],
      [bad({ title: 'C', limit: 1_000_001 }), /limit/],
      [bad({ title: 'C', limit: true }), /limit/],
      [bad({ title: 'x'.repeat(81) }), /title/],
      [bad({ title: 'C', moment: 'x'.repeat(81) }), /moment/],
      [bad({ title: 'C', targetGroup: [] }), /targetGroup/],
      [bad({ title: 'C', description: 'x'.repeat(20_001) }), /description/],
      [bad({ title: 'C', description: 'a\u0000b' }), /description/],
      [bad({ title: 'C', description: '\ud800' }), /description/],
      [{ workshops: Array.from({ length: 2_001 }, () => ({})) }, /2,000/],
    ] as const) {
      refused(await admin.put(path, body), 400, text)
      assert.deepEqual((await admin.get(path)).body, read)
    }
    refused(await admin.put(path, { name: other.event.name, workshops: [] }), 409)
    assert.deepEqual((await admin.get(path)).body, read)
    for (const id of ['987654321', '0', '-1', 'x', '1.0', '1e1', '99999999999999999999'])
      for (const answer of [
        await nobody.get(`/events/${id}`),
        await admin.put(`/events/${id}`, read),
        await admin.delete(`/events/${id}`),
        await admin.get(`/events/${id}/users`),
        await admin.get(`/events/${id}/workshop_links`),
      ])
        refused(answer, 404)

    // A workshop that is left out goes with its registrations and links.
    const shorter = await admin.put(path, { ...read, name: 'renamed', workshops: read.workshops.slice(1) })
    assert.deepEqual(shorter.body as object, { ...read, name: 'renamed', workshops: read.workshops.slice(1) })
    assert.deepEqual((await admin.get(`${path}/workshop_links`)).body.workshop_links, [])
    assert.deepEqual(await choiceOf(nick, users[0]?.id ?? 0), [b])
    const emptied = await admin.put(path, { workshops: [{}] })
    const [fresh] = emptied.body.workshops
    assert.ok(fresh && fresh.id > elsewhere.id, 'no id comes back')
    assert.deepEqual(
      [fresh.title, fresh.description, fresh.moment, fresh.limit, fresh.targetGroup],
      ['Workshop', '', 'default', 1_000, ''],
    )
    assert.deepEqual(await choiceOf(nick, users[0]?.id ?? 0), [])

    assert.equal((await admin.delete(path)).status, 204)
    refused(await admin.get(path), 404)
    refused(await nick.get('/auth/login'), 401)
    assert.ok(!(await nobody.get('/events')).body.events.some(({ id }) => id === event.id))
    // The next one has ids of its own, and nobody of before in it.
    const next = await school.event({ workshops: [{}], users: [{ full_name: 'Nick', identity: 'nick' }] })
    assert.ok(next.event.id > event.id && (next.users[0]?.id ?? 0) > (users[0]?.id ?? 0))
    assert.deepEqual(next.users[0]?.registrations, [])
  })
})

describe('training: the protocol as a whole', () => {
  test('links are replaced by good ones or kept, and each counts once in either order', async () => {
    const school = shared
    const { admin } = school
    const { event, ids } = await school.event({
      workshops: [{ targetGroup: 'a' }, { targetGroup: 'a' }, { targetGroup: 'b' }],
      users: [{ full_name: 'Nick', identity: 'nick 1' }],
    })
    const other = await school.event({ workshops: [{}] })
    const [one, two, three] = ids as [number, number, number]
    const [elsewhere] = other.ids as [number]
    const path = `/events/${event.id}/workshop_links`
    const link = (workshop1_id: unknown, workshop2_id: unknown, link_type: unknown = 'exclusive') => ({
      workshop1_id,
      workshop2_id,
      link_type,
      event_id: other.event.id,
    })
    assert.equal((await admin.put(path, [link(two, one, 'inclusive'), link(three, one)])).status, 204)
    const kept = {
      workshop_links: [
        [{ ...link(two, one, 'inclusive'), event_id: event.id }, {}],
        [{ ...link(three, one), event_id: event.id }, {}],
      ],
    }
    const nick = await school.login('nick 1')
    for (const client of [admin, nick]) assert.deepEqual((await client.get(path)).body as object, kept)
    assert.deepEqual((await nick.get(`/events/${other.event.id}/workshop_links`)).body.workshop_links, [])
    for (const body of [
      {},
      'x',
      null,
      [null],
      [[]],
      ['x'],
      [link(one, two, 'both')],
      [link(one, two, null)],
      [link(one, undefined)],
      [link(String(one), two)],
      [link(one, 1.5)],
      [link(one, 987_654_321)],
      [link(one, elsewhere)],
      [link(one, one)],
      [link(one, two), link(one, two)],
      [link(one, two), link(two, one, 'inclusive')],
      [link(one, three, 'inclusive')],
    ])
      refused(await admin.put(path, body), 400)
    assert.deepEqual((await admin.get(path)).body as object, kept)
    refused(await school.nobody.get(path), 401)
    refused(await nick.put(path, []), 401)
    assert.equal((await admin.put(path, [])).status, 204)
    assert.deepEqual((await admin.get(path)).body.workshop_links, [])
  })

  test('identity is asked before what is there and before the body; no right is 401 everywhere', async () => {
    const school = shared
    const { event } = await school.event({ users: [{ full_name: 'Nick', identity: 'nick 2' }] })
    const nick = await school.login('nick 2')
    for (const [method, path] of [
      ['POST', '/events'],
      ['PUT', `/events/${event.id}`],
      ['PUT', '/events/987654321'],
      ['DELETE', `/events/${event.id}`],
      ['DELETE', '/events/x'],
      ['PUT', `/events/${event.id}/workshop_links`],
      ['GET', `/events/${event.id}/users`],
      ['PUT', `/events/${event.id}/users`],
      ['GET', `/events/${event.id}/unregistered_users`],
      ['GET', `/event/${event.id}/unregistered_users`],
      ['GET', `/export/event_registrations/${event.id}`],
      ['POST', '/auth/change_admin_password'],
    ] as const)
      for (const token of ['', 'x', nick.token])
        for (const body of ['{"broken', '[]']) {
          const answer = await school.fetch(path, {
            method,
            headers: {
              'content-type': 'application/json',
              ...(token && { authorization: `Bearer: ${token}` }),
            },
            ...(method !== 'GET' && { body }),
          })
          refused(answer, 401)
        }
    const broken = {
      method: 'PUT',
      body: '{"broken',
      headers: { authorization: `Bearer: ${school.admin.token}` },
    }
    const json = { ...broken.headers, 'content-type': 'application/json' }
    refused(await school.fetch(`/events/${event.id}`, { ...broken, headers: json }), 400)
    refused(await school.fetch(`/events/${event.id}`, broken), 415)
    refused(await school.fetch(`/events/${event.id}`, { method: 'PUT', headers: broken.headers }), 400)
    assert.equal((await school.admin.get(`/events/${event.id}/users`)).body.users.length, 1)
  })

  test('addresses end with a slash or not, HEAD is where GET is, other methods are 405 and other addresses 404', async () => {
    const school = shared
    const { event, users } = await school.event({ users: [{ full_name: 'Nick', identity: 'nick 3' }] })
    const nick = await school.login('nick 3')
    const own = `/registrations/user/${users[0]?.id}`
    assert.deepEqual((await school.nobody.get('/auth/config/')).body as object, { method: 'key' })
    for (const [path, token, allow] of [
      ['/auth/config', '', 'GET, HEAD'],
      ['/auth/login', nick.token, 'GET, HEAD, POST'],
      ['/events', '', 'GET, HEAD, POST'],
      [`/events/${event.id}`, '', 'DELETE, GET, HEAD, PUT'],
      [`/events/${event.id}/workshop_links`, nick.token, 'GET, HEAD, PUT'],
      [`/events/${event.id}/users`, school.admin.token, 'GET, HEAD, PUT'],
      [`/event/${event.id}/unregistered_users`, school.admin.token, 'GET, HEAD'],
      [`/export/event_registrations/${event.id}`, school.admin.token, 'GET, HEAD'],
      [own, nick.token, 'GET, HEAD, PUT'],
      [`${own}/5`, nick.token, 'DELETE, GET, HEAD'],
    ] as const) {
      const headers = token ? { authorization: `Bearer: ${token}` } : undefined
      const get = await school.fetch(`${path}/`, { headers })
      const head = await school.fetch(path, { method: 'HEAD', headers })
      assert.deepEqual([get.status, head.status, head.text], [200, 200, ''], path)
      assert.equal(head.headers.get('content-type'), get.headers.get('content-type'))
      const patch = await school.fetch(path, { method: 'PATCH', headers, body: 'x' })
      refused(patch, 405)
      const allowed = (answer: typeof patch) => answer.headers.get('allow')?.split(', ').sort().join(', ')
      assert.equal(allowed(patch), allow)
      const options = await school.fetch(path, { method: 'OPTIONS' })
      assert.deepEqual([options.status, allowed(options)], [204, allow])
    }
    for (const path of ['', '/', '/x', '/events/1/x', '/registrations', '/auth', '/export/x'])
      refused(await school.nobody.get(path), 404)
    const silent = (await operationsOf(school.test.app)).filter(
      ({ path, statuses }) => path.startsWith('/training/') && statuses.includes(204),
    )
    assert.deepEqual(silent.map(({ key }) => key).sort(), [
      'DELETE /training/events/{id}',
      'DELETE /training/registrations/user/{uid}/{wid}',
      'PUT /training/events/{id}/users',
      'PUT /training/events/{id}/workshop_links',
    ])
  })

  test('pages of the configured origins alone may call it', async () => {
    const here = 'https://workshops.school.example'
    const env = { ATELIER_TRAINING_CORS_ORIGINS: `${here}, https://other.example` }
    const school = await schoolOn(await testApp({ env }))
    const ask = (origin: string, method = 'GET', path = '/events') =>
      school.fetch(path, {
        method,
        headers: {
          origin,
          ...(method === 'OPTIONS' && {
            'access-control-request-method': 'PUT',
            'access-control-request-headers': 'authorization,content-type',
          }),
        },
      })
    for (const path of ['/events', '/auth/login', '/nowhere']) {
      const answer = await ask(here, 'GET', path)
      assert.equal(answer.headers.get('access-control-allow-origin'), here)
      assert.equal(answer.headers.get('vary'), 'Origin')
      assert.equal(answer.headers.get('access-control-allow-credentials'), null)
    }
    const preflight = await ask(here, 'OPTIONS', '/registrations/user/1000001')
    assert.equal(preflight.status, 204)
    assert.equal(preflight.headers.get('access-control-allow-origin'), here)
    assert.equal(
      preflight.headers.get('access-control-allow-methods'),
      'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS',
    )
    assert.equal(preflight.headers.get('access-control-allow-headers'), 'authorization, content-type')
    for (const origin of [
      'https://evil.example',
      `${here}.evil.example`,
      'null',
      'https://WORKSHOPS.school.example',
    ])
      for (const method of ['GET', 'OPTIONS']) {
        const answer = await ask(origin, method)
        assert.equal(answer.headers.get('access-control-allow-origin'), null)
        assert.equal(answer.headers.get('vary'), 'Origin')
      }
  })

  test('an event is read by the same number of queries, however many workshops it has', async (t) => {
    const school = shared
    const read = t.mock.method(StatementSync.prototype, 'all')
    const queriesOf = async (workshops: number) => {
      const { event } = await school.event({
        workshops: Array.from({ length: workshops }, (_, i) => ({ title: `W${i}` })),
      })
      read.mock.resetCalls()
      const { body } = await school.nobody.get(`/events/${event.id}`)
      assert.equal(body.workshops.length, workshops)
      return read.mock.callCount()
    }
    assert.equal(await queriesOf(2), 3)
    assert.equal(await queriesOf(120), 3)
  })

  test('the clock opens and closes, and what was read then can be sent back without changing that', async () => {
    const school = await schoolOn(await testApp())
    const { test: opened, admin, nobody } = school
    const { event, ids, users } = await school.event({
      workshops: [{ moment: '1' }],
      users: [
        { full_name: 'An', identity: 'an', user_class: '4A' },
        { full_name: 'Bob', identity: 'bob', user_class: '4B' },
      ],
      available: false,
    })
    const later = (minutes: number) => new Date(opened.clock.now() + minutes * 60_000).toISOString()
    const organiser = await opened.as('admin')
    const patched = await organiser.patch(`/api/training/events/${event.id}`, {
      opensAt: later(20),
      closesAt: later(30),
      openings: [{ kind: 'class', value: '4A', opensAt: later(10) }],
    })
    assert.equal(patched.statusCode, 200, patched.body)
    const people = await Promise.all(users.map((each) => school.login(each.identity)))
    const tryAll = () =>
      Promise.all(
        people.map(
          async (client, i) =>
            (await client.put(`/registrations/user/${users[i]?.id}`, { workshop_ids: ids })).status,
        ),
      )
    const seen = async () => {
      const { body } = await nobody.get(`/events/${event.id}`)
      const { body: same } = await admin.put(`/events/${event.id}`, body)
      assert.deepEqual(same, body)
      return [body.available, ...(await tryAll())]
    }
    assert.deepEqual(await seen(), [false, 403, 403])
    opened.clock.advance(10 * 60_000)
    assert.deepEqual(await seen(), [true, 200, 403])
    opened.clock.advance(10 * 60_000)
    assert.deepEqual(await seen(), [true, 200, 200])
    opened.clock.advance(10 * 60_000)
    assert.deepEqual(await seen(), [false, 403, 403])
    opened.clock.advance(1)
    assert.equal((await admin.put(`/events/${event.id}`, { available: true })).body.available, true)
    assert.deepEqual(await seen(), [true, 200, 200])
    // By hand it closes for every class at once.
    assert.equal((await admin.put(`/events/${event.id}`, { available: false })).body.available, false)
    assert.deepEqual(await seen(), [false, 403, 403])
  })
})
