import { type Static, Type } from 'typebox'
import { Count, Id, OptionalTime, optionalTime } from '../../../kernel/api/shapes.ts'
import { SlurmSettings } from '../../../kernel/execution/slurm/settings.ts'
import type { Compute } from '../compute.ts'
import type { ResourceRow } from '../tables.ts'
import type { useOfResources } from './resource.ts'
import { settingsIn } from './resources.ts'

export const HealthView = Type.Object({
  connected: Type.Boolean(),
  message: Type.String({ description: 'A sentence for people' }),
  asOf: OptionalTime,
})

/** A place to run sessions, as whoever starts one sees it. */
export const ResourceView = Type.Object({
  id: Id,
  key: Type.String(),
  name: Type.String(),
  backend: Type.Enum(['local', 'slurm']),
  isEnabled: Type.Boolean({ description: 'Sessions can be started there' }),
  health: HealthView,
  running: Count,
  waiting: Count,
  cpus: Type.Integer({ ...Count, description: 'Cores of the sessions that run there' }),
})

/** The same for whoever sets it up. */
export const ResourceDetail = Type.Object({
  ...ResourceView.properties,
  settings: Type.Union([SlurmSettings, Type.Null()], { description: 'Of a cluster' }),
  hasTokenKey: Type.Boolean({ description: 'A key that signs tokens is kept; it is never shown' }),
})

type Use = Awaited<ReturnType<typeof useOfResources>>

export async function resourceView(
  compute: Compute,
  row: ResourceRow,
  use: Use,
): Promise<Static<typeof ResourceView>> {
  const { id, key, name, backend, enabled } = row
  return {
    id,
    key,
    name,
    backend,
    isEnabled: enabled === 1,
    health: await healthOf(compute, key),
    ...use(key),
  }
}

export async function resourceDetail(
  compute: Compute,
  row: ResourceRow,
  use: Use,
): Promise<Static<typeof ResourceDetail>> {
  return {
    ...(await resourceView(compute, row, use)),
    settings: row.backend === 'slurm' ? settingsIn(row) : null,
    hasTokenKey: row.secret_cipher !== null,
  }
}

async function healthOf({ executions, kernel }: Compute, key: string): Promise<Static<typeof HealthView>> {
  const backend = executions.backends.get(key)
  if (!backend) return { connected: false, message: 'It is being opened.', asOf: null }
  const { connected, message, at = kernel.clock.now() } = await backend.health()
  return { connected, message, asOf: optionalTime(at) }
}
