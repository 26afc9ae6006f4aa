import assert from 'node:assert/strict'
import { once } from 'node:events'
import { chownSync, existsSync, linkSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { eachApp, testApp } from '../../../../test/support/apps/compute.ts'
import { isOver, isReady, sessionBench } from '../../../../test/support/sessions.ts'
import { inTransaction } from '../../../kernel/db/db.ts'
import { eraseAccount } from '../../../kernel/identity/erasure.ts'
import { createGroup, setMember } from '../../../kernel/identity/group.ts'
import { MINUTE_MS } from '../../../kernel/span.ts'
import { changeKind, createKind, getKind, listKinds, listKindsFor, listKindVersions } from '../kinds/kind.ts'
import { setQuota } from '../quotas/quota.ts'
import { folderOf } from '../workspaces/folder.ts'
import { removeWorkspace } from '../workspaces/remove.ts'
import { touchSession } from './activity.ts'
import { isListenedByChildOf } from './listener.ts'
import { readLog } from './log-tail.ts'
import { networkIn, readNetwork } from './network-config.ts'
import { reportIn } from './report.ts'
import { addressOf, currentDetails, secretOf } from './session.ts'
import { extendSession } from './session-extend.ts'
import { stopSession } from './session-stop.ts'

const NO_POSTGRES = process.env.ATELIER_TEST_POSTGRES_URL ? false : 'needs PostgreSQL'
/** Runs until a file lets it go on; not for ever, should the test fail. */
const UNTIL_FILE = 'for n in $(seq 600); do [ ! -e "$ATELIER_WORKSPACE/go" ] || break; sleep 0.05; done'

eachApp((open, name) => {
  test(`a session says how it stands from its start to its end, and so does its workspace (${name})`, async () => {
    const app = await open()
    const bench = await sessionBench(app)
    const { compute, by } = bench
    const kind = await bench.kind('hello', {
      command: `echo "For $ATELIER_FIELD_WHO in $(basename "$PWD"), $ATELIER_OPTION_NUM_CPUS cores"; echo "$ATELIER_SESSION_TOKEN"; ${UNTIL_FILE}`,
      fields: [{ name: 'who', label: 'Who', description: '', type: 'text', default: 'nobody' }],
      env: { GREETING: 'hello' },
    })
    const workspace = await bench.workspace()
    const session = await bench.start({
      workspace,
      kind,
      details: { note: 1 },
      options: { num_cpus: 2, nonsense: 1 },
      fields: { who: '$(id) "Ada"' },
    })
    assert.deepEqual(
      [session.status, session.resource_job_id, session.core_hours, session.options],
      ['pending', -1, 0, '{"num_cpus":2}'],
    )
    assert.equal((await bench.workspaceRow(workspace)).status, 'active')
    const running = await bench.until(session, isReady)
    assert.equal(running.status, 'running')
    assert.ok(running.resource_job_id > 1)
    assert.equal(addressOf(compute, running), undefined)
    assert.deepEqual(currentDetails(compute, running), { message: 'Running.', time_left: 10_800 })

    app.clock.advance(36 * MINUTE_MS)
    await bench.compute.sessions.watch()
    assert.equal((await bench.row(session)).core_hours, 120_000)
    writeFileSync(join(folderOf(compute, workspace), 'go'), '')
    const ended = await bench.until(session, isOver)
    assert.deepEqual([ended.status, ended.cause], ['complete', 'finished'])
    // The machine's own clock says when it ended, and the hand clock stands still meanwhile.
    assert.ok(Math.abs(ended.core_hours - 120_000) < 200, `${ended.core_hours}`)
    assert.deepEqual(ended.log_tail, `For $(id) "Ada" in .${session.id}, 2 cores\n…\n`)
    assert.equal(await readLog(compute, ended, 10_000), ended.log_tail)
    assert.equal(reportIn(ended)?.wallSeconds, 36 * 60)
    assert.deepEqual(await bench.steps(session), ['asked', 'starting', 'ready', 'ended'])
    assert.equal((await bench.workspaceRow(workspace)).status, 'idle')
    await assert.rejects(stopSession(compute, by, ended), { message: 'This job is not running or pending.' })
    const entries = await app.kernel.journal.list({ object: `compute.session:${session.id}`, limit: 10 })
    assert.deepEqual(
      entries.map(({ action, audience }) => [action, audience]),
      ['ended', 'ready', 'started'].map((each) => [`compute.session.${each}`, `account:${bench.account}`]),
    )
  })

  test(`what fails says why, and what is refused leaves nothing (${name})`, async () => {
    const app = await open()
    const bench = await sessionBench(app)
    const { compute } = bench
    const kind = await bench.kind('fails', {
      command: `printf 'reading\\n\\033[31mNo such data set: d7\\033[0m\\r\\n\\n' >&2; exit 3`,
    })
    const failed = await bench.until(await bench.start({ kind }), isOver)
    assert.deepEqual([failed.status, failed.cause], ['failed', 'failed'])
    assert.equal(failed.message, 'It ended with status 3 after 0 s: No such data set: d7')
    assert.equal(currentDetails(compute, failed).message, failed.message)
    assert.equal((await bench.steps(failed)).at(-1), 'failed')
    assert.deepEqual(await bench.told(), ['fails in “Kidney CODEX” failed'])

    const workspace = await bench.workspace()
    const refusals: [Parameters<typeof bench.start>[0], number, string][] = [
      [{}, 400, 'Missing job_type and no default job type set on workspace.'],
      [{ kind: 'nope' }, 400, 'nope is not in the list of available job types.'],
      [
        { kind, options: { memory_mb: 1 } },
        422,
        `Invalid resource options found: ["memory_mb: Value '1' not above minimum of 1024."]`,
      ],
      [{ kind, resource: 'moon' }, 400, 'Sessions of this kind do not run on moon. Choose another place.'],
    ]
    for (const [wanted, status, message] of refusals)
      await assert.rejects(bench.start({ ...wanted, workspace }), { status, message })
    assert.equal((await bench.workspaceRow(workspace)).status, 'idle')
    await removeWorkspace(compute, bench.by, workspace)
    await assert.rejects(bench.start({ kind, workspace }), { status: 409 })
    assert.equal((await compute.db.selectFrom('compute_session').select('id').execute()).length, 1)
  })

  test(`of fifty stops one ends the session; a deletion waits for it, and a renewed one runs on (${name})`, async () => {
    const app = await open()
    const bench = await sessionBench(app)
    const { compute, by } = bench
    const kind = await bench.kind('stays', {
      command: `trap : TERM; ${UNTIL_FILE}`,
    })
    const workspace = await bench.workspace()
    const [first, second] = [await bench.start({ workspace, kind }), await bench.start({ workspace, kind })]
    await bench.until(first, isReady)
    await bench.until(second, isReady)
    const stops = await Promise.allSettled(Array.from({ length: 50 }, () => stopSession(compute, by, first)))
    assert.deepEqual(
      stops.filter(({ status }) => status === 'fulfilled').map((each) => (each as { value: boolean }).value),
      [false],
    )
    assert.equal((await bench.row(first)).status, 'stopping')
    // Renewing is a stop and a start at once; the other one keeps the workspace busy meanwhile.
    const third = await bench.start({ workspace, kind, like: first.id })
    await assert.rejects(removeWorkspace(compute, by, workspace), {
      message: 'Cannot delete workspace, jobs are running for this workspace.',
    })
    await stopSession(compute, by, second)
    await stopSession(compute, by, third)
    await removeWorkspace(compute, by, workspace)
    assert.equal((await bench.workspaceRow(workspace)).trashed_at, null)
    writeFileSync(join(folderOf(compute, workspace), 'go'), '')
    for (const each of [first, second, third]) {
      const { status, cause, message } = await bench.until(each, isOver)
      assert.deepEqual([status, cause], ['complete', 'stopped'])
      assert.match(message, /^Stopped/)
    }
    assert.notEqual((await bench.workspaceRow(workspace)).trashed_at, null)
  })

  test(`ten starts at once get the three sessions that somebody may have (${name})`, async () => {
    const app = await open()
    const bench = await sessionBench(app)
    await app.kernel.executions.close()
    await setQuota(
      bench.compute,
      bench.by,
      { account: bench.account },
      { sessions: 3, coreHours: null, diskBytes: null },
    )
    const workspace = await bench.workspace()
    const starts = await Promise.allSettled(
      Array.from({ length: 10 }, () => bench.start({ workspace, kind: 'local_test_job' })),
    )
    const refused = starts.flatMap((each) => (each.status === 'rejected' ? [each.reason.status] : []))
    assert.deepEqual(refused, Array(7).fill(429))
    const rows = await bench.compute.db.selectFrom('compute_session').select('port').execute()
    assert.equal(new Set(rows.map(({ port }) => port)).size, 3)
  })

  test(`one that was never launched is over at once, and never comes up (${name})`, async () => {
    const app = await open()
    const bench = await sessionBench(app)
    const { compute, by } = bench
    const kind = await bench.kind('marks', { command: 'touch "$ATELIER_WORKSPACE/mark"' })
    // Nothing is launched while nobody looks.
    await app.kernel.executions.close()
    const session = await bench.start({ kind })
    assert.equal(await stopSession(compute, by, session), true)
    const row = await bench.row(session)
    assert.deepEqual(
      [row.status, row.cause, row.message, row.core_hours, row.resource_job_id],
      ['complete', 'stopped', 'Stopped before it began.', 0, -1],
    )
    await app.kernel.executions.look()
    const workspace = await bench.workspaceRow({ id: session.workspace_id })
    assert.equal(workspace.status, 'idle')
    assert.equal(existsSync(join(folderOf(compute, workspace), 'mark')), false)
  })
})

test('its time is told before it is over, can be extended up to a limit, and ends it', async () => {
  const app = await testApp()
  const bench = await sessionBench(app)
  const { compute, by } = bench
  const kind = await bench.kind('timed', { command: 'sleep 60', extendMinutes: 90, maxMinutes: 60 })
  const session = await bench.until(await bench.start({ kind }), isReady)
  const at = session.started_at ?? 0
  assert.deepEqual(
    [session.minutes, session.deadline_at, session.latest_at],
    [60, at + 60 * MINUTE_MS, at + 90 * MINUTE_MS],
  )
  app.clock.advance(51 * MINUTE_MS)
  await bench.compute.sessions.watch()
  await bench.compute.sessions.watch()
  assert.deepEqual(await bench.told(), ['timed in “Kidney CODEX” ends in 9 min'])
  assert.equal((await extendSession(compute, by, session, 10)).deadline_at, at + 70 * MINUTE_MS)
  const longest = await extendSession(compute, by, await bench.row(session), 600)
  assert.equal(longest.deadline_at, at + 90 * MINUTE_MS)
  await assert.rejects(extendSession(compute, by, longest, 1), { status: 409 })
  app.clock.advance(10 * MINUTE_MS)
  await app.kernel.executions.look()
  assert.equal((await bench.row(session)).status, 'running')
  app.clock.advance(30 * MINUTE_MS)
  const ended = await bench.until(session, isOver)
  assert.deepEqual([ended.status, ended.cause], ['complete', 'timed-out'])
  assert.deepEqual(await bench.steps(session), [
    'asked',
    'starting',
    'ready',
    'warned',
    'extended',
    'extended',
    'ended',
  ])
})

test('a session that nobody uses is ended, after it was told', async () => {
  const app = await testApp({ env: { ATELIER_COMPUTE_IDLE_MINUTES: '30' } })
  const bench = await sessionBench(app)
  const kind = await bench.kind('quiet', { command: 'sleep 60' })
  const session = await bench.until(await bench.start({ kind }), isReady)
  assert.equal(session.idle_minutes, 30)
  app.clock.advance(25 * MINUTE_MS)
  await bench.compute.sessions.watch()
  app.clock.advance(MINUTE_MS)
  touchSession(bench.compute, session.id)
  await bench.until(session, ({ last_active_at }) => last_active_at === app.clock.now())
  app.clock.advance(29 * MINUTE_MS)
  await bench.compute.sessions.watch()
  assert.equal((await bench.row(session)).status, 'running')
  app.clock.advance(MINUTE_MS)
  await bench.compute.sessions.watch()
  const ended = await bench.until(session, isOver)
  assert.deepEqual(
    [ended.status, ended.cause, ended.message],
    ['complete', 'idle', 'Ended because nobody used it for 30 min.'],
  )
  assert.deepEqual(await bench.steps(session), [
    'asked',
    'starting',
    'ready',
    'warned',
    'warned',
    'stopping',
    'ended',
  ])
  assert.match(
    (await bench.told('text'))[0] ?? '',
    /^Ended because nobody used it for 30 min\. It ran for 56 min of 180 minutes asked for\./,
  )
})

test('R8: sessions run on while the server is away, and are told truthfully afterwards', async () => {
  const first = await testApp()
  const bench = await sessionBench(first)
  const stays = await bench.start({ kind: await bench.kind('stays', { command: UNTIL_FILE }) })
  const ends = await bench.start({ kind: await bench.kind('ends', { command: `${UNTIL_FILE}; exit 4` }) })
  const late = await bench.start({
    kind: await bench.kind('late', {
      command: `${UNTIL_FILE}; exec python3 -m http.server "$ATELIER_PORT" --bind "$ATELIER_HOST"`,
      startPage: '',
      readyPath: '',
      atRoot: true,
    }),
  })
  await bench.until(stays, isReady)
  await bench.until(ends, isReady)
  await bench.until(late, ({ status }) => status === 'running')
  await first.close()
  const go = (app: typeof first, session: typeof stays) =>
    writeFileSync(join(app.folder, 'workspaces/ada', `${session.workspace_id}`, 'go'), '')
  go(first, ends)
  const second = await testApp({ folder: first.folder })
  const again = await sessionBench(second)
  await again.compute.sessions.begin()
  const failed = await again.until(ends, isOver)
  assert.deepEqual([failed.status, failed.cause], ['failed', 'failed'])
  assert.match(failed.message, /^It ended with status 4/)
  assert.equal((await again.row(stays)).status, 'running')
  // What began to answer after the restart is seen all the same.
  assert.equal((await again.row(late)).ready_at, null)
  go(second, late)
  await again.until(late, isReady)
  go(second, stays)
  assert.equal((await again.until(stays, isOver)).cause, 'finished')
})

test('a session on the machine of another node is that node’s to follow and to lead to', {
  skip: NO_POSTGRES,
}, async () => {
  const first = await testApp({ postgres: true })
  const bench = await sessionBench(first)
  const session = await bench.until(await bench.start({ kind: 'terminal' }), isReady, 20_000)
  const second = await testApp({
    env: {
      ATELIER_DATABASE_URL: first.kernel.config.databaseUrl ?? '',
      ATELIER_SECRET_KEY_FILE: join(first.folder, 'secret.key'),
    },
  })
  const other = await sessionBench(second)
  await other.compute.sessions.begin()
  const door = async (app: typeof first) => {
    const page = `/compute/passthrough/127.0.0.1/${session.id}/`
    const token = (await app.as('ada')).token
    return (await app.inject({ url: page, headers: { 'uws-authorization': `Token ${token}` } })).statusCode
  }
  assert.notEqual(await door(first), 404)
  assert.equal(await door(second), 404)
  await stopSession(other.compute, other.by, session)
  assert.equal((await bench.until(session, isOver)).cause, 'stopped')
})

test('a session whose machine is silent is given up by its Stop, and says so', {
  skip: NO_POSTGRES,
}, async () => {
  const first = await testApp({ postgres: true })
  const bench = await sessionBench(first)
  const kind = await bench.kind('long', { command: 'sleep 60' })
  const session = await bench.until(await bench.start({ kind }), isReady)
  const second = await testApp({
    env: {
      ATELIER_DATABASE_URL: first.kernel.config.databaseUrl ?? '',
      ATELIER_SECRET_KEY_FILE: join(first.folder, 'secret.key'),
    },
  })
  const other = await sessionBench(second)
  second.clock.advance(11 * MINUTE_MS)
  await second.kernel.executions.look()
  const ada = await second.as('ada')
  const shown = async () => (await ada.get(`/api/compute/sessions/${session.id}`)).json()
  assert.equal((await shown()).status, 'running')
  assert.ok((await shown()).unreachableSince)
  await stopSession(other.compute, other.by, session)
  const { status, cause, message } = await shown()
  assert.deepEqual([status, cause], ['failed', 'lost'])
  assert.match(message, /^The machine that ran it, .+, did not answer any more, so it was given up\./)
  assert.deepEqual(await bench.told(), ['long in “Kidney CODEX” failed'])
  assert.equal((await bench.workspaceRow({ id: session.workspace_id })).status, 'idle')
})

test('with a person go what their sessions hold, and nothing of theirs runs on', async () => {
  const app = await testApp()
  const bench = await sessionBench(app)
  const kind = await bench.kind('long', { command: 'echo mark-of-ada; sleep 60' })
  const session = await bench.until(await bench.start({ kind, details: { note: 'mark-of-ada' } }), isReady)
  await eraseAccount(app.kernel.identity, { via: 'system' }, bench.account, { name: 'ada' })
  const row = await bench.until(session, isOver)
  assert.deepEqual([row.account_id, row.details, row.status], [null, '{}', 'complete'])
  await app.jobs.drain()
  assert.equal((await bench.row(session)).log_tail, null)
})

test('whose session an administrator stops is told, with the reason', async () => {
  const app = await testApp()
  const bench = await sessionBench(app)
  const session = await bench.start({ kind: 'local_test_job' })
  const admin = await app.as('root', { roles: ['compute:admin'] })
  await stopSession(bench.compute, { account: admin.id }, session, {
    reason: 'The machine is restarted at noon.',
  })
  assert.deepEqual(await bench.told('text'), [
    'An administrator stopped it. The machine is restarted at noon.',
  ])
  await bench.until(session, isOver)
  assert.equal((await bench.told()).length, 1)
})

test('only the session’s own processes are taken for it where its port answers', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  assert.equal(await isListenedByChildOf(process.pid, port), true)
  assert.equal(await isListenedByChildOf(process.ppid, port), true)
  assert.equal(await isListenedByChildOf(2 ** 22, port), false)
  server.close()
  await once(server, 'close')
  assert.equal(await isListenedByChildOf(process.pid, port), false)
})

