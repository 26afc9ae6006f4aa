import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eachApp, testApp } from '../../../test/support/app.ts'
import { asPage, cookieOf, signIn } from '../../../test/support/browser-session.ts'
import { waitFor } from '../../../test/support/wait.ts'

const PASSWORD = 'correct horse battery'

interface Named {
  name: string
}
const namesOf = ({ items }: { items: Named[] }) => items.map(({ name }) => name)

eachApp((open, name) => {
  test(`accounts are found by what they are, and each says what it may use and when it was here (${name})`, async () => {
    const opened = await open()
    const admin = await opened.as('admin')
    const make = async (body: object) => (await admin.post('/api/accounts', body)).json().id as number
    const zoe = await make({ name: 'zoe', firstName: 'Zoë', lastName: 'Ødegård', password: PASSWORD })
    const ben = await make({ name: 'ben', email: 'ben@x.org', password: PASSWORD })
    await make({ name: 'robot', kind: 'service' })
    const off = await make({ name: 'off' })
    await admin.patch(`/api/accounts/${off}`, { disabled: true, reason: 'Left the lab' })
    const group = (await admin.post('/api/groups', { name: 'Speech' })).json().id
    await admin.put(`/api/groups/${group}/members/${ben}`)
    await admin.put(`/api/groups/${group}/roles`, { roles: ['collection:manager'] })
    await admin.put(`/api/accounts/${zoe}/roles`, { roles: ['training:manager@3'] })
    const find = async (query: string) => (await admin.get(`/api/accounts?sort=name&${query}`)).json()
    assert.deepEqual(namesOf(await find('')), ['admin', 'ben', 'off', 'robot', 'zoe'])
    assert.deepEqual(namesOf(await find('kind=service')), ['robot'])
    assert.deepEqual(namesOf(await find('state=disabled')), ['off'])
    assert.deepEqual(namesOf(await find('state=active&kind=person')), ['admin', 'ben', 'zoe'])
    assert.deepEqual(namesOf(await find(`group=${group}`)), ['ben'])
    assert.deepEqual(namesOf(await find('service=training')), ['admin', 'zoe'])
    assert.deepEqual(namesOf(await find('service=collection')), ['admin', 'ben'])
    for (const search of ['ØDEGÅRD', 'zoë ø']) {
      const found = await find(`search=${encodeURIComponent(search)}`)
      assert.deepEqual(namesOf(found), ['zoe'])
      assert.deepEqual(found.total, { count: 1, exact: true })
    }
    const [found] = (await find('search=ben')).items
    assert.deepEqual(
      [found.groups, found.services, found.lastSeenAt],
      [[{ id: group, name: 'Speech' }], ['collection'], null],
    )
    await admin.patch(`/api/accounts/${zoe}`, { lastName: 'Nord' })
    assert.deepEqual(namesOf(await find('search=nord')), ['zoe'])
    assert.deepEqual(namesOf(await find(`search=${encodeURIComponent('ødegård')}`)), [])
    // Who was here last comes first, page by page.
    opened.clock.advance(60_000)
    const cookie = cookieOf(await signIn(opened, { name: 'ben', password: PASSWORD }))
    opened.clock.advance(60_000)
    await signIn(opened, { name: 'zoe', password: PASSWORD })
    // The use of a token is written a moment after it: whoever asks must not move between two pages.
    await waitFor(async () => {
      const { items } = (await admin.get('/api/accounts?sort=seen&limit=1&kind=person')).json()
      return items[0].name === 'admin'
    })
    const seen: string[] = []
    for (let after = ''; seen.length < 10; ) {
      const page = (await admin.get(`/api/accounts?sort=seen&limit=2&kind=person${after}`)).json()
      seen.push(...namesOf(page))
      if (page.next === null) break
      after = `&after=${page.next}`
    }
    assert.deepEqual(seen, ['admin', 'zoe', 'ben', 'off'])
    // A sign-in that is used counts, not only the moment of signing in.
    opened.clock.advance(120_000)
    await asPage(opened, cookie, { method: 'GET', url: '/api/me' })
    const first = async () =>
      namesOf((await admin.get('/api/accounts?sort=seen&kind=person&search=e')).json())[0]
    await waitFor(async () => (await first()) === 'ben')
    const one = (await admin.get(`/api/accounts/${off}`)).json()
    assert.equal(one.disabledReason, 'Left the lab')
    assert.ok(one.disabledAt)
  })

  test(`groups are found, renamed and removed, and what they carried goes with them (${name})`, async () => {
    const opened = await open()
    const admin = await opened.as('admin')
    const ada = await opened.as('ada')
    const make = async (body: object) => (await admin.post('/api/groups', body)).json().id as number
    const [leads, motor] = [await make({ name: 'Leads' }), await make({ name: 'Motor' })]
    await admin.put(`/api/groups/${leads}/members/${ada.id}`)
    await admin.put(`/api/groups/${leads}/roles`, { roles: ['collection:manager'] })
    await admin.post('/api/invitations', { email: 'a@x.org', groups: [leads] })
    const one = (await admin.get(`/api/groups/${leads}`)).json()
    assert.deepEqual(one, { id: leads, name: 'Leads', members: 1, roles: ['collection:manager'] })
    assert.deepEqual((await admin.get('/api/groups?search=LEA')).json().items, [one])
    assert.equal((await admin.patch(`/api/groups/${leads}`, { name: 'MOTOR' })).json().code, 'name_taken')
    assert.equal((await admin.patch(`/api/groups/${leads}`, { name: 'leads' })).json().name, 'leads')
    const renames = await Promise.all(
      [leads, motor].map((id) => admin.patch(`/api/groups/${id}`, { name: 'Same' })),
    )
    assert.deepEqual(renames.map(({ statusCode }) => statusCode).sort(), [200, 409])
    assert.deepEqual((await ada.get('/api/session')).json().roles, ['collection:manager'])
    assert.equal((await admin.delete(`/api/groups/${leads}`)).statusCode, 204)
    assert.deepEqual((await ada.get('/api/session')).json().roles, [])
    assert.equal((await admin.get(`/api/groups/${leads}`)).statusCode, 404)
    assert.equal((await admin.delete(`/api/groups/${leads}`)).statusCode, 404)
  })

  test(`tokens of everyone are found by whose they are and how they stand (${name})`, async () => {
    const opened = await open()
    const admin = await opened.as('admin')
    const ada = await opened.as('ada')
    const robot = (await admin.post('/api/accounts', { name: 'robot', kind: 'service' })).json().id
    const expiresAt = new Date(opened.clock.now() + 60_000).toISOString()
    const body = { name: 'nightly', scopes: ['collection:read'], expiresAt }
    const made = await admin.post(`/api/accounts/${robot}/tokens`, body)
    assert.equal(made.statusCode, 201, made.body)
    assert.match(made.json().token, /^atl_/)
    const names = async (query: string) => namesOf((await admin.get(`/api/tokens?${query}`)).json())
    assert.deepEqual(await names('kind=service'), ['nightly'])
    assert.deepEqual(await names('search=NIGHT'), [])
    assert.deepEqual(await names('search=night'), ['nightly'])
    assert.deepEqual(await names(`account=${ada.id}`), ['test'])
    assert.deepEqual((await admin.get('/api/tokens?state=active')).json().total, { count: 3, exact: true })
    opened.clock.advance(60_000)
    assert.deepEqual(await names('state=expired'), ['nightly'])
    assert.equal((await admin.delete(`/api/tokens/${made.json().id}`)).statusCode, 204)
    assert.deepEqual(await names('state=revoked'), ['nightly'])
    assert.deepEqual(await names('state=expired'), [])
  })
})

test('A12: an administrator gives tokens to service accounts, never to people', async () => {
  const opened = await testApp()
  const admin = await opened.as('admin')
  const ada = await opened.as('ada')
  const refused = await admin.post(`/api/accounts/${ada.id}/tokens`, { name: 't', scopes: ['*'] })
  assert.equal(refused.json().code, 'persons_token')
})

test('the roles that there are can be read, the highest first', async () => {
  const opened = await testApp()
  const admin = await opened.as('admin')
  const { items } = (await admin.get('/api/roles')).json()
  assert.deepEqual(items, [
    { service: 'compute', roles: ['admin', 'user'] },
    { service: 'collection', roles: ['owner', 'manager', 'coordinator'] },
    { service: 'training', roles: ['manager', 'helper'] },
    { service: 'pipelines', roles: ['admin', 'user'] },
    { service: 'automation', roles: ['superuser', 'netadmin', 'support'] },
  ])
})
