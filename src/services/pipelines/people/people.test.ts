import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eachApp, type TestApp, testApp } from '../../../../test/support/apps/pipelines.ts'
import { linkOf } from '../../../../test/support/mails.ts'
import { changeAccount, getAccountByName } from '../../../kernel/identity/account.ts'
import { eraseAccount } from '../../../kernel/identity/erasure.ts'
import { MINUTE_MS } from '../../../kernel/span.ts'

const API = '/api/pipelines'

const post = (opened: TestApp, path: string, payload: object) =>
  opened.inject({ method: 'POST', url: API + path, payload })

const signUp = (opened: TestApp, email: string, more: object = {}) =>
  post(opened, '/people', {
    ...{ email, password: 'a long word', firstName: 'Ada', lastName: 'Lovelace' },
    ...{ institution: 'Test Institute', intention: 'Brains\nand more', ...more },
  })

const mails = async ({ kernel, jobs }: TestApp, template: string) => {
  await jobs.drain()
  return kernel.db
    .selectFrom('kernel_mail')
    .selectAll()
    .where('template', '=', template)
    .orderBy('id')
    .execute()
}

eachApp((open, name) => {
  test(`somebody signs up, proves the address, is let in with a word, and put out again (${name})`, async () => {
    const opened = await open()
    const chief = await opened.as('chief', { roles: ['pipelines:admin'] })
    const people = async (query = '') => (await chief.get(`${API}/people${query}`)).json().items
    assert.deepEqual([(await signUp(opened, 'ada@lab.example')).statusCode], [202])
    const [unproved] = await people('?state=waiting')
    assert.deepEqual(
      [unproved.email, unproved.state, unproved.firstName, unproved.verifiedAt],
      ['ada@lab.example', 'unverified', 'Ada', null],
    )
    assert.deepEqual(unproved.said, [
      { name: 'fname', value: 'Ada' },
      { name: 'institution', value: 'Test Institute' },
      { name: 'intention', value: 'Brains\nand more' },
      { name: 'lname', value: 'Lovelace' },
      { name: 'notification_type', value: 'email' },
    ])
    const bell = async (account: number) => {
      const notices = await opened.kernel.notices.list({ accountId: account, unread: true, limit: 9 })
      return notices.filter(({ kind }) => kind.startsWith('pipelines.')).map(({ title }) => title)
    }
    assert.deepEqual(await bell(chief.id), [], 'nobody is bothered before the address is proved')

    const secret = await linkOf(opened.kernel, 'pipelines-verify')
    const proved = await Promise.all([1, 2, 3].map(() => post(opened, '/people/verify', { secret })))
    assert.deepEqual(proved.map(({ statusCode }) => statusCode).sort(), [200, 410, 410], 'a link counts once')
    assert.deepEqual(await bell(chief.id), ['ada@lab.example asks to use pipelines'])
    const [{ id }] = await people('?state=waiting&search=LOVELACE')

    const session = await opened.inject({
      method: 'POST',
      url: '/api/session',
      headers: { origin: 'http://localhost:80' },
      payload: { name: 'ada@lab.example', password: 'a long word' },
    })
    const cookie = String(session.headers['set-cookie']).split(';')[0] ?? ''
    const own = async () =>
      (await opened.inject({ url: `${API}/people/me`, headers: { cookie } })).json() as Record<
        string,
        unknown
      >
    assert.equal((await own()).state, 'waiting')

    const said = await chief.post(`${API}/people/${id}/approve`, {
      message: 'Welcome\r\nBcc: x@evil.example',
    })
    assert.deepEqual([said.statusCode, said.json().state, said.json().decidedBy], [200, 'approved', 'chief'])
    assert.equal((await own()).state, 'approved')
    await chief.post(`${API}/people/${id}/approve`, {})
    const [decided, ...more] = await mails(opened, 'notice').then((all) =>
      all.filter(({ to_address }) => to_address === 'ada@lab.example'),
    )
    assert.deepEqual([decided?.subject, more.length], ['You may use pipelines now', 0])
    assert.match(decided?.text ?? '', /Welcome/)

    const denied = await chief.post(`${API}/people/${id}/deny`, { message: 'The contract is over.' })
    assert.deepEqual([denied.json().state, denied.json().decision], ['denied', 'The contract is over.'])
    assert.deepEqual(await own().then(({ state, decision }) => [state, decision]), [
      'denied',
      'The contract is over.',
    ])
    assert.deepEqual(await people('?state=waiting'), [])
    assert.deepEqual((await people('?state=denied')).length, 1)
    const actions = (await opened.kernel.journal.list({ limit: 50 })).map(({ action }) => action)
    for (const each of ['applied', 'verified', 'approved', 'denied'])
      assert.equal(actions.filter((action) => action === `pipelines.person.${each}`).length, 1, each)

    await eraseAccount(opened.kernel.identity, { via: 'system' }, id, { name: 'ada@lab.example' })
    for (const table of ['kernel_notice', 'kernel_mail'] as const) {
      const rows = await opened.kernel.db.selectFrom(table).selectAll().execute()
      assert.doesNotMatch(
        JSON.stringify(rows),
        /Lovelace|Test Institute/,
        'S8: what administrators were told',
      )
    }
  })
})

