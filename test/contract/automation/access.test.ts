import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAccount } from '../../../src/kernel/identity/account.ts'
import { setRoles } from '../../../src/kernel/identity/group.ts'
import { DENIED, MISSING, openFront } from './front.ts'

const by = { via: 'system' } as const
const front = await openFront()
const { ask, get, opened, base } = front
const { superuser, netadmin, support } = await front.groups()
const { identity } = opened.kernel
const password = 'correct horse 7'
const signIn = async (name: string, role?: string, administrator = false) => {
  const { id } = await createAccount(identity, by, { name, password, administrator })
  if (role) await setRoles(identity, by, { account: id }, [role])
  return (await front.signIn(name, password)).access
}
const administrator = await signIn('boss', undefined, true)
const reader = await signIn('reader', 'automation:support')

const NOBODY = { detail: 'Authentication credentials were not provided.' }
const json = 'application/json'

test('everybody reads, and each group writes what section 4 gives it, asked before object and body', async () => {
  type Row = [method: string, path: string, least: 'read' | 'run' | 'keep' | 'administer']
  const rows: Row[] = [
    ['GET', '/api/tasks/', 'read'],
    ['GET', '/api/tasks/1/', 'read'],
    ['POST', '/api/tasks/', 'run'],
    ['PUT', '/api/tasks/999/', 'run'],
    ['PATCH', '/api/tasks/999/', 'run'],
    ['DELETE', '/api/tasks/999/', 'run'],
    ['POST', '/api/tasks/999/run/', 'run'],
    ['POST', '/api/tasks/999/run_async/', 'run'],
    ['PUT', '/api/tasks/999/abort/', 'run'],
    ['GET', '/api/templates/', 'read'],
    ['GET', '/api/templates/1/', 'read'],
    ['POST', '/api/templates/', 'keep'],
    ['PUT', '/api/templates/999/', 'keep'],
    ['PATCH', '/api/templates/999/', 'keep'],
    ['DELETE', '/api/templates/999/', 'keep'],
    ['GET', '/api/inventories/', 'read'],
    ['GET', '/api/inventories/1/', 'read'],
    ['GET', '/api/inventories/1/hosts/', 'read'],
    ['GET', '/api/inventories/1/hosts/test.com/', 'read'],
    ['GET', '/api/inventories/1/groups/', 'read'],
    ['POST', '/api/inventories/', 'keep'],
    ['PUT', '/api/inventories/999/', 'keep'],
    ['PATCH', '/api/inventories/999/', 'keep'],
    ['DELETE', '/api/inventories/999/', 'keep'],
    ['GET', '/api/users/', 'read'],
    ['GET', '/api/users/1/', 'read'],
    ['POST', '/api/users/', 'administer'],
    ['PUT', '/api/users/999/', 'administer'],
    ['PATCH', '/api/users/999/', 'administer'],
    ['DELETE', '/api/users/999/', 'administer'],
    ['GET', '/api/configuration/', 'read'],
    ['POST', '/api/configuration/', 'keep'],
  ]
  const people = [
    { name: 'administrator', token: administrator, may: ['read', 'run', 'keep', 'administer'] },
    { name: 'superuser', token: superuser, may: ['read', 'run', 'keep'] },
    { name: 'netadmin', token: netadmin, may: ['read', 'run'] },
    { name: 'support', token: support, may: ['read'] },
    { name: 'no group', token: reader, may: ['read'] },
  ]
  for (const [method, path, least] of rows) {
    // A body that is wrong: who may write hears of it, and nothing is changed.
    const body = method === 'GET' ? undefined : '[1]'
    const headers = { 'content-type': json }
    const nobody = await ask(method, path, { headers, ...(body && { body }) })
    assert.deepEqual([nobody.status, nobody.body], [401, NOBODY], `${method} ${path}`)
    for (const { name, token, may } of people) {
      const { status, body: said } = await ask(method, path, { token, headers, ...(body && { body }) })
      if (!may.includes(least)) assert.deepEqual([status, said], [403, DENIED], `${name} ${method} ${path}`)
      else if (path.includes('999'))
        assert.deepEqual([status, said], [404, MISSING], `${name} ${method} ${path}`)
      else assert.equal(status, method === 'GET' ? 200 : 400, `${name} ${method} ${path}`)
    }
  }
  const stranger = await signIn('stranger')
  assert.deepEqual((await get('/api/tasks/', stranger)).body, DENIED)
  const root = await get('/api/')
  assert.deepEqual(
    [root.status, root.body],
    [
      200,
      {
        configuration: `${base}/api/configuration/`,
        inventories: `${base}/api/inventories/`,
        users: `${base}/api/users/`,
        tasks: `${base}/api/tasks/`,
        templates: `${base}/api/templates/`,
      },
    ],
  )
})

test('a method that an address does not have is refused after the person, in the words of the original', async () => {
  for (const [method, path] of [
    ['PUT', '/api/tasks/'],
    ['DELETE', '/api/configuration/'],
    ['GET', '/api/tasks/1/run/'],
    ['POST', '/api/tasks/1/abort/'],
    ['POST', '/api/inventories/1/hosts/'],
    ['PATCH', '/api/inventories/1/hosts/test.com'],
  ] as const) {
    const { status, body, headers } = await ask(method, path, { token: superuser })
    assert.deepEqual([status, body], [405, { detail: `Method "${method}" not allowed.` }], path)
    assert.match(headers.get('allow') ?? '', /OPTIONS/)
    assert.equal((await ask(method, path)).status, 401)
  }
  assert.equal((await ask('PUT', '/api/tasks/', { token: support })).status, 403)
  for (const path of ['/api/nothing/', '/nothing', '/api/tasks/1/nothing/'])
    assert.deepEqual((await get(path, superuser)).body, MISSING)
})

test('ids that are none, and names of any letters, are looked for and not found or found', async () => {
  for (const id of ['abc', '0', '-1', '1.5', '99999999999999999999999', '%00', '1%20or%201'])
    for (const path of [
      `/api/tasks/${id}/`,
      `/api/templates/${id}`,
      `/api/inventories/${id}/hosts/`,
      `/api/users/${id}/`,
    ])
      assert.deepEqual((await get(path, netadmin)).body, MISSING, path)
  assert.equal((await ask('POST', '/api/tasks/99999999999999999999/run/', { token: netadmin })).status, 404)
  assert.equal((await get('/api/tasks/1.json', netadmin)).body.id, 1)
  assert.equal((await get('/api/tasks.json?format=json', netadmin)).body.count, 3)
  assert.equal((await get('/api/tasks/?format=xml', netadmin)).status, 406)
  const host = await get('/api/inventories/1/hosts/Core_SW.lab%2F1', netadmin)
  assert.deepEqual([host.status, host.body], [404, MISSING])
})
