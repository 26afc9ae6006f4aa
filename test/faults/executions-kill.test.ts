import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { signal } from '../../src/kernel/execution/local/process.ts'
import { readInside } from '../../src/kernel/execution/local/record.ts'
import { executionsOf } from '../support/execution.ts'
import { testKernel } from '../support/kernel.ts'
import { dataFolder } from '../support/program.ts'
import { environment } from '../support/server-process.ts'
import { waitFor } from '../support/wait.ts'
import type { Order } from './executions.fixture.ts'

/** A server that starts these, killed with SIGKILL once `when` holds for the records of its executions. */
async function killedServer(data: string, orders: readonly Order[], when: (records: string) => boolean) {
  const program = join(import.meta.dirname, 'executions.fixture.ts')
  const child = spawn(process.execPath, [program, JSON.stringify(orders)], {
    env: environment(data),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(child.stdout, 'data')
  const ids = JSON.parse(String(line)) as number[]
  await waitFor(() => when(join(data, 'executions')), 20_000)
  child.kill('SIGKILL')
  await once(child, 'exit')
  return ids
}

const touch = (path: string): void => writeFileSync(path, '', { mode: 0o666 })
const logged = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '')

test('R8: what local executions did while the server was dead is told truthfully, and each ran exactly once', async () => {
  const data = dataFolder()
  const wait = (name: string) =>
    `echo start >> log; while [ ! -e ${name} ]; do sleep 0.05; done; echo end >> log`
  const scripts = [
    // In the gap: one ends well, one badly, one is killed, one loses its launcher; two run on.
    'echo start >> log; while [ ! -e go ]; do sleep 0.05; done; echo end >> log; exit 0',
    'echo start >> log; while [ ! -e go ]; do sleep 0.05; done; echo end >> log; exit 3',
    wait('never'),
    wait('never'),
    wait('go'),
    wait('never'),
  ]
  const orders = scripts.map((script, index) => ({ script, folder: `w${index + 1}` }))
  const directoryOf = (id: number) => join(data, 'workspaces', `w${id}`)
  const logOf = (id: number) => logged(join(directoryOf(id), 'log'))
  const ids = await killedServer(data, orders, () => [1, 2, 3, 4, 5, 6].every((n) => logOf(n) === 'start\n'))
  const [well, badly, killed, orphaned, later, stopped] = ids as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const recordOf = (id: number) => join(data, 'executions', String(id))
  for (const id of [well, badly]) touch(join(directoryOf(id), 'go'))
  const inside = await readInside(recordOf(killed))
  assert.ok(inside && signal(inside, 'SIGKILL'))
  process.kill(Number(readFileSync(join(recordOf(orphaned), 'launched'), 'utf8').split(' ')[0]), 'SIGKILL')
  for (const id of [well, badly, killed]) await waitFor(() => existsSync(join(recordOf(id), 'status')))

  const kernel = await testKernel({ env: { ATELIER_DATA: data } })
  const { row, ended, stop } = executionsOf(kernel)
  await kernel.executions.look()
  const seen = await Promise.all(ids.map(row))
  assert.deepEqual(
    seen.map(({ state, outcome, exit_code }) => [state, outcome, exit_code]),
    [
      ['ended', 'finished', 0],
      ['ended', 'failed', 3],
      ['ended', 'failed', 137],
      ['ended', 'lost', null],
      ['running', null, null],
      ['running', null, null],
    ],
  )
  touch(join(directoryOf(later), 'go'))
  assert.equal((await ended(later)).outcome, 'finished')
  await stop(stopped)
  assert.equal((await ended(stopped)).outcome, 'stopped')
  assert.deepEqual(ids.map(logOf), [
    'start\nend\n',
    'start\nend\n',
    'start\n',
    'start\n',
    'start\nend\n',
    'start\n',
  ])
})

test('R8: killed between any two steps of a start, the next server starts it exactly once', async () => {
  const data = dataFolder()
  const script = 'echo start >> log; exit 0'
  const at: ((records: string, id: number) => boolean)[] = [
    () => true,
    (records, id) => existsSync(join(records, String(id), 'lock')),
    (records, id) => existsSync(join(records, String(id), 'launched')),
  ]
  const ids: number[] = []
  for (const [step, reached] of at.entries()) {
    ids.push(
      ...(await killedServer(data, [{ script, folder: `w${step + 1}` }], (records) =>
        reached(records, step + 1),
      )),
    )
  }
  const kernel = await testKernel({ env: { ATELIER_DATA: data } })
  const { ended } = executionsOf(kernel)
  for (const id of ids) {
    const { outcome, reason } = await ended(id)
    assert.equal(outcome, 'finished', reason ?? undefined)
    assert.equal(logged(join(data, 'workspaces', `w${id}`, 'log')), 'start\n')
  }
})
