import assert from 'node:assert/strict'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { WebSocket } from 'ws'
import { eachApp, testApp } from '../../support/apps/compute.ts'
import { waitFor } from '../../support/wait.ts'
import { openIssuer } from './issuer.ts'
import { type Person, person, said, send } from './person.ts'

const NONE = 'Job matching given parameters could not be found.'
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
const OPTIONS = { num_cpus: 1, memory_mb: 8192, time_limit_minutes: 180, gpu_enabled: false }

async function make(owner: Person, body: object = {}): Promise<number> {
  const answer = await owner.post('/workspaces/', { name: 'w', description: '', ...body })
  assert.equal(answer.statusCode, 200, answer.body)
  return answer.json().data.workspace.id
}

const one = async (owner: Person, id: number) => (await owner.get(`/jobs/${id}/`)).json().data.jobs[0]

eachApp((open, name) => {
  test(`a job is started, listed, stopped once, and its workspace can go while it stops (${name})`, async () => {
    const opened = await open()
    const { executions } = opened.kernel
    executions.begin()
    const ada = await person(opened, 'ada')
    const id = await make(ada, { default_job_type: 'local_test_job' })
    const answer = await ada.put(`/workspaces/${id}/start/`, {
      job_type: 'local_test_job',
      job_details: { note: 'mine' },
      resource_options: { ...OPTIONS, unknown: 5 },
    })
    assert.deepEqual(said(answer), [200, 'Successful start.'])
    const { job } = answer.json().data
    const { id: jobId, datetime_created, resource_job_id, ...rest } = job
    assert.match(datetime_created, TIME)
    assert.equal(typeof resource_job_id, 'number')
    assert.deepEqual(rest, {
      workspace_id: id,
      job_type: 'local_test_job',
      status: 'pending',
      datetime_start: null,
      datetime_end: null,
      core_hours: 0,
      job_details: {
        metrics: {},
        request_job_details: { note: 'mine', resource_options: OPTIONS },
        current_job_details: {},
      },
    })
    const [workspace] = (await ada.get(`/workspaces/${id}`)).json().data.workspaces
    assert.equal(workspace.status, 'active')
    assert.match(workspace.datetime_last_job_launch, TIME)
    await waitFor(async () => {
      await executions.look()
      return (await one(ada, jobId)).status === 'running'
    }, 20_000)
    const running = await one(ada, jobId)
    assert.ok(running.resource_job_id > 0)
    assert.match(running.datetime_start, TIME)
    assert.equal(running.core_hours, '0.00000')
    assert.equal(typeof running.job_details.metrics.time_pending, 'number')
    assert.equal(typeof running.job_details.current_job_details.time_left, 'number')
    const hidden = join(opened.atelier.compute?.root ?? '', 'ada', String(id), `.${jobId}`)
    await waitFor(() => existsSync(hidden), 10_000)

    const ids = async (query: string) =>
      (await ada.get(`/jobs/${query}`)).json().data.jobs.map((each: { id: number }) => each.id)
    for (const query of [
      '',
      `?workspace_id=${id}`,
      '?job_type=local_test_job&status=running',
      `?resource_job_id=${running.resource_job_id}`,
    ])
      assert.deepEqual(await ids(query), [jobId], query)
    for (const query of [
      '?status=nothing',
      '?workspace_id=abc',
      '?workspace_id=99999999999999999999',
      '?resource_job_id=1',
      '?job_type=jupyter_lab',
    ])
      assert.deepEqual((await ada.get(`/jobs/${query}`)).json(), {
        message: NONE,
        success: true,
        data: { jobs: [] },
      })

    assert.deepEqual(said(await ada.delete(`/workspaces/${id}`)), [
      400,
      'Cannot delete workspace, jobs are running for this workspace.',
    ])
    assert.deepEqual(said(await ada.put(`/jobs/${jobId}/pause/`)), [400, 'Invalid PUT type passed.'])
    const stops = await Promise.all(Array.from({ length: 10 }, () => ada.put(`/jobs/${jobId}/STOP/`)))
    const words = stops.map(said).sort()
    assert.deepEqual(words[0], [200, 'Job queued to stop.'])
    for (const each of words.slice(1)) assert.deepEqual(each, [400, 'This job is not running or pending.'])
    assert.deepEqual(said(await ada.delete(`/workspaces/${id}`)), [
      200,
      `Workspace ${id} queued for deletion.`,
    ])
    // It may be gone already.
    assert.ok([404, 409].includes((await ada.put(`/workspaces/${id}/start/`, {})).statusCode))
    await waitFor(async () => {
      await executions.look()
      return (await ada.get('/workspaces')).json().data.workspaces.length === 0
    }, 20_000)
    assert.deepEqual(await ids(''), [], 'jobs of a deleted workspace are gone')
  })
})

