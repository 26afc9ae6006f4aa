import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { testApp } from '../../../../test/support/apps/pipelines.ts'
import { waitFor } from '../../../../test/support/wait.ts'
import { inTransaction } from '../../../kernel/db/db.ts'
import {
  benchOn,
  benchWith,
  folderWith,
  HELD,
  isGone,
  letGo,
  pidOf,
  runs,
  setSlots,
} from './runner.fixture.ts'

const SCAN = { name: 'scan', type: 'attachment', label: 'Scan', required: true, max: 5 }

test('R8: what ran, ended or was being prepared while no server did is taken up, each once', async () => {
  const first = await benchWith(testApp, {
    apps: { held: { ...HELD, fields: [{ ...SCAN, required: false }] } },
  })
  const ada = await first.test.as('ada', { roles: ['pipelines:user'] })
  const [runsOn = 0, ends = 0] = await first.submit(ada.id, { app: 'held' }, { app: 'held' })
  await runs(first, [runsOn, ends])
  const launcher = await pidOf(first, ends)
  await first.test.close()
  await letGo(first, ends)
  mkdirSync(join(first.test.folder, 'pipelines', 'work', '99-1'))
  await waitFor(() => isGone(launcher), 20_000)
  const again = benchOn(await testApp({ folder: first.test.folder }))
  const [prepared = 0] = await again.submit(ada.id, { app: 'held' })
  await inTransaction(again.pipelines.db, (tx) =>
    tx
      .updateTable('pipelines_experiment')
      .set({ status: 'claimed', attempts: 1, claimed_by: 'me', host_key: 'localhost' })
      .where('id', '=', prepared)
      .execute(),
  )
  again.test.kernel.executions.begin()
  await again.pipelines.begin()
  assert.equal((await again.ended(ends)).status, 'completed')
  await runs(again, [runsOn, prepared])
  assert.deepEqual(again.leftovers().sort(), [`${runsOn}-1`, `${prepared}-1`].sort())
  const older = await pidOf(again, runsOn)
  for (const id of [runsOn, prepared]) await letGo(again, id)
  // Of what another server started only the clock tells that it has ended.
  await waitFor(() => isGone(older), 20_000)
  await again.test.kernel.executions.look()
  for (const id of [runsOn, prepared]) {
    assert.equal((await again.ended(id)).status, 'completed')
    assert.equal((await again.results(id))['runs.txt'], 'once\n')
  }
})

test('two servers on one database share the places of a host, and each experiment is one server’s', {
  skip: process.env.ATELIER_TEST_POSTGRES_URL === undefined && 'several nodes need PostgreSQL',
}, async () => {
  const first = await testApp({ postgres: true, folder: folderWith({ held: HELD }) })
  const second = await testApp({
    folder: folderWith({ held: HELD }),
    env: {
      ATELIER_DATABASE_URL: first.kernel.config.databaseUrl ?? '',
      ATELIER_SECRET_KEY_FILE: join(first.folder, 'secret.key'),
      ATELIER_UPLOAD_FOLDER: join(first.folder, 'uploads'),
    },
  })
  const [bench, other] = [benchOn(first), benchOn(second)]
  const ada = await first.as('ada', { roles: ['pipelines:user'] })
  await setSlots(bench, 2)
  const ids = await bench.submit(ada.id, ...Array.from({ length: 4 }, () => ({ app: 'held' })))
  for (const { kernel } of [first, second]) kernel.executions.begin()
  await Promise.all([bench.pipelines.begin(), other.pipelines.begin()])
  for (let left = ids.length; left > 0; ) {
    const working = await bench.pipelines.db
      .selectFrom('pipelines_experiment')
      .select('id')
      .where('status', 'in', ['claimed', 'running'])
      .execute()
    assert.ok(working.length <= 2, `${working.length} at once`)
    for (const side of [bench, other]) {
      for (const name of side.leftovers()) {
        const id = Number(name.split('-')[0])
        if ((await bench.row(id)).started_at === null) continue
        await letGo(side, id)
        await bench.ended(id)
        left -= 1
      }
      await side.pipelines.runner.settle()
    }
  }
  const rows = await Promise.all(ids.map(bench.row))
  assert.ok(rows.every(({ status, attempts }) => status === 'completed' && attempts === 1))
  for (const id of ids) assert.deepEqual(await bench.results(id), { 'runs.txt': 'once\n' })
})
