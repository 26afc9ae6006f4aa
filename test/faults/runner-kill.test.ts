import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { benchOn } from '../../src/services/pipelines/runner/runner.fixture.ts'
import { testApp } from '../support/app.ts'
import { dataFolder } from '../support/program.ts'
import { environment } from '../support/server-process.ts'
import { waitFor } from '../support/wait.ts'
import type { Order } from './runner.fixture.ts'

const COUNT = 8

/** A server that is killed with SIGKILL once so many paths of its data folder match, and `pause` ms later. */
async function killedServer(
  data: string,
  { glob, many, pause }: { glob: string; many: number; pause: number },
) {
  const program = join(import.meta.dirname, 'runner.fixture.ts')
  const order: Order = { experiments: COUNT }
  const child = spawn(process.execPath, [program, JSON.stringify(order)], {
    env: environment(data),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])
  assert.match(String(line), /begun/)
  await waitFor(() => globSync(glob, { cwd: data }).length >= many, 20_000)
  await new Promise((resolve) => setTimeout(resolve, pause))
  child.kill('SIGKILL')
  await once(child, 'exit')
}

test('R8, R9: killed while it copies, starts and collects, the runner does each experiment once and leaves nothing half', async () => {
  const data = dataFolder()
  const results = 'uploads/1/completed/*/runs.txt'
  for (const moment of [
    { glob: 'pipelines/work/*', many: 1, pause: 0 },
    { glob: 'executions/*/status', many: 2, pause: 3 },
    { glob: results, many: 4, pause: 0 },
  ])
    await killedServer(data, moment)

  const app = await testApp({ folder: data })
  const bench = benchOn(app)
  app.kernel.executions.begin()
  await bench.pipelines.begin()
  const seen: object[] = []
  for (let id = 1; id <= COUNT; id += 1) {
    const { status, attempts, execution_id } = await bench.ended(id)
    seen.push({ id, status, attempts, hasRun: execution_id !== null, ...(await bench.results(id)) })
  }
  assert.deepEqual(
    seen,
    Array.from({ length: COUNT }, (_, i) => ({
      ...{ id: i + 1, status: 'completed', attempts: 1, hasRun: true },
      ...{ 'copy.txt': `scan ${i + 1}`, 'runs.txt': 'once\n' },
    })),
  )
  const { count } = await bench.pipelines.db
    .selectFrom('kernel_execution')
    .select((is) => is.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  assert.equal(Number(count), COUNT)
  assert.deepEqual(bench.leftovers(), [])
  assert.equal(globSync('uploads/1/completed/*/*', { cwd: data }).length, 2 * COUNT)
  assert.deepEqual(readdirSync(join(data, 'uploads', '.incoming')), [])
  assert.equal(
    readdirSync(join(data, 'pipelines', 'logs')).filter((name) => name.endsWith('.log')).length,
    COUNT,
  )
})
