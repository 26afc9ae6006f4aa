// A process that works on a queue until it is killed; the test of R9 starts it twice.
import { sql } from 'kysely'
import { Type } from 'typebox'
import { systemClock } from '../clock.ts'
import { type Database, openDatabase } from '../db/database.ts'
import { inTransaction } from '../db/db.ts'
import type { Room } from '../db/migrate.ts'
import { silentLog } from '../log.ts'
import { defineJob, Jobs } from './jobs.ts'

export const effectsRoom: Room = {
  name: 'try',
  migrations: {
    async '0001_effects'(ddl) {
      await ddl.table('try_effect', { number: 'int' }, { primaryKey: ['number'] })
    },
  },
}

export const effect = defineJob({
  name: 'try.effect',
  payload: Type.Object({ number: Type.Integer({ minimum: 0, maximum: 10_000 }) }),
  async run({ number }, database: Database) {
    await inTransaction(database.db, (tx) =>
      sql`insert into try_effect (number) values (${number}) on conflict do nothing`.execute(tx as never),
    )
    if (number === 20) process.stdout.write('in the middle\n')
  },
})

if (import.meta.main) {
  const [folder = '', url] = process.argv.slice(2)
  const database = await openDatabase({ folder, url: url || undefined, log: silentLog })
  const jobs = new Jobs({ database, clock: systemClock, log: silentLog })
  jobs.register(effect, database)
  await jobs.prepare()
  await jobs.start()
  process.once('SIGTERM', () => {
    void jobs.stop(1_000).then(() => database.close())
  })
}
