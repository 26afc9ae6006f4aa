import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { createConnection } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { testApp } from '../../../../test/support/apps/automation.ts'
import { waitFor } from '../../../../test/support/wait.ts'
import { readOutput } from './output.ts'
import { HELD, runBench } from './runs.fixture.ts'
import { workOf } from './work.ts'

/** What a template may try that runs in the same process as its runner. */
const TRICKS = `
import { appendFileSync, chmodSync, readdirSync, rmSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
const tried = (act) => { try { act(); return 'done' } catch (error) { return error.code } }
export function job_function(task) {
  if (task.host.name !== 'n1') return 'fine'
  const at = Date.now()
  const say = (line) => appendFileSync('events.jsonl', (typeof line === 'string' ? line : JSON.stringify(line)) + '\\n')
  say('no json'); say('[['.repeat(5000)); say('x'.repeat(200000)); say('null'); say({ event: 'done', at: 'now' })
  say({ event: 'done', at, host: 'stranger', state: 'ok', entries: [] })
  say({ event: 'done', at, host: 'n2', state: 'splendid', entries: [] })
  say({ event: 'output', at, host: 'n2', kind: 'stdout', text: 'a\\u0000b\\ud800 \\u001b[31mred' })
  say({ event: 'host-key', at, host: 'n1', address: 'elsewhere', port: 22, type: 'ssh-ed25519', key: 'A'.repeat(40), verdict: 'taken' })
  for (let i = 0; i < 200; i += 1)
    say({ event: 'host-key', at, host: 'n1', address: '127.0.0.1', port: 9, type: 'ssh-ed25519', key: Buffer.from('made up ' + i).toString('base64').padEnd(24, 'A'), verdict: 'taken' })
  say({ event: 'started', at, host: 'n3' })
  say({ event: 'done', at, host: 'n3', state: 'ok', entries: [{ name: '', result: 'forged', failed: false, changed: false, diff: '' }] })
  say({ event: 'done', at, host: 'n3', state: 'failed', entries: [] })
  return [
    tried(() => rmSync('events.jsonl')),
    tried(() => renameSync('events.jsonl', 'other')),
    tried(() => rmSync('control.sock')),
    tried(() => writeFileSync('job/more.ts', '')),
    tried(() => chmodSync('events.jsonl', 0o777)),
    tried(() => symlinkSync('/etc', 'link')),
    tried(() => { if (readdirSync('..').length > 1) throw Object.assign(new Error(), { code: 'SEEN' }) }),
  ]
}
`

test('F8: what a runner writes down is believed of its own hosts alone, and its folder keeps what the server reads', async () => {
  const bench = await runBench(testApp, { env: { ATELIER_AUTOMATION_RESULT_BYTES: '50000' } })
  const { automation } = bench
  const inventoryId = await bench.inventory(3)
  const templateId = await bench.template(TRICKS)
  const { id } = await bench.start({ templateId, inventoryId, workers: 1 })
  assert.equal((await bench.ended(id)).status, 'finished')
  const [first, second, third] = await bench.hosts(id)
  const results = (host: typeof first) =>
    JSON.parse(host?.entries ?? '[]').map((each: { result: unknown }) => each.result)
  assert.deepEqual(
    [first?.state, second?.state, results(second), third?.state, results(third)],
    ['ok', 'ok', ['fine'], 'ok', ['forged']],
  )
  if (process.getuid?.() === 0)
    assert.deepEqual(results(first), [['EPERM', 'EPERM', 'EPERM', 'EACCES', 'EPERM', 'done', 'done']])
  const attempt = await bench.attempt(id)
  assert.deepEqual([attempt.ok, attempt.hosts, attempt.failed], [3, 3, 0])
  const printed = await readOutput(automation.db, { attempt: attempt.id, host: second?.id ?? 0 })
  assert.equal(printed.lines[0]?.text, 'ab� red')
  const log = await readOutput(automation.db, { attempt: attempt.id, host: 0 })
  assert.match(log.lines.map(({ text }) => text).join(''), /\d+ lines of its runner could not be understood/)
  const keys = await automation.db.selectFrom('automation_host_key').select(['address', 'state']).execute()
  assert.deepEqual(keys, [{ address: '127.0.0.1', state: 'offered' }])
  const noted = await automation.kernel.journal.list({ action: 'automation.host-key.offered', limit: 200 })
  assert.ok(noted.length > 0 && noted.length <= 20, String(noted.length))
})

