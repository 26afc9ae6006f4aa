import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eachDatabase } from '../../../test/support/database.ts'
import { inTransaction, viewOf } from '../../kernel/db/db.ts'
import { migrate } from '../../kernel/db/migrate.ts'
import { kernelRooms } from '../../kernel/rooms.ts'
import { collectionRoom } from './migrations.ts'
import { settingsOf } from './projects/project.ts'
import type { CollectionTables } from './tables.ts'

const older = Object.entries(collectionRoom.migrations).filter(([name]) => name < '0006')
const before = { name: collectionRoom.name, migrations: Object.fromEntries(older) }

eachDatabase('migrations of collection', (open) => {
  test('S7: projects of older servers ask for no reasons, and nothing of theirs is locked', async () => {
    const database = await open({ rooms: [...kernelRooms, before] })
    const db = viewOf<CollectionTables>(database.db)
    await inTransaction(db, (tx) =>
      tx
        .insertInto('collection_project')
        .values({ name: 'Voice', name_folded: 'voice', keep_address: 0, created_at: 1 } as never)
        .execute(),
    )
    await migrate(database, [...kernelRooms, collectionRoom], 2)
    const row = await db.selectFrom('collection_project').selectAll().executeTakeFirstOrThrow()
    assert.deepEqual([row.name, settingsOf(row).reasonForChange], ['Voice', false])
    const locked = await db
      .selectFrom('collection_upload_set')
      .select('id')
      .where('locked_at', 'is not', null)
      .execute()
    assert.deepEqual(locked, [])
  })
})
