import { findApp, type InstalledApp } from '../apps/apps.ts'
import { listHosts, placeOf } from '../hosts/host.ts'
import type { Pipelines } from '../pipelines.ts'
import type { ExperimentRow, HostRow } from '../tables.ts'

const MOST_APPS = 1_000

export type Waiting = Pick<ExperimentRow, 'id' | 'account_id' | 'app' | 'app_version_id' | 'host' | 'due_at'>

/** What is asked before anything is decided: none of it belongs in a transaction. */
export interface Ground {
  hosts: readonly HostRow[]
  apps: ReadonlyMap<string, InstalledApp>
  /** By key of a backend: why nothing can run there now. */
  faults: ReadonlyMap<string, string>
}

/** Undefined where nothing waits for the own runner. */
export async function readGround(pipelines: Pipelines): Promise<Ground | undefined> {
  const { db } = pipelines
  const waiting = await db
    .selectFrom('pipelines_experiment')
    .select('app')
    .distinct()
    .where('runner', '=', 'own')
    .where('status', '=', 'submitted')
    .orderBy('app')
    .limit(MOST_APPS)
    .execute()
  if (waiting.length === 0) return undefined
  const apps = new Map<string, InstalledApp>()
  for (const { app } of waiting) {
    const found = await findApp(pipelines, app)
    if (found) apps.set(app, found)
  }
  const hosts = await listHosts(db)
  return { hosts, apps, faults: await faultsOf(pipelines, hosts) }
}

async function faultsOf({ executions }: Pipelines, hosts: readonly HostRow[]): Promise<Map<string, string>> {
  const faults = new Map<string, string>()
  for (const backend of new Set(hosts.map((host) => host.backend))) {
    if (backend === 'local' || backend === 'outside') continue
    const health = await executions.backends.get(backend)?.health()
    if (!health) faults.set(backend, 'is not set up here any more.')
    else if (!health.connected)
      faults.set(backend, `does not answer${health.since ? ` since ${clockOf(health.since)}` : ''}.`)
  }
  return faults
}

const clockOf = (at: number): string => `${new Date(at).toISOString().slice(11, 16)} UTC`

/** Where it runs, or why it cannot begin whatever room there is. */
export function judge(
  { hosts, apps, faults }: Ground,
  waiting: Waiting,
  now: number,
): { host: HostRow } | { reason: string } {
  const app = apps.get(waiting.app)
  if (!app) return { reason: `The app ${waiting.app} is not installed any more.` }
  if (!app.policy.enabled) return { reason: `${app.definition.label} is switched off.` }
  const host = placeOf(hosts, { host: waiting.host, policy: app.policy.host })
  if (!host) return { reason: 'There is no host that runs experiments here.' }
  if (host.enabled !== 1) return { reason: `${host.name} is switched off.` }
  const fault = faults.get(host.backend)
  if (fault !== undefined) return { reason: `${host.name} ${fault}` }
  if (!app.readiness.ready && host.backend === 'local') return { reason: app.readiness.message }
  if (waiting.due_at !== null && waiting.due_at > now)
    return { reason: `It is tried again at ${clockOf(waiting.due_at)}.` }
  return { host }
}
