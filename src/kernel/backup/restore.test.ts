import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { executionsOf } from '../../../test/support/execution.ts'
import { inTransaction } from '../db/db.ts'
import type { Room } from '../db/migrate.ts'
import { verifyFile } from '../files/checked.ts'
import { listFileRows } from '../files/file.store.ts'
import { kernelRooms } from '../rooms.ts'
import {
  addNotes,
  dialects,
  emptyPlace,
  furnish,
  type Installation,
  noteRoom,
  openPlace,
  type Place,
  remember,
  restoreTo,
  store,
} from './backup.fixture.ts'
import { createBackup, verifyBackup } from './backup.ts'
import { FORMAT, parseManifest } from './manifest.ts'

const by = { via: 'cli' } as const

/** A small backup and where it came from. */
async function smallBackup(dialect: (typeof dialects)[number]) {
  const place = await emptyPlace(dialect)
  const kernel = await openPlace(place)
  await store(kernel, 'one', Buffer.from('first file'))
  await store(kernel, 'two', Buffer.from('second file'.repeat(20_000)))
  await addNotes(kernel, [{ text: 'a note', cipher: null, answers: null }])
  const path = join(place.config.data, 'made.zip')
  await createBackup(kernel, { path, by })
  await kernel.close()
  return { place, path }
}

const notesIn = async (place: Place) => {
  const kernel = await openPlace(place)
  const { rows } = await sql<{ text: string }>`select text from note order by id`.execute(kernel.db as never)
  await kernel.close()
  return rows.map(({ text }) => text)
}

async function requireWhole(kernel: Installation, files: number) {
  const rows = await listFileRows(kernel.db, { limit: files + 1 })
  assert.equal(rows.length, files)
  for (const row of rows) assert.equal(await verifyFile(kernel.stored, row), 'whole')
  await kernel.close()
}

describe('damaged backups', () => {
  test('S6: a backup with one wrong byte anywhere is told, and never restored', async () => {
    const { place, path } = await smallBackup('sqlite')
    const whole = readFileSync(path)
    const bent = join(place.config.data, 'bent.zip')
    const target = await emptyPlace('sqlite')
    let seed = 1
    for (let round = 0; round < 50; round += 1) {
      seed = (seed * 48_271) % 2_147_483_647
      const at = seed % whole.length
      const bytes = Buffer.from(whole)
      bytes[at] = (bytes[at] as number) ^ (1 + (seed % 255))
      writeFileSync(bent, bytes)
      await assert.rejects(verifyBackup(bent), { code: 'backup_damaged' }, `byte ${at} of ${whole.length}`)
      if (round % 10 === 0) await assert.rejects(restoreTo(target, bent), { code: 'backup_damaged' })
    }
    assert.deepEqual(readdirSync(target.config.data), [])
    await verifyBackup(path)
  })

  test('S6: a backup that was cut off is told, wherever it was cut', async () => {
    const { place, path } = await smallBackup('sqlite')
    const whole = readFileSync(path)
    const cut = join(place.config.data, 'cut.zip')
    for (let tenth = 0; tenth < 10; tenth += 1) {
      writeFileSync(cut, whole)
      truncateSync(cut, Math.floor((whole.length * tenth) / 10))
      await assert.rejects(verifyBackup(cut), { code: 'backup_damaged' })
    }
    truncateSync(cut, whole.length - 1)
    await assert.rejects(verifyBackup(cut), { code: 'backup_damaged' })
    writeFileSync(cut, Buffer.concat([whole, Buffer.from('x')]))
    await assert.rejects(verifyBackup(cut), { code: 'backup_damaged' })
  })

  test('the finding names the part that is wrong', async () => {
    const { place, path } = await smallBackup('sqlite')
    const bytes = readFileSync(path)
    bytes[bytes.indexOf('first file')] = 0x46
    const bent = join(place.config.data, 'bent.zip')
    writeFileSync(bent, bytes)
    await assert.rejects(verifyBackup(bent), { message: /^The backup is damaged: .*stored\/one/ })
    await assert.rejects(verifyBackup(join(place.config.data, 'none.zip')), { code: 'backup_missing' })
  })

  test('a backup of a later form is refused as newer, a manifest of another kind as damaged', () => {
    assert.throws(() => parseManifest(JSON.stringify({ format: FORMAT + 1, product: '9.0.0' })), {
      code: 'backup_newer',
      message: /9\.0\.0/,
    })
    assert.throws(() => parseManifest('{"format":1}'), { code: 'backup_damaged' })
    assert.throws(() => parseManifest('null'), { code: 'backup_damaged' })
  })
})

