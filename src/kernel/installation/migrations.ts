import type { Room } from '../db/migrate.ts'

export const installationRoom: Room = {
  name: 'installation',
  migrations: {
    async '0001_settings'(ddl) {
      await ddl.table(
        'kernel_setting',
        { name: 'text', value: 'text?', cipher: 'text?', updated_at: 'time' },
        { primaryKey: ['name'] },
      )
    },
  },
}
