import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { handClock } from '../../../test/support/clock.ts'
import { eachDatabase } from '../../../test/support/database.ts'
import type { Database } from '../db/database.ts'
import { inTransaction, viewOf } from '../db/db.ts'
import type { Room } from '../db/migrate.ts'
import { checkSecrets } from './check.ts'
import { secretsRoom } from './migrations.ts'
import { rotateSecrets } from './rotate.ts'
import { openSecrets, type Secrets } from './secrets.ts'

interface VaultTables {
  vault: { id: number; value: string | null }
}

const vaultRoom: Room = {
  name: 'vault',
  migrations: { '0001_vault': (ddl) => ddl.table('vault', { id: 'id', value: 'text?' }) },
}

const ROWS = 250
const clock = handClock()
const placeOf = (row: number) => ({ table: 'vault', row, column: 'value' })
const textOf = (id: number, version = 0) => `secret ${id} of version ${version}`

function keyFile(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-secrets-'))
  t.after(() => rmSync(folder, { recursive: true }))
  return join(folder, 'secret.key')
}

async function open(options: { file: string; value?: string }): Promise<Secrets> {
  const secrets = await openSecrets(options)
  secrets.registerColumn({ table: 'vault', row: 'id', column: 'value' })
  return secrets
}

async function fill(database: Database, secrets: Secrets): Promise<void> {
  await inTransaction(database.db, async (tx) => {
    for (let id = 1; id <= ROWS; id += 1) {
      const value = id % 50 === 0 ? null : secrets.encrypt(textOf(id), placeOf(id))
      await viewOf<VaultTables>(tx).insertInto('vault').values({ id, value }).execute()
    }
  })
}

const rowsOf = (database: Database) =>
  viewOf<VaultTables>(database.db).selectFrom('vault').selectAll().orderBy('id').execute()