test('a form never tells whether the address has an account, and its owner hears of it by mail', async () => {
  const opened = await testApp()
  const answers = []
  for (const email of ['eve@lab.example', 'EVE@lab.example', 'eve@lab.example']) {
    const { statusCode, body } = await signUp(opened, email, { password: 'another long word' })
    answers.push([statusCode, body])
  }
  assert.deepEqual(new Set(answers.map(String)).size, 1)
  // Whoever has not proved the address yet gets no second mail at once, and a new link later.
  assert.equal((await mails(opened, 'pipelines-verify')).length, 1)
  opened.clock.advance(6 * MINUTE_MS)
  assert.equal((await post(opened, '/people/mail', { email: 'eve@lab.example' })).statusCode, 202)
  assert.equal((await post(opened, '/people/mail', { email: 'nobody@lab.example' })).statusCode, 202)
  assert.equal((await mails(opened, 'pipelines-verify')).length, 2)
  const secret = await linkOf(opened.kernel, 'pipelines-verify')
  assert.equal((await post(opened, '/people/verify', { secret })).statusCode, 200)
  opened.clock.advance(25 * 60 * MINUTE_MS)
  await signUp(opened, 'eve@lab.example')
  assert.equal((await mails(opened, 'pipelines-taken')).length, 1)
  assert.equal((await mails(opened, 'pipelines-verify')).length, 2)

  await signUp(opened, 'late@lab.example')
  await opened.jobs.drain()
  const late = await linkOf(opened.kernel, 'pipelines-verify')
  opened.clock.advance(73 * 60 * MINUTE_MS)
  assert.equal((await post(opened, '/people/verify', { secret: late })).statusCode, 410)
  for (const more of [
    { password: 'short' },
    { password: 'password1' },
    { email: 'no address' },
    { role: 'x' },
  ])
    assert.equal((await signUp(opened, 'new@lab.example', more)).statusCode, 400, JSON.stringify(more))
})

test('who proves an address of an approved domain is in at once; others wait; nobody comes in where it is closed', async () => {
  const opened = await testApp({ env: { ATELIER_PIPELINES_APPROVED_DOMAINS: 'lab.example' } })
  const prove = async (email: string) => {
    await signUp(opened, email)
    return (
      await post(opened, '/people/verify', { secret: await linkOf(opened.kernel, 'pipelines-verify') })
    ).json()
  }
  assert.deepEqual(await prove('ada@LAB.example'), { state: 'approved' })
  assert.deepEqual(await prove('ada@lab.example.evil.example'), { state: 'waiting' })
  await signUp(opened, 'eve@evil.example')
  const secret = await linkOf(opened.kernel, 'pipelines-verify')
  const { identity } = opened.kernel
  const eve = await getAccountByName(identity, 'eve@evil.example')
  await changeAccount(identity, { via: 'system' }, eve.id, { email: 'professor@lab.example' })
  const other = await post(opened, '/people/verify', { secret })
  assert.equal(other.statusCode, 410, 'the link proves the address that it went to')
  const shut = await testApp({ env: { ATELIER_PIPELINES_SIGNUP: 'closed' } })
  assert.equal((await signUp(shut, 'ada@lab.example')).statusCode, 403)
  assert.deepEqual((await shut.inject({ url: `${API}/sign-up` })).json(), { policy: 'closed' })
})

test('somebody with an account asks for the right; whoever has it by something else keeps it', async () => {
  const opened = await testApp()
  const [root, bob] = [await opened.as('admin'), await opened.as('bob')]
  assert.deepEqual((await bob.get(`${API}/people/me`)).json().state, 'unknown')
  assert.equal((await bob.post(`${API}/people/me`, { intention: 'Spectra' })).json().state, 'waiting')
  assert.equal((await bob.get(`${API}/people`)).statusCode, 403)
  assert.equal((await bob.post(`${API}/people/${bob.id}/approve`, {})).statusCode, 403)
  const listed = (await root.get(`${API}/people`)).json().items as { id: number; state: string }[]
  assert.deepEqual(
    listed.map(({ id, state }) => [id, state]),
    [
      [bob.id, 'waiting'],
      [root.id, 'approved'],
    ],
  )
  const anyway = await root.post(`${API}/people/${root.id}/deny`, {})
  assert.deepEqual([anyway.statusCode, anyway.json().code], [409, 'may_anyway'])
  assert.equal((await root.post(`${API}/people/987654/approve`, {})).statusCode, 404)
  assert.equal((await root.post(`${API}/people/${bob.id}/deny`, {})).statusCode, 200)
  assert.equal((await bob.post(`${API}/people/me`, {})).json().state, 'denied', 'nobody asks twice')
})
