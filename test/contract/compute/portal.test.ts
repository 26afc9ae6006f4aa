import assert from 'node:assert/strict'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { WebSocket } from 'ws'
import { inTransaction } from '../../../src/kernel/db/db.ts'
import { sha256 } from '../../../src/kernel/identity/credential.ts'
import { openSession } from '../../../src/kernel/identity/session.ts'
import { revokeToken } from '../../../src/kernel/identity/token.ts'
import { addKind } from '../../../src/services/compute/index.ts'
import { testApp } from '../../support/apps/compute.ts'
import { waitFor } from '../../support/wait.ts'
import { openIssuer } from './issuer.ts'

/** A program with a web page: it answers with the path that it was asked for. */
const PAGE = `exec python3 -c '
import http.server, os
class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.path.encode())
    def log_message(self, *args):
        pass
http.server.ThreadingHTTPServer((os.environ["ATELIER_HOST"], int(os.environ["ATELIER_PORT"])), Page).serve_forever()
'`

const data = mkdtempSync(join(tmpdir(), 'atelier-portal-'))
mkdirSync(join(data, 'd1'))
const resolver = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk) => chunks.push(chunk))
  request.on('end', () => {
    const uuids: string[] = JSON.parse(Buffer.concat(chunks).toString())
    response.end(JSON.stringify(uuids.map((uuid) => ({ uuid, path: join(data, 'd1') }))))
  })
})
await new Promise<void>((resolve) => resolver.listen(0, '127.0.0.1', resolve))
after(() => {
  resolver.closeAllConnections()
  resolver.close()
  rmSync(data, { recursive: true, force: true })
})

const issuer = await openIssuer()
const opened = await testApp({
  env: {
    ...issuer.env,
    ATELIER_PUBLIC_URL: 'http://atelier.test',
    ATELIER_COMPUTE_LINK_ROOTS: data,
    ATELIER_COMPUTE_DATASETS_RESOLVER_URL: `http://127.0.0.1:${(resolver.address() as AddressInfo).port}`,
  },
})
const { compute } = opened.atelier
assert.ok(compute)
const { root } = compute
await addKind(compute, { via: 'system' }, { key: 'page', name: 'A page', command: PAGE, startPage: 'lab' })
opened.kernel.executions.begin()
const base = `${await opened.listen()}/compute`

interface Answer {
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: what a client without types reads
  body: any
}

/** As a page of another origin calls: it follows no redirect, and sends no type with a body. */
async function call(
  method: string,
  path: string,
  { token, body }: { token?: string; body?: unknown } = {},
): Promise<Answer> {
  const answer = await fetch(base + path, {
    method,
    redirect: 'error',
    headers: {
      origin: 'https://portal.example.org',
      ...(token !== undefined && {
        'UWS-Authorization': `Token ${token}`,
        'Content-Type': 'application/json',
      }),
    },
    ...(body !== undefined && { body: Buffer.from(JSON.stringify(body)) }),
  })
  assert.equal(answer.headers.get('access-control-allow-origin'), '*')
  return { status: answer.status, body: await answer.json() }
}

/** The log-in of the portal's server, with the token that it has for groups. */
async function logIn(name: string) {
  issuer.people.set(`globus-${name}`, {
    sub: `u-${name}`,
    username: `${name}@globus.example`,
    email: `${name}@lab.example.org`,
    name: `${name} Example`,
  })
  const { status, body } = await call('POST', '/tokens/', { body: { auth_token: `globus-${name}` } })
  assert.equal(status, 200, JSON.stringify(body))
  const { token } = body
  const of = (method: string) => (path: string, sent?: unknown) => call(method, path, { token, body: sent })
  return { token, get: of('GET'), post: of('POST'), put: of('PUT'), delete: of('DELETE') }
}

type Visitor = Awaited<ReturnType<typeof logIn>>

/** The list of the first page: what it shows as active and activating. */
async function myWorkspaces({ get }: Visitor) {
  const [workspaces, jobs, shares] = await Promise.all([
    get('/workspaces'),
    get('/jobs'),
    get('/shared_workspaces'),
  ])
  for (const { status, body } of [workspaces, jobs, shares])
    assert.deepEqual([status, body.success], [200, true])
  const known = ['pending', 'running', 'stopping', 'complete', 'failed']
  for (const job of jobs.body.data.jobs) assert.ok(known.includes(job.status), 'another word makes it throw')
  return { workspaces: workspaces.body.data.workspaces, jobs: jobs.body.data.jobs, shares: shares.body.data }
}