const EXITS = `
export async function job_function(task) {
  task.log('x'.repeat(1000).concat('\\n').repeat(200))
  if (task.host.name === 'n2') process.kill(process.pid, 'SIGKILL')
  await new Promise((next) => setTimeout(next, 60000))
}
`

test('what a host prints is kept up to its bound, and a runner that dies or whose time is over is told as such', async () => {
  const bench = await runBench(testApp, { env: { ATELIER_AUTOMATION_OUTPUT_BYTES: '20000' } })
  const { automation, test: app } = bench
  const inventoryId = await bench.inventory(3)
  const dies = await bench.start({ templateId: await bench.template(EXITS), inventoryId, workers: 2 })
  assert.equal((await bench.ended(dies.id)).status, 'failed')
  assert.match((await bench.attempt(dies.id)).exception ?? '', /^Its runner died\. The program was killed/)
  for (const { state, kept_bytes } of await bench.hosts(dies.id))
    assert.ok(state === 'failed' && kept_bytes <= 25_000)

  const { id } = await bench.start({ templateId: await bench.template(HELD), inventoryId, workers: 2 })
  await bench.until(id, 'running', 2)
  await bench.letGo(id, 'n1')
  await bench.until(id, 'ok', 1)
  const { execution_id } = await bench.attempt(id)
  // Whoever has no word for it gets no order, whatever it says.
  const { folder } = workOf(automation, { run_id: id, number: 1 })
  const heard = await new Promise<string>((resolve) => {
    let text = ''
    const socket = createConnection(join(folder, 'control.sock'), () => socket.write('a guess\n'))
    socket.on('data', (part) => (text += part)).on('close', () => resolve(text))
  })
  assert.equal(heard, '')
  // Its time is over by the clock of the machine.
  await automation.executions.extend(execution_id ?? 0, app.clock.now())
  assert.equal((await bench.ended(id)).status, 'failed')
  assert.equal((await bench.attempt(id)).exception, 'It was ended when its time was over: 120 minutes.')
  assert.deepEqual(
    (await bench.hosts(id)).map(({ state }) => state),
    ['ok', 'timed-out', 'timed-out'],
  )
})

const TWO = (text: string) => `
import { existsSync } from 'node:fs'
export async function job_function() {
  while (!existsSync('go')) await new Promise((next) => setTimeout(next, 20))
  return (await import('./beside.ts')).text + ${JSON.stringify(text)}
}
`

test('F8: what was looked at is what runs, whatever becomes of the file meanwhile', async () => {
  const bench = await runBench(testApp)
  const { automation } = bench
  const jobs = join(automation.root, 'web_nornir/job_templates')
  const inventoryId = await bench.inventory(1)
  const templateId = await bench.template(TWO('one'), { fileName: 'swapped.ts' })
  writeFileSync(join(jobs, 'beside.ts'), "export const text = 'beside '\n")
  const first = await bench.start({ templateId, inventoryId })
  await bench.until(first.id, 'running', 1)
  writeFileSync(join(jobs, 'swapped.ts'), TWO('two'))
  writeFileSync(join(jobs, 'beside.ts'), "export const text = 'another '\n")
  await bench.letGo(first.id)
  await bench.ended(first.id)
  const second = await bench.start({ templateId, inventoryId })
  await bench.until(second.id, 'running', 1)
  await bench.letGo(second.id)
  await bench.ended(second.id)
  const said = async (run: number) => (await bench.hosts(run))[0]?.entries ?? ''
  assert.match(await said(first.id), /beside one/)
  assert.match(await said(second.id), /another two/)
  const versions = await Promise.all([first.id, second.id].map((run) => bench.attempt(run)))
  assert.notEqual(versions[0]?.template_version_id, versions[1]?.template_version_id)
  await waitFor(() => automation.runner.settle().then(() => true))
})

const HELD_UP = `
export function job_function(task) {
  if (task.host.name === 'n2') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
  return 'fine'
}
`

test('a host that holds its whole runner for longer than it may take ends the run, which says so', async () => {
  const bench = await runBench(testApp)
  const inventoryId = await bench.inventory(3)
  const templateId = await bench.template(HELD_UP)
  const { id } = await bench.start({ templateId, inventoryId, workers: 1, hostSeconds: 1 })
  const ended = await bench.ended(id)
  assert.deepEqual(
    [ended.status, (await bench.hosts(id)).map(({ state }) => state)],
    ['failed', ['ok', 'timed-out', 'skipped']],
  )
  assert.match((await bench.attempt(id)).exception ?? '', /held up all others for longer than the 1 s/)
})
