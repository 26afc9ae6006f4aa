import { Gauge } from 'prom-client'
import type { App } from '../../../kernel/http/app.ts'
import type { Automation } from '../automation.ts'

const MOST = 1_000

/** Figures of automation for Prometheus: counted when it asks. */
export function automationMetrics(app: App, { db, kernel }: Automation): void {
  const registers = [app.metrics.registry]
  new Gauge({
    name: 'atelier_automation_runs',
    help: 'Runs that wait or are at work',
    labelNames: ['status'],
    registers,
    async collect() {
      const rows = await db
        .selectFrom('automation_run')
        .select((is) => ['status', is.fn.countAll<number>().as('count')])
        .where('status', 'in', ['scheduled', 'running'])
        .groupBy('status')
        .execute()
      for (const status of ['scheduled', 'running'] as const)
        this.set({ status }, Number(rows.find((row) => row.status === status)?.count ?? 0))
    },
  })
  new Gauge({
    name: 'atelier_automation_runs_ended',
    help: 'Attempts that are kept and have ended, by template and status',
    labelNames: ['template', 'status'],
    registers,
    async collect() {
      const rows = await db
        .selectFrom('automation_attempt as a')
        .leftJoin('automation_template as t', 't.id', 'a.template_id')
        .select((is) => ['t.name as template', 'a.status', is.fn.countAll<number>().as('count')])
        .where('a.finished_at', 'is not', null)
        .groupBy(['t.name', 'a.status'])
        .limit(MOST)
        .execute()
      for (const { template, status, count } of rows)
        this.set({ template: template ?? 'other', status }, Number(count))
    },
  })
  new Gauge({
    name: 'atelier_automation_schedules_late_seconds',
    help: 'How late the schedule is whose time has come and that was not begun',
    registers,
    async collect() {
      const now = kernel.clock.now()
      const row = await db
        .selectFrom('automation_schedule')
        .select((is) => is.fn.min('next_at').as('at'))
        .where('enabled', '=', 1)
        .where('waits', '=', 0)
        .executeTakeFirst()
      this.set(row?.at == null ? 0 : Math.max(0, now - Number(row.at)) / 1_000)
    },
  })
  new Gauge({
    name: 'atelier_automation_configurations_drifted',
    help: 'Hosts whose configuration is not as intended',
    registers,
    async collect() {
      const { n } = await db
        .selectFrom('automation_config')
        .select((is) => is.fn.countAll<number>().as('n'))
        .where('drift', '>', 0)
        .executeTakeFirstOrThrow()
      this.set(Number(n))
    },
  })
}
