import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DENIED, MISSING, openFront } from './front.ts'

const front = await openFront()
const { ask, get, opened, base } = front
const { superuser, netadmin, support } = await front.groups()
const json = 'application/json'

test('bodies come as JSON and as forms; what is none of these, broken, deep or long is refused', async () => {
  const token = netadmin
  const post = (body: string | URLSearchParams | FormData, type?: string) =>
    ask('POST', '/api/tasks/', { token, body, headers: type ? { 'content-type': type } : {} })
  const fields = {
    name: 'by a form',
    variables: '{"text": "hi"}',
    filters: '',
    is_template: 'on',
    template: '1',
  }
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  for (const body of [new URLSearchParams(fields), form]) {
    const made = await post(body)
    assert.equal(made.status, 201, made.text)
    assert.deepEqual(
      [made.body.variables, made.body.filters, made.body.is_template, made.body.template],
      [{ text: 'hi' }, null, true, 1],
    )
  }
  const broken = new URLSearchParams({ name: 'x', variables: '{' })
  assert.deepEqual((await post(broken)).body, { variables: ['Value must be valid JSON.'] })

  const text = await post('name=x', 'text/plain')
  assert.deepEqual(
    [text.status, text.body],
    [415, { detail: 'Unsupported media type "text/plain" in request.' }],
  )
  for (const body of ['{"name":', '{"name": NaN}', 'x', '{"__proto__": }']) {
    const { status, body: said } = await post(body, json)
    assert.equal(status, 400)
    assert.match(said.detail, /^JSON parse error - /)
  }
  const deep = await post(`{"name":"x","variables":${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}}`, json)
  assert.equal(deep.status, 400)
  assert.match(deep.body.detail, /^JSON parse error - more than 100 levels/)
  assert.equal((await post(JSON.stringify({ name: 'x'.repeat(6_000_000) }), json)).status, 413)
  const large = { name: 'a large one', variables: { text: 'y'.repeat(1_500_000) } }
  assert.equal((await ask('POST', '/api/tasks/', { token, json: large })).status, 201)

  const wholes: [unknown, object][] = [
    [[1], { non_field_errors: ['Invalid data. Expected a dictionary, but got list.'] }],
    ['text', { non_field_errors: ['Invalid data. Expected a dictionary, but got str.'] }],
    [7, { non_field_errors: ['Invalid data. Expected a dictionary, but got int.'] }],
    [null, { non_field_errors: ['No data provided'] }],
    [{}, { name: ['This field is required.'] }],
  ]
  for (const [body, said] of wholes) {
    const answer = await ask('POST', '/api/tasks/', { token, json: body })
    assert.deepEqual([answer.status, answer.body], [400, said])
  }
  // Where the body is ignored, it may be anything.
  const ignored = { token, body: 'garbage', headers: { 'content-type': 'text/plain' } }
  assert.equal((await ask('PUT', '/api/tasks/1/abort/', ignored)).status, 200)
  const nothing = await ask('POST', '/api/tasks/', { token, headers: { 'content-type': json } })
  assert.deepEqual(nothing.body, { name: ['This field is required.'] })
})

test('every field that is wrong is named, with the texts and type names of the original', async () => {
  const faults: [string, unknown, string][] = [
    ['name', null, 'This field may not be null.'],
    ['name', '  ', 'This field may not be blank.'],
    ['name', [], 'Not a valid string.'],
    ['name', true, 'Not a valid string.'],
    ['name', 'x'.repeat(201), 'Ensure this field has no more than 200 characters.'],
    ['name', 'a\0b', 'Null characters are not allowed.'],
    ['name', 'a\ud800b', 'Surrogate characters are not allowed: U+D800.'],
    ['is_template', 'perhaps', 'Must be a valid boolean.'],
    ['is_template', null, 'This field may not be null.'],
    ['template', 99, 'Invalid pk "99" - object does not exist.'],
    ['template', '99', 'Invalid pk "99" - object does not exist.'],
    ['template', 'x', 'Incorrect type. Expected pk value, received str.'],
    ['inventory', [], 'Incorrect type. Expected pk value, received list.'],
    ['inventory', {}, 'Incorrect type. Expected pk value, received dict.'],
    ['created_by', true, 'Incorrect type. Expected pk value, received bool.'],
    ['variables', [], 'Expected a dictionary of items but got type "list".'],
    ['filters', 'x', 'Expected a dictionary of items but got type "str".'],
    ['filters', { hosts: ['a', 1] }, '"hosts" is a list of host names.'],
    ['filters', { hosts: ['a\0'] }, '"hosts" is a list of host names.'],
    ['filters', { filter_func: 'x' }, '"filter_func" is a name of the engine and cannot be a filter.'],
    ...[
      '',
      '2031-13-01T08:00',
      '2031-02-29T08:00',
      'tomorrow',
      '2031-12-01',
      7,
      '9999-12-31T23:00-05:00',
      '0001-01-01T00:00+05:00',
    ].map((value): [string, unknown, string] => [
      'date_scheduled',
      value,
      'Datetime has wrong format. Use one of these formats instead: YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z].',
    ]),
  ]
  for (const [field, value, said] of faults) {
    const { status, body } = await ask('PATCH', '/api/tasks/1/', {
      token: superuser,
      json: { [field]: value },
    })
    assert.deepEqual([status, body], [400, { [field]: [said] }], `${field} ${JSON.stringify(value)}`)
  }
  const dates: [string, string][] = [
    ['2031-12-01T08:00', '2031-12-01T08:00:00Z'],
    ['2031-12-01 08:00:05', '2031-12-01T08:00:05Z'],
    ['2031-12-01T08:00:00.123Z', '2031-12-01T08:00:00.123000Z'],
    ['2031-12-01T08:00:00.123456+02:00', '2031-12-01T06:00:00.123000Z'],
    ['2031-12-31T23:30:00-01:00', '2032-01-01T00:30:00Z'],
  ]
  for (const [date_scheduled, shown] of dates) {
    const { body } = await ask('PATCH', '/api/tasks/1/', { token: netadmin, json: { date_scheduled } })
    assert.equal(body.date_scheduled, shown)
  }
  const json = { date_scheduled: null, name: 12, is_template: 'N', variables: null, filters: { hosts: null } }
  const changed = await ask('PATCH', '/api/tasks/1/', { token: netadmin, json })
  assert.deepEqual(
    [changed.body.date_scheduled, changed.body.name, changed.body.variables, changed.body.status],
    [null, '12', null, 0],
  )
})

