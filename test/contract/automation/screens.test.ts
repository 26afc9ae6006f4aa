import assert from 'node:assert/strict'
import { test } from 'node:test'
import { benchOn, HELD } from '../../../src/services/automation/runs/runs.fixture.ts'
import { claimsOf } from '../../support/forgeries.ts'
import { waitFor } from '../../support/wait.ts'
import { type Ask, openFront, PASSWORDS, type Reply } from './front.ts'

const front = await openFront()
const { opened, base } = front
opened.kernel.executions.begin()
await opened.atelier.automation?.begin()
const bench = benchOn(opened)

/** A browser with the front-end: it asks for another access token once the one that it has is over. */
class Browser {
  readonly refresh: string
  #access: string
  renewed = 0

  constructor(pair: { access: string; refresh: string }) {
    this.refresh = pair.refresh
    this.#access = pair.access
  }

  get user() {
    return claimsOf(this.refresh) as { user_id: number; username: string; groups: string[] }
  }

  async #token(): Promise<string> {
    if (opened.clock.now() <= Number(claimsOf(this.#access).exp) * 1000) return this.#access
    const { body } = await front.ask('POST', '/api/token/refresh/', { json: { refresh: this.refresh } })
    this.#access = body.access
    this.renewed += 1
    return this.#access
  }

  async ask(method: string, path: string, ask: Ask = {}): Promise<Reply> {
    return front.ask(method, path, { ...ask, token: await this.#token() })
  }

  /** What the page reads of a call that succeeds. */
  async read(method: string, path: string, json?: unknown) {
    const headers = {
      accept: 'application/json',
      ...(method !== 'GET' && { 'content-type': 'application/json' }),
    }
    const reply = await this.ask(method, path, { headers, ...(json !== undefined && { json }) })
    assert.ok(reply.status >= 200 && reply.status < 300, `${method} ${path}: ${reply.status} ${reply.text}`)
    return reply.body
  }

  /** The page of one task, refreshed until it is over. */
  async watch(id: number) {
    const over = () => this.read('GET', `/api/tasks/${id}/`).then((task) => task.status >= 3 && task)
    await waitFor(async () => (await over()) !== false, 30_000)
    return this.read('GET', `/api/tasks/${id}/`)
  }
}

const OMIT = 'detail,variables,filters,result,inventory,inventory_name'

test('every screen of the front-end is played, call by call', async (t) => {
  let netadmin: Browser
  let hosts: string[]

  await t.test('Login: a wrong password is told, a right one gives who it is', async () => {
    const login = (password: string) =>
      front.ask('POST', '/api/token/', { json: { username: 'norbert', password } })
    assert.equal((await login('wrong')).status, 401)
    netadmin = new Browser((await login(PASSWORDS.norbert)).body)
    assert.deepEqual([netadmin.user.username, netadmin.user.groups], ['norbert', ['netadmin']])
  })

  await t.test(
    'Inventory: chosen, sorted, paged, filtered, searched; a host is opened, some are selected',
    async () => {
      const inventories = await netadmin.read('GET', '/api/inventories/')
      assert.deepEqual(
        inventories.results.map(({ id, name }: { id: number; name: string }) => [id, name]),
        [
          [1, 'Example'],
          [2, 'INS Lab'],
        ],
      )
      const page = (query: string) => netadmin.read('GET', `/api/inventories/2/hosts/?${query}`)
      const first = await page('limit=2&offset=0&ordering=-name&search=')
      assert.deepEqual([first.count, first.results.length, first.results[0].name], [5, 2, 'spine2'])
      assert.equal((await page('limit=2&offset=4&ordering=-name&search=')).results.length, 1)
      const filtered = await page(
        'limit=25&offset=0&ordering=hostname&search=leaf&groups__contains=leaf&platform__contains=ios',
      )
      hosts = filtered.results.map(({ name }: { name: string }) => name)
      assert.deepEqual(hosts, ['leaf1', 'leaf2', 'leaf3'])
      const host = await netadmin.read('GET', '/api/inventories/1/hosts/test.com/')
      assert.deepEqual(host.data, { ospf: 1, asn: 65001, domain: 'global.local' })
    },
  )

  await t.test('Job Templates: listed, filtered, searched, opened', async () => {
    const query = 'limit=25&offset=0&ordering=-created_by__username&search=ping&file_name=ping.py'
    const { results } = await netadmin.read('GET', `/api/templates/?${query}`)
    assert.deepEqual(results[0].variables, ['target'])
    const { detail } = await netadmin.read('GET', `/api/templates/${results[0].id}/`)
    assert.equal(detail, `${base}/api/templates/${results[0].id}/`)
  })

  await t.test(
    'Task Wizard: a task is made of what was chosen, run at once, and refreshed to its end',
    async () => {
      // Half an hour went by over the form.
      opened.clock.advance(1_800_000)
      const made = await netadmin.read('POST', '/api/tasks/', {
        name: 'Hello from the wizard',
        variables: {},
        filters: { hosts },
        template: 1,
        is_template: false,
        inventory: 2,
        created_by: netadmin.user.user_id,
      })
      assert.equal(netadmin.renewed, 1)
      assert.deepEqual([made.status, made.created_name], [0, 'norbert'])
      const queued = await netadmin.ask('POST', `/api/tasks/${made.id}/run_async/`, {
        headers: { 'content-type': 'application/json', accept: 'application/json' },
      })
      assert.deepEqual([queued.status, queued.text], [202, ''])
      const { status, result, date_started, date_finished } = await netadmin.watch(made.id)
      assert.equal(status, 3)
      assert.ok(date_started && date_finished)
      assert.deepEqual(result, {
        failed: false,
        hosts: hosts.map((name, at) => ({
          hostname: `10.20.0.20${at + 3}`,
          name,
          failed: false,
          result: [`${name} says hello world!`],
        })),
      })
    },
  )

  await t.test(
    'Tasks Dashboard: a scheduled task is aborted in its row; a finished one is run again as another',
    async () => {
      const date_scheduled = new Date(opened.clock.now() + 3_600_000).toISOString()
      const json = { name: 'Later', variables: {}, filters: { hosts: ['leaf1'] }, template: 1, inventory: 2 }
      const later = await netadmin.read('POST', '/api/tasks/', {
        ...json,
        is_template: false,
        date_scheduled,
      })
      await netadmin.read('POST', `/api/tasks/${later.id}/run_async/`)
      const dashboard = (query: string) =>
        netadmin.read('GET', `/api/tasks/?limit=25&offset=0&${query}&is_template=false&omit=${OMIT}`)
      const scheduled = await dashboard('ordering=-date_scheduled&search=later&status=1')
      assert.deepEqual([scheduled.count, scheduled.results[0].status], [1, 1])
      const aborted = await netadmin.read('PUT', `/api/tasks/${later.id}/abort/`)
      assert.deepEqual([aborted.id, aborted.status, aborted.date_started], [later.id, 5, null])

      const query =
        'ordering=id&search=wizard&template__name=hello_world&inventory__name=INS%20Lab&created_by__username=norbert'
      const [row] = (await dashboard(query)).results
      const old = await netadmin.read('GET', `/api/tasks/${row.id}/`)
      const rerun = await netadmin.read('POST', '/api/tasks/', {
        name: `1. Rerun: ${old.name}`,
        variables: old.variables,
        filters: old.filters,
        template: old.template,
        inventory: old.inventory,
        is_template: false,
        created_by: netadmin.user.user_id,
      })
      await netadmin.read('POST', `/api/tasks/${rerun.id}/run_async/`)
      assert.deepEqual((await netadmin.watch(rerun.id)).result, old.result)
    },
  )

  await t.test('Preconfigured Tasks: saved by the wizard, and copied into it to run', async () => {
    const boss = new Browser(await front.signIn('thomastest', PASSWORDS.thomastest))
    const say = await boss.read('POST', '/api/templates/', {
      name: 'say',
      file_name: 'say.py',
      variables: ['text'],
    })
    const preset = await netadmin.read('POST', '/api/tasks/', {
      name: 'Say it',
      variables: { text: 'good day' },
      filters: { hosts: ['test.com'] },
      template: say.id,
      inventory: 1,
      is_template: true,
      created_by: netadmin.user.user_id,
    })
    const list = await netadmin.read(
      'GET',
      `/api/tasks/?limit=25&offset=0&ordering=&search=&is_template=true&omit=${OMIT}`,
    )
    assert.deepEqual([list.count, list.results[0].name], [1, 'Say it'])
    const { id: _id, ...saved } = await netadmin.read('GET', `/api/tasks/${preset.id}/`)
    const copy = await netadmin.read('POST', '/api/tasks/', {
      ...saved,
      is_template: false,
      date_scheduled: null,
    })
    await netadmin.read('POST', `/api/tasks/${copy.id}/run_async/`)
    const { result } = await netadmin.watch(copy.id)
    assert.deepEqual(result.hosts[0].result, ['test.com says good day'])
    assert.equal((await netadmin.read('GET', `/api/tasks/${preset.id}/`)).status, 0)
  })

  await t.test(
    'Configuration: read by everybody, saved by superusers; a worker that is no number is refused',
    async () => {
      const boss = new Browser(await front.signIn('thomastest', PASSWORDS.thomastest))
      const desk = new Browser(await front.signIn('stefan', PASSWORDS.stefan))
      const shown = await desk.read('GET', '/api/configuration/')
      const wanted = { ...shown, runner: { plugin: 'threaded', options: { num_workers: 4 } } }
      assert.equal((await desk.ask('POST', '/api/configuration/', { json: wanted })).status, 403)
      assert.deepEqual(await boss.read('POST', '/api/configuration/', wanted), wanted)
      const none = { ...wanted, runner: { plugin: 'threaded', options: { num_workers: null } } }
      assert.equal((await boss.ask('POST', '/api/configuration/', { json: none })).status, 400)
    },
  )

  await t.test('Logout is the browser’s alone: after a day nothing of it opens anything', async () => {
    opened.clock.advance(86_400_000)
    const { refresh } = netadmin
    assert.equal((await front.ask('POST', '/api/token/refresh/', { json: { refresh } })).status, 401)
  })
})

test('a task goes through its states as section 3.3 has them, and one that runs is not run twice', async () => {
  const { access: token } = await front.signIn('norbert', PASSWORDS.norbert)
  const template = await bench.template(HELD)
  const inventory = await bench.inventory(2)
  const { body } = await front.ask('POST', '/api/tasks/', {
    token,
    json: { name: 'held', template, inventory, date_scheduled: '2099-01-01T00:00:00Z' },
  })
  const path = `/api/tasks/${body.id}/`
  const status = async () => (await front.get(path, token)).body.status
  const act = (method: string, verb: string) => front.act(method, `${path}${verb}/`, token)
  assert.equal(await status(), 0)
  assert.equal((await act('PUT', 'abort')).body.status, 0)
  for (const _again of [1, 2]) {
    assert.equal((await act('POST', 'run_async')).status, 202)
    assert.equal(await status(), 1)
  }
  assert.equal((await act('PUT', 'abort')).body.status, 5)
  assert.equal((await act('PUT', 'abort')).body.status, 5)

  await act('POST', 'run_async')
  // Out of the queue, and run now; the server answers others meanwhile.
  const whole = act('POST', 'run')
  await bench.until(body.id, 'running', 2)
  const running = (await front.get(path, token)).body
  assert.deepEqual([running.status, running.date_finished, running.result], [2, null, {}])
  for (const verb of ['run', 'run_async']) {
    const refused = await act('POST', verb)
    assert.deepEqual([refused.status, refused.body], [409, { detail: 'Task is already running.' }])
  }
  await bench.letGo(body.id)
  const done = (await whole).body
  assert.deepEqual([done.status, done.result.failed, done.result.hosts.length], [3, false, 2])
  assert.equal(done.date_scheduled, '2099-01-01T00:00:00Z')
  assert.equal((await act('PUT', 'abort')).body.status, 3)

  const second = act('POST', 'run')
  await bench.until(body.id, 'running', 2)
  const aborted = await act('PUT', 'abort')
  assert.equal(aborted.body.status, 5)
  assert.ok(aborted.body.date_finished)
  assert.equal((await second).body.status, 5)
  await bench.ended(body.id)
  assert.equal(await status(), 5)
  const third = act('POST', 'run')
  await bench.until(body.id, 'running', 2)
  const removed = await front.ask('DELETE', path, { token })
  assert.ok([204, 409].includes(removed.status), removed.text)
  await third
})

const KINDS = `
from nornir.core.task import Result

def sub(task, what):
    if what == 'fails':
        raise ValueError('Cannot connect to %s' % task.host.hostname)
    return Result(host=task.host, result='of the subtask')

def job_function(task, text):
    name = task.host.name
    print('this is no result')
    if name == 'dict':
        return Result(host=task.host, result={'a': [1, None]})
    if name == 'list':
        return Result(host=task.host, result=[1, 'two'])
    if name == 'none':
        return Result(host=task.host, result=None)
    if name == 'number':
        return Result(host=task.host, result=7)
    if name == 'plain':
        return 'plain ' + text
    if name == 'raises':
        raise RuntimeError('boom')
    if name == 'says':
        return Result(host=task.host, failed=True, result='why')
    if name == 'subtask':
        task.run(task=sub, what='works')
        return Result(host=task.host, result='mine')
    if name == 'failing':
        task.run(task=sub, what='fails')
`

test('results are those of section 3.5, and hosts are selected as section 3.4 says', async () => {
  const { access: token } = await front.signIn('norbert', PASSWORDS.norbert)
  const names = ['dict', 'list', 'none', 'number', 'plain', 'raises', 'says', 'subtask', 'failing']
  const inventory = await bench.inventory(
    names
      .map((name, at) => `${name}: { hostname: 10.0.0.${at}, data: { kind: ${at % 2 ? 'odd' : 'even'} } }`)
      .join('\n'),
  )
  const template = await bench.template(KINDS, { fileName: 'kinds.py' })
  const run = async (json: object) => {
    const { body } = await front.ask('POST', '/api/tasks/', {
      token,
      json: { name: 'kinds', template, inventory, ...json },
    })
    const reply = await front.act('POST', `/api/tasks/${body.id}/run/`, token)
    assert.equal(reply.status, 200, reply.text)
    return reply.body
  }
  const { status, result } = await run({ variables: { text: 'text' } })
  assert.equal(status, 4)
  assert.equal(result.failed, true)
  type Host = { name: string; hostname: string; failed: boolean; result: unknown[] }
  const hosts: Host[] = result.hosts
  assert.deepEqual(
    hosts.map(({ name }) => name),
    [...names].sort(),
  )
  assert.deepEqual(Object.fromEntries(hosts.map((host) => [host.name, host.result])), {
    dict: [{ a: [1, null] }],
    list: [[1, 'two']],
    none: ['None'],
    number: ['7'],
    plain: ['plain text'],
    raises: ['boom'],
    says: ['why'],
    subtask: ['mine', 'of the subtask'],
    failing: ['Subtask: sub (failed)\n', 'Cannot connect to 10.0.0.8'],
  })
  assert.deepEqual(
    hosts.filter(({ failed }) => failed).map(({ name }) => name),
    ['failing', 'raises', 'says'],
  )

  const variables = { text: 'text' }
  const selected = await run({ variables, filters: { hosts: ['plain', 'none', 'list'], kind: 'even' } })
  assert.deepEqual(
    selected.result.hosts.map(({ name }: Host) => name),
    ['none', 'plain'],
  )
  const unknown = await run({ variables, filters: { hosts: ['plain', 'pla'] } })
  assert.deepEqual(
    unknown.result.hosts.map(({ name, failed }: Host) => [name, failed]),
    [
      ['pla', true],
      ['plain', false],
    ],
  )
  assert.equal(unknown.status, 4)
  const nobody = await run({ filters: { kind: 'neither' } })
  assert.deepEqual(
    [nobody.status, nobody.result],
    [4, { failed: true, hosts: [], exception: 'No host matches the selection.' }],
  )
  const missing = await run({ filters: { hosts: ['plain'] } })
  assert.deepEqual(
    [missing.status, missing.result.hosts[0].result],
    [4, ["job_function() missing 1 required positional argument: 'text'"]],
  )
})
