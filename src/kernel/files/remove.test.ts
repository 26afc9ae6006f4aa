import assert from 'node:assert/strict'
import { test } from 'node:test'
import { handClock } from '../../../test/support/clock.ts'
import { eachDatabase } from '../../../test/support/database.ts'
import { inTransaction } from '../db/db.ts'
import { Jobs } from '../jobs/jobs.ts'
import { silentLog } from '../log.ts'
import { insertFile } from './file.store.ts'
import { createRemovals } from './removals.ts'
import { removeBytes, removeFile } from './remove.ts'
import { temporaryArea } from './temporary.fixture.ts'

eachDatabase('removing a file', (openDatabase) => {
  test('takes its row at once and its bytes after the commit, never those of a transaction that failed', async (t) => {
    const database = await openDatabase()
    const { area } = await temporaryArea(t)
    const removals = createRemovals()
    const jobs = new Jobs({ database, clock: handClock(), log: silentLog })
    await jobs.prepare()
    jobs.register(removeBytes, { database, areas: new Map([[area.name, area]]), removals })
    const row = await inTransaction(database.db, (tx) =>
      insertFile(tx, { area: area.name, path: '1/a', size: 1, sha256: '', createdAt: 0 }),
    )
    assert.ok(row)
    await area.write('1/a', 'x', { sync: false })

    const failing = inTransaction(database.db, async (tx) => {
      await removeFile(tx, row.id)
      throw new Error('No.')
    })
    await assert.rejects(failing, { message: 'No.' })
    await jobs.drain()
    assert.deepEqual(await area.list(), [{ path: '1/a' }])

    const removed = await inTransaction(database.db, (tx) => removeFile(tx, row.id))
    assert.equal(removed?.path, '1/a')
    assert.equal(await inTransaction(database.db, (tx) => removeFile(tx, row.id)), undefined)
    await jobs.drain()
    assert.deepEqual(await area.list(), [])
  })

  test('leaves bytes alone whose path has a row again', async (t) => {
    const database = await openDatabase()
    const { area } = await temporaryArea(t)
    const jobs = new Jobs({ database, clock: handClock(), log: silentLog })
    await jobs.prepare()
    const areas = new Map([[area.name, area]])
    jobs.register(removeBytes, { database, areas, removals: createRemovals() })
    const file = { area: area.name, path: '1/a', size: 1, sha256: '', createdAt: 0 }
    await area.write('1/a', 'x', { sync: false })
    await inTransaction(database.db, async (tx) => {
      const row = await insertFile(tx, file)
      await removeFile(tx, row?.id ?? 0)
      await insertFile(tx, file)
    })
    await jobs.drain()
    assert.deepEqual(await area.list(), [{ path: '1/a' }])
  })
})