test('a task is made, replaced, changed and removed once; what is not the client’s to write stays', async () => {
  const json = {
    id: 4711,
    name: 'one',
    status: 3,
    result: { failed: false },
    date_started: '2020-01-01T00:00:00Z',
  }
  const made = await ask('POST', '/api/tasks/', { token: netadmin, json: { ...json, created_by: 1, odd: 1 } })
  const { id } = made.body
  assert.notEqual(id, 4711)
  assert.deepEqual(made.body, {
    id,
    detail: `${base}/api/tasks/${id}/`,
    name: 'one',
    status: 0,
    date_scheduled: null,
    date_started: null,
    date_finished: null,
    variables: {},
    filters: {},
    result: {},
    created_by: 2,
    created_name: 'norbert',
    template: null,
    inventory: null,
    is_template: false,
  })
  const one = `/api/tasks/${id}/`
  const full = { name: 'two', variables: { text: 'hi' }, template: 1, inventory: 1 }
  assert.equal((await ask('PUT', one, { token: netadmin, json: full })).body.template_name, 'hello_world')
  const kept = await ask('PUT', one, { token: netadmin, json: { name: 'three' } })
  assert.deepEqual([kept.body.variables, kept.body.template], [{ text: 'hi' }, 1])
  assert.deepEqual((await ask('PUT', one, { token: netadmin, json: {} })).body, {
    name: ['This field is required.'],
  })
  // D18: what an answer shows changes nothing of what is written.
  const cut = await ask('PATCH', `${one}?fields=id`, { token: netadmin, json: { name: 'four', status: 5 } })
  assert.deepEqual(cut.body, { id })
  assert.equal((await get(`${one}?fields=name,status`, support)).body.name, 'four')
  // Only superusers say who made it.
  assert.equal((await ask('PATCH', one, { token: netadmin, json: { created_by: 1 } })).body.created_by, 2)
  const foreign = await ask('PATCH', one, { token: superuser, json: { created_by: null } })
  assert.deepEqual([foreign.body.created_by, 'created_name' in foreign.body], [null, false])
  const removed = await ask('DELETE', one, { token: netadmin })
  assert.deepEqual([removed.status, removed.text], [204, ''])
  assert.deepEqual((await ask('DELETE', one, { token: netadmin })).body, MISSING)
})

