import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { testApp } from '../../../../test/support/apps/compute.ts'
import { isOver, isReady, sessionBench } from '../../../../test/support/sessions.ts'
import { MINUTE_MS } from '../../../kernel/span.ts'
import { removeWorkspace } from '../workspaces/remove.ts'

interface Thing {
  service: string | null
  key: string
  title: string
  text?: string
  state?: string
  act?: string
}

test('home tells what runs, what ends soon and what failed, and search finds one’s own workspaces alone', async () => {
  const app = await testApp()
  const bench = await sessionBench(app)
  const ada = await app.as('ada')
  const home = async () => (await ada.get('/api/home')).json() as Record<string, Thing[]>
  const of = async (part: string, ...names: (keyof Thing)[]) =>
    ((await home())[part] ?? [])
      .filter(({ service }) => service === 'compute')
      .map((each) => names.map((name) => each[name]))
  const stays = await bench.kind('stays', { name: 'Stays', command: 'sleep 60', extendMinutes: 600 })
  const fails = await bench.kind('fails', { name: 'Fails', command: 'echo broken; exit 1' })
  const [kidney, liver] = [await bench.workspace('Kidney'), await bench.workspace('Liver')]
  await bench.until(await bench.start({ workspace: kidney, kind: stays }), isReady)
  await bench.until(await bench.start({ workspace: liver, kind: fails }), isOver)
  assert.deepEqual(await of('running', 'title', 'text', 'state'), [['Kidney', 'Stays, 3 h left', 'Running']])
  assert.deepEqual(await of('needs', 'title', 'act'), [['Fails failed in Liver', 'See why']])
  assert.deepEqual(await of('recent', 'title', 'state'), [
    ['Liver', 'Failed'],
    ['Kidney', 'Running'],
  ])
  assert.deepEqual(await of('comingUp', 'title'), [['Stays ends: Kidney']])
  app.clock.advance(175 * MINUTE_MS)
  assert.deepEqual(await of('needs', 'title', 'act'), [
    ['Fails failed in Liver', 'See why'],
    ['Stays ends in 5 min', 'Extend'],
  ])
  await removeWorkspace(bench.compute, bench.by, liver)
  assert.deepEqual(await of('needs', 'title'), [['Stays ends in 5 min']])

  const found = async (caller: typeof ada) =>
    (await caller.get('/api/search?q=kidn')).json().items.map(({ title }: Thing) => title)
  assert.deepEqual(await found(ada), ['Kidney'])
  assert.deepEqual(await found(await app.as('bea', { roles: ['compute:user'] })), [])
})

test('sample data bring workspaces with weeks of use behind them, and go without a trace', async () => {
  // Of the others each has a test of its own, and theirs are long.
  const app = await testApp({
    env: { ATELIER_COLLECTION_ENABLED: 'false', ATELIER_TRAINING_ENABLED: 'false' },
  })
  const { db } = app.atelier.compute as NonNullable<typeof app.atelier.compute>
  const admin = await app.as('admin')
  assert.equal((await admin.post('/api/demo', {})).statusCode, 202)
  await app.jobs.drain()
  const workspaces = await db.selectFrom('compute_workspace').selectAll().orderBy('id').execute()
  assert.deepEqual(
    workspaces.map(({ name, status }) => [name, status]),
    ['Tapping speed', 'Speech features', 'Cleaning scripts'].map((each) => [each, 'idle']),
  )
  assert.ok(existsSync(join(app.folder, 'workspaces', workspaces[0]?.folder ?? '', 'tapping.ipynb')))
  const sessions = await db.selectFrom('compute_session').select('status').execute()
  assert.ok(sessions.length > 20 && sessions.every(({ status }) => status !== 'running'))
  assert.equal((await admin.delete('/api/demo')).statusCode, 202)
  await app.jobs.drain()
  for (const table of [
    'compute_workspace',
    'compute_session',
    'compute_session_step',
    'compute_storage',
  ] as const)
    assert.deepEqual(await db.selectFrom(table).selectAll().execute(), [], table)
  assert.equal(existsSync(join(app.folder, 'workspaces', workspaces[0]?.folder.split('/')[0] ?? '')), false)
})
