import type { Room } from '../db/migrate.ts'

export const executionRoom: Room = {
  name: 'execution',
  migrations: {
    async '0001_execution'(ddl) {
      await ddl.table('kernel_execution', {
        id: 'id',
        service: 'text',
        object: 'text',
        backend: 'text',
        node: 'text?',
        account_id: 'int?',
        os_user: 'text?',
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
      })
      await ddl.index('kernel_execution', ['backend', 'id'], {
        where: `state <> 'ended'`,
        name: 'kernel_execution_open',
      })
      await ddl.index('kernel_execution', ['object'])
      await ddl.table(
        'kernel_os_account',
        { account_id: 'ref:kernel_account', name: 'text', set_at: 'time' },
        { primaryKey: ['account_id'], unique: [['name']] },
      )
    },
  },
}
