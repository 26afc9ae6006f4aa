import { viewOf } from '../db/db.ts'
import type { Room } from '../db/migrate.ts'
import { giveUpAll } from './execution.store.ts'
import { findNode } from './local/node.ts'

export const executionRoom: Room = {
  name: 'execution',
  migrations: {
    async '0001_execution'(ddl) {
      await ddl.table(
        'kernel_execution',
        {
          id: 'id',
          service: 'text',
          object: 'text',
          backend: 'text',
          node: 'text?',
          account_id: 'int?',
          os_user: 'text?',
          order_key: 'text',
          order_cipher: 'text',
          state: 'text',
          handle: 'json?',
          outcome: 'text?',
          exit_code: 'int?',
          reason: 'text?',
          host: 'text?',
          cpus: 'int',
          memory_mb: 'int?',
          minutes: 'int?',
          asked_at: 'time',
          submitted_at: 'time?',
          started_at: 'time?',
          expected_at: 'time?',
          deadline_at: 'time?',
          stop_asked_at: 'time?',
          ended_at: 'time?',
          unreachable_since: 'time?',
          cpu_seconds: 'int?',
          peak_bytes: 'size?',
        },
        { unique: [['order_key']] },
      )
      await ddl.index('kernel_execution', ['backend', 'id'], {
        where: `state <> 'ended'`,
        name: 'kernel_execution_open',
      })
      await ddl.index('kernel_execution', ['node', 'id'], {
        where: `state = 'ended' and unreachable_since is not null`,
        name: 'kernel_execution_given_up',
      })
      await ddl.index('kernel_execution', ['object'])
      await ddl.table(
        'kernel_execution_watch',
        { backend: 'text', node: 'text', until: 'time' },
        { primaryKey: ['backend'] },
      )
      await ddl.table(
        'kernel_os_account',
        { account_id: 'ref:kernel_account', name: 'text', set_at: 'time' },
        { primaryKey: ['account_id'], unique: [['name']] },
      )
    },
  },
  /** What ran on the machine of the backup is not to be seen from another. On that machine itself it may still run. */
  async onRestore(tx, { data, madeAt }) {
    await giveUpAll(viewOf(tx), {
      unlessNode: findNode(data),
      at: madeAt,
      reason: 'It ran on another machine when this backup was made. Nobody here can say how it ended.',
    })
  },
}