test('a session of a cluster is believed only about its own node, and about ports that are free to all', () => {
  assert.deepEqual(networkIn('node-3 34117 34118\n', 'node-3'), {
    host: 'node-3',
    port: 34_117,
    helperPort: 34_118,
  })
  for (const text of [
    'node-4 34117 34118\n',
    'node-3 22 34118\n',
    'node-3 34117 80\n',
    'node-3 70000 34118\n',
    'node-3 34117\n',
    'node-3 34117 34118 x\n',
    'node-3,x 34117 34118\n',
    '169.254.169.254 34117 34118\n',
    '',
  ])
    assert.equal(networkIn(text, 'node-3,node-3b'), undefined, text)
})

test('where a session of a cluster listens is read from a file of its own account alone, newer than its start', async () => {
  const app = await testApp()
  const bench = await sessionBench(app)
  const { compute, account } = bench
  const workspace = await bench.workspace()
  const user = await compute.executions.userOf(account)
  const folder = join(folderOf(compute, workspace), '.7')
  const file = join(folder, '.network_config')
  mkdirSync(folder)
  const write = () => {
    writeFileSync(file, 'node-3 34117 34118\n')
    if (user) chownSync(file, user.uid, user.gid)
  }
  const read = (startedAt: number) =>
    readNetwork(
      compute,
      { id: 7, folder: workspace.folder, account },
      { started_at: startedAt, host: 'node-3' },
    )
  write()
  const found = { host: 'node-3', port: 34_117, helperPort: 34_118 }
  assert.deepEqual(await read(Date.now()), found)
  assert.equal(await read(Date.now() + 10 * MINUTE_MS), undefined)
  if (user) {
    chownSync(file, user.uid + 1, user.gid)
    assert.equal(await read(0), undefined)
    chownSync(file, user.uid, user.gid)
  }
  linkSync(file, join(folder, 'second'))
  assert.equal(await read(0), undefined)
  rmSync(file)
  symlinkSync('second', file)
  assert.equal(await read(0), undefined)
  rmSync(folder, { recursive: true })
  mkdirSync(join(folder, '../elsewhere'))
  symlinkSync('elsewhere', folder)
  write()
  assert.equal(await read(0), undefined)
})

