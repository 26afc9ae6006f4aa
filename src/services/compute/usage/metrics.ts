import { Gauge, Histogram } from 'prom-client'
import type { App } from '../../../kernel/http/app.ts'
import type { Compute } from '../compute.ts'

const MOST = 10_000

/** What Prometheus reads of compute: what runs, how long starts take, what fails, and what lies on the disk. */
export function computeMetrics({ metrics: { registry } }: App, { db, kernel }: Compute): void {
  const registers = [registry]
  const starts = new Histogram({
    name: 'atelier_compute_session_start_seconds',
    help: 'From being asked for until a session answered, of those that became ready since this process began',
    labelNames: ['kind'],
    buckets: [1, 2, 5, 10, 30, 60, 300, 900, 3_600],
    registers,
  })
  let seen = kernel.clock.now()
  new Gauge({
    name: 'atelier_compute_sessions',
    help: 'Sessions that wait, run or stop now',
    labelNames: ['status'],
    registers,
    async collect() {
      const counts = await db
        .selectFrom('compute_session')
        .select((is) => ['status', is.fn.countAll<number>().as('count')])
        .where('status', 'in', ['pending', 'running', 'stopping'])
        .groupBy('status')
        .execute()
      for (const status of ['pending', 'running', 'stopping'] as const)
        this.set({ status }, Number(counts.find((row) => row.status === status)?.count ?? 0))
      const ready = await db
        .selectFrom('compute_session')
        .select(['kind_key', 'created_at', 'ready_at'])
        .where('ready_at', '>', seen)
        .orderBy('ready_at')
        .limit(MOST)
        .execute()
      for (const row of ready) {
        seen = Math.max(seen, row.ready_at ?? 0)
        starts.observe({ kind: row.kind_key }, ((row.ready_at ?? 0) - row.created_at) / 1_000)
      }
    },
  })
  new Gauge({
    name: 'atelier_compute_sessions_ended',
    help: 'Sessions that have ended, by kind and cause',
    labelNames: ['kind', 'cause'],
    registers,
    async collect() {
      const rows = await db
        .selectFrom('compute_session')
        .select((is) => ['kind_key', 'cause', is.fn.countAll<number>().as('count')])
        .where('ended_at', 'is not', null)
        .groupBy(['kind_key', 'cause'])
        .limit(MOST)
        .execute()
      for (const { kind_key: kind, cause, count } of rows)
        this.set({ kind, cause: cause ?? 'unknown' }, Number(count))
    },
  })
  new Gauge({
    name: 'atelier_compute_workspace_bytes',
    help: 'Bytes in all workspaces at their last scan, the trash counted in',
    registers,
    async collect() {
      const { sum } = await db
        .selectFrom('compute_workspace')
        .select((is) => is.fn.sum<number | null>('disk_bytes').as('sum'))
        .executeTakeFirstOrThrow()
      this.set(Number(sum ?? 0))
    },
  })
}
