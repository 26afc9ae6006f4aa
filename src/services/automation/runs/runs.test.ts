import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { testApp } from '../../../../test/support/apps/automation.ts'
import { filesOf } from '../../../../test/support/unzip.ts'
import { waitFor } from '../../../../test/support/wait.ts'
import { inTransaction } from '../../../kernel/db/db.ts'
import { resultOf } from './result.ts'
import { HELD, type RunBench, runBench } from './runs.fixture.ts'

const API = '/api/automation'

const MIXED = `
export function job_function(task, { text, token }) {
  task.log('token ' + token)
  console.log('printed by ' + task.host.name)
  if (task.host.name === 'n2') throw new Error('boom ' + token)
  return task.result({ result: { said: text, token }, changed: task.host.name === 'n3', diff: '+ a line' })
}
`

test('a run is made, watched live, compared, downloaded and repeated on the hosts that are not done, and its secrets are seen nowhere', async () => {
  const bench = await runBench(testApp)
  const { test: app, automation } = bench
  const net = await app.as('net', { roles: ['automation:netadmin'] })
  const desk = await app.as('desk', { roles: ['automation:support'] })
  const inventoryId = await bench.inventory(4)
  const templateId = await bench.template(MIXED, {
    name: 'Mixed',
    variables: ['text', 'token'],
    form: [
      { name: 'text', type: 'text', required: true },
      { name: 'token', type: 'secret' },
    ],
  })
  const variables = { text: 'hello', token: 'planted-secret-77' }
  const body = { name: 'First', templateId, inventoryId, variables, filters: { hosts: ['n1', 'n2', 'n3'] } }
  const bad = await net.post(`${API}/runs`, { ...body, variables: { other: 1 }, filters: { hosts: 'n1' } })
  assert.deepEqual(
    bad.json().errors.map(({ field }: { field: string }) => field),
    ['filters', 'variables.other', 'variables.text'],
  )
  assert.equal((await desk.post(`${API}/runs`, body)).statusCode, 403)

  const key = { 'idempotency-key': 'once' }
  const headers = { authorization: `Bearer ${net.token}`, ...key }
  const post = () => app.inject({ method: 'POST', url: `${API}/runs`, headers, payload: body })
  const made = (await post()).json()
  assert.equal((await post()).json().id, made.id)
  assert.deepEqual([made.status, made.attempts, made.counts], ['created', 0, null])
  assert.deepEqual(made.variables, { text: 'hello', token: '••••' })

  const base = await app.listen()
  const stream = await fetch(`${base}${API}/runs/${made.id}/live?host=n1`, {
    headers: { authorization: `Bearer ${desk.token}` },
  })
  await stream.text()
  const started = await net.post(`${API}/runs/${made.id}/start`, {})
  assert.equal(started.json().status, 'scheduled')
  const live = await fetch(`${base}${API}/runs/${made.id}/live?host=n1`, {
    headers: { authorization: `Bearer ${desk.token}` },
  })
  const heard = await live.text()
  assert.match(heard, /event: run\n.*"status":"failed"/)
  assert.match(heard, /event: hosts\n.*"name":"n2","group":"b","state":"failed"/)
  assert.match(heard, /event: output\n.*token ••••/)
  assert.match(heard, /event: end/)
  await bench.ended(made.id)

  await hearsMany(bench, made.id, () =>
    fetch(`${base}${API}/runs/${made.id}/live`, { headers: { authorization: `Bearer ${desk.token}` } }),
  )

  const shown = (await desk.get(`${API}/runs/${made.id}`)).json()
  assert.deepEqual(
    [shown.status, shown.attempts, shown.counts],
    ['failed', 1, { hosts: 3, ok: 2, failed: 1, unreachable: 0, changed: 1 }],
  )
  const attempt = (await desk.get(`${API}/runs/${made.id}/attempts/1`)).json()
  assert.equal(attempt.states.ok, 2)
  assert.match(attempt.engine, /^node /)
  assert.match(attempt.template.revision, /^[0-9a-f]{12}$/)
  const hosts = (await desk.get(`${API}/runs/${made.id}/attempts/1/hosts?state=failed`)).json()
  assert.deepEqual(
    hosts.items.map(({ name, error }: { name: string; error: string }) => [name, error]),
    [['n2', 'boom ••••']],
  )
  const host = (await desk.get(`${API}/runs/${made.id}/attempts/1/hosts/n3`)).json()
  assert.deepEqual(host.entries, [
    {
      name: 'job_function',
      result: { said: 'hello', token: '••••' },
      failed: false,
      changed: true,
      diff: '+ a line',
      exception: null,
    },
  ])
  const output = (await desk.get(`${API}/runs/${made.id}/attempts/1/hosts/n1/output`)).json()
  assert.match(
    output.lines.map(({ text }: { text: string }) => text).join(''),
    /token ••••[\s\S]*printed by n1/,
  )
  assert.equal(output.isOver, true)

  assert.deepEqual(await resultOf(automation, (await bench.attempt(made.id)).id), {
    failed: true,
    hosts: [
      { hostname: '127.0.0.1', name: 'n1', failed: false, result: [{ said: 'hello', token: '••••' }] },
      { hostname: '127.0.0.1', name: 'n2', failed: true, result: ['boom ••••'] },
      { hostname: '127.0.0.1', name: 'n3', failed: false, result: [{ said: 'hello', token: '••••' }] },
    ],
  })

  const repeat = await net.post(`${API}/runs/${made.id}/repeat`, { hosts: 'failed' })
  assert.equal(repeat.statusCode, 201)
  const again = repeat.json()
  assert.deepEqual([again.likeId, again.filters], [made.id, { hosts: ['n2'] }])
  await bench.ended(again.id)
  const compared = (
    await desk.get(`${API}/runs/${again.id}/attempts/1/hosts/n2/compare?withRun=${made.id}`)
  ).json()
  assert.deepEqual([compared.older.runId, compared.isSame], [made.id, true])
  const other = (
    await desk.get(`${API}/runs/${made.id}/attempts/1/hosts/n1/compare?withHost=n2&what=output`)
  ).json()
  assert.match(JSON.stringify(other.diff.hunks), /-printed by n2.*\+printed by n1/)
  assert.equal(
    (await net.post(`${API}/runs/${again.id}/repeat`, { hosts: ['n9'] })).json().code,
    'unknown_hosts',
  )

  const zip = await app.inject({
    url: `${API}/runs/${made.id}/attempts/1/download`,
    headers: { authorization: `Bearer ${desk.token}` },
  })
  const files = await filesOf(zip.rawPayload)
  assert.deepEqual(Object.keys(files).sort().slice(0, 2), [
    'hosts/0001-n1.output.txt',
    'hosts/0001-n1.result.txt',
  ])
  assert.match(files['result.json'] ?? '', /boom ••••/)

  const preset = (await net.post(`${API}/runs/${made.id}/copy`, { isPreset: true, name: 'Daily' })).json()
  assert.equal((await net.post(`${API}/runs/${preset.id}/start`, {})).json().code, 'is_preset')
  const copy = (
    await net.post(`${API}/runs/${preset.id}/copy`, { filters: { hosts: ['n1'] }, start: {} })
  ).json()
  assert.equal((await bench.ended(copy.id)).status, 'finished', 'its secret went with it')
  const list = (await desk.get(`${API}/runs?search=dai&preset=true`)).json()
  assert.deepEqual([list.items.length, list.total.count, list.statuses.created], [1, 1, 1])
  assert.equal((await net.delete(`${API}/runs/${made.id}`)).statusCode, 204)
  assert.equal((await net.get(`${API}/runs/${made.id}`)).statusCode, 404)

  for (const table of [
    'automation_attempt_host',
    'automation_output',
    'automation_attempt',
    'automation_run',
    'kernel_journal',
  ] as const)
    assert.doesNotMatch(
      JSON.stringify(await automation.db.selectFrom(table).selectAll().execute()),
      /planted-secret/,
    )
  await waitFor(() => readdirSync(join(app.folder, 'automation-runs')).length === 0)
})