test('what opens a session is sealed, and is another one each time', async () => {
  const app = await testApp()
  const bench = await sessionBench(app)
  await app.kernel.executions.close()
  const [one, two] = [await bench.start({ kind: 'jupyter_lab' }), await bench.start({ kind: 'terminal' })]
  const secrets = [secretOf(bench.compute, one), secretOf(bench.compute, two)]
  for (const each of secrets) assert.match(each, /^[0-9a-f]{64}$/)
  assert.notEqual(secrets[0], secrets[1])
  assert.throws(() => secretOf(bench.compute, { ...one, secret_cipher: two.secret_cipher }))
  assert.notEqual(one.port, two.port)
})

test('kinds have versions that sessions keep, are for groups, and stay away once they are put away', async () => {
  const app = await testApp()
  const bench = await sessionBench(app)
  const { compute, by, account } = bench
  const { identity } = app.kernel
  const keys = async (of?: number) => (await listKindsFor(compute, of)).map(({ key }) => key)
  assert.deepEqual(await keys(), ['jupyter_lab', 'jupyter_notebook', 'terminal', 'local_test_job'])

  await bench.kind('greets', { name: 'Greets', command: 'echo one' })
  const made = (await listKinds(compute.db)).at(-1)
  assert.equal(made?.key, 'greets')
  const id = made?.id ?? 0
  const one = await bench.until(await bench.start({ kind: 'greets' }), isOver)
  const definition = { ...(await getKind(compute.db, id)).definition, command: 'echo two' }
  assert.equal((await changeKind(compute, by, { id, version: 1, definition })).version, 2)
  await assert.rejects(changeKind(compute, by, { id, version: 1, definition }), { status: 412 })
  await assert.rejects(createKind(compute, by, { key: 'greets', definition }), { status: 409 })
  const two = await bench.until(await bench.start({ kind: 'greets' }), isOver)
  assert.deepEqual([one.log_tail, one.kind_version, two.log_tail, two.kind_version], ['one\n', 1, 'two\n', 2])
  const versions = await listKindVersions(compute.db, id, { limit: 10 })
  assert.deepEqual(
    versions.map(({ version }) => version),
    [2, 1],
  )

  const group = await createGroup(identity, by, 'speech')
  await changeKind(compute, by, { id, definition: { ...definition, groups: [group.id] } })
  assert.equal((await keys(account)).includes('greets'), false)
  await assert.rejects(bench.start({ kind: 'greets' }), { status: 400 })
  await setMember(identity, by, group.id, account, true)
  assert.equal((await keys(account)).includes('greets'), true)
  assert.equal((await keys()).includes('greets'), false)

  const terminal = (await listKinds(compute.db)).find(({ key }) => key === 'terminal')
  await changeKind(compute, by, { id: terminal?.id ?? 0, archived: true })
  await inTransaction(compute.db, (tx) =>
    tx
      .insertInto('compute_resource')
      .values({ key: 'c', name: 'C', backend: 'slurm', settings: '{}', enabled: 1, position: 9, version: 1 })
      .execute(),
  )
  // On a cluster there may be a VS Code server.
  const offered = ['jupyter_lab', 'jupyter_notebook', 'code_server', 'local_test_job']
  assert.deepEqual(await keys(), offered)
  await inTransaction(compute.db, (tx) => tx.deleteFrom('compute_resource').where('key', '=', 'c').execute())
  await app.close()
  const again = (await testApp({ folder: app.folder })).atelier.compute
  assert.ok(again)
  assert.deepEqual(
    (await listKindsFor(again)).map(({ key }) => key),
    offered.filter((key) => key !== 'code_server'),
  )
})

test('a kind that could never be started is refused, field by field', async () => {
  const app = await testApp()
  const bench = await sessionBench(app)
  const question = {
    name: 'size',
    label: 'Size',
    description: '',
    type: 'number',
    default: 9,
    min: 1,
    max: 5,
  } as const
  await assert.rejects(
    bench.kind('broken', {
      command: ' ',
      fields: [question, { ...question, default: 3 }],
      parameters: [{ ...question, type: 'int', default: 'many' }],
      maxMinutes: 60,
      extendMinutes: 30,
    }),
    (error: { status: number; extra: { errors: { field: string }[] } }) => {
      assert.equal(error.status, 400)
      assert.deepEqual(
        error.extra.errors.map(({ field }) => field),
        ['command', 'parameters.0', 'fields', 'fields.0', 'extendMinutes'],
      )
      return true
    },
  )
})
