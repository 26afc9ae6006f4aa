import { sql } from 'kysely'
import { Gauge } from 'prom-client'
import type { App } from '../../../kernel/http/app.ts'
import type { Pipelines } from '../pipelines.ts'

const MOST = 1_000

/** Figures of pipelines for Prometheus: counted when it asks. */
export function pipelinesMetrics(app: App, { db, kernel }: Pipelines): void {
  const registers = [app.metrics.registry]
  new Gauge({
    name: 'atelier_pipelines_experiments',
    help: 'Experiments that wait or are at work, by status and by who runs them',
    labelNames: ['status', 'runner'],
    registers,
    async collect() {
      const rows = await db
        .selectFrom('pipelines_experiment')
        .select((is) => ['status', 'runner', is.fn.countAll<number>().as('count')])
        .where('status', 'in', ['submitted', 'claimed', 'running'])
        .groupBy(['status', 'runner'])
        .execute()
      for (const status of ['submitted', 'claimed', 'running'] as const)
        for (const runner of ['own', 'outside'] as const) {
          const row = rows.find((each) => each.status === status && each.runner === runner)
          this.set({ status, runner }, Number(row?.count ?? 0))
        }
    },
  })
  new Gauge({
    name: 'atelier_pipelines_queue_age_seconds',
    help: 'How long the experiment that has waited longest waits',
    labelNames: ['runner'],
    registers,
    async collect() {
      const rows = await db
        .selectFrom('pipelines_experiment')
        .select(['runner', sql<number>`min(created_at)`.as('since')])
        .where('status', '=', 'submitted')
        .groupBy('runner')
        .execute()
      for (const runner of ['own', 'outside'] as const) {
        const since = rows.find((each) => each.runner === runner)?.since
        const ms = since === undefined ? 0 : kernel.clock.now() - Number(since)
        this.set({ runner }, Math.max(0, ms) / 1_000)
      }
    },
  })
  new Gauge({
    name: 'atelier_pipelines_experiments_ended',
    help: 'Experiments that have ended, by app and status',
    labelNames: ['app', 'status'],
    registers,
    async collect() {
      const rows = await db
        .selectFrom('pipelines_experiment as e')
        // What somebody sent as the name of an app that is not installed is no label: there is no end of those.
        .leftJoin('pipelines_app as a', 'a.key', 'e.app')
        .select((is) => ['a.key as app', 'e.status', is.fn.countAll<number>().as('count')])
        .where('e.ended_at', 'is not', null)
        .groupBy(['a.key', 'e.status'])
        .limit(MOST)
        .execute()
      for (const { app: key, status, count } of rows) this.set({ app: key ?? 'other', status }, Number(count))
    },
  })
}
