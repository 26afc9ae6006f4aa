import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { executionsOf } from '../../../../test/support/execution.ts'
import { testKernel } from '../../../../test/support/kernel.ts'
import { waitFor } from '../../../../test/support/wait.ts'

test('what is printed is read on from any byte, and says where it begins when the oldest is not kept any more', async () => {
  const kernel = await testKernel()
  const { ask, ended } = executionsOf(kernel)
  const { executions } = kernel
  const lines = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) => `line ${String(from + i).padStart(4, '0')}\n`).join('')
  const print = (from: number, to: number) =>
    `i=${from}; while [ $i -lt ${to} ]; do printf 'line %04d\\n' $i; i=$((i+1)); done`
  const script = `${print(0, 50)}; until [ -e go ]; do sleep 0.02; done; ${print(50, 1_000)}`
  const id = await ask({ script, limits: { outputBytes: 2_000 } })
  await executions.look()
  const read = async (from: number, bytes = 100_000) => {
    const part = await executions.read(id, { from, bytes })
    assert.ok(part)
    return { ...part, text: part.content.toString() }
  }
  await waitFor(async () => (await read(0)).size === 500)
  assert.equal((await read(0)).text, lines(0, 50))
  const some = await read(490, 4)
  assert.deepEqual([some.at, some.text, some.size], [490, 'line', 500])
  assert.equal((await read(500)).text, '')
  writeFileSync(join(kernel.config.data, 'workspaces', 'w1', 'go'), '', { mode: 0o666 })
  await ended(id)
  const last = await read(0)
  assert.equal(last.size, 10_000)
  assert.ok(last.at >= 8_000 && last.content.length >= 1_000, `from ${last.at}`)
  assert.equal(last.text, lines(0, 1_000).slice(last.at))
  const end = await read(9_990)
  assert.deepEqual([end.at, end.text], [9_990, 'line 0999\n'])
  assert.equal((await read(20_000)).at, last.at)
})