/** Asks for the jobs until one of the workspace can be opened. */
async function pleaseWait(visitor: Visitor, workspace: number) {
  // biome-ignore lint/suspicious/noExplicitAny: as above
  let found: any
  await waitFor(async () => {
    await opened.kernel.executions.look()
    const { jobs } = await myWorkspaces(visitor)
    found = jobs.find(
      // biome-ignore lint/suspicious/noExplicitAny: as above
      (job: any) =>
        job.workspace_id === workspace &&
        job.status === 'running' &&
        job.job_details.current_job_details.connection_details,
    )
    return found !== undefined
  }, 30_000)
  return found
}

/** Where the front-end leads to: a notebook stands before the question mark. */
function addressOf(job: Awaited<ReturnType<typeof pleaseWait>>, notebook?: string): string {
  const { url_domain, url_path } = job.job_details.current_job_details.connection_details
  assert.equal(url_domain, 'http://atelier.test/compute')
  const [path, query] = (url_domain + url_path).split('?')
  const whole = `${path}${notebook === undefined ? '' : `/tree/${notebook}`}?${query}`
  return whole.replace('http://atelier.test/compute', base)
}

/** The token's row, as the console knows it. */
const rowOf = (token: string) =>
  opened.kernel.db
    .selectFrom('kernel_token')
    .select(['id', 'account_id'])
    .where('sha256', '=', sha256(token))
    .executeTakeFirstOrThrow()

/** Of a sign-in at the console by whose token this is. */
async function cookieOf(token: string): Promise<string> {
  const { account_id: accountId } = await rowOf(token)
  const session = await inTransaction(opened.kernel.db, (tx) =>
    openSession(tx, { accountId, now: opened.clock.now() }),
  )
  return `atelier=${session.secret}`
}

const revokeTokenOf = async (token: string) =>
  revokeToken(opened.kernel.identity, { via: 'system' }, (await rowOf(token)).id)

const OPTIONS = { num_cpus: 1, memory_mb: 8192, time_limit_minutes: 180, gpu_enabled: false }

