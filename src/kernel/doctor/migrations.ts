import { viewOf } from '../db/db.ts'
import type { Room } from '../db/migrate.ts'

export const doctorRoom: Room = {
  name: 'doctor',
  migrations: {
    async '0001_health'(ddl) {
      await ddl.table(
        'kernel_health',
        {
          name: 'text',
          level: 'text',
          finding: 'text?',
          fix: 'text?',
          looked_at: 'time',
          since: 'time',
          last_good_at: 'time?',
        },
        { primaryKey: ['name'] },
      )
      await ddl.table(
        'kernel_disk_sample',
        { day: 'int', free_bytes: 'size', total_bytes: 'size' },
        { primaryKey: ['day'] },
      )
    },
  },
  /** Both are about the machine that the backup comes from. */
  async onRestore(tx) {
    await viewOf(tx).deleteFrom('kernel_health').execute()
    await viewOf(tx).deleteFrom('kernel_disk_sample').execute()
  },
}