test('a stopped run keeps what is done, tells the rest as not done, and gives its hosts to the next', async () => {
  const bench = await runBench(testApp, { env: { ATELIER_AUTOMATION_RUNS: '2' } })
  const { test: app } = bench
  const net = await app.as('net', { roles: ['automation:netadmin'] })
  const inventoryId = await bench.inventory(4)
  const templateId = await bench.template(HELD, { changes: true })
  const first = await bench.start({
    templateId,
    inventoryId,
    workers: 2,
    filters: { hosts: ['n1', 'n2', 'n3'] },
  })
  await bench.until(first.id, 'running', 2)
  await bench.letGo(first.id, 'n1')
  await bench.until(first.id, 'ok', 1)

  const second = await bench.start({ templateId, inventoryId, filters: { hosts: ['n3', 'n4'] } })
  await waitFor(async () => (await bench.run(second.id)).waits_for !== null)
  const queue = (await net.get(`${API}/queue`)).json()
  assert.deepEqual(
    [queue.places, queue.working.length, queue.waiting[0].waitsFor],
    [2, 1, `Waits for run #${first.id}, which changes one of its hosts.`],
  )

  const aborted = (await net.post(`${API}/runs/${first.id}/abort`)).json()
  assert.deepEqual([aborted.status, aborted.isEnding], ['aborted', true])
  await bench.ended(first.id)
  const hosts = await bench.hosts(first.id)
  assert.deepEqual(
    hosts.map(({ name, state }) => [name, state]),
    [
      ['n1', 'ok'],
      ['n2', 'aborted'],
      ['n3', 'aborted'],
    ],
  )
  assert.equal((await bench.attempt(first.id)).status, 'aborted')
  assert.equal((await net.post(`${API}/runs/${first.id}/abort`)).json().status, 'aborted')

  await bench.until(second.id, 'running', 2)
  await bench.letGo(second.id)
  assert.equal((await bench.ended(second.id)).status, 'finished')

  const third = await bench.start({ templateId, inventoryId, filters: { hosts: ['n1'] } })
  await bench.until(third.id, 'running', 1)
  assert.equal((await net.delete(`${API}/runs/${third.id}`)).statusCode, 204)
  assert.equal((await net.get(`${API}/runs/${third.id}`)).statusCode, 404)
  await waitFor(() => readdirSync(join(app.folder, 'automation-runs')).length === 0)
})

/** All of more hosts than one message takes come, each once. */
async function hearsMany(
  { automation, attempt, hosts }: RunBench,
  run: number,
  listen: () => Promise<Response>,
) {
  const { id } = await attempt(run)
  const [first = assert.fail()] = await hosts(run)
  const { id: _, ...like } = first
  await inTransaction(automation.db, async (tx) => {
    for (let at = 0; at < 2_500; at += 1)
      await tx
        .insertInto('automation_attempt_host')
        .values({ ...like, name: `m${at}`, position: 10 + at })
        .execute()
  })
  const said = await (await listen()).text()
  await inTransaction(automation.db, (tx) =>
    tx
      .deleteFrom('automation_attempt_host')
      .where('attempt_id', '=', id)
      .where('position', '>=', 10)
      .execute(),
  )
  const told = [...said.matchAll(/event: hosts\ndata: (.*)/g)].map(([, data = '']) => JSON.parse(data))
  assert.deepEqual(
    told.map(({ isAll, items, seq }) => [isAll, items.length, seq === null]),
    [
      [true, 1_000, true],
      [false, 1_000, true],
      [false, 503, false],
    ],
  )
}
