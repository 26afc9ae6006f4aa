import assert from 'node:assert/strict'
import { chmodSync } from 'node:fs'
import { after, test } from 'node:test'
import { testApp } from '../../../../test/support/apps/pipelines.ts'
import { needsSlurm, startSlurm } from '../../../../test/support/slurm.ts'
import { waitFor } from '../../../../test/support/wait.ts'
import { readLog } from './log.ts'
import { benchWith, HELD, letGo, runs, stepsOf } from './runner.fixture.ts'

/** As much as the test’s cluster gives. */
const BRIEF = { minutes: 5 }

test('experiments run on a real Slurm: with their files, a log that is followed, and an end that is asked for', {
  skip: needsSlurm,
}, async () => {
  const cluster = await startSlurm()
  after(() => cluster.stop())
  const scan = { name: 'scan', type: 'attachment', label: 'Scan', required: true, max: 1 }
  const bench = await benchWith(
    (options) => testApp({ ...options, services: ['compute', 'pipelines'], start: Date.now() }),
    {
      apps: {
        copy: {
          script: 'cat {{1}} >copy.txt; echo "on $SLURM_JOB_PARTITION as $(id -un)"; exit 4',
          fields: [scan],
          arguments: [{ field: 'scan' }],
          resources: BRIEF,
        },
        held: { ...HELD, script: `echo begun; ${HELD.script}`, resources: BRIEF },
      },
    },
  )
  const { test: app, pipelines } = bench
  chmodSync(app.folder, 0o711)
  const admin = await app.as('admin')
  const added = await admin.post('/api/compute/resources', {
    key: 'cluster',
    name: 'Cluster',
    settings: { driver: 'cli', conf: cluster.conf, mayExtend: true, parameters: {} },
  })
  assert.equal(added.statusCode, 201, added.body)
  const made = await admin.post('/api/pipelines/hosts', {
    ...{ key: 'cubic', name: 'CUBIC', backend: 'cluster', slots: 4 },
    options: { partition: 'main' },
  })
  assert.equal(made.statusCode, 201, made.body)
  const ada = await app.as('ada', { roles: ['pipelines:user'] })
  const [copy = 0, held = 0, ended = 0] = await bench.submit(
    ada.id,
    { app: 'copy', host: 'cubic', files: { 'scan.nii': 'voxels' } },
    { app: 'held', host: 'cubic' },
    { app: 'held', host: 'cubic' },
  )
  const look = () => app.kernel.executions.look()
  await waitFor(async () => {
    await look()
    return (await bench.row(copy)).status === 'failed'
  }, 30_000)
  const failed = await bench.row(copy)
  assert.deepEqual([failed.exit_code, failed.cause, failed.host_key], [4, 'failed', 'cubic'])
  assert.match(failed.message, /^It ended with status 4\. The last it said: on main as /)
  assert.deepEqual(await bench.results(copy), { 'copy.txt': 'voxels' })

  await waitFor(async () => {
    await look()
    return (await bench.row(held)).started_at !== null && (await bench.row(ended)).started_at !== null
  }, 30_000)
  await runs(bench, [held, ended])
  const log = await readLog(pipelines, await bench.row(held))
  assert.deepEqual([log.text, log.isOver], ['begun\n', false])
  await pipelines.runner.cancel({ by: { account: ada.id }, ids: [ended] })
  await letGo(bench, held)
  await waitFor(async () => {
    await look()
    return (await bench.row(held)).status === 'completed' && (await bench.row(ended)).status === 'cancelled'
  }, 40_000)
  assert.deepEqual(await stepsOf(bench, held), ['submitted', 'claimed', 'staged', 'running', 'completed'])
  assert.equal((await readLog(pipelines, await bench.row(held))).text, 'begun\n')
  await bench.pipelines.runner.settle()
  assert.deepEqual(bench.leftovers(), [])
})
