import type { Room } from '../db/migrate.ts'

export const homeRoom: Room = {
  name: 'home',
  migrations: {
    async '0001_home'(ddl) {
      await ddl.table(
        'kernel_home',
        { account_id: 'ref:kernel_account', checklist_closed_at: 'time?' },
        { primaryKey: ['account_id'] },
      )
    },
  },
}