const opened = await testApp()
const ada = await person(opened, 'ada')
const workspace = await make(ada)
const start = (body?: unknown) => ada.put(`/workspaces/${workspace}/start/`, body)

test('a start is refused in the protocol’s order and words', async () => {
  assert.match(said(await start())[1], /^Invalid JSON: /)
  const type = { job_type: 'local_test_job' }
  for (const [body, message] of [
    [{}, 'Missing job_type and no default job type set on workspace.'],
    [{ job_details: 5 }, 'Missing job_type and no default job type set on workspace.'],
    [{ job_type: 'nope', job_details: 5 }, 'nope is not in the list of available job types.'],
    [{ job_type: { a: [1, 'x'] } }, "{'a': [1, 'x']} is not in the list of available job types."],
    [{ ...type, job_details: [], resource_options: 5 }, 'Job details not JSON.'],
    [{ ...type, job_details: null }, 'Job details not JSON.'],
    [{ ...type, resource_options: 'x' }, 'Resource options not JSON.'],
  ] as const)
    assert.deepEqual(said(await start(body)), [400, message], JSON.stringify(body))
  assert.deepEqual((await ada.get('/jobs')).json().data.jobs, [])
})

test('a kind that runs nowhere here is said to be so', async () => {
  const admin = await opened.as('admin')
  const { items } = (await admin.get('/api/compute/kinds')).json()
  const { definition } = items.find(({ key }: { key: string }) => key === 'local_test_job')
  const kind = { key: 'elsewhere', definition: { ...definition, resources: ['elsewhere'] } }
  assert.equal((await admin.post('/api/compute/kinds', kind)).statusCode, 201)
  assert.deepEqual(said(await start({ job_type: 'elsewhere' })), [
    400,
    'Job Type improperly configured. Please contact a system administrator to resolve this.',
  ])
})

test('a job that was never launched is over at once when it is stopped', async () => {
  const { id } = (await start({ job_type: 'local_test_job' })).json().data.job
  assert.deepEqual(said(await ada.put(`/jobs/${id}/stop/`)), [200, 'Successful stop.'])
  const job = await one(ada, id)
  assert.deepEqual([job.status, job.resource_job_id, job.core_hours], ['complete', -1, '0.00000'])
  assert.match(job.datetime_end, TIME)
  const [{ status }] = (await ada.get(`/workspaces/${workspace}`)).json().data.workspaces
  assert.equal(status, 'idle')
})

test('options that are no good are listed as the original prints them', async () => {
  const faults = async (resource_options: object) =>
    said(await start({ job_type: 'local_test_job', resource_options }))
  for (const [options, list] of [
    [{ memory_mb: 1 }, `["memory_mb: Value '1' not above minimum of 1024."]`],
    [
      { num_cpus: 0, memory_mb: 10_000_000 },
      `["num_cpus: Value '0' not above minimum of 1.", "memory_mb: Value '10000000' above maximum of 131072."]`,
    ],
    [
      { num_cpus: true },
      `["num_cpus: Value 'True' of type bool does not match required type int. Skipping further validation of parameter num_cpus."]`,
    ],
    [
      { gpu_enabled: 'no "gpu" it\'s' },
      `['gpu_enabled: Value \\'no "gpu" it\\'s\\' of type str does not match required type bool. Skipping further validation of parameter gpu_enabled.']`,
    ],
    [{ time_limit_min: 100_000 }, `["time_limit_min: Value '100000' above maximum of 720."]`],
  ] as const)
    assert.deepEqual(await faults(options), [422, `Invalid resource options found: ${list}`])
})

