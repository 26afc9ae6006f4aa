import type { Room } from '../db/migrate.ts'

export const jobsRoom: Room = {
  name: 'jobs',
  migrations: {
    async '0001_jobs'(ddl) {
      await ddl.table('kernel_job', {
        id: 'id',
        name: 'text',
        payload: 'json',
        job_key: 'text?',
        state: 'text',
        attempts: 'int',
        max_attempts: 'int',
        run_at: 'time',
        priority: 'int',
        last_error: 'text?',
        claimed_by: 'text?',
        created_at: 'time',
      })
      await ddl.index('kernel_job', ['job_key'], { unique: true, where: `state = 'waiting'` })
      await ddl.index('kernel_job', ['priority', 'run_at', 'id'], {
        where: `state = 'waiting'`,
        name: 'kernel_job_due',
      })
      await ddl.table(
        'kernel_schedule',
        { name: 'text', cron: 'text', timezone: 'text', next_at: 'time', last_at: 'time?' },
        { primaryKey: ['name'] },
      )
      await ddl.table(
        'kernel_node',
        { id: 'text', host: 'text', pid: 'int', workers: 'json', started_at: 'time', heartbeat_at: 'time' },
        { primaryKey: ['id'] },
      )
    },
  },
}
