import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { testApp } from '../../../../../test/support/apps/automation.ts'

const API = '/api/automation/inventories'

/** A page of NetBox's answer, cut to what is read of it. */
const NETBOX = {
  count: 4,
  next: null,
  results: [
    {
      id: 7,
      name: 'sw-a1',
      role: { id: 1, slug: 'access' },
      device_type: { model: 'C9200', manufacturer: { slug: 'cisco' } },
      platform: { slug: 'cisco-ios-xe' },
      site: { slug: 'zrh' },
      status: { value: 'active' },
      serial: 'FOC1',
      primary_ip: { address: '192.0.2.1/24' },
      tags: [{ slug: 'core' }, { slug: 'no' }],
      custom_fields: { rack: 'A: 1', note: 'line\nbreak' },
    },
    { id: 8, name: 'yes', device_role: { slug: 'edge' }, primary_ip4: { address: '2001:db8::1/64' } },
    { id: 9, name: 'sw-a1', primary_ip: { address: '192.0.2.9/24' } },
    { id: 10, name: null, primary_ip: null },
  ],
}

test('devices of NetBox are looked at line by line, and become hosts and groups of a new inventory', async () => {
  const { as, folder } = await testApp()
  const keeper = await as('keeper', { roles: ['automation:superuser'] })
  const text = JSON.stringify(NETBOX)
  const seen = await keeper.post(`${API}/import`, { text, isTrial: true })
  assert.equal(seen.statusCode, 200, seen.body)
  const preview = seen.json()
  assert.deepEqual(preview.counts, { add: 2, change: 0, same: 0, error: 2 })
  assert.deepEqual(
    preview.lines
      .slice(0, 2)
      .map(({ line, problems }: { line: number; problems: { field: string }[] }) => [
        line,
        problems.map(({ field }) => field),
      ]),
    [
      [3, ['name']],
      [4, ['hostname', 'name']],
    ],
  )
  assert.deepEqual(preview.groups, ['site__zrh', 'role__access', 'role__edge'])
  assert.equal((await keeper.post(`${API}/import`, { text, isTrial: false })).statusCode, 400)
  const made = await keeper.post(`${API}/import`, { text, name: 'From NetBox', isTrial: false })
  assert.equal(made.statusCode, 200, made.body)
  const { inventoryId } = made.json()
  const { items } = (await keeper.get(`${API}/${inventoryId}/hosts`)).json()
  assert.deepEqual(items[0], {
    name: 'sw-a1',
    groups: ['site__zrh', 'role__access'],
    ...{ hostname: '192.0.2.1', port: null, platform: 'ios' },
    data: {
      ...{
        site: 'zrh',
        role: 'access',
        tags: ['core', 'no'],
        status: 'active',
        model: 'C9200',
        serial: 'FOC1',
      },
      ...{ netbox_id: 7, custom_fields: { rack: 'A: 1', note: 'line\nbreak' } },
    },
  })
  assert.deepEqual([items[1].name, items[1].hostname], ['yes', '2001:db8::1'])
  assert.equal((await keeper.get(`${API}/${inventoryId}`)).json().warnings, 0)
  const again = (await keeper.post(`${API}/import`, { text, inventoryId, isTrial: true })).json()
  assert.deepEqual([again.counts.same, again.groups], [2, []])
  const path = join(folder, 'automation/web_nornir/nornir_config/from_netbox/hosts.yaml')
  assert.match(readFileSync(path, 'utf8'), /^sw-a1:\n {2}hostname: 192\.0\.2\.1\n/)
  for (const bad of ['{"a": 1}', '[1]', '[{', '{"results": {}}'])
    assert.equal((await keeper.post(`${API}/import`, { text: bad, isTrial: true })).statusCode, 400, bad)
})

test('a table is read whatever separates it; columns can be said, passwords are left out, comments stay', async () => {
  const { as, app, folder } = await testApp()
  const keeper = await as('keeper', { roles: ['automation:superuser'] })
  const files = { hostsFile: 'lab/hosts.yaml', groupsFile: 'lab/groups.yaml' }
  const { id } = (await keeper.post(API, { name: 'Lab', ...files })).json()
  const before = '# our lab\nsw1: # the first\n  hostname: 192.0.2.1\n  groups: [old]\n  data: {a: 1}\n'
  for (const [which, content] of Object.entries({ groups: 'old:\n', hosts: before }))
    assert.equal((await keeper.put(`${API}/${id}/files/${which}`, { content })).statusCode, 200)
  const text = [
    'Hostname;IP address;SSH port;OS;Groups;Asset No;Password',
    'sw1;192.0.2.10/24;22;ios;old, new;0042;s3cret',
    'sw2;192.0.2.2;;frr;;17;s3cret',
    'sw3;not an address;99999;;;;',
  ].join('\r\n')
  const ask = (more: object) => keeper.post(`${API}/import`, { text, inventoryId: id, ...more })
  const preview = (await ask({ isTrial: true })).json()
  assert.deepEqual(preview.counts, { add: 1, change: 1, same: 0, error: 1 })
  assert.deepEqual(
    preview.columns.map(({ target }: { target: string }) => target),
    ['name', 'hostname', 'port', 'platform', 'groups', 'data', 'ignore'],
  )
  const [wrong, changes] = preview.lines
  assert.deepEqual(
    wrong.problems.map(({ field }: { field: string }) => field),
    ['SSH port', 'hostname'],
  )
  assert.deepEqual(changes.changes, ['hostname', 'port', 'platform', 'groups', 'data.asset_no'])
  // Somebody edits the file between the look and the import: they are asked to look again.
  await keeper.put(`${API}/${id}/files/hosts`, { content: `${before}late:\n` })
  assert.equal((await ask({ isTrial: false, tag: preview.tag })).statusCode, 412)
  const { tag } = (await ask({ isTrial: true, columns: { 'Asset No': 'ignore' } })).json()
  const done = await ask({ isTrial: false, tag, columns: { 'Asset No': 'ignore' } })
  assert.equal(done.statusCode, 200, done.body)
  const content = readFileSync(join(folder, 'automation/lab/hosts.yaml'), 'utf8')
  assert.match(content, /^# our lab\nsw1:\n +# the first\n/)
  assert.match(content, /late:/)
  assert.doesNotMatch(content, /s3cret|asset/)
  const host = (await keeper.get(`${API}/${id}/hosts/sw1`)).json()
  assert.deepEqual(
    [host.hostname, host.port, host.groups, host.data],
    ['192.0.2.10', 22, ['old', 'new'], { a: 1 }],
  )
  const { items } = (await keeper.get(`${API}/${id}/files/hosts/versions`)).json()
  assert.equal(items[0].via, 'import')
  const reader = await as('reader', { roles: ['automation:netadmin'] })
  const refused = await app.inject({
    method: 'POST',
    url: `${API}/import`,
    headers: { authorization: `Bearer ${reader.token}` },
    payload: { text, isTrial: true },
  })
  assert.equal(refused.statusCode, 403)
})
