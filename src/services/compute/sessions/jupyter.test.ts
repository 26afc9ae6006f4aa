import assert from 'node:assert/strict'
import { once } from 'node:events'
import { chmodSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { testApp } from '../../../../test/support/apps/compute.ts'
import { askJupyter, startKernel } from '../../../../test/support/jupyter.ts'
import { isOver, isReady, sessionBench } from '../../../../test/support/sessions.ts'
import { needsSlurm, startSlurm } from '../../../../test/support/slurm.ts'
import { waitFor } from '../../../../test/support/wait.ts'
import { readProcesses, usageBelow } from '../../../kernel/execution/local/process.ts'
import { MINUTE_MS } from '../../../kernel/span.ts'
import { folderOf } from '../workspaces/folder.ts'
import { createWorkspace } from '../workspaces/workspace.ts'
import { currentDetails, secretOf } from './session.ts'
import { stopSession } from './session-stop.ts'

const NOTEBOOK = JSON.stringify({ cells: [], metadata: {}, nbformat: 4, nbformat_minor: 5 })

/** What a browser shows there, which follows and keeps cookies. */
async function pageAt(address: string): Promise<string> {
  const cookies = new Map<string, string>()
  for (let url = address; ; ) {
    const cookie = [...cookies].map((each) => each.join('=')).join('; ')
    const answer = await fetch(url, { redirect: 'manual', headers: { cookie } })
    for (const each of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = (each.split(';')[0] ?? '').split(/=(.*)/s)
      cookies.set(name, value)
    }
    const next = answer.headers.get('location')
    if (next === null) {
      assert.equal(answer.status, 200)
      return answer.text()
    }
    url = new URL(next, url).href
  }
}

test('a notebook is opened and made and a cell runs in a real Jupyter, which its traffic and its kernels keep alive', async () => {
  const app = await testApp({ env: { ATELIER_COMPUTE_IDLE_MINUTES: '30' } })
  const origin = await app.listen()
  const bench = await sessionBench(app)
  const { compute, by, account } = bench
  const workspace = await createWorkspace(compute, by, {
    account,
    name: 'Kidney CODEX',
    description: '',
    defaultKind: 'jupyter_lab',
    details: { files: [{ name: 'first.ipynb', content: NOTEBOOK }] },
  })
  const session = await bench.until(await bench.start({ workspace }), isReady, 60_000)
  const { message, proxy_details, connection_details, time_left } = currentDetails(compute, session)
  assert.deepEqual([message, time_left, proxy_details?.port], ['Webserver ready.', 10_800, `${session.port}`])
  assert.match(
    connection_details?.url_path ?? '',
    /^\/passthrough\/127\.0\.0\.1\/\d+(\/lab)?\?token=[0-9a-f]{64}$/,
  )

  const [, secret = ''] = /token=(\w+)/.exec(connection_details?.url_path ?? '') ?? []
  const notebook = { base: `${origin}/compute/passthrough/127.0.0.1/${session.id}/`, secret }
  // As the known front-end puts a notebook into the address.
  const address = `${origin}/compute${connection_details?.url_path.replace('?', '/tree/first.ipynb?')}`
  assert.match(await pageAt(address), /first\.ipynb/)
  await askJupyter(notebook, 'api/contents/second.ipynb', {
    method: 'PUT',
    body: { type: 'notebook', format: 'json', content: JSON.parse(NOTEBOOK) },
  })
  const kernel = await startKernel(notebook)
  kernel.run(`open('result.txt', 'w').write('kept'); print(6 * 7, 'is it')`)
  assert.match(await kernel.printed('is it'), /^42 is it$/m)
  const folder = folderOf(compute, workspace)
  assert.equal(readFileSync(join(folder, 'result.txt'), 'utf8'), 'kept')
  assert.equal(readFileSync(join(folder, 'second.ipynb'), 'utf8').includes('nbformat'), true)

  const isKernel = (state: string) => async () => {
    const [first] = await askJupyter<{ execution_state: string }[]>(notebook, 'api/kernels')
    return first?.execution_state === state
  }
  const interrupt = async (cell: number) => {
    await askJupyter(notebook, `api/kernels/${kernel.id}/interrupt`, { method: 'POST', body: {} })
    await kernel.printed(`over ${cell}`)
  }
  let cell = 0
  for (let isBusy = false; !isBusy; ) {
    cell += 1
    assert.ok(cell < 5, 'Jupyter says of no kernel that it is busy')
    const work = `print('works ${cell}', flush=True)\n  import time; time.sleep(600)`
    kernel.run(`try:\n  ${work}\nexcept KeyboardInterrupt:\n  print('over ${cell}')`)
    await kernel.printed(`works ${cell}`)
    isBusy = await waitFor(isKernel('busy'), 2_000).then(
      () => true,
      () => false,
    )
    // A late answer to what Jupyter asks a kernel that begins made it idle in Jupyter's eyes, whatever it does by then.
    if (!isBusy) await interrupt(cell)
  }
  app.clock.advance(40 * MINUTE_MS)
  await bench.compute.sessions.watch()
  const kept = await bench.row(session)
  assert.deepEqual([kept.status, kept.last_active_at], ['running', app.clock.now()])
  await interrupt(cell)
  await waitFor(isKernel('idle'))
  kernel.close()
  app.clock.advance(31 * MINUTE_MS)
  // One that cannot answer now is not taken for one that nobody uses.
  const { pids } = usageBelow(await readProcesses(), session.resource_job_id)
  for (const pid of pids) process.kill(pid, 'SIGSTOP')
  await bench.compute.sessions.watch()
  assert.equal((await bench.row(session)).status, 'running')
  for (const pid of pids) process.kill(pid, 'SIGCONT')
  await bench.compute.sessions.watch()
  const ended = await bench.until(session, isOver)
  assert.deepEqual([ended.status, ended.cause], ['complete', 'idle'])
  assert.doesNotMatch(ended.log_tail ?? '', new RegExp(`${secret}|${secretOf(compute, session)}`))
})

test('a terminal is ready once its helper answers, and is opened in the console', async () => {
  const app = await testApp()
  const bench = await sessionBench(app)
  const session = await bench.until(await bench.start({ kind: 'terminal' }), isReady, 20_000)
  assert.equal(session.port, session.helper_port)
  const { connection_details } = currentDetails(bench.compute, session)
  assert.equal(connection_details?.url_path, `/app/compute/sessions/${session.id}/terminal`)
  // Whoever lists processes sees no secret.
  const { pids } = usageBelow(await readProcesses(), session.resource_job_id)
  const secret = secretOf(bench.compute, session)
  for (const pid of pids) assert.equal(readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(secret), false)
  await stopSession(bench.compute, bench.by, session)
  assert.equal((await bench.until(session, isOver)).cause, 'stopped')
})

test('F5: whoever takes the port of a session whose program has died is not taken for it', async () => {
  const app = await testApp()
  const origin = await app.listen()
  const bench = await sessionBench(app)
  const kind = await bench.kind('left', {
    command: 'python3 -m http.server "$ATELIER_PORT" --bind "$ATELIER_HOST" & wait; sleep 60',
    startPage: '',
    atRoot: true,
  })
  const session = await bench.until(await bench.start({ kind }), isReady, 20_000)
  const address = `${origin}/compute${currentDetails(bench.compute, session).connection_details?.url_path}`
  assert.equal((await fetch(address)).status, 200)
  const { pids } = usageBelow(await readProcesses(), session.resource_job_id)
  const isServer = (pid: number) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith('python3\0-m')
  process.kill(pids.find(isServer) ?? 0, 'SIGKILL')
  await waitFor(async () => (await fetch(address)).status === 502)
  const heard: string[] = []
  const another = createServer((request, response) => {
    heard.push(String(request.headers.authorization))
    response.end('not the session')
  })
  await once(another.listen(session.port as number, '127.0.0.1'), 'listening')
  assert.equal((await fetch(address)).status, 502)
  assert.deepEqual(heard, [])
  another.close()
  await stopSession(bench.compute, bench.by, session)
  await bench.until(session, isOver)
})

test('R12: a session whose server dies is over within 15 s, with the reason', async () => {
  const app = await testApp()
  const bench = await sessionBench(app)
  const kind = await bench.kind('web', {
    command: 'exec python3 -m http.server "$ATELIER_PORT" --bind "$ATELIER_HOST"',
    startPage: 'index.html',
    readyPath: '',
    atRoot: true,
  })
  const session = await bench.until(await bench.start({ kind }), isReady, 20_000)
  assert.match(
    currentDetails(bench.compute, session).connection_details?.url_path ?? '',
    /\/index\.html\?token=/,
  )
  const { pids } = usageBelow(await readProcesses(), session.resource_job_id)
  const isServer = (pid: number) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith('python3\0-m')
  process.kill(pids.find(isServer) ?? 0, 'SIGKILL')
  await waitFor(async () => isOver(await bench.row(session)), 15_000)
  const { status, cause, message } = await bench.row(session)
  assert.deepEqual([status, cause], ['failed', 'failed'])
  assert.match(message, /SIGKILL/)
  assert.equal((await bench.workspaceRow({ id: session.workspace_id })).status, 'idle')
})

/** What fits on the cluster’s node. */
const SMALL = { memory_mb: 1_024, time_limit_minutes: 30 }

test('sessions on a real Slurm', { skip: needsSlurm }, async (t) => {
  const cluster = await startSlurm()
  after(() => cluster.stop())
  // The cluster’s clock is the machine's.
  const app = await testApp({ start: Date.now() })
  // Nodes reach workspaces on a path that everybody may pass.
  chmodSync(app.folder, 0o711)
  const origin = await app.listen()
  const bench = await sessionBench(app)
  const added = await (await app.as('admin')).post('/api/compute/resources', {
    key: 'cluster',
    name: 'Cluster',
    settings: { driver: 'cli', conf: cluster.conf, mayExtend: true, parameters: {} },
  })
  assert.equal(added.statusCode, 201, added.body)

  await t.test('a cell runs in a real Jupyter on a node, reached through the proxy', async () => {
    const { compute, by } = bench
    const asked = await bench.start({ kind: 'jupyter_notebook', resource: 'cluster', options: SMALL })
    const session = await bench.until(asked, isReady, 60_000)
    assert.match(
      await cluster.command('squeue', '-h', '-o', '%i %T'),
      new RegExp(`^${session.resource_job_id} RUNNING`, 'm'),
    )
    const { connection_details, time_left } = currentDetails(compute, session)
    assert.ok(time_left !== null && time_left > 0)
    const [, path = '', secret = ''] = /^(.*)\?token=(\w+)$/.exec(connection_details?.url_path ?? '') ?? []
    const kernel = await startKernel({ base: `${origin}/compute${path}/`, secret })
    kernel.run('import os; print(6 * 7, os.environ["SLURM_JOB_ID"], "is it")')
    assert.match(await kernel.printed('is it'), new RegExp(`42 ${session.resource_job_id} is it`))
    kernel.close()
    await stopSession(compute, by, session)
    const ended = await bench.until(session, isOver, 30_000)
    assert.deepEqual([ended.status, ended.cause, ended.message], ['complete', 'stopped', 'Stopped.'])
  })

  await t.test(
    'one that waits says why, and one that no node can take is refused with the reason',
    async () => {
      const kind = await bench.kind('waits', { command: 'sleep 60', resources: ['cluster'] })
      const refused = await bench.until(
        await bench.start({ kind, options: { memory_mb: 131_072 } }),
        isOver,
        20_000,
      )
      assert.deepEqual([refused.status, refused.cause], ['failed', 'refused'])
      assert.match(refused.message, /\w/)
      const first = await bench.start({ kind, options: { ...SMALL, num_cpus: 4 } })
      await bench.until(first, ({ status }) => status === 'running', 20_000)
      const second = await bench.start({ kind, options: { ...SMALL, num_cpus: 4 } })
      const queued = await bench.until(
        second,
        ({ message }) => /enough of the cluster|higher priority/.test(message),
        20_000,
      )
      assert.equal(queued.status, 'pending')
      assert.ok(queued.resource_job_id > first.id)
      for (const each of [second, first]) await stopSession(bench.compute, bench.by, each)
      await waitFor(async () => {
        await app.kernel.executions.look()
        return isOver(await bench.row(first)) && isOver(await bench.row(second))
      }, 30_000)
    },
  )
})
