import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eachApp, type TestApp, testApp } from '../../../test/support/apps/kernel.ts'
import { asPage, cookieOf, signIn } from '../../../test/support/browser-session.ts'
import { linkIdentity } from './outside-account.ts'

const PASSWORD = 'correct horse battery'

async function two(opened: TestApp) {
  const admin = await opened.as('admin')
  const make = async (body: object) => (await admin.post('/api/accounts', body)).json().id as number
  const to = await make({ name: 'ada', password: PASSWORD })
  const from = await make({ name: 'ada2', password: PASSWORD, email: 'ada@x.org', firstName: 'Ada' })
  return { admin, to, from }
}

eachApp((open, name) => {
  test(`two accounts of one person become one, with all that both had, and the other stays closed for good (${name})`, async () => {
    const opened = await open()
    const { admin, to, from } = await two(opened)
    const groups = await Promise.all(
      ['Both', 'One'].map(
        async (each) => (await admin.post('/api/groups', { name: each })).json().id as number,
      ),
    )
    for (const id of groups) await admin.put(`/api/groups/${id}/members/${from}`)
    await admin.put(`/api/groups/${groups[0]}/members/${to}`)
    await admin.put(`/api/accounts/${to}/roles`, { roles: ['collection:coordinator'] })
    await admin.put(`/api/accounts/${from}/roles`, {
      roles: ['collection:coordinator', 'collection:manager@7'],
    })
    const outsider = { issuer: 'https://id.example.org', subject: 'u-1' }
    await linkIdentity(opened.kernel.identity, { via: 'system' }, from, outsider)
    const theirs = await opened.as('ada2')
    const cookie = cookieOf(await signIn(opened, { name: 'ada2', password: PASSWORD }))
    const preview = (await admin.get(`/api/accounts/${to}/merge?from=${from}`)).json()
    const counts = Object.fromEntries(
      preview.moves.map(({ what, count }: { what: string; count: number }) => [what, count]),
    )
    assert.deepEqual(counts, { tokens: 1, 'outside identities': 1, notices: 1, roles: 2, groups: 2 })
    assert.equal(preview.email, 'ada@x.org')
    const merged = await admin.post(`/api/accounts/${to}/merge`, { from, reason: 'One person' })
    assert.equal(merged.statusCode, 200, merged.body)
    assert.equal(merged.json().email, 'ada@x.org')
    const kept = (await admin.get(`/api/accounts/${to}`)).json()
    assert.deepEqual(kept.roles, ['collection:coordinator', 'collection:manager@7'])
    assert.deepEqual(
      kept.groups.map((each: { name: string }) => each.name),
      ['Both', 'One'],
    )
    assert.equal((await admin.get(`/api/accounts/${to}/identities`)).json().items[0].subject, 'u-1')
    // A token works on, for the account that stays; a sign-in of the other ends.
    assert.equal((await theirs.get('/api/me')).json().id, to)
    assert.equal((await asPage(opened, cookie, { method: 'GET', url: '/api/me' })).statusCode, 401)
    const byOldName = await signIn(opened, { name: 'ada2', password: PASSWORD })
    assert.equal(byOldName.json().account.id, to)
    const gone = (await admin.get(`/api/accounts/${from}`)).json()
    assert.deepEqual(gone.mergedInto, { id: to, name: 'ada' })
    assert.deepEqual([gone.disabled, gone.email, gone.hasPassword], [true, null, false])
    const people = (await admin.get('/api/accounts?search=ada')).json()
    assert.deepEqual(
      people.items.map((each: { id: number }) => each.id),
      [to],
    )
    assert.equal((await admin.get('/api/accounts?state=merged')).json().items[0].id, from)
    assert.equal((await admin.patch(`/api/accounts/${from}`, { disabled: false })).json().code, 'merged')
    assert.equal((await admin.post(`/api/accounts/${to}/merge`, { from })).json().code, 'merged')
    const [entry] = await opened.kernel.journal.list({ action: 'account.merged', limit: 1 })
    assert.equal(entry?.object, `account:${to}`)
    assert.equal(entry?.reason, 'One person')
  })

  test(`of two merges at once that cross, one is done and the other refused (${name})`, async () => {
    const opened = await open()
    const { admin, to, from } = await two(opened)
    const answers = await Promise.all([
      admin.post(`/api/accounts/${to}/merge`, { from }),
      admin.post(`/api/accounts/${from}/merge`, { from: to }),
    ])
    assert.deepEqual(answers.map(({ statusCode }) => statusCode).sort(), [200, 409])
  })
})

test('a merge is refused with oneself, with a service account, and where the last administrator would go', async () => {
  const opened = await testApp()
  const { admin, to } = await two(opened)
  const codeOf = async (id: number, from: number) =>
    (await admin.post(`/api/accounts/${id}/merge`, { from })).json().code
  const robot = (await admin.post('/api/accounts', { name: 'robot', kind: 'service' })).json().id
  assert.equal(await codeOf(to, to), 'merge_refused')
  assert.equal(await codeOf(to, robot), 'merge_refused')
  assert.equal(await codeOf(to, admin.id), 'merge_refused')
  assert.equal(await codeOf(to, 99_999), 'not_found')
  const machine = await opened.as('operator', { administrator: true })
  await admin.patch(`/api/accounts/${machine.id}`, { firstName: 'Op' })
  const preview = (await admin.get(`/api/accounts/${to}/merge?from=${machine.id}`)).json()
  assert.equal(preview.losesAdministrator, true)
  assert.equal((await admin.post(`/api/accounts/${to}/merge`, { from: machine.id })).statusCode, 200)
  assert.equal((await admin.get(`/api/accounts/${to}`)).json().administrator, false)
})

test('what services keep of an account moves with it', async () => {
  const opened = await testApp()
  const { admin, to, from } = await two(opened)
  const kept = new Map([[from, 3]])
  opened.kernel.identity.merging.push({
    what: 'things',
    count: async (_db, account) => kept.get(account) ?? 0,
    async move(_tx, old, next) {
      kept.set(next, kept.get(old) ?? 0)
      kept.delete(old)
    },
  })
  const { moves } = (await admin.get(`/api/accounts/${to}/merge?from=${from}`)).json()
  assert.deepEqual(moves, [{ what: 'things', count: 3 }])
  assert.equal((await admin.post(`/api/accounts/${to}/merge`, { from })).statusCode, 200)
  assert.deepEqual([...kept], [[to, 3]])
})