eachDatabase('secrets of a database', (openDatabase) => {
  const rooms = { rooms: [secretsRoom, vaultRoom] }

  test('a rotation encrypts every value anew and takes the old key out of file and database', async (t) => {
    const file = keyFile(t)
    const database = await openDatabase(rooms)
    const secrets = await open({ file })
    await checkSecrets(database, secrets, clock.now())
    await fill(database, secrets)
    const old = secrets.fingerprint
    const oldFile = readFileSync(file, 'utf8')
    const rotated = await rotateSecrets({ database, secrets, clock, settle: async () => {} })
    assert.deepEqual(rotated, { key: secrets.fingerprint, values: ROWS - 5, dropped: [old] })
    assert.notEqual(secrets.fingerprint, old)
    assert.equal(readFileSync(file, 'utf8').includes(oldFile.trim()), false)
    for (const { id, value } of await rowsOf(database)) {
      if (id % 50 === 0) assert.equal(value, null)
      else assert.equal(secrets.decrypt(value ?? '', placeOf(id)), textOf(id))
    }
    await checkSecrets(database, await open({ file }), clock.now())
    writeFileSync(file, oldFile, { mode: 0o600 })
    await assert.rejects(checkSecrets(database, await open({ file }), clock.now()), /Wrong secret key/)
  })

  test('values that are written, read and committed late during a rotation are all there afterwards', async (t) => {
    const file = keyFile(t)
    const database = await openDatabase(rooms)
    const secrets = await open({ file })
    await fill(database, secrets)
    const elsewhere = await open({ file })
    // Encrypted before the rotation, committed after its first pass.
    const late = secrets.encrypt(textOf(7, 9), placeOf(7))
    const versions = new Map<number, number>([[7, 9]])
    let stop = false
    const use = async (node: Secrets, ids: number[]) => {
      for (let version = 1; !stop; version += 1) {
        for (const id of ids) {
          const value = node.encrypt(textOf(id, version), placeOf(id))
          await inTransaction(database.db, async (tx) => {
            await viewOf<VaultTables>(tx).updateTable('vault').set({ value }).where('id', '=', id).execute()
          })
          versions.set(id, version)
          const row = await viewOf<VaultTables>(database.db)
            .selectFrom('vault')
            .select('value')
            .where('id', '=', id)
            .executeTakeFirstOrThrow()
          assert.equal(node.decrypt(row.value ?? '', placeOf(id)), textOf(id, version))
        }
      }
    }
    const users = [use(secrets, [1, 120, 249]), use(elsewhere, [2, 121, 248])]
    const settle = async () => {
      await inTransaction(database.db, async (tx) => {
        await viewOf<VaultTables>(tx).updateTable('vault').set({ value: late }).where('id', '=', 7).execute()
      })
    }
    const { values } = await rotateSecrets({ database, secrets, clock, settle }).finally(() => {
      stop = true
    })
    await Promise.all(users)
    assert.ok(values > ROWS / 2)
    const fresh = await open({ file })
    for (const { id, value } of await rowsOf(database)) {
      if (value !== null) assert.equal(fresh.decrypt(value, placeOf(id)), textOf(id, versions.get(id) ?? 0))
    }
  })

  test('a rotation that was cut loses nothing, and the next one ends it', async (t) => {
    const file = keyFile(t)
    const database = await openDatabase(rooms)
    const secrets = await open({ file })
    await checkSecrets(database, secrets, clock.now())
    await fill(database, secrets)
    const old = secrets.fingerprint
    const settle = () => Promise.reject(new Error('The power went.'))
    await assert.rejects(rotateSecrets({ database, secrets, clock, settle }), { message: 'The power went.' })
    const again = await open({ file })
    await checkSecrets(database, again, clock.now())
    assert.equal(again.decrypt((await rowsOf(database))[0]?.value ?? '', placeOf(1)), textOf(1))
    const rotated = await rotateSecrets({ database, secrets: again, clock, settle: async () => {} })
    assert.deepEqual(rotated.dropped, [old])
    assert.equal(readFileSync(file, 'utf8').trim().split('\n').length, 1)
    await checkSecrets(database, again, clock.now())
  })

  test('one damaged value stops a rotation before any key is lost', async (t) => {
    const file = keyFile(t)
    const database = await openDatabase(rooms)
    const secrets = await open({ file })
    await fill(database, secrets)
    const stolen = (await rowsOf(database))[0]?.value ?? null
    await inTransaction(database.db, async (tx) => {
      await viewOf<VaultTables>(tx)
        .updateTable('vault')
        .set({ value: stolen })
        .where('id', '=', 200 + 1)
        .execute()
    })
    const rotating = rotateSecrets({ database, secrets, clock, settle: async () => {} })
    await assert.rejects(rotating, /vault\.value of row 201/)
    assert.equal(readFileSync(file, 'utf8').trim().split('\n').length, 2)
    assert.equal(secrets.decrypt((await rowsOf(database))[239]?.value ?? '', placeOf(240)), textOf(240))
  })

  test('keys of a variable are rotated by putting a new one in front', async (t) => {
    const file = keyFile(t)
    const database = await openDatabase(rooms)
    const first = randomBytes(32).toString('hex')
    const second = randomBytes(32).toString('hex')
    const secrets = await open({ file, value: first })
    await checkSecrets(database, secrets, clock.now())
    await fill(database, secrets)
    const settle = async () => {}
    await assert.rejects(rotateSecrets({ database, secrets, clock, settle }), /Put a new key in front/)
    await assert.rejects(
      checkSecrets(database, await open({ file, value: second }), clock.now()),
      /the variable with the secret key/,
    )
    const both = await open({ file, value: `${second},${first}` })
    await checkSecrets(database, both, clock.now())
    await rotateSecrets({ database, secrets: both, clock, settle })
    const onlySecond = await open({ file, value: second })
    await checkSecrets(database, onlySecond, clock.now())
    assert.equal(onlySecond.decrypt((await rowsOf(database))[0]?.value ?? '', placeOf(1)), textOf(1))
  })

  test('a wrong key is named at start, with the file in which the right one is missing', async (t) => {
    const file = keyFile(t)
    const database = await openDatabase(rooms)
    const secrets = await open({ file })
    await checkSecrets(database, secrets, clock.now())
    await checkSecrets(database, secrets, clock.now())
    const needed = secrets.fingerprint
    rmSync(file)
    assert.equal(secrets.fingerprint, needed, 'a running server goes on with the key that it has')
    const other = await open({ file })
    await assert.rejects(checkSecrets(database, other, clock.now()), (error: Error) => {
      assert.ok(error.message.includes(file) && error.message.includes(needed), error.message)
      return true
    })
  })
})
