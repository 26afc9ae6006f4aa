import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { eachDatabase } from '../../../test/support/database.ts'
import type { Database } from '../db/database.ts'
import { inTransaction } from '../db/db.ts'
import { identityRoom } from '../identity/migrations.ts'
import {
  deleteFileRow,
  findFile,
  findFileAt,
  insertFile,
  listFileRows,
  listUnsynced,
  markSynced,
  type NewFile,
} from './file.store.ts'
import { filesRoom } from './migrations.ts'
import { findQuota, requireQuota, setQuota, usedBytes } from './quota.ts'

const AT = Date.UTC(2027, 2, 1)
const sha256 = createHash('sha256').digest('hex')
const fileOf = (path: string, more: Partial<NewFile> = {}): NewFile => ({
  area: 'tests',
  path,
  size: 10,
  sha256,
  createdAt: AT,
  ...more,
})

function insertAccount(database: Database, name: string): Promise<number> {
  return inTransaction(database.db, async (tx) => {
    const row = await tx
      .insertInto('kernel_account')
      .values({
        name,
        name_folded: name,
        first_name: '',
        last_name: '',
        kind: 'person',
        administrator: 0,
        created_at: AT,
        updated_at: AT,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    return row.id
  })
}

function insertGroup(database: Database, name: string, members: number[]): Promise<number> {
  return inTransaction(database.db, async (tx) => {
    const { id } = await tx
      .insertInto('kernel_group')
      .values({ name, name_folded: name, created_at: AT })
      .returning('id')
      .executeTakeFirstOrThrow()
    for (const account_id of members) {
      await tx.insertInto('kernel_group_member').values({ group_id: id, account_id }).execute()
    }
    return id
  })
}

eachDatabase('rows of files', (openDatabase) => {
  const open = () => openDatabase({ rooms: [identityRoom, filesRoom] })

  test('a path of an area has one row, and a second area may have the same', async () => {
    const database = await open()
    const [first, second, other] = await inTransaction(database.db, async (tx) => [
      await insertFile(tx, fileOf('a')),
      await insertFile(tx, fileOf('a', { size: 99 })),
      await insertFile(tx, fileOf('a', { area: 'others' })),
    ])
    assert.equal(second, undefined)
    assert.ok(first && other)
    assert.deepEqual(
      { ...(await findFile(database.db, first.id)) },
      {
        id: first.id,
        area: 'tests',
        path: 'a',
        size: 10,
        sha256,
        created_at: AT,
        synced: 1,
        account_id: null,
      },
    )
    assert.deepEqual(await findFileAt(database.db, 'others', 'a'), other)
    const deleted = await inTransaction(database.db, (tx) => deleteFileRow(tx, first.id))
    assert.deepEqual(deleted, first)
    assert.equal(await inTransaction(database.db, (tx) => deleteFileRow(tx, first.id)), undefined)
    assert.equal(await findFileAt(database.db, 'tests', 'a'), undefined)
  })

  test('rows are listed page by page, those not yet on disk apart', async () => {
    const database = await open()
    await inTransaction(database.db, async (tx) => {
      for (let index = 0; index < 10; index += 1) {
        await insertFile(tx, fileOf(`${index}`, { synced: index % 2 === 0 }))
      }
      await insertFile(tx, fileOf('x', { area: 'others', synced: false }))
    })
    const first = await listFileRows(database.db, { area: 'tests', limit: 6 })
    const rest = await listFileRows(database.db, { area: 'tests', limit: 6, after: first.at(-1)?.id })
    assert.deepEqual([...first, ...rest].map((row) => row.path).join(''), '0123456789')
    assert.equal((await listFileRows(database.db, { limit: 100 })).length, 11)
    const unsynced = await listUnsynced(database.db, { area: 'tests', limit: 100 })
    assert.deepEqual(
      unsynced.map((row) => row.path),
      ['1', '3', '5', '7', '9'],
    )
    const done = unsynced.slice(0, 4).map((row) => row.id)
    await inTransaction(database.db, (tx) => markSynced(tx, done))
    assert.deepEqual(
      (await listUnsynced(database.db, { area: 'tests', limit: 100 })).map((row) => row.path),
      ['9'],
    )
  })

  test('an account has its own limit, else the largest of its groups, else none', async () => {
    const database = await open()
    const ada = await insertAccount(database, 'ada')
    const small = await insertGroup(database, 'small', [ada])
    const large = await insertGroup(database, 'large', [ada])
    const set = (owner: Parameters<typeof setQuota>[1], bytes?: number) =>
      inTransaction(database.db, (tx) => setQuota(tx, owner, bytes))
    assert.equal(await findQuota(database.db, ada), undefined)
    await set({ groupId: small }, 100)
    assert.equal(await findQuota(database.db, ada), 100)
    await set({ groupId: large }, 1_000)
    assert.equal(await findQuota(database.db, ada), 1_000)
    await set({ accountId: ada }, 10)
    await set({ accountId: ada }, 50)
    assert.equal(await findQuota(database.db, ada), 50)
    await set({ accountId: ada })
    assert.equal(await findQuota(database.db, ada), 1_000)
  })

  test('what goes over the limit is refused in words: 413 when it never fits, 507 when something must go', async () => {
    const database = await open()
    const ada = await insertAccount(database, 'ada')
    const store = (path: string, bytes: number) =>
      inTransaction(database.db, async (tx) => {
        await requireQuota(tx, { accountId: ada, bytes })
        return insertFile(tx, fileOf(path, { size: bytes, accountId: ada }))
      })
    await store('unlimited', 40)
    await inTransaction(database.db, (tx) => setQuota(tx, { accountId: ada }, 100))
    await assert.rejects(store('a', 101), { code: 'quota_exceeded', status: 413 })
    await assert.rejects(store('a', 61), (error: Error & { status: number }) => {
      assert.equal(error.status, 507)
      assert.match(error.message, /You may store 100 bytes and have 60 left/)
      return true
    })
    const last = await store('a', 60)
    assert.equal(await usedBytes(database.db, ada), 100)
    await assert.rejects(store('b', 1), { status: 507 })
    await inTransaction(database.db, (tx) => deleteFileRow(tx, last?.id ?? 0))
    assert.equal((await store('b', 1))?.account_id, ada)
  })

  test('of many uploads at once, no more are taken than fit', async () => {
    const database = await open()
    const ada = await insertAccount(database, 'ada')
    await inTransaction(database.db, (tx) => setQuota(tx, { accountId: ada }, 55))
    const tries = Array.from({ length: 20 }, (_, index) =>
      inTransaction(database.db, async (tx) => {
        await requireQuota(tx, { accountId: ada, bytes: 10 })
        await insertFile(tx, fileOf(`${index}`, { accountId: ada }))
      }),
    )
    const ended = await Promise.allSettled(tries)
    assert.equal(ended.filter((each) => each.status === 'fulfilled').length, 5)
    assert.equal(await usedBytes(database.db, ada), 50)
  })
})
