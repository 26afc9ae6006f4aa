import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { openFront, PASSWORDS } from './front.ts'

/** Lists are SQL: they hold on both databases. */
const DATABASES = process.env.ATELIER_TEST_POSTGRES_URL ? [false, true] : [false]

for (const postgres of DATABASES)
  describe(`lists of the protocol (${postgres ? 'PostgreSQL' : 'SQLite'})`, async () => {
    const front = await openFront({ postgres })
    const { ask, get, base } = front
    const { access } = await front.signIn('thomastest', PASSWORDS.thomastest)
    const list = async (path: string) => {
      const { status, body, text } = await get(path, access)
      assert.equal(status, 200, text)
      return body
    }
    const names = async (path: string): Promise<string[]> =>
      (await list(path)).results.map(({ name }: { name: string }) => name)
    const make = async (json: object, path = '/api/tasks/') => {
      const { status, body, text } = await ask('POST', path, { token: access, json })
      assert.equal(status, 201, text)
      return body
    }

    test('a page tells its neighbours with all that was asked, and garbage counts as not given', async () => {
      const all = await list('/api/tasks/')
      assert.deepEqual(Object.keys(all), ['count', 'next', 'previous', 'results'])
      assert.deepEqual([all.count, all.next, all.previous, all.results.length], [3, null, null, 3])
      assert.deepEqual(await names('/api/tasks/'), [
        'Get interfaces of INS lab',
        'Get CDP neighbors of INS lab',
        'Get Hello World',
      ])
      const first = await list('/api/tasks/?search=get&limit=1&omit=result')
      assert.equal(first.next, `${base}/api/tasks/?limit=1&offset=1&omit=result&search=get`)
      assert.equal(first.previous, null)
      const second = await list('/api/tasks/?limit=1&offset=1')
      assert.equal(second.previous, `${base}/api/tasks/?limit=1`)
      assert.equal(second.next, `${base}/api/tasks/?limit=1&offset=2`)
      assert.equal(
        (await list('/api/tasks/?limit=1&offset=2')).previous,
        `${base}/api/tasks/?limit=1&offset=1`,
      )
      assert.equal((await list('/api/tasks/?limit=2&offset=1')).previous, `${base}/api/tasks/?limit=2`)
      for (const query of ['limit=abc', 'limit=0', 'limit=-1', 'limit=', 'offset=x', 'offset=-5', 'offset='])
        assert.equal((await list(`/api/tasks/?${query}`)).results.length, 3, query)
      assert.equal(
        (await list('/api/tasks/?limit=9999999&offset=1')).previous,
        `${base}/api/tasks/?limit=1000`,
      )
      assert.deepEqual((await list('/api/tasks/?offset=99999999999999')).results, [])
      // Neither does a slash matter, nor is anything unknown looked at.
      assert.equal((await list('/api/tasks?unknown=1&name=x')).count, 3)
    })

    test('tasks are searched, filtered, ordered and cut to fields as the front-end asks', async () => {
      const marked = '100%_ÄPFEL'
      await make({ name: marked, is_template: true, date_scheduled: '2031-12-01T08:00:00Z' })
      await make({ name: 'hosts of the lab', inventory: 2, filters: { hosts: ['leaf1'] } })
      assert.deepEqual(await names(`/api/tasks/?search=${encodeURIComponent('%_äp')}`), [marked])
      assert.deepEqual(await names('/api/tasks/?search=lab,INTER'), ['Get interfaces of INS lab'])
      assert.deepEqual(await names('/api/tasks/?search=lab%20%20hosts'), ['hosts of the lab'])
      assert.deepEqual(await names('/api/tasks/?search=%25x'), [])
      assert.deepEqual(await names('/api/tasks/?is_template=True'), [marked])
      assert.equal((await list('/api/tasks/?is_template=false')).count, 4)
      assert.equal((await list('/api/tasks/?is_template=maybe')).count, 5)
      assert.equal((await list('/api/tasks/?status=0')).count, 5)
      assert.equal((await list('/api/tasks/?status=')).count, 5)
      assert.equal((await list('/api/tasks/?status=5')).count, 0)
      const wrong = await get('/api/tasks/?status=9', access)
      assert.deepEqual(
        [wrong.status, wrong.body],
        [400, { status: ['Select a valid choice. 9 is not one of the available choices.'] }],
      )
      assert.deepEqual(await names('/api/tasks/?template__name=hello_world'), ['Get Hello World'])
      assert.deepEqual(await names('/api/tasks/?template__name=HELLO_WORLD'), [])
      assert.equal((await list('/api/tasks/?inventory__name=INS%20Lab')).count, 3)
      assert.equal((await list('/api/tasks/?created_by__username=norbert')).count, 2)
      assert.equal((await list('/api/tasks/?created_by__username=nor%00bert')).count, 0)

      const ids = async (ordering: string) =>
        (await list(`/api/tasks/?fields=id&ordering=${ordering}`)).results.map(({ id }: { id: number }) => id)
      assert.deepEqual(await ids('id'), [1, 2, 3, 4, 5])
      assert.deepEqual(await ids(''), [5, 4, 3, 2, 1])
      assert.deepEqual(await ids('nonsense,-id'), [5, 4, 3, 2, 1])
      assert.deepEqual(await ids('name'), [4, 2, 1, 3, 5])
      assert.deepEqual(await ids('-name'), [5, 3, 1, 2, 4])
      // What has no value comes last, whichever way.
      assert.deepEqual(await ids('date_scheduled,id'), [4, 1, 2, 3, 5])
      assert.deepEqual(await ids('-date_scheduled,id'), [4, 1, 2, 3, 5])
      assert.deepEqual(await ids('-inventory,id'), [2, 3, 5, 1, 4])

      const omit = 'detail,variables,filters,result,inventory,inventory_name'
      const [row] = (await list(`/api/tasks/?limit=1&offset=0&ordering=&search=&omit=${omit}`)).results
      assert.deepEqual(Object.keys(row), [
        ...['id', 'name', 'status', 'date_scheduled', 'date_started', 'date_finished'],
        ...['created_by', 'created_name', 'template', 'is_template'],
      ])
      assert.deepEqual(await list('/api/tasks/1/?fields=name,id&omit=id'), { name: 'Get Hello World' })
      assert.equal(Object.keys(await list('/api/tasks/1/?fields=&omit=')).length, 17)
      for (const table of ['template', 'inventory'])
        assert.ok(!(`${table}_name` in (await list('/api/tasks/4/'))), table)
    })

    test('templates are listed by their numbers, searched in name, function and file, and filtered', async () => {
      const all = await list('/api/templates/')
      assert.deepEqual(all.results[3], {
        id: 4,
        detail: `${base}/api/templates/4/`,
        name: 'Ping Device',
        description: 'Pings a chosen network device and reports if reachable',
        variables: ['target'],
        file_name: 'ping.py',
        package_path: '/web_nornir/job_templates/',
        function_name: 'job_function',
        created_by: 1,
        created_name: 'thomastest',
      })
      assert.deepEqual(Object.keys(all.results[3]), [
        ...['id', 'detail', 'name', 'description', 'variables', 'file_name', 'package_path'],
        ...['function_name', 'created_by', 'created_name'],
      ])
      assert.deepEqual(await names('/api/templates/?search=neigh'), ['Get CDP Neighbors'])
      assert.deepEqual(await names('/api/templates/?search=reachable'), [])
      assert.equal((await list('/api/templates/?search=job_function')).count, 5)
      assert.deepEqual(await names('/api/templates/?file_name=ping.py&function_name=job_function'), [
        'Ping Device',
      ])
      assert.equal((await list('/api/templates/?package_path=/elsewhere/')).count, 0)
      assert.equal((await list('/api/templates/?created_by__username=thomastest')).count, 5)
      assert.equal((await names('/api/templates/?ordering=-name&limit=1'))[0], 'hello_world')
      assert.equal(
        (await names('/api/templates/?ordering=created_by__username,-id&limit=1'))[0],
        'Get Configuration',
      )
      // Projection is for tasks alone.
      assert.equal(Object.keys((await list('/api/templates/?fields=id')).results[0]).length, 10)
    })

    test('inventories have a count and no neighbours; their hosts are resolved, filtered and ordered', async () => {
      const all = await list('/api/inventories/?limit=1&search=none&ordering=-id')
      assert.deepEqual(Object.keys(all), ['count', 'results'])
      assert.deepEqual(
        [all.count, all.results],
        [
          2,
          [
            {
              id: 1,
              detail: `${base}/api/inventories/1/`,
              name: 'Example',
              type: 1,
              hosts_file: 'web_nornir/nornir_config/example_config/hosts.yaml',
              groups_file: 'web_nornir/nornir_config/example_config/groups.yaml',
            },
          ],
        ],
      )
      const hosts = '/api/inventories/2/hosts/'
      const whole = await list(hosts)
      assert.equal(whole.count, 5)
      const leaf = {
        name: 'leaf1',
        groups: ['leaf'],
        hostname: '10.20.0.203',
        port: 22,
        platform: 'ios',
        data: { role: 'leaf', domain: 'ins.hsr.ch' },
      }
      assert.deepEqual(
        whole.results.find(({ name }: { name: string }) => name === 'leaf1'),
        leaf,
      )
      assert.deepEqual(await names(`${hosts}?limit=25&offset=0&ordering=&search=`), [
        ...['spine1', 'spine2', 'leaf1', 'leaf2', 'leaf3'],
      ])
      assert.deepEqual(await names(`${hosts}?ordering=-name&limit=2`), ['spine2', 'spine1'])
      assert.deepEqual(await names(`${hosts}?ordering=hostname&offset=3`), ['leaf2', 'leaf3'])
      assert.equal((await list(`${hosts}?ordering=nonsense&limit=-2&offset=x`)).results.length, 5)
      assert.deepEqual(await names(`${hosts}?groups__contains=spine`), ['spine1', 'spine2'])
      assert.deepEqual(await names(`${hosts}?groups__contains=spin`), [])
      assert.deepEqual(await names(`${hosts}?name__contains=1&platform__contains=io`), ['spine1', 'leaf1'])
      assert.deepEqual(await names(`${hosts}?hostname__contains=.204`), ['leaf2'])
      assert.deepEqual(await names(`${hosts}?search=.205`), ['leaf3'])
      assert.deepEqual(await names(`${hosts}?search=LEAF`), [])
      assert.deepEqual(await list(`${hosts}leaf1/`), leaf)
      assert.deepEqual(await list('/api/inventories/1/hosts/example.cmh'), {
        name: 'example.cmh',
        groups: ['global'],
        hostname: '127.0.0.1',
        port: 2201,
        platform: 'linux',
        data: { domain: 'global.local' },
      })
      for (const secret of ['username', 'password', 'connection_options'])
        assert.ok(!JSON.stringify(whole).includes(secret))
      const missing = await get(`${hosts}leaf/`, access)
      assert.deepEqual([missing.status, missing.body], [404, { detail: 'Not found.' }])
      assert.deepEqual(await list('/api/inventories/2/groups/'), {
        spine: { role: 'spine', domain: 'ins.hsr.ch' },
        leaf: { role: 'leaf', domain: 'ins.hsr.ch' },
      })
    })

    test('users are the accounts of automation, and administrators write them', async () => {
      const admin = (await front.opened.as('admin')).token
      const page = await list('/api/users/?limit=2')
      assert.deepEqual(page.results[0], { id: 1, username: 'thomastest', groups: [1] })
      assert.equal(page.next, `${base}/api/users/?limit=2&offset=2`)
      const write = (method: string, path: string, json?: unknown) =>
        ask(method, path, { token: admin, json })
      const made = await write('POST', '/api/users/', { username: 'new.one@lab', groups: [3, '2'] })
      assert.deepEqual([made.status, made.body.username, made.body.groups], [201, 'new.one@lab', [2, 3]])
      const faults = async (json: unknown) => (await write('POST', '/api/users/', json)).body
      assert.deepEqual(await faults({ username: 'norbert' }), {
        username: ['A user with that username already exists.'],
      })
      assert.deepEqual(await faults({ username: 'a b' }), {
        username: [
          'Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters.',
        ],
      })
      assert.deepEqual(await faults({ groups: [99] }), {
        username: ['This field is required.'],
        groups: ['Invalid pk "99" - object does not exist.'],
      })
      assert.deepEqual(await faults({ username: 'x', groups: 'all' }), {
        groups: ['Expected a list of items but got type "str".'],
      })
      const one = `/api/users/${made.body.id}/`
      assert.deepEqual((await write('PATCH', one, { groups: [1] })).body.groups, [1])
      assert.deepEqual((await write('PUT', one, { username: 'new.one@lab' })).body.groups, [1])
      assert.deepEqual((await write('PUT', one, {})).body, { username: ['This field is required.'] })
      assert.equal((await write('DELETE', one)).status, 204)
      assert.equal((await write('DELETE', one)).status, 404)
      assert.equal((await get(one, admin)).status, 404)
    })
  })
