import type { Room } from '../db/migrate.ts'

export const webhooksRoom: Room = {
  name: 'webhooks',
  migrations: {
    async '0001_webhooks'(ddl) {
      await ddl.table(
        'kernel_webhook',
        {
          id: 'id',
          owner: 'text',
          address: 'text',
          events: 'json',
          nonce: 'text',
          cipher: 'text',
          previous_cipher: 'text?',
          previous_until: 'time?',
          active: 'flag',
          stopped: 'text?',
          failing_since: 'time?',
          paused_until: 'time?',
          created_at: 'time',
          version: 'int',
        },
        { unique: [['nonce']] },
      )
      await ddl.index('kernel_webhook', ['owner', 'id'])
      await ddl.table(
        'kernel_webhook_delivery',
        {
          id: 'id',
          webhook_id: 'int',
          uid: 'text',
          event: 'text',
          body: 'json',
          state: 'text',
          tries: 'int',
          next_at: 'time',
          claimed_until: 'time',
          created_at: 'time',
          tried_at: 'time?',
          duration_ms: 'int?',
          status: 'int?',
          answer: 'text?',
          problem: 'text?',
        },
        { unique: [['uid']] },
      )
      await ddl.index('kernel_webhook_delivery', ['webhook_id', 'id'])
      await ddl.index('kernel_webhook_delivery', ['webhook_id', 'next_at', 'id'], {
        where: "state = 'waiting'",
        name: 'kernel_webhook_delivery_due',
      })
      await ddl.index('kernel_webhook_delivery', ['created_at'])
    },
  },
}
