import assert from 'node:assert/strict'
import { readFileSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { type Caller, eachApp, type TestApp, testApp } from '../../../../test/support/apps/automation.ts'
import { waitFor } from '../../../../test/support/wait.ts'
import { loadInventory, requireInventory } from './inventories.ts'

const API = '/api/automation/inventories'
const LAB = 'web_nornir/nornir_config/inslab_config'
const FILES = { hostsFile: `${LAB}/hosts.yaml`, groupsFile: `${LAB}/groups.yaml` }

interface Opened extends TestApp {
  keeper: Caller
  reader: Caller
  root: string
  /** Changes a file as an editor on the machine would, some time ago. */
  writes(path: string, content: string): void
}

async function opened(open: () => Promise<TestApp> = testApp): Promise<Opened> {
  const app = await open()
  const keeper = await app.as('keeper', { roles: ['automation:superuser'] })
  const reader = await app.as('reader', { roles: ['automation:support'] })
  const root = join(app.folder, 'automation')
  let age = 1_000
  return {
    ...app,
    ...{ keeper, reader, root },
    writes(path, content) {
      const whole = join(root, path)
      writeFileSync(whole, content)
      age -= 1
      const then = new Date(Date.now() - age * 1_000)
      utimesSync(whole, then, then)
    },
  }
}

const put = ({ app }: TestApp, who: Caller, url: string, payload: object, ifMatch?: string) =>
  app.inject({
    method: 'PUT',
    url,
    headers: { authorization: `Bearer ${who.token}`, ...(ifMatch !== undefined && { 'if-match': ifMatch }) },
    payload,
  })

eachApp((open, name) => {
  test(`inventories are made, listed with how they stand, changed and taken away, on ${name}`, async () => {
    const app = await opened(open)
    const { keeper, reader } = app
    const made = await keeper.post(API, { name: 'INS Lab', ...FILES })
    assert.equal(made.statusCode, 201, made.body)
    const { id } = made.json()
    assert.equal((await reader.post(API, { name: 'Mine', ...FILES })).statusCode, 403)
    for (const path of [
      '/etc/passwd',
      '../x',
      'a/../../x',
      '~/x',
      'file:///etc/passwd',
      'http://x/y',
      'a\\b',
    ]) {
      const refused = await keeper.post(API, { name: 'Out', ...FILES, hostsFile: path })
      assert.deepEqual([refused.statusCode, refused.json().errors[0].field], [400, 'hostsFile'], path)
    }
    const missing = (
      await keeper.post(API, { name: 'Nothing yet', ...FILES, hostsFile: 'none/hosts.yaml' })
    ).json()
    const { items, total } = (await reader.get(`${API}?search=LAB`)).json()
    assert.deepEqual([total.count, items[0].hosts, items[0].groups, items[0].createdBy], [1, 5, 2, 'keeper'])
    assert.equal(items[0].warnings, 5)
    const nothing = (await reader.get(`${API}/${missing.id}`)).json()
    assert.deepEqual([nothing.hosts, nothing.faults[0].file], [null, 'none/hosts.yaml'])
    // Never another inventory in its place.
    assert.equal((await reader.get(`${API}/${missing.id}/hosts`)).statusCode, 409)
    const changed = await keeper.patch(`${API}/${id}`, { name: 'Lab', unknownKeys: 'accept' })
    assert.deepEqual([changed.statusCode, changed.headers.etag], [200, '"2"'])
    assert.equal((await keeper.delete(`${API}/${id}`)).statusCode, 204)
    assert.equal((await keeper.delete(`${API}/${id}`)).statusCode, 404)
    const actions = (await app.kernel.journal.list({ limit: 20 })).map(({ action }) => action)
    for (const verb of ['created', 'changed', 'removed'])
      assert.ok(actions.includes(`automation.inventory.${verb}`))
  })

  test(`a file is edited with its history; what was there on the disk is kept, on ${name}`, async () => {
    const app = await opened(open)
    const { keeper, reader, writes, root } = app
    const { id } = (await keeper.post(API, { name: 'INS Lab', ...FILES })).json()
    const hosts = `${API}/${id}/files/hosts`
    const first = await keeper.get(hosts)
    assert.deepEqual([first.json().isThere, first.json().hosts, first.json().faults], [true, 5, []])
    const etag = String(first.headers.etag)
    // Files may hold passwords: readers see hosts, not files.
    for (const path of [hosts, `${hosts}/versions`]) assert.equal((await reader.get(path)).statusCode, 403)

    const broken = await put(app, keeper, hosts, { content: 'spine1:\n  groups: [nobody]\n' }, etag)
    assert.equal(broken.statusCode, 400)
    assert.deepEqual(
      broken
        .json()
        .faults.map(({ file, line, column }: { file: string; line: number; column: number }) => [
          file,
          line,
          column,
        ]),
      [[FILES.hostsFile, 2, 3]],
    )
    const tried = await put(app, keeper, hosts, { content: 'one:\n', isTrial: true })
    assert.deepEqual([tried.json().hosts, tried.json().versionId], [1, null])
    assert.equal((await keeper.get(`${API}/${id}/hosts`)).json().total.count, 5)

    const two = 'one: { groups: [leaf] }\ntwo:\n'
    const saved = await put(app, keeper, hosts, { content: two }, etag)
    assert.equal(saved.statusCode, 200, saved.body)
    assert.equal(readFileSync(join(root, FILES.hostsFile), 'utf8'), two)
    assert.equal((await reader.get(`${API}/${id}/hosts`)).json().total.count, 2)

    // Somebody on the machine was there meanwhile: nothing is lost, and nothing is overwritten.
    writes(FILES.hostsFile, 'three:\n')
    const late = await put(app, keeper, hosts, { content: 'four:\n' }, String(saved.headers.etag))
    assert.equal(late.statusCode, 412)
    assert.equal(readFileSync(join(root, FILES.hostsFile), 'utf8'), 'three:\n')
    const { items } = (await keeper.get(`${hosts}/versions`)).json()
    assert.deepEqual(
      items.map(({ via, by }: { via: string; by: string | null }) => [via, by]),
      [
        ['disk', null],
        ['console', 'keeper'],
        ['disk', null],
      ],
    )
    const shown = (await keeper.get(`${hosts}/versions/${items[1].id}`)).json()
    assert.deepEqual([shown.content, shown.diff.added, shown.diff.removed], [two, 1, 2])
    const against = (await keeper.get(`${hosts}/versions/${items[1].id}?from=${items[2].id}`)).json()
    assert.equal(against.diff.added, 2)
    const again = await keeper.post(`${hosts}/versions/${items[1].id}/restore`)
    assert.equal(again.statusCode, 200, again.body)
    assert.equal(readFileSync(join(root, FILES.hostsFile), 'utf8'), two)
    assert.equal((await keeper.get(`${hosts}/versions/999999`)).statusCode, 404)

    // A groups file that hosts need cannot be emptied under them, and one that is new can be made.
    const groups = `${API}/${id}/files/groups`
    const refused = await put(app, keeper, groups, { content: '' })
    assert.deepEqual([refused.statusCode, refused.json().faults[0].file], [400, FILES.hostsFile])
    assert.equal((await keeper.get(`${API}/${id}/files/defaults`)).statusCode, 404)
    await keeper.patch(`${API}/${id}`, { defaultsFile: `${LAB}/defaults.yaml` })
    const fresh = await keeper.get(`${API}/${id}/files/defaults`)
    assert.deepEqual([fresh.json().isThere, fresh.headers.etag], [false, '""'])
    assert.equal(
      (await put(app, keeper, `${API}/${id}/files/defaults`, { content: 'port: 830\n' }, '""')).statusCode,
      200,
    )
    assert.equal(
      (await put(app, keeper, `${API}/${id}/files/defaults`, { content: 'port: 1\n' }, '""')).statusCode,
      412,
    )
    assert.equal((await reader.get(`${API}/${id}/hosts/one`)).json().port, 830)
  })
})

test('hosts are listed with what they inherit, and each value of one says where it comes from', async () => {
  const { keeper, reader } = await opened()
  const { id } = (await keeper.post(API, { name: 'INS Lab', ...FILES })).json()
  const list = async (query: string) => (await reader.get(`${API}/${id}/hosts?${query}`)).json()
  const names = async (query: string) => (await list(query)).items.map(({ name }: { name: string }) => name)
  const page = await list('limit=2&order=-name')
  assert.deepEqual(
    [page.items.map(({ name }: { name: string }) => name), page.next, page.total.count],
    [['spine2', 'spine1'], 2, 5],
  )
  assert.deepEqual(await names('limit=2&order=-name&after=4'), ['leaf1'])
  assert.deepEqual(await names('group=spine'), ['spine1', 'spine2'])
  assert.deepEqual(await names('data=protocol%3Disis&search=2'), ['spine1', 'spine2'])
  assert.deepEqual(await names(`where=${encodeURIComponent('{"name__in":["leaf1","leaf3"]}')}`), [
    'leaf1',
    'leaf3',
  ])
  assert.equal((await reader.get(`${API}/${id}/hosts?where=[1]`)).statusCode, 400)
  const leaf = (await reader.get(`${API}/${id}/hosts/leaf1`)).json()
  assert.deepEqual(leaf.data, { role: 'leaf', domain: 'ins.hsr.ch' })
  assert.deepEqual(leaf.traced[0], {
    key: 'role',
    value: 'leaf',
    from: { kind: 'group', group: 'leaf' },
    hides: [],
  })
  assert.equal((await reader.get(`${API}/${id}/hosts/leaf`)).statusCode, 404)
  const shown = [
    leaf,
    page,
    (await reader.get(`${API}/${id}/groups`)).json(),
    (await reader.get(`${API}/${id}`)).json(),
  ]
  assert.doesNotMatch(JSON.stringify(shown), /cisco/)
  assert.deepEqual(shown[3].counts.platforms, [{ name: 'ios', hosts: 5 }])
  const chosen = async (filters: object) =>
    (await reader.get(`${API}/${id}/selection?filters=${encodeURIComponent(JSON.stringify(filters))}`)).json()
  assert.deepEqual(await chosen({ hosts: ['leaf1', 'leaf'] }), {
    count: 1,
    names: ['leaf1'],
    unknown: ['leaf'],
  })
  assert.equal((await chosen({ role: 'leaf' })).count, 3)
  assert.equal((await chosen({ filter_func: 'x' })).status, 400)
})

test('files are read once; a broken one is told with its line while the last good state is shown, and no run uses it', async () => {
  const { keeper, reader, atelier, root, writes } = await opened()
  const { automation } = atelier
  assert.ok(automation)
  const { id } = (await keeper.post(API, { name: 'INS Lab', ...FILES })).json()
  const row = { hosts_file: FILES.hostsFile, groups_file: FILES.groupsFile, defaults_file: null }
  for (const path of Object.values(FILES)) writes(path, readFileSync(join(root, path), 'utf8'))
  const { inventories } = automation
  assert.equal((await inventories.load(row)).hosts.size, 5)
  // What was written just now is read once more.
  const isSettled = async () => {
    const seen = inventories.reads.count
    await inventories.load(row)
    return inventories.reads.count === seen
  }
  await waitFor(isSettled)
  const before = inventories.reads.count
  for (let at = 0; at < 50; at += 1) await reader.get(`${API}/${id}/hosts?search=${at}`)
  await Promise.all(Array.from({ length: 20 }, () => inventories.load(row)))
  assert.equal(inventories.reads.count, before, 'no request opens a file that has not changed')
  // What a run used stays, also when somebody wrote it on the machine.
  await loadInventory(automation, await requireInventory(automation.db, id))
  const versions = (await keeper.get(`${API}/${id}/files/groups/versions`)).json()
  assert.deepEqual(versions.items.length, 1)

  // In place, as long as before, and with the time that it had.
  const whole = join(root, FILES.hostsFile)
  const [{ atime, mtime }, text] = [statSync(whole), readFileSync(whole, 'utf8')]
  writeFileSync(whole, text.replace('leaf3', 'leaf4'))
  utimesSync(whole, atime, mtime)
  assert.ok((await automation.inventories.load(row)).hosts.has('leaf4'))

  writes(FILES.hostsFile, 'spine1:\n  port: none\n')
  await assert.rejects(automation.inventories.load(row), /hosts\.yaml, line 2: The port of host spine1/)
  const list = (await reader.get(`${API}/${id}/hosts`)).json()
  assert.deepEqual([list.total.count, list.faults[0].line], [5, 2])
  const { hosts, faults, asOf } = (await reader.get(`${API}/${id}`)).json()
  assert.deepEqual([hosts, faults[0].column, typeof asOf], [5, 3, 'string'])

  rmSync(join(root, FILES.hostsFile))
  await assert.rejects(automation.inventories.load(row), /hosts\.yaml: There is no such file/)
  // A link that leads out is no file of ours.
  symlinkSync('/etc/hostname', join(root, FILES.hostsFile))
  await assert.rejects(automation.inventories.load(row), /leads out of the automation root/)
  rmSync(join(root, FILES.hostsFile))
  writes(FILES.hostsFile, 'alone:\n')
  assert.equal((await automation.inventories.load(row)).hosts.size, 1)
  await waitFor(async () => (await reader.get(`${API}/${id}/hosts`)).json().faults.length === 0)
  writeFileSync(join(root, FILES.hostsFile), Buffer.from([0xff, 0xfe, 0x41]))
  await assert.rejects(automation.inventories.load(row), /no UTF-8/)
})

test('large files are read on another thread, and their faults have places too', async () => {
  const { keeper, reader, atelier, writes } = await opened()
  const many = Array.from(
    { length: 1_000 },
    (_, at) => `host${at}: { hostname: 10.0.${at >> 8}.${at & 255}, groups: [leaf], data: { n: ${at} } }\n`,
  )
  writes(FILES.hostsFile, many.join(''))
  const { id } = (await keeper.post(API, { name: 'Large', ...FILES })).json()
  const page = (await reader.get(`${API}/${id}/hosts?group=leaf&search=host99&order=-name&limit=1`)).json()
  assert.deepEqual([page.total.count, page.items[0].name], [11, 'host999'])
  writes(FILES.hostsFile, `${many.join('')}last: { port: x }\n`)
  await assert.rejects(
    async () =>
      atelier.automation?.inventories.load({
        hosts_file: FILES.hostsFile,
        groups_file: FILES.groupsFile,
        defaults_file: null,
      }),
    /line 1001/,
  )
})