describe('the portal', async () => {
  const ada = await logIn('ada')
  const bob = await logIn('bob')
  let kidney = 0

  test('makes a workspace by its dialog, launches it, waits, and leads into it', async () => {
    const { body: types } = await call('GET', '/job_types')
    assert.equal(types.data.job_types.jupyter_lab.id, 'jupyter_lab')
    const made = await ada.post('/workspaces/', {
      name: 'Kidney',
      description: 'first look',
      default_job_type: 'page',
      workspace_details: {
        globus_groups_token: 'globus-ada',
        files: [{ name: 'start.ipynb', content: '{"cells": []}' }],
        symlinks: [{ name: 'datasets/2f3a', dataset_uuid: '2f3a' }],
      },
    })
    assert.equal(made.body.success, true, JSON.stringify(made.body))
    kidney = made.body.data.workspace.id
    const start = { job_type: 'page', job_details: {}, resource_options: OPTIONS }
    assert.equal((await ada.put(`/workspaces/${kidney}/start`, start)).status, 200)
    const { workspaces } = await myWorkspaces(ada)
    assert.deepEqual([workspaces[0].id, workspaces[0].status], [kidney, 'active'])
    const job = await pleaseWait(ada, kidney)
    const { message, time_left, proxy_details } = job.job_details.current_job_details
    assert.equal(message, 'Webserver ready.')
    assert.ok(time_left > 179 * 60 && time_left <= 180 * 60)
    assert.equal(typeof proxy_details.port, 'string')
    const path = `/compute/passthrough/${proxy_details.hostname}/${job.id}/lab/tree/start.ipynb`
    const page = await fetch(addressOf(job, 'start.ipynb'))
    assert.equal(page.status, 200)
    assert.ok((await page.text()).startsWith(path))
    const stranger = await fetch(addressOf(job).split('?')[0] ?? '')
    assert.ok([401, 403, 404].includes(stranger.status))
  })

  test('shows a workspace, and changes it: name, templates, data sets, another kind', async () => {
    const [{ body }] = await Promise.all([
      ada.get(`/workspaces/${kidney}`),
      ada.get('/jobs'),
      ada.get('/shared_workspaces'),
    ])
    const [workspace] = body.data.workspaces
    assert.deepEqual(workspace.workspace_details.current_workspace_details, {
      files: [{ name: '/start.ipynb' }],
      symlinks: [{ name: '/datasets/2f3a' }],
    })
    for (const change of [
      { name: 'Kidney 2', description: 'second look' },
      { workspace_details: { files: [{ name: 'more.ipynb', content: '{}' }] } },
      {
        workspace_details: {
          globus_groups_token: 'globus-ada',
          symlinks: [{ name: 'datasets/77', dataset_uuid: '77' }],
        },
      },
      { default_job_type: 'local_test_job' },
    ])
      assert.deepEqual((await ada.put(`/workspaces/${kidney}`, change)).body, {
        message: 'Update successful.',
        success: true,
      })
    await opened.jobs.drain()
    const [changed] = (await ada.get(`/workspaces/${kidney}`)).body.data.workspaces
    assert.deepEqual([changed.name, changed.default_job_type], ['Kidney 2', 'local_test_job'])
    assert.deepEqual(changed.workspace_details.current_workspace_details, {
      files: [{ name: '/more.ipynb' }, { name: '/start.ipynb' }],
      symlinks: [{ name: '/datasets/2f3a' }, { name: '/datasets/77' }],
    })
  })

  test('starts a second kind while one runs', async () => {
    assert.equal((await ada.put(`/workspaces/${kidney}/start`, { job_type: 'local_test_job' })).status, 200)
    const open = (await myWorkspaces(ada)).jobs.filter((job: { status: string }) =>
      /pending|running/.test(job.status),
    )
    assert.equal(open.length, 2)
    const [, test] = open
    assert.equal((await ada.put(`/jobs/${test.id}/stop`)).status, 200)
  })

  test('renews a session: stop, at once start with the old options', async () => {
    const old = await pleaseWait(ada, kidney)
    const { resource_options } = old.job_details.request_job_details
    assert.deepEqual(resource_options, OPTIONS)
    assert.deepEqual((await ada.put(`/jobs/${old.id}/stop`)).body, {
      message: 'Job queued to stop.',
      success: true,
    })
    assert.equal(
      (await ada.put(`/workspaces/${kidney}/start`, { job_type: 'page', resource_options })).status,
      200,
    )
    const renewed = await pleaseWait(ada, kidney)
    assert.notEqual(renewed.id, old.id)
    assert.ok((await (await fetch(addressOf(renewed))).text()).includes(`/${renewed.id}/lab`))
    await waitFor(async () => {
      await opened.kernel.executions.look()
      return (await ada.get(`/jobs/${old.id}`)).body.data.jobs[0].status === 'complete'
    }, 20_000)
  })

  test('shares with whom it finds, who declines one and goes to the other', async () => {
    const { body } = await ada.get('/users?search=BOB')
    const [user] = body.data.users
    assert.deepEqual([user.username, user.email], ['bob', 'bob@lab.example.org'])
    const share = { original_workspace_id: String(kidney), shared_user_ids: [user.id] }
    for (let twice = 2; twice > 0; twice -= 1)
      assert.equal((await ada.post('/shared_workspaces/', share)).body.success, true)
    await opened.jobs.drain()
    const [first, second] = (await myWorkspaces(bob)).shares.shared_workspaces
    assert.deepEqual([first.is_accepted, first.last_job_type], [false, 'page'])
    assert.deepEqual(first.last_resource_options, OPTIONS)
    const one = (await bob.get(`/shared_workspaces/${first.shared_workspace_id.id}/`)).body.data
    const { symlinks } =
      one.shared_workspaces[0].shared_workspace_id.workspace_details.request_workspace_details
    assert.equal(symlinks[0].dataset_uuid, '2f3a')
    assert.equal((await bob.delete(`/shared_workspaces/${second.shared_workspace_id.id}/`)).status, 200)
    const id = first.shared_workspace_id.id
    assert.equal((await bob.put(`/shared_workspaces/${id}/accept/`)).status, 200)
    assert.equal((await bob.get(`/workspaces/${id}`)).body.data.workspaces[0].name, 'Kidney 2')
    const { original_workspaces } = (await myWorkspaces(ada)).shares
    assert.deepEqual(
      original_workspaces.map((each: { is_accepted: boolean }) => each.is_accepted),
      [true],
    )
  })

  test('a socket tells its owner how a job stands, and strangers nothing', async () => {
    const job = await pleaseWait(ada, kidney)
    const frames: { id?: number; status: string; current_job_details: { connection_details?: object } }[] = []
    const socketOf = (path: string, headers: Record<string, string> = {}) =>
      new WebSocket(base.replace('http', 'ws') + path, { headers })
    const own = socketOf(`/jobs/${job.id}/`, { 'UWS-Authorization': `Token ${ada.token}` })
    own.on('message', (text) => frames.push(JSON.parse(String(text))))
    const other = await logIn('ada')
    const all = socketOf(`/jobs/?token=${other.token}`)
    const heard: typeof frames = []
    all.on('message', (text) => heard.push(JSON.parse(String(text))))
    await waitFor(() => frames.length > 0 && heard.length > 0, 10_000)
    assert.equal(frames[0]?.status, 'running')
    assert.ok(frames[0]?.current_job_details.connection_details)
    assert.ok(heard.some((frame) => frame.id === job.id && frame.status === 'running'))
    const closed = async (path: string, headers?: Record<string, string>) => {
      const socket = socketOf(path, headers)
      socket.on('message', () => assert.fail('a stranger hears something'))
      return new Promise<number>((resolve) => socket.once('close', resolve))
    }
    assert.equal(await closed(`/jobs/${job.id}`), 4401)
    assert.equal(await closed(`/jobs/${job.id}?token=nothing`), 4401)
    assert.equal(await closed('/jobs'), 4401)
    assert.equal(await closed(`/jobs/${job.id}?token=${bob.token}`), 4404)
    assert.equal(await closed(`/jobs/987654321?token=${ada.token}`), 4404)
    const cookie = await cookieOf(ada.token)
    const page = socketOf(`/jobs/${job.id}`, { cookie, origin: 'http://atelier.test' })
    assert.match(String((await once(page, 'message'))[0]), /"status":"running"/)
    assert.equal(await closed(`/jobs/${job.id}`, { cookie, origin: 'https://portal.example.org' }), 4401)
    page.close()
    const revoked = once(all, 'close')
    await revokeTokenOf(other.token)
    assert.equal((await revoked)[0], 4401, 'A3: it ends with the right to it')
    assert.equal((await ada.put(`/jobs/${job.id}/stop/`)).status, 200)
    await waitFor(async () => {
      await opened.kernel.executions.look()
      return frames.at(-1)?.status === 'complete'
    }, 20_000)
    assert.equal(frames.at(-1)?.current_job_details.connection_details, undefined)
    own.close()
  })

  test('of the kind of which there may be one only, the old one is stopped, deleted at once, and made anew', async () => {
    const body = { name: 'YAC', description: '', default_job_type: 'page' }
    const { workspace } = (await ada.post('/workspaces/', body)).body.data
    assert.equal((await ada.put(`/workspaces/${workspace.id}/start`, {})).status, 200)
    const job = await pleaseWait(ada, workspace.id)
    assert.equal((await ada.put(`/jobs/${job.id}/stop`)).status, 200)
    assert.deepEqual((await ada.delete(`/workspaces/${workspace.id}/`)).body, {
      message: `Workspace ${workspace.id} queued for deletion.`,
      success: true,
    })
    const again = (await ada.post('/workspaces/', body)).body.data.workspace
    await waitFor(async () => {
      await opened.kernel.executions.look()
      return (await ada.get(`/workspaces/${workspace.id}`)).body.data.workspaces.length === 0
    }, 20_000)
    await opened.jobs.drain()
    const folders = readdirSync(join(root, 'ada'))
    assert.ok(folders.includes(String(again.id)) && !folders.includes(String(workspace.id)))
  })
})

