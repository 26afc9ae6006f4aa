import type { ExecutionOrder } from '../../../kernel/execution/execution.ts'
import type { ExecutionRow } from '../../../kernel/execution/tables.ts'
import { RELEASE } from '../../../kernel/release.ts'
import type { AppDefinition } from '../apps/definition.ts'
import { imageDigestOf } from '../apps/readiness.ts'
import type { AppVersionRow, ExperimentRow, HostRow } from '../tables.ts'

/** What is known of how results came about, beside the form, the command, the checksums and the times in their own columns. */
export interface Provenance {
  atelier: string
  app: { key: string; label: string; version: string; number: number; sha256: string }
  container: { engine: string; image: string; digest: string | null } | null
  /** What the program said of its version where it ran. */
  program: string | null
  host: { key: string; name: string; backend: string; machine: string | null }
  /** Names alone. */
  environment: string[]
  limits: { cpus: number; memoryMb: number | null; minutes: number | null; gpus: number | null }
  attempt: number
  /** As which account of the operating system it ran. */
  runAs: string | null
}

export async function provenanceAtStart({
  experiment,
  definition,
  version,
  host,
  order,
}: {
  experiment: ExperimentRow
  definition: AppDefinition
  version: Pick<AppVersionRow, 'version' | 'label' | 'sha256'>
  host: HostRow
  order: ExecutionOrder
}): Promise<Provenance> {
  const { cpus, memoryMb, minutes, gpus } = order.limits
  return {
    atelier: RELEASE,
    app: {
      key: experiment.app,
      label: definition.label,
      version: version.label,
      number: version.version,
      sha256: version.sha256,
    },
    container: definition.container && {
      engine: definition.container.engine,
      image: definition.container.image,
      digest: await imageDigestOf(definition.container),
    },
    program: null,
    host: { key: host.key, name: host.name, backend: host.backend, machine: null },
    environment: Object.keys(order.env).sort(),
    limits: { cpus, memoryMb: memoryMb ?? null, minutes: minutes ?? null, gpus: gpus ?? null },
    attempt: experiment.attempts,
    runAs: null,
  }
}

/** With what only its end tells. */
export function provenanceAtEnd(
  { provenance }: Pick<ExperimentRow, 'provenance'>,
  { host, os_user }: Pick<ExecutionRow, 'host' | 'os_user'>,
  program: string | null,
): string | null {
  if (provenance === null) return null
  const known = JSON.parse(provenance) as Provenance
  return JSON.stringify({ ...known, program, host: { ...known.host, machine: host }, runAs: os_user })
}
