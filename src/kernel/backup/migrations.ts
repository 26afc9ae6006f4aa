import { viewOf } from '../db/db.ts'
import type { Room } from '../db/migrate.ts'

export const backupRoom: Room = {
  name: 'backups',
  migrations: {
    async '0001_backup'(ddl) {
      await ddl.table('kernel_backup', {
        id: 'id',
        file: 'text',
        origin: 'text',
        state: 'text',
        started_at: 'time',
        ended_at: 'time?',
        bytes: 'size?',
        rows: 'int?',
        files: 'int?',
        damaged: 'int',
        with_key: 'flag',
        progress: 'text?',
        error: 'text?',
        verified_at: 'time?',
        rehearsed_at: 'time?',
        rehearsed_ok: 'flag?',
        rehearsal: 'text?',
      })
      await ddl.index('kernel_backup', ['state', 'id'])
    },
  },
  /** The backups lie where they were made; the new place has none yet. */
  async onRestore(tx) {
    await viewOf(tx).deleteFrom('kernel_backup').execute()
  },
}
