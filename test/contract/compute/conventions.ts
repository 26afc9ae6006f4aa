import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testApp } from '../../support/apps/compute.ts'
import { person, said, send } from './person.ts'

const NONE = 'Workspace matching given parameters could not be found.'

const opened = await testApp({ env: { ATELIER_COMPUTE_MAX_BODY_BYTES: '4194304' } })
const ada = await person(opened, 'ada')
const bob = await person(opened, 'bob')

test('every refusal is the envelope: unknown paths, other methods, ids that are none', async () => {
  for (const path of [
    '/',
    '',
    '/nowhere',
    '/workspaces/abc',
    '/workspaces/-1/',
    '/jobs/1.5',
    '/jobs/1/stop/now',
  ]) {
    const answer = await ada.get(path)
    assert.equal(answer.statusCode, 404, path)
    said(answer)
  }
  assert.equal((await send(opened, 'PATCH', '/workspaces/abc')).statusCode, 404)
  for (const [method, path] of [
    ['PATCH', '/workspaces/'],
    ['PUT', '/workspaces'],
    ['POST', '/workspaces/5/'],
    ['GET', '/workspaces/1/start/'],
    ['PUT', '/jobs/1/'],
    ['PUT', '/shared_workspaces/1/'],
    ['GET', '/tokens/'],
    ['DELETE', '/users'],
    ['POST', '/status'],
  ] as const) {
    const answer = await send(opened, method, path)
    assert.deepEqual(said(answer), [405, `Method "${method}" not allowed.`], path)
    assert.ok(answer.headers.allow, path)
  }
})

test('a path answers with and without its slash, for every method, and never by sending elsewhere', async () => {
  for (const path of [
    '/workspaces',
    '/jobs',
    '/job_types',
    '/parameters',
    '/users',
    '/shared_workspaces',
    '/status',
  ])
    for (const each of [path, `${path}/`, `${path}?random=0.5`])
      assert.equal((await ada.get(each)).statusCode, 200, each)
  for (const path of ['/workspaces', '/workspaces/'])
    assert.deepEqual(said(await ada.post(path, { name: 'x' })), [400, 'Missing required fields.'])
  for (const path of ['/workspaces/9/start', '/workspaces/9/START/', '/workspaces/9', '/workspaces/9/upload'])
    assert.deepEqual(said(await ada.put(path, {})), [404, 'Workspace 9 not found for user.'])
})

test('a body is JSON whatever its type says, and may be missing where none is needed', async () => {
  const body = JSON.stringify({ name: 'a', description: '', default_job_type: 'nothing' })
  for (const type of [
    undefined,
    'text/plain',
    'application/x-www-form-urlencoded',
    'json',
    'multipart/form-data',
  ]) {
    const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type }
    const answer = await send(opened, 'POST', '/workspaces/', { token: ada.token, body, headers })
    assert.deepEqual(said(answer), [400, 'nothing is not in the list of available job types.'], type)
  }
  const headers = { 'content-type': 'application/json' }
  for (const [method, path, status] of [
    ['GET', '/workspaces/', 200],
    ['DELETE', '/workspaces/9/', 404],
    ['PUT', '/jobs/9/stop/', 404],
    ['PUT', '/shared_workspaces/9/accept/', 404],
  ] as const) {
    const answer = await send(opened, method, path, { token: ada.token, body: '', headers })
    assert.equal(answer.statusCode, status, path)
  }
  const broken = await ada.post('/workspaces/', '{"name": ')
  assert.equal(broken.statusCode, 400)
  assert.match(said(broken)[1], /^Invalid JSON: ./)
  const deep = '['.repeat(101) + ']'.repeat(101)
  assert.match(said(await ada.post('/workspaces/', deep))[1], /^Invalid JSON: /)
  const large = `{"auth_token": "${'x'.repeat(1_048_576)}"}`
  assert.equal(said(await send(opened, 'POST', '/tokens/', { body: large }))[0], 413)
  const content = 'y'.repeat(2_000_000)
  const files = { name: 'large', description: '', workspace_details: { files: [{ name: 'y', content }] } }
  const made = await ada.post('/workspaces/', files)
  assert.equal(made.json().data.disk_space, 2_000_000)
  assert.match(said(await ada.post('/workspaces/', `${JSON.stringify(files)}x`))[1], /^Invalid JSON: /)
  assert.equal(said(await ada.put('/workspaces/9/start', `"${content}"`))[0], 413)
  assert.equal(said(await ada.post('/workspaces/', `"${'x'.repeat(8_000_000)}"`))[0], 413)
  assert.equal((await ada.delete(`/workspaces/${made.json().data.id}`)).statusCode, 200)
})

