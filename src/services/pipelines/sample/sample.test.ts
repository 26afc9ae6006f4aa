import assert from 'node:assert/strict'
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { sql } from 'kysely'
import { testApp } from '../../../../test/support/apps/pipelines.ts'
import { filesOf } from '../../../../test/support/unzip.ts'
import { waitFor } from '../../../../test/support/wait.ts'

// Of the other services each has a test of its own, and theirs are long.
const app = await testApp({
  start: Date.now(),
  env: {
    ATELIER_COLLECTION_ENABLED: 'false',
    ATELIER_TRAINING_ENABLED: 'false',
    ATELIER_COMPUTE_ENABLED: 'false',
  },
})
const pipelines = app.atelier.pipelines ?? assert.fail('pipelines is switched off')
const { db } = pipelines
const admin = await app.as('admin')

const stored = () =>
  globSync('{uploads,pipelines/logs}/**/*', { cwd: app.folder, withFileTypes: true })
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name))

async function counts(): Promise<Record<string, number>> {
  const { rows } = await sql<{ name: string }>`
    select name from sqlite_master where type = 'table' and name like 'pipelines_%'`.execute(db as never)
  const found: Record<string, number> = {}
  for (const { name } of rows) {
    const { rows: many } = await sql<{ n: number }>`select count(*) n from ${sql.table(name)}`.execute(
      db as never,
    )
    found[name] = many[0]?.n ?? 0
  }
  return found
}

test('sample data bring experiments with results behind them and one that runs, and go without a trace', async () => {
  const before = { ...(await counts()), files: stored().length }
  assert.equal((await admin.post('/api/demo', {})).statusCode, 202)
  await app.jobs.drain()
  app.kernel.executions.begin()
  await pipelines.begin()
  const list = () =>
    db.selectFrom('pipelines_experiment').select(['id', 'name', 'status', 'batch_id']).orderBy('id').execute()
  await waitFor(async () => {
    await app.kernel.executions.look()
    return (await list()).at(-1)?.status === 'completed'
  }, 30_000)
  const rows = await list()
  assert.deepEqual(
    rows.map(({ status }) => status),
    ['completed', 'completed', 'completed', 'completed', 'failed', 'completed'],
  )
  assert.equal(new Set(rows.map(({ batch_id }) => batch_id)).size, 2)
  const ids = rows.map(({ id }) => id)
  const outputs = await db
    .selectFrom('pipelines_output')
    .select('name')
    .where('experiment_id', '=', ids[0] as number)
    .execute()
  assert.deepEqual(outputs.map(({ name }) => name).sort(), [
    'sub-01_T1w_brain.nii.gz',
    'sub-01_T1w_mask.nii.gz',
    'volumes.csv',
  ])
  assert.equal((await admin.delete('/api/demo')).statusCode, 202)
  await app.jobs.drain()
  assert.deepEqual({ ...(await counts()), files: stored().length }, before)
})

test('an app can be tried with sample data that fit its form', async () => {
  const ada = await app.as('ada', { roles: ['pipelines:user'] })
  const answer = await ada.get('/api/pipelines/apps/brain-mask/sample')
  assert.deepEqual(
    [answer.statusCode, answer.headers['content-disposition']],
    [200, 'attachment; filename="brain-mask-sample.zip"'],
  )
  assert.deepEqual(Object.keys(await filesOf(answer.rawPayload)), ['sub-01_T1w.nii.gz', 'sub-02_T1w.nii.gz'])
  const series = await filesOf((await ada.get('/api/pipelines/apps/mean-of-series/sample')).rawPayload)
  assert.deepEqual(Object.keys(series), ['sub-01_bold.nii.gz'])
  const slices = await filesOf((await ada.get('/api/pipelines/apps/dicom-to-nifti/sample')).rawPayload)
  assert.equal(Object.keys(slices).length, 60)
  const pictures = await filesOf((await ada.get('/api/pipelines/apps/image-montage/sample')).rawPayload)
  assert.equal(Object.keys(pictures).length, 6)
  assert.equal((await ada.get('/api/pipelines/apps/nothing/sample')).statusCode, 404)
})
