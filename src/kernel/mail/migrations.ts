import type { Room } from '../db/migrate.ts'

export const mailRoom: Room = {
  name: 'mail',
  migrations: {
    async '0001_mail'(ddl) {
      await ddl.table('kernel_mail', {
        id: 'id',
        to_address: 'text',
        template: 'text',
        language: 'text',
        subject: 'text',
        text: 'text',
        state: 'text',
        attempts: 'int',
        last_error: 'text?',
        created_at: 'time',
        sent_at: 'time?',
      })
      await ddl.index('kernel_mail', ['state', 'id'])
    },
    async '0002_attachment'(ddl) {
      await ddl.addColumn('kernel_mail', 'attachment_name', 'text?')
      await ddl.addColumn('kernel_mail', 'attachment_type', 'text?')
      await ddl.addColumn('kernel_mail', 'attachment_text', 'text?')
    },
  },
}
