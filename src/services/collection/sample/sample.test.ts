import assert from 'node:assert/strict'
import { existsSync, globSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { sql } from 'kysely'
import { eachApp, testApp } from '../../../../test/support/apps/collection.ts'
import { OF_PROJECT } from './remove.ts'

const DATA = ['kernel_account', 'kernel_group', 'kernel_file', 'kernel_role', 'kernel_sample_thing'] as const
const STUDY = [
  'collection_project',
  'collection_participant',
  'collection_grant',
  'collection_submission',
  'collection_file',
  'collection_upload_set',
  'collection_upload_activity',
  'collection_response',
  'collection_progress',
] as const

test('whoever adds a table that names a project adds it to those that go with sample data', async () => {
  const { db } = (await testApp()).atelier.collection ?? assert.fail('collection is switched off')
  const { rows } = await sql<{ name: string }>`
    select m.name from sqlite_master m join pragma_table_info(m.name) c on c.name = 'project_id'
    where m.type = 'table' and m.name like 'collection%' order by m.name`.execute(db as never)
  assert.deepEqual(
    rows.map(({ name }) => name),
    [...OF_PROJECT].sort(),
  )
})

eachApp((open, database) => {
  test(`sample data come in by the ways of real ones, and go again without taking anything else (${database})`, async () => {
    const opened = await open({ start: Date.now() })
    const db = opened.atelier.collection?.db
    assert.ok(db)
    const admin = await opened.as('admin')
    const ada = await opened.as('ada', { roles: ['collection:user'] })
    const mine = (await ada.post('/api/collection/projects', { name: 'mine' })).json()
    const count = async () => {
      const counts: Record<string, number> = {}
      for (const table of [...DATA, ...STUDY]) {
        const row = await db
          .selectFrom(table)
          .select((eb) => eb.fn.countAll<number>().as('n'))
          .executeTakeFirst()
        counts[table] = Number(row?.n)
      }
      return counts
    }
    const before = await count()
    assert.equal((await admin.post('/api/demo', { participants: 20 })).statusCode, 202)
    assert.equal((await admin.post('/api/demo', {})).json().code, 'sample_there')
    await opened.jobs.drain()
    await opened.jobs.drain()
    assert.deepEqual((await admin.get('/api/demo')).json(), { state: 'there', done: 100, text: '' })
    const filled = await count()
    assert.ok((filled.kernel_account ?? 0) >= (before.kernel_account ?? 0) + 10)
    const { items } = (await admin.get('/api/collection/projects')).json()
    const { id } = items.find((each: { name: string }) => each.name.startsWith('sample-'))
    const board = (await admin.get(`/api/collection/projects/${id}/dashboard`)).json()
    assert.equal(board.participants, 20)
    assert.deepEqual(
      board.steps.map(({ activity }: { activity: string }) => activity),
      ['consent', 'mood_today', 'sleep_last_week', 'reading_aloud', 'free_speech'],
    )
    assert.ok(board.states.complete > 10 && board.states.partial > 0 && board.states.unused > 0)
    const uploads = await db.selectFrom('collection_upload_set').select(['look', 'duplicates']).execute()
    const looks = ['whole', 'unreadable']
    assert.ok(
      looks.every((look) => uploads.some((row) => row.look === look)),
      JSON.stringify(uploads),
    )
    // Which of two is the second one depends on which is read first.
    assert.ok(
      uploads.some(({ duplicates }) => duplicates > 0),
      'some answers came twice',
    )
    const answers = (filled.collection_response ?? 0) / (filled.collection_submission ?? 1)
    assert.ok(answers > 1.5, 'what was sent was read')
    assert.ok(globSync(join(opened.folder, 'collection/uploads/responses/sample-*/*.json')).length > 50)
    assert.equal((await admin.delete('/api/demo')).statusCode, 202)
    await opened.jobs.drain()
    await opened.jobs.drain()
    assert.deepEqual(await count(), before)
    assert.deepEqual((await admin.get('/api/demo')).json(), { state: 'none', done: 0, text: '' })
    assert.equal((await ada.get(`/api/collection/projects/${mine.id}`)).statusCode, 200)
    assert.deepEqual(globSync(join(opened.folder, 'collection/uploads/responses/sample-*/*')), [])
    assert.ok(existsSync(join(opened.folder, 'collection')))
    assert.equal((await admin.delete('/api/demo')).json().code, 'sample_none')
  })
})