test('of one person four large bodies are read at once, and more as soon as they are done', async () => {
  const body = {
    description: '',
    workspace_details: { files: [{ name: 'a', content: 'a'.repeat(1_100_000) }] },
  }
  const answers = await Promise.all(Array.from({ length: 7 }, () => ada.post('/workspaces', body)))
  const [few, many] = [400, 503].map((status) => answers.filter(({ statusCode }) => statusCode === status))
  assert.deepEqual([few?.length, many?.length], [4, 3])
  assert.ok(many?.[0]?.headers['retry-after'])
  assert.equal(said(await ada.post('/workspaces', body))[0], 400)
})

test('pages of any origin may call it, with the header of the protocol and never with cookies', async () => {
  const origin = 'https://portal.example.org'
  const asked = {
    origin,
    'access-control-request-method': 'PUT',
    'access-control-request-headers': 'uws-authorization, content-type',
  }
  for (const path of ['/workspaces/5/start', '/tokens/', '/jobs/7/stop']) {
    const { statusCode, headers } = await send(opened, 'OPTIONS', path, { headers: asked })
    assert.equal(statusCode, 204)
    assert.equal(headers['access-control-allow-origin'], '*')
    assert.equal(headers['access-control-allow-methods'], 'DELETE, GET, OPTIONS, PATCH, POST, PUT')
    assert.equal(
      headers['access-control-allow-headers'],
      'accept, accept-encoding, authorization, content-type, dnt, origin, user-agent, x-csrftoken, x-requested-with, uws-authorization',
    )
    assert.equal(headers['access-control-max-age'], '86400')
    assert.equal(headers['access-control-allow-credentials'], undefined)
  }
  for (const [method, path] of [
    ['GET', '/job_types'],
    ['GET', '/workspaces'],
    ['GET', '/nowhere'],
    ['PATCH', '/workspaces'],
  ] as const) {
    const answer = await send(opened, method, path, { headers: { origin } })
    assert.equal(answer.headers['access-control-allow-origin'], '*', path)
    assert.equal(answer.headers['access-control-allow-credentials'], undefined)
  }
})

test('HEAD answers as GET does, without a body', async () => {
  for (const path of ['/job_types', '/status', '/parameters'])
    assert.equal((await send(opened, 'HEAD', path)).statusCode, 200, path)
  for (const path of ['/workspaces', '/jobs', '/users', '/shared_workspaces', '/workspaces/1'])
    assert.equal((await send(opened, 'HEAD', path, { token: ada.token })).statusCode, 200, path)
  assert.equal((await send(opened, 'HEAD', '/workspaces')).statusCode, 401)
})

