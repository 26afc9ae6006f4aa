import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openFront } from './front.ts'

const ORIGIN = 'http://localhost:3000'
const HOST = 'lab.example.org'
const front = await openFront({
  env: { ATELIER_AUTOMATION_CORS_ORIGINS: ORIGIN, ATELIER_AUTOMATION_HOSTS: HOST },
})
const { ask, get, opened, base } = front
const { netadmin, support } = await front.groups()

test('answers are JSON for whoever takes it, and pages of the named origins may read them', async () => {
  const accepted = async (accept: string) =>
    (await ask('GET', '/api/tasks/', { token: support, headers: { accept } })).status
  for (const accept of [
    '*/*',
    'application/json',
    'text/html',
    'application/*;q=0.5',
    'image/png, */*;q=0.1',
  ])
    assert.equal(await accepted(accept), 200, accept)
  const refused = await ask('GET', '/api/tasks/', { headers: { accept: 'application/xml' } })
  assert.deepEqual(
    [refused.status, refused.body],
    [406, { detail: 'Could not satisfy the request Accept header.' }],
  )
  const answer = await ask('GET', '/api/tasks/', { token: support, headers: { origin: ORIGIN } })
  assert.match(answer.headers.get('content-type') ?? '', /^application\/json/)
  assert.equal(answer.headers.get('x-content-type-options'), 'nosniff')
  assert.equal(answer.headers.get('access-control-allow-origin'), ORIGIN)
  assert.equal(answer.headers.get('access-control-allow-credentials'), null)
  const other = await ask('GET', '/api/tasks/', { headers: { origin: 'https://evil.example' } })
  assert.equal(other.headers.get('access-control-allow-origin'), null)
  const asks = { origin: ORIGIN, 'access-control-request-method': 'PUT' }
  for (const path of ['/api/tasks/1/abort/', '/api/token/', '/api/']) {
    const preflight = await ask('OPTIONS', path, { headers: asks })
    assert.equal(preflight.status, 204, path)
    assert.equal(preflight.headers.get('access-control-allow-origin'), ORIGIN)
    assert.match(
      preflight.headers.get('access-control-allow-methods') ?? '',
      /GET.*POST.*PUT.*PATCH.*DELETE.*OPTIONS/,
    )
    assert.match(preflight.headers.get('access-control-allow-headers') ?? '', /authorization, content-type/)
  }
  const options = await ask('OPTIONS', '/api/tasks/', { token: netadmin })
  assert.deepEqual(Object.keys(options.body), ['name', 'description', 'renders', 'parses', 'actions'])
  const plain = await ask('OPTIONS', '/api/tasks/', { token: support })
  assert.ok(!('actions' in plain.body))
  assert.equal((await ask('OPTIONS', '/api/tasks/')).status, 401)
  assert.equal((await ask('HEAD', '/api/tasks/', { token: support })).status, 200)
})

test('the protocol documents itself, shows the document by its own files, and leads to the administration', async () => {
  const yaml = await get('/openapi')
  assert.deepEqual([yaml.status, yaml.headers.get('content-type')], [200, 'application/vnd.oai.openapi'])
  assert.match(yaml.text, /^openapi: 3\./)
  const { headers, body } = await ask('GET', '/openapi?format=openapi-json', { headers: { accept: '*/*' } })
  assert.equal(headers.get('content-type'), 'application/vnd.oai.openapi+json')
  assert.deepEqual([body.info.title, body.servers], ['API', [{ url: base }]])
  const described = Object.entries(body.paths).flatMap(([path, methods]) =>
    Object.keys(methods as object).map((method) => `${method.toUpperCase()} ${path}`),
  )
  for (const each of [
    'POST /token/',
    'POST /token/refresh/',
    'POST /api/token/',
    'POST /api/token/refresh/',
    'GET /api/',
    ...['GET', 'POST'].flatMap((method) =>
      ['tasks', 'templates', 'inventories', 'users', 'configuration'].map(
        (name) => `${method} /api/${name}/`,
      ),
    ),
    ...['GET', 'PUT', 'PATCH', 'DELETE'].flatMap((method) =>
      ['tasks', 'templates', 'inventories', 'users'].map((name) => `${method} /api/${name}/{id}/`),
    ),
    'POST /api/tasks/{id}/run/',
    'POST /api/tasks/{id}/run_async/',
    'PUT /api/tasks/{id}/abort/',
    'GET /api/inventories/{id}/hosts/',
    'GET /api/inventories/{id}/hosts/{name}/',
    'GET /api/inventories/{id}/groups/',
    'GET /openapi',
    'GET /swagger-ui/',
    'GET /admin/',
  ])
    assert.ok(described.includes(each), each)
  const page = await get('/swagger-ui/')
  assert.equal(page.status, 200)
  assert.match(page.headers.get('content-type') ?? '', /^text\/html/)
  for (const [, source = ''] of page.text.matchAll(/(?:src|href)="([^"]*)"/g))
    assert.match(source, /^\//, 'every file comes from here')
  const admin = await get('/admin/')
  assert.equal(admin.status, 302)
  assert.match(admin.headers.get('location') ?? '', /\/app\/automation\//)
})

test('at a host of its own the protocol is at the root, and so are its links', async () => {
  const at = async (url: string) =>
    opened.inject({ url, headers: { host: HOST, authorization: `Bearer ${support}` } })
  const page = (await at('/api/tasks/?limit=1')).json()
  assert.equal(page.next, `http://${HOST}/api/tasks/?limit=1&offset=1`)
  assert.equal(page.results[0].detail, `http://${HOST}/api/tasks/${page.results[0].id}/`)
  assert.deepEqual((await at('/openapi?format=openapi-json')).json().servers, [{ url: `http://${HOST}` }])
  for (const path of ['/swagger-ui/', '/admin/']) {
    const { statusCode, headers } = await at(path)
    assert.equal(statusCode, 302)
    assert.match(String(headers.location), /^http:\/\/[^/]+\/(automation\/swagger-ui|app\/automation)\//)
  }
})
