import type { Room } from '../db/migrate.ts'

export const httpRoom: Room = {
  name: 'http',
  migrations: {
    async '0001_idempotency'(ddl) {
      await ddl.table(
        'kernel_idempotency',
        { id: 'text', request: 'text', status: 'int', body: 'text', at: 'time' },
        { primaryKey: ['id'] },
      )
      await ddl.index('kernel_idempotency', ['at'])
    },
  },
}
