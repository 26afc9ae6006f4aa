import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { eachStudy } from './study.ts'

const SUCCESSOR = { ATELIER_COLLECTION_SUCCESSOR: 'true' }

eachStudy((open, database) =>
  describe(`collection: the successor’s protocol (${database})`, () => {
    const json = async (answer: Response) => [answer.status, await answer.json()]

    test('it is not there unless the settings say so', async () => {
      const { base } = await open()
      assert.equal((await fetch(`${base}/api/health`)).status, 404)
    })

    test('a token is issued, and answers are taken with it in a header', async () => {
      const study = await open({ env: SUCCESSOR })
      const { base, secret } = study
      assert.deepEqual(await json(await fetch(`${base}/api/health`)), [200, { status: 'healthy' }])
      assert.deepEqual(await json(await fetch(`${base}/api/token?token=x`)), [
        401,
        { error: 'Invalid token' },
      ])
      assert.deepEqual(await json(await fetch(`${base}/api/token`)), [401, { error: 'Invalid token' }])
      const issued = (await (await fetch(`${base}/api/token?token=${secret}`)).json()) as Record<
        string,
        string
      >
      assert.match(issued.auth_token ?? '', /^study-[0-9a-f]{32}$/)
      assert.equal(issued.expires, '20270301T113000Z')
      const post = (body: string, authorization?: string) =>
        fetch(`${base}/api/responses`, {
          method: 'POST',
          body,
          headers: { 'content-type': 'application/json', ...(authorization && { authorization }) },
        })
      const token = issued.auth_token ?? ''
      assert.deepEqual(await json(await post('[1]', token)), [200, { status: 'success', response_id: '1' }])
      assert.deepEqual(await json(await post('{"a":2}', `Bearer ${token}`)), [
        200,
        { status: 'success', response_id: '2' },
      ])
      assert.deepEqual(
        study.files('study').map((name) => study.read(name, 'study').toString()),
        ['[1]', '{"a":2}'],
      )
      assert.deepEqual(await json(await post('[1]')), [401, { error: 'Invalid auth token' }])
      assert.deepEqual(await json(await post('[1]', 'Bearer x')), [401, { error: 'Invalid auth token' }])
      assert.equal((await post('[1', token)).status, 400)
      study.test.clock.advance(90 * 60_000)
      assert.deepEqual(await json(await post('[1]', token)), [401, { error: 'Token expired' }])
      assert.equal(study.files('study').length, 2)
    })

    test('every answer may be read by any page, and errors are in its form', async () => {
      const { base } = await open({ env: SUCCESSOR })
      for (const [path, status] of [
        ['nothing', 404],
        ['health', 405],
        ['responses', 401],
      ] as const) {
        const answer = await fetch(`${base}/api/${path}`, {
          method: 'POST',
          headers: { origin: 'https://a.example' },
        })
        assert.equal(answer.status, status)
        assert.equal(answer.headers.get('access-control-allow-origin'), 'https://a.example')
        assert.deepEqual(Object.keys((await answer.json()) as object), ['error'])
      }
    })

    test('a callback is looked at in development mode alone', async () => {
      const { base, secret } = await open({ env: SUCCESSOR })
      assert.equal(
        (await fetch(`${base}/api/register?token=${secret}&callback_url=http://localhost/`)).status,
        403,
      )
      const dev = await open({ env: { ...SUCCESSOR, DEV8dac6d02a913: '1' } })
      const answer = await fetch(
        `${dev.base}/api/register?token=${dev.secret}&callback_url=http://localhost/`,
      )
      assert.deepEqual(await json(answer), [200, { status: 'registered', callback_url: 'http://localhost/' }])
    })

    test('F1: a schema is served from its folder alone', async () => {
      const outside = mkdtempSync(join(tmpdir(), 'atelier-schema-'))
      after(() => rmSync(outside, { recursive: true, force: true }))
      const folder = join(outside, 'protocol')
      mkdirSync(join(folder, 'activities'), { recursive: true })
      writeFileSync(join(outside, 'secret'), 'outside')
      writeFileSync(join(folder, 'activities/phq_schema'), '{"@id":"phq"}')
      symlinkSync(join(outside, 'secret'), join(folder, 'link'))
      const { base } = await open({ env: { ...SUCCESSOR, ATELIER_COLLECTION_SCHEMA_FOLDER: folder } })
      const good = await fetch(`${base}/api/schema/activities/phq_schema`)
      assert.deepEqual(await json(good), [200, { '@id': 'phq' }])
      for (const path of [
        '..%2fsecret',
        '%2e%2e/secret',
        'activities/..%2f..%2fsecret',
        'link',
        'activities',
        '%2fetc%2fpasswd',
        '..%5csecret',
        'a%00b',
        'nothing',
        'https:%2f%2fa.example',
      ]) {
        const answer = await fetch(`${base}/api/schema/${path}`)
        assert.ok([400, 404].includes(answer.status), `${path}: ${answer.status}`)
        assert.equal((await answer.text()).includes('outside'), false)
      }
    })
  }),
)
