import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { testApp } from '../../../test/support/app.ts'
import { launchChromium } from '../../../test/support/chromium.ts'
import { testServer } from '../../../test/support/kernel-server.ts'
import { waitFor } from '../../../test/support/wait.ts'
import { renderProblem } from './errors.ts'
import { mount } from './mount.ts'

test('the document names every route of every mount, who may use it, and each status of a refusal', async () => {
  const declared: string[] = []
  const { app } = await testServer({
    routes: (app) => {
      app.addHook('onRoute', ({ method, url, schema }) => {
        if (!(schema as { hide?: boolean })?.hide && !url.startsWith('/docs'))
          for (const each of [method].flat()) if (each !== 'HEAD') declared.push(`${each} ${url}`)
      })
      mount(app, { prefix: '/demo', title: 'Demo', renderError: renderProblem, service: 'demo' }, (scope) => {
        scope.post(
          '/things/:id',
          { config: { access: { role: 'demo:maker' }, refusals: [409] } },
          async () => ({}),
        )
        scope.get('/open', { config: { access: 'public' } }, async () => ({}))
      })
    },
  })
  const document = (await app.inject('/openapi.json')).json()
  assert.equal(document.openapi, '3.1.0')
  const named = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.keys(operations as object).map((method) => `${method.toUpperCase()} ${path}`),
  )
  const expected = declared.map((each) => each.replaceAll(/:(\w+)/g, '{$1}'))
  assert.deepEqual(new Set(named), new Set(expected))
  assert.ok(named.includes('POST /demo/things/{id}') && named.includes('DELETE /api/me/tokens/{id}'))

  const guarded = document.paths['/demo/things/{id}'].post
  assert.deepEqual(guarded.security, [{ token: [] }, { console: [] }])
  assert.deepEqual(guarded['x-access'], { role: 'demo:maker' })
  for (const status of [200, 400, 401, 403, 409, 413, 414, 415, 429, 503, 507])
    assert.ok(guarded.responses[status], String(status))
  const refusal = guarded.responses[409].$ref.split('/').at(-1)
  assert.ok(document.components.responses[refusal].content['application/problem+json'].schema.properties.code)
  const open = document.paths['/demo/open'].get
  assert.equal(open.security, undefined)
  assert.deepEqual(Object.keys(open.responses), ['200', '414', '503'])
})

test('F4: the viewer shows the document in a browser, under a policy that lets in nothing foreign', async () => {
  const opened = await testApp()
  const address = await opened.listen()
  const browser = await launchChromium()
  after(() => browser.close())
  const page = await browser.newPage()
  const complaints: string[] = []
  const asked: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('request', (request) => asked.push(request.url()))
  const answer = await page.goto(`${address}/docs`)
  assert.match(
    answer?.headers()['content-security-policy'] ?? '',
    /script-src 'self';.*frame-ancestors 'none'/,
  )
  await waitFor(async () => (await page.locator('.opblock-tag').count()) > 5)
  await page.locator('[data-tag=Kernel]').click()
  await page.getByText('Sign in with a name or e-mail address').waitFor()
  await page.locator('.opblock-summary').first().click()
  await waitFor(async () => (await page.locator('.opblock.is-open .responses-table').count()) > 0)
  assert.deepEqual(complaints, [])
  assert.deepEqual(
    asked.filter((url) => !url.startsWith(address) && !url.startsWith('data:')),
    [],
  )
})

test('health tells that the process lives without looking at anything, readiness names what fails without its reason', async () => {
  let looked = 0
  const { app } = await testServer({
    http: {
      checks: {
        fine: () => undefined,
        disk: () => {
          looked += 1
          return 'a secret of the disk'
        },
        broken: () => {
          throw new Error('a secret of the check')
        },
      },
    },
  })
  assert.deepEqual((await app.inject('/healthz')).json(), { status: 'ok' })
  assert.equal(looked, 0)
  const ready = await app.inject('/readyz')
  assert.equal(ready.statusCode, 503)
  assert.deepEqual(ready.json(), { status: 'failing', failing: ['disk', 'broken'] })
})

test('figures are for the machine itself and for administrators, by route and never by address', async () => {
  const { app, as } = await testApp()
  const admin = await as('admin')
  const ada = await as('ada')
  await ada.get('/api/accounts/123456')
  const far = (token?: string) =>
    app.inject({
      url: '/metrics',
      remoteAddress: '192.0.2.7',
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    })
  assert.equal((await far()).statusCode, 403)
  assert.equal((await far(ada.token)).statusCode, 403)
  assert.equal((await far('atl_nonsense')).statusCode, 401)
  // A proxy on this machine does not make its clients local.
  const proxied = await app.inject({ url: '/metrics', headers: { 'x-forwarded-for': '192.0.2.7' } })
  assert.equal(proxied.statusCode, 403)
  const figures = await far(admin.token)
  assert.equal(figures.statusCode, 200)
  assert.match(
    figures.body,
    /atelier_http_request_seconds_count\{route="\/api\/accounts\/:id",method="GET",status="4xx"\} 1/,
  )
  assert.doesNotMatch(figures.body, /123456/)
  assert.equal((await app.inject('/metrics')).statusCode, 200)
})
