import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { eachApp, type TestApp } from '../../../test/support/app.ts'
import { asPage, cookieOf, OWN, signIn } from '../../../test/support/browser-session.ts'
import { waitFor } from '../../../test/support/wait.ts'
import { ensureFirstAdministrator } from '../identity/first.ts'
import { rotateSecrets } from '../secrets/rotate.ts'

const PASSWORD = 'correct horse battery'
const SMTP = 'smtp://ada:s3cret-word@mail.example.org:587'

const about = async ({ inject }: Pick<TestApp, 'inject'>) =>
  (await inject({ url: '/api/installation' })).json()
const setUp = ({ inject }: Pick<TestApp, 'inject'>, payload: object, headers: object = OWN) =>
  inject({ method: 'POST', url: '/api/setup', headers: headers as typeof OWN, payload })

interface Setting {
  name: string
  value: unknown
  isSet: boolean
  origin: string
  editable: boolean
  waiting: boolean
}

async function settingsOf(opened: TestApp): Promise<Record<string, Setting>> {
  const answer = await (await opened.as('admin')).get('/api/settings')
  return Object.fromEntries(answer.json().items.map((each: Setting) => [each.name, each]))
}

eachApp((open, database) => {
  describe(`an installation (${database})`, () => {
    test('the printed password opens the first run once: it sets the own password, the name and the mail server, and signs in', async () => {
      const opened = await open()
      const first = (await ensureFirstAdministrator(opened.kernel.identity))?.password ?? ''
      assert.equal((await about(opened)).setUp, false)
      const body = {
        first,
        password: PASSWORD,
        email: 'ada@example.org',
        settings: { name: 'NeuroLab', smtpUrl: SMTP },
      }
      const foreign = await setUp(opened, body, { ...OWN, origin: 'http://elsewhere.test' })
      assert.equal(foreign.statusCode, 403)
      const answer = await setUp(opened, body)
      assert.equal(answer.statusCode, 201, answer.body)
      assert.equal(answer.json().account.email, 'ada@example.org')
      assert.deepEqual(answer.json().services, [
        'compute',
        'collection',
        'training',
        'pipelines',
        'automation',
      ])
      const me = await asPage(opened, cookieOf(answer), { url: '/api/session' })
      assert.deepEqual([me.json().account.name, me.json().installation], ['admin', 'NeuroLab'])
      assert.deepEqual([(await about(opened)).name, (await about(opened)).setUp], ['NeuroLab', true])
      assert.equal(opened.kernel.mail.hasServer, true)
      assert.equal((await setUp(opened, body)).json().code, 'is_set_up')
      assert.equal((await signIn(opened, { name: 'admin', password: first })).statusCode, 401)
      assert.equal((await signIn(opened, { name: 'admin', password: PASSWORD })).statusCode, 201)
    })

    test('of two who have the printed password one sets it up', async () => {
      const opened = await open()
      const first = (await ensureFirstAdministrator(opened.kernel.identity))?.password ?? ''
      const answers = await Promise.all(
        [PASSWORD, `${PASSWORD} 2`].map((password) => setUp(opened, { first, password })),
      )
      assert.deepEqual(answers.map((each) => each.statusCode).toSorted(), [201, 409])
    })

    test('what is wrong with the first run is told by field, and changes nothing', async () => {
      const opened = await open()
      const first = (await ensureFirstAdministrator(opened.kernel.identity))?.password ?? ''
      const settings = {
        name: 'NeuroLab',
        publicUrl: 'atelier.example.org',
        smtpUrl: 'mail.example.org',
        mailFrom: 'the lab',
      }
      const answer = await setUp(opened, { first, password: PASSWORD, settings })
      assert.equal(answer.statusCode, 400)
      assert.deepEqual(
        answer.json().errors.map((each: { field: string }) => each.field),
        ['publicUrl', 'smtpUrl', 'mailFrom'],
      )
      assert.equal((await setUp(opened, { first, password: 'short' })).statusCode, 400)
      assert.deepEqual([(await about(opened)).name, (await about(opened)).setUp], ['Atelier', false])
    })

    test('A8: the printed password cannot be guessed at', async () => {
      const opened = await open()
      await ensureFirstAdministrator(opened.kernel.identity)
      for (let i = 0; i < 10; i += 1) {
        assert.equal((await setUp(opened, { first: `wrong ${i}`, password: PASSWORD })).statusCode, 401)
      }
      assert.equal((await setUp(opened, { first: 'wrong', password: PASSWORD })).statusCode, 429)
    })

    test('signing in with the printed password, or one that the operator chose, ends the first run too', async () => {
      const [printed, chosen] = [await open(), await open()]
      const first = (await ensureFirstAdministrator(printed.kernel.identity))?.password ?? ''
      assert.equal((await signIn(printed, { name: 'admin', password: first })).statusCode, 201)
      assert.equal((await about(printed)).setUp, true)
      assert.equal((await setUp(printed, { first, password: PASSWORD })).statusCode, 409)
      await ensureFirstAdministrator(chosen.kernel.identity, PASSWORD)
      assert.equal((await about(chosen)).setUp, true)
    })

    test('each setting says its value and where that came from; a variable wins and cannot be changed here', async () => {
      const opened = await open({
        env: { ATELIER_NAME: 'Fixed', ATELIER_COLLECTION_MAX_EXPIRY_MINUTES: '60' },
      })
      const before = await settingsOf(opened)
      assert.deepEqual(
        [before.name?.value, before.name?.origin, before.name?.editable],
        ['Fixed', 'environment', false],
      )
      assert.equal(before['collection.maxExpiryMinutes']?.value, 60)
      assert.deepEqual([before.host?.origin, before.host?.editable], ['default', false])
      const admin = await opened.as('admin')
      const refused = await admin.patch('/api/settings', { name: 'Mine', contact: 'Jonas' })
      assert.equal(refused.statusCode, 409)
      assert.match(refused.json().errors[0].message, /ATELIER_NAME/)
      assert.equal((await settingsOf(opened)).contact?.value, null)
      assert.equal((await (await opened.as('ada')).get('/api/settings')).statusCode, 403)
    })

    test('what administrators set counts at once or after a restart, and null takes it away again', async () => {
      const opened = await open()
      const admin = await opened.as('admin')
      const set = { name: 'NeuroLab', language: 'nl', contact: 'Jonas', publicUrl: 'https://lab.example.org' }
      assert.equal((await admin.patch('/api/settings', set)).statusCode, 200)
      const { name, publicUrl } = await settingsOf(opened)
      assert.deepEqual([name?.origin, name?.waiting, publicUrl?.waiting], ['console', false, true])
      const told = await about(opened)
      assert.deepEqual([told.name, told.language, told.contact], ['NeuroLab', 'nl', 'Jonas'])
      assert.equal(opened.kernel.config.publicUrl, undefined)
      assert.equal((await admin.patch('/api/settings', { name: null })).statusCode, 200)
      assert.equal((await about(opened)).name, 'Atelier')
    })

    test('two administrators who change settings at once do not overwrite each other', async () => {
      const opened = await open()
      const admin = await opened.as('admin')
      const etag = String((await admin.get('/api/settings')).headers.etag)
      const change = (name: string) =>
        opened.inject({
          method: 'PATCH',
          url: '/api/settings',
          headers: { authorization: `Bearer ${admin.token}`, 'if-match': etag },
          payload: { name },
        })
      const answers = [await change('One'), await change('Two')]
      assert.deepEqual(
        answers.map((each) => each.statusCode),
        [200, 412],
      )
      assert.equal((await about(opened)).name, 'One')
    })

    test('S1: the mail server with its password is kept encrypted, shown nowhere, and survives a change of the key', async () => {
      const opened = await open()
      const { kernel } = opened
      const admin = await opened.as('admin')
      const answer = await admin.patch('/api/settings', { smtpUrl: SMTP })
      assert.ok(!answer.body.includes('s3cret-word'))
      const row = await kernel.db
        .selectFrom('kernel_setting')
        .selectAll()
        .where('name', '=', 'smtpUrl')
        .executeTakeFirstOrThrow()
      assert.ok(row.value === null && !row.cipher?.includes('s3cret-word'))
      const find = async () =>
        (await kernel.journal.list({ limit: 50 })).find(({ action }) => action === 'settings.changed')
      await waitFor(async () => (await find()) !== undefined)
      const changed = await find()
      assert.deepEqual(JSON.parse(changed?.new ?? ''), { smtpUrl: 'set' })
      await rotateSecrets({ ...kernel, settle: async () => undefined })
      await kernel.installation.reload()
      assert.equal(kernel.installation.smtpUrl, SMTP)
    })
  })
})

test('a stored address counts from the next start, and a file wins over it', async () => {
  const { testApp } = await import('../../../test/support/app.ts')
  const first = await testApp()
  await (await first.as('admin')).patch('/api/settings', {
    publicUrl: 'https://lab.example.org',
    name: 'NeuroLab',
  })
  await first.close()
  const again = await testApp({ folder: first.folder })
  assert.equal(again.kernel.config.publicUrl, 'https://lab.example.org')
  assert.equal((await settingsOf(again)).publicUrl?.waiting, false)
  await again.close()
  const fixed = await testApp({
    folder: first.folder,
    env: { ATELIER_PUBLIC_URL: 'https://other.example.org' },
  })
  assert.equal(fixed.kernel.config.publicUrl, 'https://other.example.org')
  assert.equal((await about(fixed)).name, 'NeuroLab')
  assert.ok(!readFileSync(join(first.folder, 'atelier.db')).includes('s3cret-word'))
})
