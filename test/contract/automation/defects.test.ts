import assert from 'node:assert/strict'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, test } from 'node:test'
import { automationCommands } from '../../../src/cli/automation.ts'
import { benchOn } from '../../../src/services/automation/runs/runs.fixture.ts'
import { type Front, openFront, PASSWORDS } from './front.ts'

/** Defects of the original (contract, section 7) that could come back here; the others are tried in the files beside. */
async function openAtWork(postgres = false) {
  const front = await openFront({ postgres })
  front.opened.kernel.executions.begin()
  await front.opened.atelier.automation?.begin()
  const { access: token } = await front.signIn('norbert', PASSWORDS.norbert)
  return { front, token, bench: benchOn(front.opened) }
}

const CONTEXT = { progress: () => undefined, signal: new AbortController().signal, alone: false }

const makeTask = async (front: Front, token: string, json: object) => {
  const { status, body, text } = await front.ask('POST', '/api/tasks/', {
    token,
    json: { name: 'a task', ...json },
  })
  assert.equal(status, 201, text)
  return body.id as number
}

const DATABASES = process.env.ATELIER_TEST_POSTGRES_URL ? [false, true] : [false]

for (const postgres of DATABASES)
  describe(`races of the original (${postgres ? 'PostgreSQL' : 'SQLite'})`, async () => {
    const { front, token, bench } = await openAtWork(postgres)
    const inventory = await bench.inventory(1)
    // Its file is not there: each run of it fails at once, and no process is started.
    const { body: gone } = await front.ask('POST', '/api/templates/', {
      token: (await front.signIn('thomastest', PASSWORDS.thomastest)).access,
      json: { name: 'gone', file_name: 'gone.py' },
    })

    test('D2, D6: of many calls at once each task runs once, none is stuck, and one DELETE counts', async () => {
      const ids: number[] = []
      for (let n = 0; n < 10; n += 1) ids.push(await makeTask(front, token, { template: gone.id, inventory }))
      const [first = 0] = ids
      const calls = [...ids, ...new Array<number>(50).fill(first)]
      const statuses = await Promise.all(
        calls.map(async (id) => (await front.act('POST', `/api/tasks/${id}/run_async/`, token)).status),
      )
      assert.ok(statuses.every((status) => status === 202 || status === 409))
      for (const id of ids) {
        const { status } = await bench.ended(id)
        assert.equal(status, 'failed')
        const { body } = await front.get(`/api/tasks/${id}/`, token)
        assert.deepEqual(
          [body.status, body.result],
          [4, { failed: true, hosts: [], exception: 'job template "gone.py" not found' }],
        )
      }
      const removed = await Promise.all(
        new Array(50)
          .fill(0)
          .map(async () => (await front.ask('DELETE', `/api/tasks/${first}/`, { token })).status),
      )
      assert.equal(removed.filter((status) => status === 204).length, 1)
      assert.equal(removed.filter((status) => status === 404).length, 49)
    })
  })

