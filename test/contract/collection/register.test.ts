import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { eachStudy, refusal, type Study } from './study.ts'

const register = ({ base, secret }: Study, callback: string | undefined, extra = {}) => {
  const query = new URLSearchParams({
    token: secret,
    ...(callback !== undefined && { callback_url: callback }),
    ...extra,
  })
  return fetch(`${base}/register?${query}`)
}

async function clientOf(study: Study, callback: string, extra = {}): Promise<string> {
  const answer = await register(study, callback, extra)
  assert.equal(answer.status, 200)
  return ((await answer.json()) as { client_id: string }).client_id
}

const follow = ({ base }: Study, query: Record<string, string>) =>
  fetch(`${base}/token?${new URLSearchParams(query)}`, { redirect: 'manual' })

eachStudy((open, database) =>
  describe(`collection: registered callbacks (${database})`, () => {
    test('a callback is registered with the secret, and refused in words otherwise', async () => {
      const study = await open()
      assert.match(await clientOf(study, 'https://ui.example.org/#/'), /^[0-9a-f]{32}$/)
      const ask = async (query: string) => refusal(await fetch(`${study.base}/register${query}`))
      assert.deepEqual(await ask('?callback_url=https://a.example'), [403, 'not_authorized'])
      assert.deepEqual(await ask('?token=no&callback_url=x'), [403, 'not_authorized_token'])
      assert.deepEqual(await refusal(await register(study, undefined)), [400, 'missing_callback_url'])
      assert.deepEqual(await refusal(await register(study, '')), [400, 'missing_callback_url'])
      for (const url of [
        'ui.example.org',
        'javascript:alert(1)',
        'ftp://a.example/',
        'https://',
        '//a.example',
        'https://a.example/\r\nx: y',
        `https://a.example/${'x'.repeat(2_048)}`,
      ]) {
        assert.deepEqual(
          await refusal(await register(study, url)),
          [400, 'invalid_callback_url'],
          url.slice(0, 40),
        )
      }
    })

    test('a callback on this machine, in any spelling, is for development mode alone', async () => {
      const study = await open()
      const here = [
        'http://localhost:3000/',
        'http://LOCALHOST/',
        'http://ui.localhost/',
        'http://localhost./',
        'http://127.0.0.1/',
        'http://127.1/',
        'http://127.8.9.10/',
        'http://2130706433/',
        'http://0x7f.1/',
        'http://0177.0.0.1/',
        'http://[::1]/',
        'http://[0:0:0:0:0:0:0:1]/',
        'http://[::ffff:127.0.0.1]/',
        'http://0.0.0.0/',
        'http://[::]/',
      ]
      for (const url of here)
        assert.deepEqual(await refusal(await register(study, url)), [403, 'not_authorized_url'], url)
      assert.equal((await register(study, 'https://a.example/?next=http://localhost/127.0.0.1')).status, 200)
      const development = await open({ env: { DEV8dac6d02a913: '' } })
      for (const url of here) assert.equal((await register(development, url)).status, 200, url)
    })

    test('a client_id gives a redirect to its callback alone, with the parameters where the web app reads them', async () => {
      const study = await open()
      const id = await clientOf(study, 'https://ui.example.org/study/#/')
      const answer = await follow(study, {
        client_id: id,
        participant_id: 'sub 1&x=2#é',
        project: 'my-study',
      })
      assert.equal(answer.status, 302)
      assert.equal(await answer.text(), '')
      assert.equal(answer.headers.get('cache-control'), 'no-store')
      const location = answer.headers.get('location') ?? ''
      const [start, query] = location.split('#/?')
      assert.equal(start, 'https://ui.example.org/study/')
      const sent = new URLSearchParams(query)
      assert.match(sent.get('auth_token') ?? '', /^my-study-[0-9a-f]{32}$/)
      assert.deepEqual(
        [sent.get('expiry'), sent.get('expiry_time'), sent.get('participant_id'), sent.get('uid')],
        ['20270301T113000Z', '20270301T113000Z', 'sub 1&x=2#é', 'sub 1&x=2#é'],
      )
      const form = study.form({ auth_token: sent.get('auth_token') ?? '', responses: '1' })
      assert.equal((await study.submit(form)).status, 200)
    })

    test('a callback whose last part has a question gets an ampersand', async () => {
      const study = await open()
      for (const [callback, joint] of [
        ['https://a.example/?a=1', '?a=1&auth_token='],
        ['https://a.example/?a=1#/x', '#/x?auth_token='],
        ['https://a.example/#/x?b=2', '#/x?b=2&auth_token='],
        ['https://a.example/p', '/p?auth_token='],
        ['https://ü.example/ä', '/%C3%A4?auth_token='],
      ] as const) {
        const answer = await follow(study, { client_id: await clientOf(study, callback) })
        assert.ok(answer.headers.get('location')?.includes(joint), answer.headers.get('location') ?? '')
      }
    })

    test('an unknown client_id is refused, and decides over a token that came along', async () => {
      const study = await open()
      for (const id of ['0'.repeat(32), 'x', 'a\0b', '%00'])
        assert.deepEqual(await refusal(await follow(study, { client_id: id, token: study.secret })), [
          403,
          'not_authorized',
        ])
    })

    test('what is wrong with a request by client_id is told like that of a token', async () => {
      const study = await open()
      const id = await clientOf(study, 'https://a.example/')
      assert.deepEqual(await refusal(await follow(study, { client_id: id, expiry_minutes: '-1' })), [
        400,
        'invalid_expiry_minutes',
      ])
      assert.deepEqual(await refusal(await follow(study, { client_id: id, project: '..' })), [
        400,
        'invalid_project',
      ])
      assert.deepEqual(await refusal(await follow(study, { client_id: id, participant_id: 'a\0b' })), [
        400,
        'invalid_participant_id',
      ])
    })

    test('a client registered for one project issues for that one, whatever is asked', async () => {
      const study = await open()
      const id = await clientOf(study, 'https://a.example/', { project: 'fixed' })
      const answer = await follow(study, { client_id: id, project: 'other' })
      assert.match(answer.headers.get('location') ?? '', /auth_token=fixed-/)
    })

    test('HEAD of a client_id sends to the callback without a token', async () => {
      const study = await open()
      const id = await clientOf(study, 'https://a.example/#/')
      const answer = await fetch(`${study.base}/token?client_id=${id}`, {
        method: 'HEAD',
        redirect: 'manual',
      })
      assert.deepEqual([answer.status, answer.headers.get('location')], [302, 'https://a.example/#/'])
    })
  }),
)
