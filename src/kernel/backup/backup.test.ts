import assert from 'node:assert/strict'
import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import { waitFor } from '../../../test/support/wait.ts'
import { inTransaction } from '../db/db.ts'
import { verifyFile } from '../files/checked.ts'
import { deleteFileRow, listFileRows } from '../files/file.store.ts'
import { removeFile } from '../files/remove.ts'
import { readZip } from '../files/unzip.ts'
import { openArchive } from './archive.ts'
import {
  addNotes,
  dialects,
  emptyPlace,
  furnish,
  type Installation,
  openPlace,
  restoreTo,
  store,
} from './backup.fixture.ts'
import { createBackup, verifyBackup } from './backup.ts'

const by = { via: 'cli' } as const

async function manifestOf(path: string) {
  const archive = await openArchive(path)
  await archive.close()
  return archive.manifest
}

/** What of two backups must be equal: the journal goes on in between, since making and restoring are entries too. */
async function digestsOf(path: string) {
  const { tables, jobs, files, migrations } = await manifestOf(path)
  return {
    tables: tables.filter((each) => !each.name.startsWith('kernel_journal')),
    jobs,
    files,
    migrations: migrations.toSorted(),
  }
}

for (const dialect of dialects) {
  describe(`backups (${dialect})`, () => {
    test('S6: a backup holds every row and every file, and verifies', async () => {
      const place = await emptyPlace(dialect)
      const kernel = await openPlace(place)
      await furnish(kernel)
      const path = join(place.config.data, 'made.zip')
      const lines: string[] = []
      const made = await createBackup(kernel, { path, by, progress: (line) => lines.push(line) })
      assert.equal(made.files, 12)
      assert.equal(made.bytes, statSync(path).size)
      assert.deepEqual(made.damaged, [])
      assert.ok(lines.length > 0)
      const { rows, files, madeAt } = await verifyBackup(path)
      assert.deepEqual({ rows, files, madeAt }, { rows: made.rows, files: 12, madeAt: made.madeAt })
      const manifest = await manifestOf(path)
      assert.equal(manifest.dialect, dialect)
      assert.equal(manifest.tables.find((each) => each.name === 'note')?.count, 1_202)
      assert.equal(manifest.jobs.count, 2)
      assert.equal(manifest.journal.seq > 0, true)
      assert.equal(
        manifest.tables.some((each) => each.name === 'kernel_idempotency'),
        false,
      )
      assert.equal(statSync(path).mode & 0o077, 0)
      assert.deepEqual(
        readdirSync(place.config.data).filter((name) => name.startsWith('made.')),
        ['made.zip'],
      )
      await waitFor(async () => (await kernel.journal.list({ action: 'backup.made', limit: 2 })).length === 1)
      await kernel.close()
    })

    test('S6: writers go on while a backup is made, and all that was acknowledged before its start is in it', async () => {
      const place = await emptyPlace(dialect)
      const kernel = await openPlace(place)
      await furnish(kernel)
      await kernel.jobs.start()
      const writers = await writing(kernel, 4)
      await waitFor(() => writers.stored.size > 40)
      const before = new Map(writers.stored)
      const path = join(place.config.data, 'made.zip')
      const made = await createBackup(kernel, { path, by })
      const after = await writers.stop()
      assert.ok(after > before.size, 'the writers did not go on')
      assert.deepEqual(made.damaged, [])
      await verifyBackup(path)
      await kernel.jobs.stop(1_000)
      await kernel.close()
      const other = await emptyPlace(dialect)
      await restoreTo(other, path)
      const restored = await openPlace(other)
      const rows = await listFileRows(restored.db, { limit: 100_000 })
      const ids = new Set(rows.map((row) => row.id))
      for (const id of before.keys()) assert.ok(ids.has(id) || writers.removed.has(id), `file ${id} is lost`)
      for (const row of rows) assert.equal(await verifyFile(restored.stored, row), 'whole')
      await restored.close()
    })

    test('a file that is missing or damaged is named, and the backup is made all the same', async () => {
      const place = await emptyPlace(dialect)
      const kernel = await openPlace(place)
      await store(kernel, 'gone', Buffer.from('gone'))
      await store(kernel, 'bent', Buffer.from('straight'))
      await store(kernel, 'good', Buffer.from('good'))
      rmSync(join(kernel.stored.root, 'gone'))
      writeFileSync(join(kernel.stored.root, 'bent'), 'bent')
      const path = join(place.config.data, 'made.zip')
      const lines: string[] = []
      const { damaged, files } = await createBackup(kernel, {
        path,
        by,
        progress: (line) => lines.push(line),
      })
      assert.equal(files, 2)
      assert.deepEqual(damaged.map(({ path, found }) => [path, found?.size ?? null]).sort(), [
        ['bent', 4],
        ['gone', null],
      ])
      assert.ok(lines.includes('Missing: stored/gone'))
      assert.deepEqual((await verifyBackup(path)).damaged, damaged)
      await kernel.close()
      const other = await emptyPlace(dialect)
      assert.deepEqual((await restoreTo(other, path)).damaged, damaged)
      const restored = await openPlace(other)
      const found = await Promise.all(
        (await listFileRows(restored.db, { limit: 9 })).map((row) => verifyFile(restored.stored, row)),
      )
      assert.deepEqual(found, ['missing', 'damaged', 'whole'])
      await restored.close()
    })

    test('a backup that is called off leaves nothing behind, and files may go again', async () => {
      const place = await emptyPlace(dialect)
      const kernel = await openPlace(place)
      await furnish(kernel)
      const path = join(place.config.data, 'made.zip')
      const stop = new AbortController()
      const made = createBackup(kernel, { path, by, signal: stop.signal, progress: () => stop.abort() })
      await assert.rejects(made, { name: 'AbortError' })
      assert.equal(kernel.removals.paused, false)
      assert.deepEqual(
        readdirSync(place.config.data).filter((name) => name.startsWith('made.')),
        [],
      )
      await kernel.close()
    })

    for (const target of dialects) {
      test(`S6: it restores into ${target} with the same rows, jobs and files, and back again`, async () => {
        const place = await emptyPlace(dialect)
        const kernel = await openPlace(place)
        await furnish(kernel)
        await addNotes(kernel, [{ text: 'the last one', cipher: null, answers: null }])
        const deleted = await inTransaction(kernel.db, async (tx) => {
          await sql`delete from note_mark where note_id = 1203`.execute(tx as never)
          await sql`delete from note where id = 1203`.execute(tx as never)
          const [last] = (await listFileRows(tx, { limit: 100 })).slice(-1)
          return deleteFileRow(tx, last?.id ?? 0)
        })
        const first = join(place.config.data, 'first.zip')
        await createBackup(kernel, { path: first, by })
        await kernel.close()

        const there = await emptyPlace(target)
        const { journal, secretKey } = await restoreTo(there, first)
        assert.equal(journal.ok, true)
        assert.equal(secretKey.here, true)
        const other = await openPlace(there)
        assert.deepEqual(
          (await other.db.selectFrom('kernel_account').select('name').orderBy('id').execute()).map(
            ({ name }) => name,
          ),
          ['ada', 'Grace', 'émile'],
        )
        const second = join(there.config.data, 'second.zip')
        await createBackup(other, { path: second, by })
        assert.deepEqual(await digestsOf(second), await digestsOf(first))
        assert.ok((await store(other, 'next', Buffer.from('next'))) > (deleted?.id ?? 0), 'an id came back')
        await addNotes(other, [{ text: 'next', cipher: null, answers: null }])
        const { rows } = await sql<{ id: number }>`select max(id) as id from note`.execute(other.db as never)
        assert.equal(rows[0]?.id, 1_204)
        await waitFor(
          async () => (await other.journal.list({ action: 'file.stored', limit: 100 })).length === 13,
        )
        assert.deepEqual(
          { ...(await other.journal.verify(journal.head)), head: 0, entries: 0 },
          { ok: true, head: 0, entries: 0 },
        )
        const jobs = await other.jobs.list({ limit: 9 })
        assert.deepEqual(
          jobs.map(({ name, payload, key }) => [name, payload, key]),
          [
            ['note.remember', { note: 2 }, null],
            ['note.remember', { note: 1 }, 'one'],
          ],
        )
        await other.close()

        const back = await emptyPlace(dialect)
        await restoreTo(back, second)
        const home = await openPlace(back)
        const third = join(back.config.data, 'third.zip')
        await createBackup(home, { path: third, by })
        assert.deepEqual(await digestsOf(third), await digestsOf(first))
        await home.close()
      })
    }

    test('S1: neither a planted secret nor the key is in a backup, and sealed keys open with their passphrase alone', async () => {
      const place = await emptyPlace(dialect, { ownKey: true })
      const kernel = await openPlace(place)
      const planted = 'planted-secret-6b1f0c'
      const at = { table: 'note', row: 1, column: 'cipher' }
      await addNotes(kernel, [{ text: '', cipher: kernel.secrets.encrypt(planted, at), answers: null }])
      const path = join(place.config.data, 'made.zip')
      const sealed = join(place.config.data, 'sealed.zip')
      await createBackup(kernel, { path, by })
      await createBackup(kernel, { path: sealed, by, passphrase: 'correct horse' })
      const key = kernel.secrets.current().bytes
      for (const each of [path, sealed]) {
        const all = await contentOf(each)
        for (const secret of [planted, key.toString('hex'), key.toString('base64'), key, 'correct horse'])
          assert.equal(all.includes(secret), false)
      }
      assert.equal((await contentOf(path)).includes(kernel.secrets.fingerprint), true)
      await kernel.close()

      const other = await emptyPlace(dialect, { ownKey: true })
      await assert.rejects(restoreTo(other, sealed, { passphrase: 'wrong' }), /passphrase is wrong/)
      assert.deepEqual(readdirSync(other.config.data), [])
      await assert.rejects(restoreTo(other, path, { passphrase: 'correct horse' }), { code: 'no_keys' })
      assert.equal((await restoreTo(other, sealed, { passphrase: 'correct horse' })).secretKey.here, true)
      const restored = await openPlace(other)
      const { rows } = await sql<{ cipher: string }>`select cipher from note`.execute(restored.db as never)
      assert.equal(restored.secrets.decrypt(rows[0]?.cipher ?? '', at), planted)
      await restored.close()

      const keyless = await emptyPlace(dialect, { ownKey: true })
      assert.equal((await restoreTo(keyless, path)).secretKey.here, false)
      await assert.rejects(openPlace(keyless), /Wrong secret key: this database needs key/)
    })
  })
}

/** Everything in the archive, unpacked. */
async function contentOf(path: string): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const entry of readZip(path)) parts.push(...(await (await entry.open()).toArray()))
  return Buffer.concat(parts)
}

/** People who store and remove files until they are told to stop. */
async function writing(kernel: Installation, people: number) {
  const stored = new Map<number, string>()
  const removed = new Set<number>()
  let stopped = false
  const one = async (person: number) => {
    for (let index = 0; !stopped; index += 1) {
      const path = `people/${person}/${index}`
      const id = await store(kernel, path, Buffer.from(path.repeat(50)))
      stored.set(id, path)
      if (index % 4 !== 3) continue
      // From before the answer on it may be gone or not.
      removed.add(id)
      await inTransaction(kernel.db, (tx) => removeFile(tx, id))
    }
  }
  const work = Promise.all(Array.from({ length: people }, (_, person) => one(person)))
  return {
    stored,
    removed,
    async stop() {
      stopped = true
      await work
      return stored.size
    },
  }
}
