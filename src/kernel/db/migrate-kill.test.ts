import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { createPostgresDatabase } from '../../../test/support/database.ts'
import { silentLog } from '../log.ts'
import { openDatabase } from './database.ts'
import { inTransaction, type KernelDb } from './db.ts'
import { type BigTables, newer, older } from './migrate.fixture.ts'
import { migrate } from './migrate.ts'

const long = process.env.ATELIER_TEST_LONG !== undefined
const ROWS = long ? 100_000 : 20_000
const KILLS = long ? 20 : 4
const STEP_MS = long ? 20 : 15
const server = process.env.ATELIER_TEST_POSTGRES_URL

for (const dialect of server ? ['SQLite', 'PostgreSQL'] : ['SQLite']) {
  test(`S7: a migration over ${ROWS} rows that is killed ${KILLS} times leaves nothing half, and the next start runs it whole (${dialect})`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'atelier-migrate-'))
    after(() => rmSync(folder, { recursive: true, force: true }))
    const url = server && dialect === 'PostgreSQL' ? await createPostgresDatabase(server) : undefined
    const open = () => openDatabase({ folder, url, log: silentLog })
    const before = await open()
    await migrate(before, [older], 1)
    await inTransaction(before.db, (tx) =>
      sql`insert into big (text) with recursive n(i) as
        (select 1 union all select i + 1 from n where i < ${sql.lit(ROWS)}) select 'row ' || i from n`.execute(
        tx as never,
      ),
    )
    await before.close()

    let inTheMiddle = 0
    for (let kill = 0; kill < KILLS; kill += 1) {
      const child = spawn(
        process.execPath,
        [fileURLToPath(new URL('./migrate.fixture.ts', import.meta.url)), folder, ...(url ? [url] : [])],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      )
      const ended = once(child, 'exit')
      const began = await Promise.race([once(child.stdout, 'data'), ended.then(() => undefined)])
      // The first at once, the others later and later, also after its end.
      await pause(kill * STEP_MS)
      child.kill('SIGKILL')
      const [, signal] = await ended
      if (began && signal === 'SIGKILL') inTheMiddle += 1
    }
    assert.ok(inTheMiddle > 0)

    const database = await open()
    after(() => database.close())
    assert.deepEqual(await migrate(database, [newer], 3), ['big/0001_big', 'big/0002_twice'])
    const { count, right } = await (database.db as KernelDb<BigTables>)
      .selectFrom('big')
      .select((eb) => [
        eb.fn.countAll<number>().as('count'),
        sql<number>`sum(case when twice = text || text then 1 else 0 end)`.as('right'),
      ])
      .executeTakeFirstOrThrow()
    assert.deepEqual([Number(count), Number(right)], [ROWS, ROWS])
    assert.equal(await database.check(), undefined)
    await assert.rejects(migrate(database, [older], 4), /newer Atelier/)
  })
}