test('templates and inventories are kept below their root, and their tasks outlive them', async () => {
  const write = (method: string, path: string, json: unknown) => ask(method, path, { token: superuser, json })
  const template = await write('POST', '/api/templates/', {
    name: 'later',
    file_name: 'later.py',
    variables: null,
  })
  assert.deepEqual(
    [template.status, template.body.variables, template.body.package_path, template.body.function_name],
    [201, [], '/web_nornir/job_templates/', 'job_function'],
  )
  assert.deepEqual([template.body.description, template.body.created_by], [null, 1])
  const bad: [string, unknown][] = [
    ['file_name', '/etc/passwd.py'],
    ['file_name', '../x.py'],
    ['file_name', 'a\\b.py'],
    ['package_path', '/../../etc/'],
    ['package_path', 'etc/'],
    ['function_name', 'a-b'],
    ['function_name', '__import__("os")'],
    ['variables', { a: 1 }],
    ['variables', ['a', 'a']],
    ['variables', ['a', '']],
    ['variables', [1]],
  ]
  for (const [field, value] of bad) {
    const { status, body } = await write('PATCH', `/api/templates/${template.body.id}/`, { [field]: value })
    assert.deepEqual([status, Object.keys(body)], [400, [field]], `${field} ${JSON.stringify(value)}`)
  }
  assert.deepEqual((await write('POST', '/api/templates/', { file_name: 'a\0' })).body, {
    name: ['This field is required.'],
    file_name: ['Null characters are not allowed.'],
  })
  const files = {
    hosts_file: 'lab/hosts.yaml',
    groups_file: 'lab/groups.yaml',
    defaults_file: 'lab/defaults.yaml',
  }
  const inventory = await write('POST', '/api/inventories/', { name: 'Lab', ...files })
  assert.deepEqual(Object.keys(inventory.body), ['id', 'detail', 'name', 'type', 'hosts_file', 'groups_file'])
  const [row] = await opened.kernel.db
    .selectFrom('automation_inventory' as never)
    .select('defaults_file' as never)
    .where('id' as never, '=', inventory.body.id as never)
    .execute()
  assert.deepEqual(row, { defaults_file: 'lab/defaults.yaml' })
  for (const path of ['/etc/hosts', '../x.yaml', '~/x.yaml', 'http://x/y.yaml', 'a/../../x']) {
    const { status, body } = await write('PATCH', `/api/inventories/${inventory.body.id}/`, {
      hosts_file: path,
    })
    assert.deepEqual([status, Object.keys(body)], [400, ['hosts_file']], path)
  }
  assert.deepEqual((await write('POST', '/api/inventories/', { type: 2 })).body, {
    name: ['This field is required.'],
    type: ['"2" is not a valid choice.'],
    hosts_file: ['This field is required.'],
    groups_file: ['This field is required.'],
  })
  const hosts = await get(`/api/inventories/${inventory.body.id}/hosts/`, support)
  assert.ok(hosts.status >= 400 && hosts.status < 500, hosts.text)

  const task = await write('POST', '/api/tasks/', {
    name: 'left alone',
    template: template.body.id,
    inventory: inventory.body.id,
  })
  for (const { detail } of [template.body, inventory.body]) {
    const path = detail.slice(base.length)
    assert.equal((await write('DELETE', path, undefined)).status, 204)
    assert.equal((await write('DELETE', path, undefined)).status, 404)
  }
  const left = (await get(`/api/tasks/${task.body.id}/`, support)).body
  assert.deepEqual([left.template, left.inventory, 'template_name' in left], [null, null, false])
})

test('the configuration is replaced as a whole, checked, and 200', async () => {
  const configuration = (await get('/api/configuration/', support)).body
  assert.deepEqual(configuration, {
    logging: {
      enabled: true,
      format: '%(asctime)s - %(name)12s - %(levelname)8s - %(funcName)10s() - %(message)s',
      level: 'INFO',
      log_file: 'nornir.log',
    },
    runner: { options: { num_workers: 200 }, plugin: 'threaded' },
  })
  const post = (json: unknown, token = superuser) => ask('POST', '/api/configuration/', { token, json })
  const wanted = { ...configuration, runner: { plugin: 'serial', options: {} } }
  const stored = await post(wanted)
  assert.deepEqual([stored.status, stored.body], [200, wanted])
  assert.deepEqual((await get('/api/configuration', support)).body, wanted)
  for (const bad of [
    [1],
    { ...configuration, inventory: { plugin: 'x' } },
    { ...configuration, logging: { ...configuration.logging, log_file: '../../etc/passwd' } },
    { ...configuration, runner: { plugin: 'threaded', options: { num_workers: null } } },
    { ...configuration, runner: { plugin: 'threaded', options: { num_workers: 0 } } },
    { ...configuration, transform_function: 'os.system' },
    {},
    { logging: configuration.logging },
  ])
    assert.equal((await post(bad)).status, 400, JSON.stringify(bad))
  assert.equal(
    (
      await ask('POST', '/api/configuration/', {
        token: superuser,
        body: new URLSearchParams({ logging: 'x' }),
      })
    ).status,
    400,
  )
  const strange = JSON.parse(JSON.stringify(configuration).replace('{', '{"__proto__":{},'))
  assert.deepEqual(Object.keys((await post(strange)).body), ['__proto__'])
  assert.deepEqual((await post(configuration, netadmin)).body, DENIED)
  assert.deepEqual((await get('/api/configuration', support)).body, wanted)
  const form = await ask('POST', '/api/configuration/', {
    token: superuser,
    body: new URLSearchParams({
      logging: JSON.stringify(configuration.logging),
      runner: JSON.stringify(wanted.runner),
    }),
  })
  assert.deepEqual([form.status, form.body], [200, wanted])
  assert.equal((await post(configuration)).status, 200)
})
