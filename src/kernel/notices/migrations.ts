import type { Room } from '../db/migrate.ts'

export const noticesRoom: Room = {
  name: 'notices',
  migrations: {
    async '0001_notices'(ddl) {
      await ddl.table('kernel_notice', {
        id: 'id',
        account_id: 'ref:kernel_account',
        kind: 'text',
        title: 'text',
        text: 'text',
        link: 'text?',
        shown: 'flag',
        mail: 'text',
        created_at: 'time',
        read_at: 'time?',
      })
      await ddl.index('kernel_notice', ['account_id', 'id'])
      await ddl.index('kernel_notice', ['account_id'], {
        where: 'shown = 1 and read_at is null',
        name: 'kernel_notice_unread',
      })
      await ddl.index('kernel_notice', ['created_at'])
      await ddl.table(
        'kernel_notice_choice',
        { account_id: 'ref:kernel_account', kind: 'text', console: 'flag', mail: 'flag' },
        { primaryKey: ['account_id', 'kind'] },
      )
      await ddl.table(
        'kernel_notice_language',
        { account_id: 'ref:kernel_account', language: 'text' },
        { primaryKey: ['account_id'] },
      )
    },
  },
}
