import assert from 'node:assert/strict'
import { test } from 'node:test'
import readExcel from 'read-excel-file/node'
import { testApp } from '../../support/apps/training.ts'
import { filesOf } from '../../support/unzip.ts'
import { choiceOf, eachSchool, refused, schoolOn, type WireUser } from './school.ts'

const DUPLICATE = 'Duplicate user identity key'

eachSchool((open, database) => {
  test(`a list replaces the participants: they are found by id, else by key, and no seat or key of the others stays (${database})`, async () => {
    const school = await open()
    const { admin, nobody } = school
    const { event, ids, users } = await school.event({
      workshops: [{ moment: '1', limit: 2 }],
      users: ['ann', 'bob', 'cleo', 'admin'].map((each) => ({ full_name: each, identity: each })),
    })
    const path = `/events/${event.id}/users`
    assert.deepEqual(
      users.map(({ id }) => id),
      users.map((_, i) => (users[0]?.id ?? 0) + i),
      'in the order of the list',
    )
    const [ann, bob, cleo] = users as [WireUser, WireUser, WireUser]
    const clients = await Promise.all(users.map((each) => school.login(each.identity)))
    for (const [i, user] of [ann, bob].entries())
      assert.equal(
        (await clients[i]?.put(`/registrations/user/${user.id}`, { workshop_ids: ids }))?.status,
        200,
      )
    // Somebody called admin is somebody.
    assert.equal((await clients[3]?.get('/auth/login'))?.body.full_name, 'admin')
    assert.equal((await admin.get('/auth/login')).status, 200)

    const put = await admin.put(path, [
      { full_name: 'Newcomer' },
      {
        id: ann.id,
        full_name: 'Ann B.',
        identity: '',
        user_class: '4B',
        permission: 100,
        event_id: 1,
        registrations: [],
      },
      { id: 987_654_321, full_name: 'Cleo', identity: 'cleo', targetGroup: 'x' },
      { full_name: 'Empty key', identity: null, extra: 1 },
    ])
    assert.equal(put.status, 204, put.text)
    const listed = (await admin.get(path)).body.users
    assert.deepEqual(
      listed.map((each) => [each.id, each.full_name, each.user_class, each.targetGroup, each.permission]),
      [
        [ann.id, 'Ann B.', '4B', '', 1],
        [cleo.id, 'Cleo', '', 'x', 1],
        [(users[3]?.id ?? 0) + 1, 'Newcomer', '', '', 1],
        [(users[3]?.id ?? 0) + 2, 'Empty key', '', '', 1],
      ],
    )
    assert.equal(listed[0]?.identity, 'ann')
    assert.equal(listed[0]?.registrations.length, 1)
    for (const { identity } of listed.slice(2)) assert.match(identity, /^[A-Z0-9]{8}$/)
    assert.deepEqual(await choiceOf(school.as(clients[0]?.token ?? ''), ann.id), ids)
    refused(await school.as(clients[1]?.token ?? '').get('/auth/login'), 401)
    assert.equal((await nobody.get(`/events/${event.id}`)).body.workshops[0]?._registrationCount, 1)
    const left = (await admin.get(`/events/${event.id}/unregistered_users`)).body.users
    assert.deepEqual(
      left.map(({ id }) => id),
      listed.slice(1).map(({ id }) => id),
    )
    refused(await nobody.post('/auth/login', { credential: 'bob', admin_login: 0 }), 401)

    // Keys can be swapped in one list; whoever had one has to sign in anew.
    const swapped = listed.map((each, i) => ({ ...each, identity: listed[i < 2 ? 1 - i : i]?.identity }))
    assert.equal((await admin.put(path, swapped)).status, 204)
    const after = (await admin.get(path)).body.users
    assert.deepEqual(
      after.map(({ identity }) => identity),
      swapped.map(({ identity }) => identity),
    )
    refused(await school.as(clients[0]?.token ?? '').get('/auth/login'), 401)
    assert.equal((await (await school.login('ann')).get('/auth/login')).body.id, cleo.id)

    const other = await school.event({ users: [{ full_name: 'Elsewhere', identity: 'theirs' }] })
    const row = (item: unknown) => [{ full_name: 'Fine' }, item]
    for (const [body, text] of [
      [{}, /list/],
      ['x', /list/],
      [row('x'), /^Row 2: /],
      [row(null), /^Row 2: /],
      [row({}), 'Row 2: full_name is missing'],
      [row({ full_name: '' }), 'Row 2: full_name is missing'],
      [row({ full_name: 5 }), /^Row 2: full_name/],
      [row({ full_name: 'x'.repeat(81) }), /^Row 2: full_name/],
      [row({ full_name: 'a\u0000' }), /^Row 2: full_name/],
      [row({ full_name: 'x', user_class: [] }), /^Row 2: user_class/],
      [row({ full_name: 'x', targetGroup: 1 }), /^Row 2: targetGroup/],
      [row({ full_name: 'x', identity: 'x'.repeat(81) }), /^Row 2: identity/],
      [row({ full_name: 'x', identity: 7 }), /^Row 2: identity/],
      [row({ full_name: 'x', id: 'x' }), /^Row 2: id/],
      [
        [
          { full_name: 'x', identity: 'k' },
          { full_name: 'y', identity: 'k' },
        ],
        DUPLICATE,
      ],
      [
        [
          { full_name: 'x', identity: 'k' },
          { full_name: 'y', identity: 'k' },
          { full_name: 'z', identity: '' },
        ],
        DUPLICATE,
      ],
      [row({ full_name: 'x', identity: 'theirs' }), DUPLICATE],
      [
        [
          { id: ann.id, full_name: 'x' },
          { id: ann.id, full_name: 'y' },
        ],
        /^Row 2: /,
      ],
      [
        [
          { id: ann.id, full_name: 'x' },
          { full_name: 'y', identity: after[0]?.identity },
        ],
        undefined,
      ],
    ] as const) {
      refused(await admin.put(path, body), 400, text)
      assert.deepEqual((await admin.get(path)).body.users, after)
    }
    // An id of another event names nobody here, and moves nobody.
    const taken = await admin.put(path, [...after, { id: other.users[0]?.id, full_name: 'New' }])
    assert.equal(taken.status, 204)
    assert.deepEqual((await admin.get(`/events/${other.event.id}/users`)).body.users, other.users)
    assert.equal((await admin.get(path)).body.users.length, 5)
    assert.equal((await admin.put(path, [])).status, 204)
    assert.deepEqual((await admin.get(path)).body, { users: [] })
    refused(await admin.get('/events/-1/users'), 404)
    refused(await admin.put('/events/-1/users', []), 404)
  })
})