for (const dialect of dialects) {
  describe(`restoring (${dialect})`, () => {
    test('a place that is not empty is left alone, unless it may be replaced', async () => {
      const { path } = await smallBackup(dialect)
      const target = await emptyPlace(dialect)
      const kernel = await openPlace(target)
      await addNotes(kernel, [{ text: 'mine', cipher: null, answers: null }])
      await store(kernel, 'one', Buffer.from('another file of that name'))
      await kernel.close()
      await assert.rejects(restoreTo(target, path), { code: 'place_not_empty' })
      assert.deepEqual(await notesIn(target), ['mine'])
      await restoreTo(target, path, { replace: true })
      assert.deepEqual(await notesIn(target), ['a note'])
      await requireWhole(await openPlace(target), 2)
    })

    test('a folder that holds files already, or that nobody has named, is told before anything is touched', async () => {
      const { path } = await smallBackup(dialect)
      const target = await emptyPlace(dialect)
      await assert.rejects(restoreTo(target, path, { areas: {} }), { code: 'no_area', message: /stored/ })
      mkdirSync(target.areas.stored as string)
      writeFileSync(join(target.areas.stored as string, 'mine'), 'mine')
      await assert.rejects(restoreTo(target, path), { code: 'place_not_empty' })
      assert.deepEqual(
        readdirSync(target.areas.stored as string).filter((name) => name !== '.incoming'),
        ['mine'],
      )
    })

    test('R15: while a server runs there, nothing is restored', async () => {
      const { path } = await smallBackup(dialect)
      const target = await emptyPlace(dialect)
      const running = await openPlace(target)
      await assert.rejects(restoreTo(target, path, { replace: true }), /Another server uses this data folder/)
      if (dialect === 'postgres') {
        const elsewhere = await emptyPlace('sqlite')
        const sameDatabase = { ...target, config: { ...target.config, data: elsewhere.config.data } }
        await assert.rejects(restoreTo(sameDatabase, path, { replace: true }), { code: 'place_in_use' })
      }
      await running.close()
    })

    test('S7: the backup of an older version restores, and what that version lacked is made', async () => {
      const { path } = await smallBackup(dialect)
      const later: Room = {
        name: 'note',
        migrations: {
          ...noteRoom.migrations,
          async '0002_length'(ddl) {
            await ddl.addColumn('note', 'length', 'int?')
            await sql`update note set length = length(text)`.execute(ddl.db)
          },
        },
        async onRestore(tx) {
          await sql`update note set text = ${'seen by the room'}`.execute(tx as never)
        },
      }
      const target = await emptyPlace(dialect)
      await restoreTo(target, path, { rooms: [...kernelRooms, later] })
      const kernel = await openPlace(target, { services: [later] })
      const { rows } = await sql`select text, length from note`.execute(kernel.db as never)
      assert.deepEqual(
        rows.map((row) => ({ ...(row as object) })),
        [{ text: 'seen by the room', length: 6 }],
      )
      const newer = join(target.config.data, 'newer.zip')
      await createBackup(kernel, { path: newer, by })
      await kernel.close()
      await assert.rejects(restoreTo(await emptyPlace(dialect), newer), {
        code: 'backup_newer',
        message: /note\/0002_length/,
      })
    })

    test('R8: what ran on the machine of a backup is lost elsewhere, in words, and left alone on that machine', async () => {
      const place = await emptyPlace(dialect)
      const kernel = await openPlace(place)
      const { ask } = executionsOf(kernel)
      const local = await ask({ script: 'true' })
      const queued = await ask({ script: 'true', backend: 'cluster' })
      const path = join(place.config.data, 'made.zip')
      const { madeAt } = await createBackup(kernel, { path, by })
      await kernel.close()
      const target = await emptyPlace(dialect)
      await restoreTo(target, path)
      const elsewhere = await openPlace(target)
      const { row } = executionsOf(elsewhere)
      const lost = await row(local)
      assert.deepEqual(
        [lost.state, lost.outcome, lost.reason, lost.ended_at],
        [
          'ended',
          'lost',
          'It ran on another machine when this backup was made. Nobody here can say how it ended.',
          Date.parse(madeAt),
        ],
      )
      assert.equal((await row(queued)).state, 'asked', 'a cluster still has what it had')
      await elsewhere.close()
      await restoreTo(place, path, { replace: true })
      const again = await openPlace(place)
      assert.equal((await executionsOf(again).row(local)).state, 'asked')
      await again.close()
    })

    test('S6: a restore that is killed leaves no place that a server starts on, and works when it is run again', async () => {
      const source = await emptyPlace(dialect)
      const kernel = await openPlace(source)
      await furnish(kernel, 60)
      const path = join(source.config.data, 'made.zip')
      const made = await createBackup(kernel, { path, by })
      await kernel.close()
      const unhindered = await restoreInChild(path, await emptyPlace(dialect))
      assert.equal(unhindered.code, 0)
      const target = await emptyPlace(dialect)
      let refused = 0
      for (let round = 1; round <= 4; round += 1) {
        await restoreInChild(path, target, (unhindered.tookMs * round) / 5)
        const opened = await openPlace(target).catch((error: Error) => error)
        if (opened instanceof Error) {
          assert.match(opened.message, /A restore into this place did not end/)
          refused += 1
          continue
        }
        // The kill came after its last step: then it must be all there.
        await requireWhole(opened, 60)
        break
      }
      assert.ok(refused > 0)
      const restored = await restoreTo(target, path, { replace: true })
      assert.equal(restored.rows, made.rows)
      await requireWhole(await openPlace(target), 60)
    })

    test('jobs that ran, waited or had failed are there again', async () => {
      const source = await emptyPlace('sqlite')
      const kernel = await openPlace(source)
      const job = (note: number, state: 'waiting' | 'running' | 'failed', more: object = {}) => ({
        name: remember.name,
        payload: JSON.stringify({ note }),
        job_key: null,
        state,
        attempts: 1,
        max_attempts: 5,
        run_at: 0,
        priority: 0,
        last_error: null,
        claimed_by: state === 'running' ? 'somebody' : null,
        created_at: Date.UTC(2027, 0, 1),
        ...more,
      })
      await inTransaction(kernel.db, async (tx) => {
        for (const row of [
          job(1, 'running', { job_key: 'same' }),
          job(2, 'waiting', { job_key: 'same' }),
          job(3, 'failed', { attempts: 5, last_error: 'It broke.', job_key: 'same' }),
          job(4, 'running'),
          // One ran longer than the pause of its rule: both run.
          job(5, 'running', { job_key: 'twice' }),
          job(6, 'running', { job_key: 'twice' }),
        ])
          await tx.insertInto('kernel_job').values(row).execute()
      })
      const path = join(source.config.data, 'made.zip')
      await createBackup(kernel, { path, by })
      await kernel.close()
      const target = await emptyPlace(dialect)
      await restoreTo(target, path)
      const restored = await openPlace(target)
      const jobs = await restored.jobs.list({ limit: 9 })
      assert.deepEqual(
        jobs.map(({ payload, state, key, lastError }) => [
          (payload as { note: number }).note,
          state,
          key,
          lastError,
        ]),
        [
          [6, 'waiting', 'twice', null],
          [4, 'waiting', null, null],
          [3, 'failed', null, 'It broke.'],
          [2, 'waiting', 'same', null],
        ],
      )
      await restored.close()
    })
  })
}

test('R14: a database that is damaged can be replaced from a backup', async () => {
  const { place, path } = await smallBackup('sqlite')
  writeFileSync(join(place.config.data, 'atelier.db'), Buffer.alloc(100_000, 7))
  await assert.rejects(restoreTo(place, path), { code: 'place_not_empty' })
  await restoreTo(place, path, { replace: true })
  assert.deepEqual(await notesIn(place), ['a note'])
})

/** Restores in a process of its own, which is killed so long after it has begun to change the place. */
async function restoreInChild(path: string, place: Place, killAfterMs?: number) {
  const script = fileURLToPath(new URL('./restore-child.fixture.ts', import.meta.url))
  const child = spawn(process.execPath, [script, path, JSON.stringify(place)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  let said = ''
  while (!said.includes('Restoring.')) said += String((await once(child.stdout, 'data'))[0])
  const began = performance.now()
  if (killAfterMs !== undefined) {
    await Promise.race([pause(killAfterMs), exited])
    child.kill('SIGKILL')
  }
  const [code] = await exited
  return { code: code as number | null, tookMs: performance.now() - began }
}