test('what does not open anything is refused with its own text, also where nothing is needed', async () => {
  const missing = 'Authentication credentials were not provided.'
  for (const path of ['/workspaces/', '/workspaces/1/', '/jobs/', '/users/', '/shared_workspaces/']) {
    const answer = await send(opened, 'GET', path)
    assert.deepEqual(said(answer), [401, missing], path)
    assert.equal(answer.headers['www-authenticate'], 'Token')
  }
  const format = 'Invalid auth header format.'
  const invalid = 'Invalid token provided.'
  const other = await opened.as('ada', { scopes: ['collection:write'] })
  for (const [header, message] of [
    ['Token', format],
    ['', format],
    [`Token  ${ada.token}`, format],
    [`Token ${ada.token} x`, format],
    [`Bearer ${ada.token}`, format],
    [ada.token, format],
    ['Token nothing', invalid],
    ['Token ', invalid],
    [`Token ${ada.token}x`, invalid],
    [`Token ${other.token}`, invalid],
  ] as const)
    for (const [method, path] of [
      ['GET', '/workspaces/'],
      ['GET', '/job_types/'],
      ['GET', '/parameters/'],
      ['GET', '/status/'],
      ['POST', '/tokens/'],
    ] as const) {
      const answer = await send(opened, method, path, { headers: { 'uws-authorization': header } })
      assert.deepEqual(said(answer), [401, message], `${header} ${path}`)
      assert.equal(answer.headers['www-authenticate'], 'Token')
    }
  const console = await opened.as('ada')
  const bearer = await send(opened, 'GET', '/workspaces/', {
    headers: { authorization: `Bearer ${console.token}` },
  })
  assert.deepEqual(said(bearer), [401, missing])
  assert.equal((await send(opened, 'GET', '/workspaces/', { token: console.token })).statusCode, 200)
})

test('A3: a person who is disabled, or has no role any more, is out at once', async () => {
  const cid = await person(opened, 'cid')
  assert.equal((await cid.get('/workspaces')).statusCode, 200)
  const admin = await opened.as('admin')
  await admin.put(`/api/accounts/${cid.id}/roles`, { roles: [] })
  assert.equal(said(await cid.get('/workspaces'))[0], 403)
  await admin.put(`/api/accounts/${cid.id}/roles`, { roles: ['compute:user'] })
  assert.equal((await cid.get('/workspaces')).statusCode, 200)
  await admin.patch(`/api/accounts/${cid.id}`, { disabled: true })
  assert.deepEqual(said(await cid.get('/workspaces')), [401, 'Invalid token provided.'])
})

test('A1: ids of others and ids of nothing are empty lists to readers, and 404 to whoever changes', async () => {
  const made = await ada.post('/workspaces/', { name: 'secret-plan', description: '' })
  assert.equal(made.statusCode, 200, made.body)
  const { id } = made.json().data
  for (const each of [id, 987_654_321, '99999999999999999999999', 0]) {
    const answer = await bob.get(`/workspaces/${each}/`)
    assert.deepEqual(answer.json(), { message: NONE, success: true, data: { workspaces: [] } })
    const missing = `Workspace ${each} not found for user.`
    assert.deepEqual(said(await bob.put(`/workspaces/${each}/`, { name: 'x' })), [404, missing])
    assert.deepEqual(said(await bob.put(`/workspaces/${each}/start/`, {})), [404, missing])
    assert.deepEqual(said(await bob.put(`/workspaces/${each}/upload/`)), [404, missing])
    assert.deepEqual(said(await bob.delete(`/workspaces/${each}/`)), [404, missing])
    const share = { original_workspace_id: each, shared_user_ids: [] }
    assert.deepEqual(said(await bob.post('/shared_workspaces/', share)), [404, missing])
    assert.deepEqual(said(await bob.put(`/jobs/${each}/stop/`)), [404, `Job ${each} not found for user.`])
    assert.deepEqual((await bob.get(`/jobs/${each}/`)).json().data, { jobs: [] })
    for (const answer of [
      await bob.put(`/shared_workspaces/${each}/accept/`),
      await bob.delete(`/shared_workspaces/${each}/`),
    ])
      assert.deepEqual(said(answer), [404, `Shared workspace ${each} not found.`])
    assert.deepEqual((await bob.get(`/shared_workspaces/${each}/`)).json().data, {
      original_workspaces: [],
      shared_workspaces: [],
    })
  }
  assert.equal((await ada.get(`/workspaces/${id}`)).json().data.workspaces[0].name, 'secret-plan')
})