describe('defects of the original', async () => {
  const { front, token, bench } = await openAtWork()
  const { opened } = front
  const root = opened.atelier.automation?.root ?? ''
  const { access: boss } = await front.signIn('thomastest', PASSWORDS.thomastest)
  const run = async (json: object) => {
    const id = await makeTask(front, token, json)
    return front.act('POST', `/api/tasks/${id}/run/`, token)
  }
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }

  test('D4: what cannot run is refused and stays as it is, or fails with the reason; nothing is a 500', async () => {
    const inventory = await bench.inventory(2)
    for (const parts of [{}, { template: 1 }, { inventory }]) {
      const id = await makeTask(front, token, parts)
      for (const verb of ['run', 'run_async']) {
        const { status, body } = await front.act('POST', `/api/tasks/${id}/${verb}/`, token)
        assert.deepEqual([status, Object.keys(body)], [400, ['detail']])
      }
      assert.equal((await front.get(`/api/tasks/${id}/`, token)).body.status, 0)
    }
    const nulls = await run({ template: 1, inventory, variables: null, filters: null })
    assert.deepEqual([nulls.status, nulls.body.status, nulls.body.variables], [200, 3, null])
    const broken = await bench.template('def job_function(task:\n', { fileName: 'broken.py' })
    const failed = await run({ template: broken, inventory })
    assert.deepEqual([failed.status, failed.body.status, failed.body.result.hosts], [200, 4, []])
    assert.ok(failed.body.result.exception)
  })

  test('D8: a run on an inventory without its file fails, and runs on no other one', async () => {
    const { body } = await front.ask('POST', '/api/inventories/', {
      token: boss,
      json: { name: 'nothing', hosts_file: 'not/there.yaml', groups_file: 'not/groups.yaml' },
    })
    const { body: task } = await run({ template: 1, inventory: body.id })
    assert.deepEqual([task.status, task.result.hosts], [4, []])
    assert.match(task.result.exception, /not\/there\.yaml/)
  })

  test('D7, D9, D10, D15, D19: names are exact, variables steer nothing, and what is shown is what is used', async () => {
    write(
      'lab/hosts.yaml',
      [
        'leaf1: { hostname: 10.0.0.1, groups: [one, two] }',
        'leaf10: { hostname: 10.0.0.10, groups: [one] }',
        'Core_SW.lab-1: { hostname: 10.0.0.2, groups: [two], data: { site: here } }',
      ].join('\n'),
    )
    write(
      'lab/groups.yaml',
      'one: { data: { role: first } }\ntwo: { platform: junos, data: { role: second, site: there } }\n',
    )
    write('lab/defaults.yaml', 'platform: linux\ndata: { role: last, domain: lab }\n')
    const { body: inventory } = await front.ask('POST', '/api/inventories/', {
      token: boss,
      json: {
        name: 'lab',
        hosts_file: 'lab/hosts.yaml',
        groups_file: 'lab/groups.yaml',
        defaults_file: 'lab/defaults.yaml',
      },
    })
    const template = await bench.template(
      [
        'def job_function(task, **given):',
        '    host = task.host',
        "    keys = ('role', 'site', 'domain')",
        '    data = {key: host[key] for key in keys if key in host.keys()}',
        "    return {'name': host.name, 'hostname': host.hostname, 'platform': host.platform, 'data': data, 'given': sorted(given)}",
      ].join('\n'),
      { fileName: 'shows.py' },
    )
    const variables = {
      on_good: false,
      on_failed: true,
      raise_on_error: 1,
      severity_level: 9,
      nornir: 'x',
      name: 'n',
    }
    const { body: task } = await run({
      template,
      inventory: inventory.id,
      variables,
      filters: { hosts: ['leaf1', 'Core_SW.lab-1'] },
    })
    assert.equal(task.status, 3, JSON.stringify(task.result))
    assert.deepEqual(task.variables, variables)
    assert.deepEqual(
      task.result.hosts.map(({ name }: { name: string }) => name),
      ['Core_SW.lab-1', 'leaf1'],
    )
    for (const { name, result } of task.result.hosts) {
      const [{ given, ...used }] = result
      assert.deepEqual(given, Object.keys(variables).sort())
      for (const slash of ['', '/']) {
        const { body: shown } = await front.get(
          `/api/inventories/${inventory.id}/hosts/${name}${slash}`,
          token,
        )
        assert.deepEqual(
          used,
          { name: shown.name, hostname: shown.hostname, platform: shown.platform, data: shown.data },
          name,
        )
      }
    }
    const { body: leaf } = await front.get(`/api/inventories/${inventory.id}/hosts/leaf1`, token)
    assert.deepEqual([leaf.platform, leaf.data], ['junos', { role: 'first', site: 'there', domain: 'lab' }])
  })

  test('D11, D12: a link that leads out of the root is followed by no run and no list', async () => {
    const outside = opened.folder
    writeFileSync(join(outside, 'outside.py'), 'def job_function(task):\n    return "outside"\n')
    writeFileSync(join(outside, 'outside.yaml'), 'planted-host: {}\n')
    mkdirSync(join(root, 'links'), { recursive: true })
    symlinkSync(join(outside, 'outside.py'), join(root, 'web_nornir/job_templates/link.py'))
    symlinkSync(join(outside, 'outside.yaml'), join(root, 'links/hosts.yaml'))
    const template = await front.ask('POST', '/api/templates/', {
      token: boss,
      json: { name: 'link', file_name: 'link.py' },
    })
    const { body } = await run({ template: template.body.id, inventory: await bench.inventory(1) })
    assert.deepEqual([body.status, body.result.hosts], [4, []])
    const inventory = await front.ask('POST', '/api/inventories/', {
      token: boss,
      json: { name: 'link', hosts_file: 'links/hosts.yaml', groups_file: 'links/groups.yaml' },
    })
    const hosts = await front.get(`/api/inventories/${inventory.body.id}/hosts/`, token)
    assert.ok(hosts.status >= 400 && hosts.status < 500)
    assert.doesNotMatch(hosts.text, /planted-host/)
  })

  test('D13: readers of the configuration never see half of it, whatever is written meanwhile', async () => {
    const logging = { level: 'INFO' }
    const runnerOf = (n: number) => ({ plugin: 'threaded', options: { num_workers: n + 1 } })
    const wanted = (n: number) => ({ logging, runner: runnerOf(n) })
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        n % 2
          ? front.get('/api/configuration/', token)
          : front.ask('POST', '/api/configuration/', { token: boss, json: wanted(n) }),
      ),
    )
    for (const { status, body } of replies)
      assert.deepEqual([status, Object.keys(body).includes('runner')], [200, true])
  })

  test('D22: a variable that is a secret is seen on the protocol by nobody, and stays as it is when it is sent back', async () => {
    const template = await bench.template('export const job_function = (task, { token }) => token.length\n', {
      variables: ['token'],
      form: [{ name: 'token', type: 'secret', required: true }],
    })
    const inventory = await bench.inventory(1)
    const id = await makeTask(front, token, { template, inventory, variables: { token: 'planted-77' } })
    const path = `/api/tasks/${id}/`
    const sentBack = (await front.get(path, token)).body
    assert.deepEqual(sentBack.variables, { token: '••••' })
    assert.equal((await front.ask('PUT', path, { token, json: sentBack })).status, 200)
    const { body } = await front.act('POST', `${path}run/`, token)
    assert.deepEqual(body.result.hosts[0].result, ['10'])
    const list = await front.get('/api/tasks/?search=task', token)
    assert.doesNotMatch(list.text, /planted-77/)
    // The front-end runs it again as a new task, which cannot have the secret.
    const again = await makeTask(front, token, { template, inventory, variables: sentBack.variables })
    assert.match((await front.act('POST', `/api/tasks/${again}/run/`, token)).body.result.exception, /token/)
    // Nor does the protocol lead around what the form says.
    const bounded = await bench.template('export const job_function = (task, { n }) => n\n', {
      variables: ['n'],
      form: [{ name: 'n', type: 'integer', max: 3 }],
    })
    const outside = await makeTask(front, token, { template: bounded, inventory, variables: { n: '9' } })
    const { body: failed } = await front.act('POST', `/api/tasks/${outside}/run/`, token)
    assert.equal(failed.result.exception, 'Its variable n does not fit. Give 3 or less.')
  })

  test('D23, D25: the sample data is made once, and the journal knows who has run what', async () => {
    const command = async (words: string, args: object) => {
      const found = automationCommands.find(({ usage }) => usage.startsWith(words))
      assert.ok(found, words)
      const result = await found.act(opened.atelier, args, { ...CONTEXT, by: { via: 'cli' } })
      return found.print(result)
    }
    const before = (await front.get('/api/tasks/', token)).body.count
    const made = await command('automation create-testdb', {})
    assert.equal(made, 'people\t0\ninventories\t0\ntemplates\t0\ntasks\t0')
    assert.equal((await front.get('/api/tasks/', token)).body.count, before)
    // A password that is a word, such as that of the sample's hosts, takes nothing from what they say.
    const hello = (await front.get('/api/tasks/?search=hello&ordering=id', token)).body.results[0].id
    const { body: ran } = await front.act('POST', `/api/tasks/${hello}/run/`, token)
    assert.deepEqual(ran.result.hosts[0].result, ['example.cmh says hello world!'])
    assert.match(await command('automation jobs discover', {}), /^\/web_nornir\/job_templates\/\tsay\.py\t/m)
    const { access: desk } = await front.signIn('stefan', PASSWORDS.stefan)
    assert.equal((await front.ask('POST', '/api/tasks/', { token: desk, json: { name: 'x' } })).status, 403)
    await command('automation groups add', { group: 'netadmin', name: 'stefan' })
    assert.equal((await front.ask('POST', '/api/tasks/', { token: desk, json: { name: 'x' } })).status, 201)
    await assert.rejects(
      command('automation groups add', { group: 'others', name: 'stefan' }),
      /superuser, netadmin, support/,
    )

    const entries = await opened.kernel.journal.list({ limit: 200 })
    const started = entries.filter(({ action }) => action === 'automation.run.scheduled')
    assert.ok(started.length > 0)
    for (const { account_id, credential } of started) assert.ok(account_id && credential)
    assert.ok(entries.some(({ action }) => action === 'automation.run.failed'))
  })
})
