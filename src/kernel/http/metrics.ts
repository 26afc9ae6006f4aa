import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Database } from '../db/database.ts'

export interface Metrics {
  /** By the pattern of the route, never by the address: addresses have no end. */
  observe(route: string, method: string, status: number, seconds: number): void
  text(): Promise<string>
  readonly contentType: string
  /** For parts with figures of their own. */
  readonly registry: Registry
}

/** What Prometheus reads. */
export function createMetrics(database: Database): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'atelier_' })
  const requests = new Histogram({
    name: 'atelier_http_request_seconds',
    help: 'Time to answer a request, by route, method and class of status',
    labelNames: ['route', 'method', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [registry],
  })
  new Gauge({
    name: 'atelier_database',
    help: 'Counts of the database since the start',
    labelNames: ['what'],
    registers: [registry],
    collect() {
      for (const [what, value] of Object.entries(database.stats())) this.set({ what }, value as number)
    },
  })
  return {
    observe: (route, method, status, seconds) =>
      requests.observe({ route, method, status: `${Math.floor(status / 100)}xx` }, seconds),
    text: () => registry.metrics(),
    contentType: registry.contentType,
    registry,
  }
}