test('a client under stress makes, starts, polls, stops and deletes, and knows the text of what is stopped already', async () => {
  const eve = await logIn('eve')
  const round = async (at: number) => {
    const details = { files: [{ name: `f${at}`, content: 'x' }] }
    const made = await eve.post(`/workspaces/?random=${Math.random()}`, {
      name: `w${at}`,
      description: '',
      workspace_details: details,
    })
    const { id } = made.body.data.workspace
    const started = await eve.put(`/workspaces/${id}/start/?random=0.5`, { job_type: 'local_test_job' })
    assert.equal(started.status, 200, JSON.stringify(started.body))
    const job = started.body.data.job.id
    await waitFor(async () => {
      await opened.kernel.executions.look()
      return (await eve.get(`/jobs/${job}/?random=0.1`)).body.data.jobs[0].status === 'running'
    }, 30_000)
    const stops = [await eve.put(`/jobs/${job}/stop/`), await eve.put(`/jobs/${job}/stop/`)]
    assert.deepEqual(stops[1], {
      status: 400,
      body: { success: false, message: 'This job is not running or pending.' },
    })
    assert.equal(stops[0]?.status, 200)
    assert.equal((await eve.delete(`/workspaces/${id}/`)).status, 200)
    return id
  }
  const ids = await Promise.all(Array.from({ length: 4 }, (_, at) => round(at)))
  await waitFor(async () => {
    await opened.kernel.executions.look()
    await opened.jobs.drain()
    return (await eve.get('/workspaces')).body.data.workspaces.length === 0
  }, 30_000)
  for (const id of ids) assert.equal(existsSync(join(root, 'eve', String(id))), false)
})