test('what can be started is an object by its ids, and its options have the bounds that a known front-end sends', async () => {
  const types = await send(opened, 'GET', '/job_types')
  assert.deepEqual(said(types), [200, 'Successful.'])
  const { job_types } = types.json().data
  for (const id of ['jupyter_lab', 'jupyter_notebook', 'local_test_job']) {
    assert.equal(job_types[id].id, id)
    assert.equal(typeof job_types[id].name, 'string')
  }
  const { parameters } = (await send(opened, 'GET', '/parameters/')).json().data
  const by = Object.fromEntries(
    parameters.map((each: { variable_name: string }) => [each.variable_name, each]),
  )
  assert.deepEqual(Object.keys(by.num_cpus).sort(), [
    'default_value',
    'description',
    'display_name',
    'validation',
    'variable_name',
  ])
  assert.deepEqual(by.num_cpus.validation, { type: 'int', min: 1, max: 16 })
  assert.deepEqual(by.memory_mb.validation, { type: 'int', min: 1024, max: 131_072 })
  assert.deepEqual([by.time_limit_minutes.default_value, by.gpu_enabled.default_value], [180, false])
  assert.deepEqual(by.gpu_enabled.validation, { type: 'bool' })
})

test('the status tells version and health without a word of where things are', async () => {
  const answer = await send(opened, 'GET', '/status/')
  const { message, success, version, build, dependencies } = answer.json()
  assert.deepEqual([message, success, version, typeof build], ['', true, '1.10', 'string'])
  for (const each of ['main_resource', 'api_user_authentication']) {
    assert.equal(typeof dependencies[each].connected, 'boolean')
    assert.equal(typeof dependencies[each].message, 'string')
  }
  assert.deepEqual(dependencies.resources.local, dependencies.main_resource)
  assert.equal(dependencies.storage_methods.main_storage.connected, true)
  const { atelier } = dependencies.user_authentication_methods
  assert.deepEqual([atelier.connected, atelier.status], [true, true])
  assert.ok(!answer.body.includes(opened.folder))
})

test('what it stands on is looked at beside, and an identity source that is down is only said', async () => {
  const issuer = await openIssuer()
  issuer.isDown = true
  const other = await testApp({ env: { ...issuer.env, ATELIER_COMPUTE_ANONYMOUS_JOB_SOCKET: 'true' } })
  const statuses = await Promise.all(Array.from({ length: 10 }, () => send(other, 'GET', '/status')))
  for (const answer of statuses) {
    const { globus } = answer.json().dependencies.user_authentication_methods
    assert.deepEqual([answer.statusCode, globus.connected, globus.status], [200, false, false])
    assert.ok(!answer.body.includes('127.0.0.1'))
  }
  assert.equal(issuer.asked.length, 1)

  const eve = await person(other, 'eve')
  const id = await make(eve)
  const { job } = (await eve.put(`/workspaces/${id}/start`, { job_type: 'local_test_job' })).json().data
  const socket = new WebSocket(`${(await other.listen()).replace('http', 'ws')}/compute/jobs/${job.id}`)
  const [frame] = await once(socket, 'message')
  assert.deepEqual(
    JSON.parse(String(frame)),
    {
      status: 'pending',
      current_job_details: { message: (await one(eve, job.id)).job_details.current_job_details.message },
    },
    'a setting tells strangers status and message, and no more',
  )
  socket.close()
})

test('people are found by parts of their names and address, never oneself, services or who is out', async () => {
  const admin = await opened.as('admin')
  const { id } = await person(opened, 'grace')
  await admin.patch(`/api/accounts/${id}`, {
    firstName: 'Grace',
    lastName: 'Hopper',
    email: 'amazing@navy.example.org',
  })
  const gone = await person(opened, 'gone')
  await admin.patch(`/api/accounts/${gone.id}`, { disabled: true })
  await admin.post('/api/accounts', { name: 'robot', kind: 'service' })
  const users = async (query: string) => (await ada.get(`/users/${query}`)).json().data.users
  assert.deepEqual(await users(''), await users('?search='))
  assert.deepEqual(await users('?limit=1&offset=1'), [])
  assert.deepEqual(await users(''), [
    { id, first_name: 'Grace', last_name: 'Hopper', username: 'grace', email: 'amazing@navy.example.org' },
  ])
  for (const search of ['ACE HOP', 'navy', 'grac'])
    assert.deepEqual(
      (await users(`?search=${encodeURIComponent(search)}`)).map((user: { id: number }) => user.id),
      [id],
    )
  for (const search of ['%', '_', '\\', 'ada'])
    assert.deepEqual((await ada.get(`/users?search=${encodeURIComponent(search)}`)).json(), {
      message: 'Users matching given parameters could not be found.',
      success: true,
      data: { users: [] },
    })
})
