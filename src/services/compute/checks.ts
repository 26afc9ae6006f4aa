import { type Check, LOOPBACK } from '../../kernel/doctor/doctor.ts'
import { isInstalled } from '../../kernel/execution/installed.ts'
import { DAY_MS, MINUTE_MS } from '../../kernel/span.ts'
import type { Compute } from './compute.ts'
import { listKinds } from './kinds/kind.ts'
import { listResources } from './resources/resource.ts'
import { listResourcesFor } from './sessions/session-start.ts'

/** So many failures, and half of all, are no accident. */
const MANY = 5

/** What an operator can mend about sessions. */
export function computeChecks(compute: Compute): Check[] {
  return [
    { name: 'session programs', look: () => lookAtPrograms(compute) },
    { name: 'clusters', look: () => lookAtClusters(compute) },
    { name: 'failed sessions', look: () => lookAtFailures(compute) },
    { name: 'outside servers of compute', look: async () => lookAtOutside(compute) },
  ]
}

async function lookAtPrograms(compute: Compute) {
  const kinds = await listKinds(compute.db)
  for (const { definition } of kinds) {
    const { name, resources } = definition
    if ((await listResourcesFor(compute, definition)).length === 0)
      return {
        level: 'warning' as const,
        finding: `Sessions of the kind ${name} cannot start: ${resources.join(', ')} is not there, or is switched off.`,
        fix: 'Choose other resources on the page of this kind, or put it away.',
      }
  }
  const [hasPython, ...jupyters] = await Promise.all(
    ['python3', 'jupyter-lab', 'jupyter-notebook'].map(isInstalled),
  )
  const missing = [
    ...(hasPython ? [] : ['Python 3, without which there are no terminals']),
    ...(jupyters.includes(true) ? [] : ['Jupyter']),
  ]
  if (missing.length === 0)
    return { level: 'ok' as const, finding: 'Sessions on this machine find Jupyter and Python.' }
  // On a cluster they may be there all the same, and it may be all that is used.
  return {
    level: 'ok' as const,
    finding: `Sessions on this machine do not find ${missing.join(', and ')}.`,
  }
}

async function lookAtClusters({ db, executions, kernel }: Compute) {
  const clusters = (await listResources(db)).filter((each) => each.backend === 'slurm' && each.enabled === 1)
  if (clusters.length === 0) return undefined
  const silent: string[] = []
  for (const { key, name } of clusters) {
    const health = await executions.backends.get(key)?.health()
    if (health?.connected) continue
    const { since, message } = health ?? { since: undefined, message: 'Its key cannot be opened.' }
    // A process that has just begun to ask does not know since when.
    const isOld = since !== undefined && kernel.clock.now() - since >= MINUTE_MS
    silent.push(
      `${name} does not answer${isOld ? ` since ${new Date(since).toISOString()}` : ''}: ${message}`,
    )
  }
  if (silent.length === 0) return { level: 'ok' as const, finding: 'Every cluster answers.' }
  return {
    level: 'warning' as const,
    finding: silent.join(' '),
    fix: 'Test the connection on the page Resources. What runs there goes on, and nothing new starts.',
  }
}

async function lookAtFailures({ db, kernel }: Compute) {
  const rows = await db
    .selectFrom('compute_session')
    .select(['status', 'message'])
    .where('ended_at', '>', kernel.clock.now() - DAY_MS)
    .orderBy('id', 'desc')
    .limit(1_000)
    .execute()
  const failed = rows.filter(({ status }) => status === 'failed')
  if (failed.length < MANY || failed.length * 2 < rows.length) return undefined
  return {
    level: 'warning' as const,
    finding: `${failed.length} of ${rows.length} sessions failed in the last 24 hours. The last one says: ${failed[0]?.message}`,
    fix: 'Look at their logs on the page Sessions.',
  }
}

/** Servers that are sent people's tokens, or what becomes one. */
function lookAtOutside({ settings: { globus, datasets } }: Compute) {
  const asked = {
    ATELIER_COMPUTE_GLOBUS_INTROSPECTION_URL: globus.introspectionUrl,
    ATELIER_COMPUTE_GLOBUS_AUTHORIZE_URL: globus.authorizeUrl,
    ATELIER_COMPUTE_GLOBUS_TOKEN_URL: globus.tokenUrl,
    ATELIER_COMPUTE_GLOBUS_GROUPS_URL: globus.groupsUrl,
    ATELIER_COMPUTE_DATASETS_RESOLVER_URL: datasets.resolverUrl,
  }
  const inClear = Object.entries(asked).flatMap(([name, address]) => {
    const url = address === undefined ? null : URL.parse(address)
    return url?.protocol === 'http:' && !LOOPBACK.test(url.hostname) ? [name] : []
  })
  if (inClear.length === 0) return undefined
  return {
    level: 'warning' as const,
    finding: `Tokens of people travel in the clear, by http://: ${inClear.join(', ')}.`,
    fix: 'Give these settings addresses that begin with https://.',
  }
}
