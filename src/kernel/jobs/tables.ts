import type { Generated } from 'kysely'

export interface JobTables {
  /** The queue on SQLite. On PostgreSQL graphile-worker keeps its own. */
  kernel_job: {
    id: Generated<number>
    name: string
    payload: string
    job_key: string | null
    state: 'waiting' | 'running' | 'failed'
    attempts: number
    max_attempts: number
    run_at: number
    priority: number
    last_error: string | null
    claimed_by: string | null
    created_at: number
  }
  kernel_schedule: {
    name: string
    cron: string
    /** Kept with the rule: 02:30 is another instant in another zone, and may not be there at all. */
    timezone: string
    next_at: number
    last_at: number | null
  }
  /** Who runs jobs, and when it last said that it lives. */
  kernel_node: {
    id: string
    host: string
    pid: number
    /** Names under which graphile-worker locks its jobs, as a JSON array. */
    workers: string
    started_at: number
    heartbeat_at: number
  }
}
