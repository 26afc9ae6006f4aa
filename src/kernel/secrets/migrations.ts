import type { Room } from '../db/migrate.ts'

export const secretsRoom: Room = {
  name: 'secrets',
  migrations: {
    '0001_secrets': async (ddl) => {
      await ddl.table(
        'kernel_secret',
        { key_id: 'text', check_value: 'text', created_at: 'time' },
        { primaryKey: ['key_id'] },
      )
    },
  },
}
