import { writeSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { sql } from 'kysely'
import { silentLog } from '../log.ts'
import { openDatabase } from './database.ts'
import { migrate, type Room } from './migrate.ts'

export interface BigTables {
  big: { id: number; text: string; twice?: string | null }
}

/** A table as an older program left it. */
export const older: Room = {
  name: 'big',
  migrations: {
    async '0001_big'(ddl) {
      await ddl.table('big', { id: 'id', text: 'text' })
    },
  },
}

/** And what this one makes of it: every row is written anew. */
export const newer: Room = {
  name: 'big',
  migrations: {
    ...older.migrations,
    async '0002_twice'(ddl) {
      // At once, whatever becomes of this process: from here on it may be killed.
      writeSync(1, 'migrating\n')
      await ddl.addColumn('big', 'twice', 'text?')
      await sql`update big set twice = text || text`.execute(ddl.db)
      await ddl.index('big', ['twice'])
    },
  },
}

/** Brings a database to the newer program, in a process of its own. */
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [folder = '', url] = process.argv.slice(2)
  const database = await openDatabase({ folder, url, log: silentLog })
  await migrate(database, [newer], 2)
  await database.close()
}
