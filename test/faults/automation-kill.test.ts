import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { abortRun } from '../../src/services/automation/runs/abort.ts'
import { OF_RUN, readOutput } from '../../src/services/automation/runs/output.ts'
import { resultOf } from '../../src/services/automation/runs/result.ts'
import { benchOn } from '../../src/services/automation/runs/runs.fixture.ts'
import { testApp } from '../support/app.ts'
import { dataFolder } from '../support/program.ts'
import { environment } from '../support/server-process.ts'
import { waitFor } from '../support/wait.ts'

const RUNS = 4

async function server(data: string) {
  const program = join(import.meta.dirname, 'automation.fixture.ts')
  const child = spawn(process.execPath, [program, String(RUNS)], {
    env: environment(data),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])
  assert.match(String(line), /begun/)
  return {
    async kill() {
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

/** What the runner of a run has written down. */
function events(data: string, run: number): string {
  const file = join(data, 'automation-runs', `${run}-1`, 'events.jsonl')
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

const count = (text: string, part: string): number => text.split(part).length - 1

test('R8: runs go on while the server is dead, are followed again, each host once, and what died with it is told', async () => {
  const data = dataFolder()
  // In the middle of their beginning, and once they are at work.
  await (await server(data)).kill()
  const second = await server(data)
  const all = Array.from({ length: RUNS }, (_, i) => i + 1)
  await waitFor(() => all.every((run) => count(events(data, run), '"started"') === 2), 30_000)
  await second.kill()

  const [done = 0, half = 0, dead = 0, stopped = 0] = all
  const letGo = (run: number, name: string) =>
    writeFileSync(join(data, 'automation-runs', `${run}-1`, name), '', { mode: 0o666 })
  letGo(done, 'go')
  letGo(half, 'go-n1')
  await waitFor(() => events(data, done).includes('"end"') && count(events(data, half), '"done"') === 1)

  const app = await testApp({ folder: data })
  const bench = benchOn(app)
  const { automation } = bench
  // While nobody looks, too.
  const { execution_id } = await bench.attempt(dead)
  const inside = readFileSync(join(data, 'executions', String(execution_id), 'inside'), 'utf8')
  process.kill(Number(inside.split(' ')[0]), 'SIGKILL')

  const since = performance.now()
  app.kernel.executions.begin()
  await automation.begin()
  assert.equal((await bench.ended(done)).status, 'finished')
  await bench.until(half, 'ok', 1)
  await bench.until(half, 'running', 2)
  assert.ok(performance.now() - since < 10_000)
  await abortRun(automation, { via: 'system' }, stopped)
  letGo(half, 'go')
  const states: Record<string, unknown> = {}
  for (const run of [half, dead, stopped]) {
    const { status } = await bench.ended(run)
    const hosts = await bench.hosts(run)
    states[run] = [status, ...hosts.map(({ state }) => state)]
  }
  assert.deepEqual(states, {
    [half]: ['finished', 'ok', 'ok', 'ok'],
    [dead]: ['failed', 'failed', 'failed', 'failed'],
    [stopped]: ['aborted', 'aborted', 'aborted', 'skipped'],
  })
  assert.match((await bench.attempt(dead)).exception ?? '', /^Its runner died\. The program was killed/)
  assert.deepEqual(
    (await bench.hosts(dead)).map(({ error }) => error),
    [...Array(2).fill('Its runner ended before it was done.'), 'Its runner ended before its turn.'],
  )
  for (const run of [done, half]) {
    const { id, ok, hosts, garbage } = await bench.attempt(run)
    assert.deepEqual([ok, hosts, garbage], [3, 3, 0])
    assert.deepEqual(await resultOf(automation, id), {
      failed: false,
      hosts: ['n1', 'n2', 'n3'].map((name) => ({
        ...{ hostname: '127.0.0.1', name, failed: false },
        result: [`${name} was let go `],
      })),
    })
    const log = await readOutput(automation.db, { attempt: id, host: OF_RUN })
    assert.equal(log.lines.map(({ text }) => text).join(''), 'printed beside\n')
    for (const host of await bench.hosts(run)) {
      const { lines } = await readOutput(automation.db, { attempt: id, host: host.id })
      assert.deepEqual(
        lines.map(({ text }) => text.trim()),
        ['begins'],
      )
    }
  }
  const attempts = await automation.db.selectFrom('automation_attempt').select('id').execute()
  const executions = await automation.db.selectFrom('kernel_execution').select('id').execute()
  assert.deepEqual([attempts.length, executions.length], [RUNS, RUNS])
  await waitFor(() => readdirSync(join(data, 'automation-runs')).length === 0)
})
