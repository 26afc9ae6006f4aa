import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testApp } from '../../../../test/support/apps/automation.ts'
import { resultOf } from '../runs/result.ts'
import { runBench } from '../runs/runs.fixture.ts'

const MINE = `
import os
from nornir.core.task import Task, Result

def about(task):
    return Result(host=task.host, result=[name for name in os.environ if "NONCE" in name], changed=True)

def job_function(task: Task, text, password):
    print("with " + password)
    if task.host.name == "b":
        raise ValueError("boom " + password)
    found = task.run(about)
    return Result(host=task.host, result=f"{task.host.name} {task.host['role']} {text} {task.host.username}", changed=found.changed)
`
const NEEDS = 'from nornir_none import task\n\ndef job_function(task):\n    pass\n'

test('a Python template written for nornir runs unchanged on a server without it, or its twin does', async () => {
  const { automation, ...bench } = await runBench(testApp)
  const inventoryId = await bench.inventory(
    'b: { hostname: 10.0.0.2 }\na: { hostname: 10.0.0.1, username: u, data: { role: leaf } }\n',
  )
  const templateId = await bench.template(MINE, {
    fileName: 'mine.py',
    form: [
      { name: 'text', type: 'text' },
      { name: 'password', type: 'secret' },
    ],
  })
  const run = await bench.start({
    templateId,
    inventoryId,
    variables: { text: 'hi', password: 'planted-hunter2' },
  })
  await bench.template("export const job_function = (task) => 'the twin of ' + task.host.name\n", {
    fileName: 'needs.ts',
  })
  const needs = await bench.template(NEEDS, { fileName: 'needs.py' })
  const second = await bench.start({ templateId: needs, inventoryId })
  const alone = await bench.template(NEEDS, { fileName: 'alone.py' })
  const third = await bench.start({ templateId: alone, inventoryId })

  assert.equal((await bench.ended(run.id)).status, 'failed')
  const attempt = await bench.attempt(run.id)
  assert.match(attempt.engine, /^python 3\.\S+ with the stand-in for nornir$/)
  const hosts = await bench.hosts(run.id)
  assert.deepEqual(
    hosts.map(({ name, state, changed, error }) => [name, state, changed, error]),
    [
      ['b', 'failed', 0, 'boom ••••'],
      ['a', 'ok', 1, null],
    ],
  )
  assert.deepEqual(await resultOf(automation, attempt.id), {
    failed: true,
    hosts: [
      { hostname: '10.0.0.1', name: 'a', failed: false, result: ['a leaf hi u', []] },
      { hostname: '10.0.0.2', name: 'b', failed: true, result: ['boom ••••'] },
    ],
  })
  const printed = await automation.db.selectFrom('automation_output').select('content').execute()
  assert.ok(printed.some(({ content }) => content.includes('with ••••')))
  assert.ok(!JSON.stringify([printed, attempt, hosts]).includes('hunter2'))

  assert.equal((await bench.ended(second.id)).status, 'finished')
  const twin = await bench.attempt(second.id)
  assert.match(twin.engine, /^node /)
  assert.match(
    JSON.parse(twin.template).note,
    /^needs\.ts runs in the place of needs\.py, which needs the Python package nornir_none/,
  )
  assert.equal((await bench.ended(third.id)).status, 'failed')
  assert.equal(
    (await bench.attempt(third.id)).exception,
    'job template "alone.py" needs the Python package nornir_none, which is not installed here',
  )
})