test('2,000 participants are taken in one list, and the workbook has a sheet for each workshop', async () => {
  const school = await schoolOn(await testApp())
  const titles = ['Soldering: A/B?', `${'x'.repeat(40)}1`, `${'x'.repeat(40)}2`, "'quoted'", 'Empty']
  const { event, ids, users } = await school.event({
    workshops: titles.map((title) => ({ title, moment: title })),
    users: Array.from({ length: 2_000 }, (_, i) => ({
      full_name: i === 1 ? '=1+1' : `Person ${i}`,
      user_class: '4A',
      identity: i < 3 ? `key-${i}` : '',
    })),
  })
  assert.equal(new Set(users.map(({ identity }) => identity)).size, 2_000)
  for (const i of [2, 1, 0]) {
    const client = await school.login(`key-${i}`)
    const answer = await client.put(`/registrations/user/${users[i]?.id}`, {
      workshop_ids: ids.slice(0, i + 1),
    })
    assert.equal(answer.status, 200, answer.text)
  }
  const book = Buffer.from((await school.admin.get(`/export/event_registrations/${event.id}`)).text, 'latin1')
  const sheets = await readExcel(book)
  assert.deepEqual(
    sheets.map(({ sheet }) => sheet),
    ['Soldering_ A_B_', 'x'.repeat(31), `${'x'.repeat(31 - 4)} (2)`, 'quoted', 'Empty'],
  )
  assert.deepEqual(sheets[0]?.data, [
    [titles[0], null],
    [null, null],
    ['Naam', 'Klas'],
    ['Person 2', '4A'],
    ['=1+1', '4A'],
    ['Person 0', '4A'],
  ])
  assert.deepEqual(sheets[4]?.data[0]?.[0], 'Empty')
  for (const text of Object.values(await filesOf(book))) assert.doesNotMatch(text, /<f[ >]/)
  const empty = await school.event({})
  assert.equal((await school.admin.get(`/export/event_registrations/${empty.event.id}`)).status, 200)
  refused(await school.admin.get('/export/event_registrations/987654321'), 404)
})
