import type { Room } from '../db/migrate.ts'

export const filesRoom: Room = {
  name: 'files',
  migrations: {
    '0001_files': async (ddl) => {
      await ddl.table(
        'kernel_file',
        {
          id: 'id',
          area: 'text',
          path: 'text',
          size: 'size',
          sha256: 'text',
          created_at: 'time',
          synced: 'flag',
          account_id: 'ref:kernel_account?',
        },
        { unique: [['area', 'path']] },
      )
      // With the size in it, an account's use is summed from the index alone.
      await ddl.index('kernel_file', ['account_id', 'size'], { where: 'account_id is not null' })
      await ddl.index('kernel_file', ['area', 'id'], { where: 'synced = 0', name: 'kernel_file_unsynced' })
      await ddl.table(
        'kernel_quota',
        { id: 'id', account_id: 'ref:kernel_account?', group_id: 'ref:kernel_group?', bytes: 'size' },
        { unique: [['account_id'], ['group_id']] },
      )
    },
  },
}
