import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { gunzipSync, gzipSync } from 'node:zlib'
import { testServer } from '../test/support/kernel-server.ts'
import { consoleRoutes } from './console.ts'

const folder = mkdtempSync(join(tmpdir(), 'atelier-dist-'))
after(() => rmSync(folder, { recursive: true, force: true }))
mkdirSync(join(folder, 'built/assets'), { recursive: true })
writeFileSync(join(folder, 'built/index.html'), '<!doctype html><title>Atelier</title>')
writeFileSync(join(folder, 'built/assets/icon-3c.svg'), '<svg/>')
writeFileSync(join(folder, 'built/.built'), 'a secret of the build')
writeFileSync(join(folder, 'built/assets/app-1a2b.js'), 'plain()')
writeFileSync(join(folder, 'built/assets/app-1a2b.js.gz'), gzipSync('packed()'))

const { app } = await testServer({ routes: (each) => consoleRoutes(each, join(folder, 'built')) })

test('the console is one page at its root and at every address below /app, and nowhere else', async () => {
  for (const url of ['/', '/app', '/app/', '/app/collection/projects/7', '/app/operate/accounts?search=x']) {
    const { statusCode, headers, body } = await app.inject(url)
    assert.deepEqual([statusCode, headers['content-type']], [200, 'text/html; charset=utf-8'], url)
    assert.match(body, /<title>Atelier/)
    assert.equal(headers['cache-control'], 'no-cache')
  }
  for (const url of ['/application', '/index.html', '/.built', '/assets', '/assets/', '/api/nothing'])
    assert.equal((await app.inject(url)).statusCode, 404, url)
})

test('F4: a page of the console runs scripts of this server alone, and stands in no frame', async () => {
  const policy = String((await app.inject('/app')).headers['content-security-policy'])
  const rules = new Map(
    policy.split('; ').map((rule) => [rule.split(' ')[0], rule.split(' ').slice(1).join(' ')]),
  )
  assert.equal(rules.get('script-src'), "'self'")
  assert.equal(rules.get('default-src'), "'self'")
  assert.equal(rules.get('connect-src'), "'self'")
  assert.equal(rules.get('frame-ancestors'), "'none'")
  assert.equal(rules.get('base-uri'), "'none'")
  assert.doesNotMatch(policy, /unsafe-eval|https?:/)
})

test('its files are kept by browsers for a year, and come packed to those who can unpack', async () => {
  const packed = await app.inject({ url: '/assets/app-1a2b.js', headers: { 'accept-encoding': 'gzip' } })
  assert.equal(packed.headers['content-encoding'], 'gzip')
  assert.equal(gunzipSync(packed.rawPayload).toString(), 'packed()')
  assert.match(String(packed.headers['content-type']), /javascript/)
  assert.equal(packed.headers['cache-control'], 'public, max-age=31536000, immutable')
  assert.equal(packed.headers['x-content-type-options'], 'nosniff')
  const plain = await app.inject('/assets/app-1a2b.js')
  assert.equal(plain.body, 'plain()')
  assert.equal((await app.inject('/assets/icon-3c.svg')).headers['content-type'], 'image/svg+xml')
})

test('F1: no address below the files leads outside of them', async () => {
  for (const way of [
    '../.built',
    '..%2f.built',
    '%2e%2e/.built',
    '....//.built',
    '..%5c.built',
    '%00',
    'x/../../.built',
  ]) {
    const { statusCode, body } = await app.inject(`/assets/${way}`)
    assert.ok(statusCode >= 400 && statusCode < 500, `${way} ${statusCode}`)
    assert.doesNotMatch(body, /secret/)
  }
})

test('where it is not built, the page says so and what to do', async () => {
  const bare = await testServer({ routes: (each) => consoleRoutes(each, join(folder, 'nothing')) })
  const { statusCode, body } = await bare.app.inject('/')
  assert.equal(statusCode, 200)
  assert.match(body, /npm run console/)
})
