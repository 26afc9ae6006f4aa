import { readdir } from 'node:fs/promises'
import type { Definition } from '../kinds/definition.ts'
import { type Options, type Wanted, wantedBy } from '../kinds/parameters.ts'
import type { ResourceRow } from '../tables.ts'
import { settingsIn } from './resources.ts'

const DEVICES = '/dev'

/** Whether a session can have a GPU there: on a cluster a partition for them says so, on this machine a device. */
export async function hasGpu(resource: ResourceRow): Promise<boolean> {
  if (resource.backend === 'slurm') return settingsIn(resource).gpuPartition !== undefined
  return (await readdir(DEVICES)).some((name) => /^nvidia\d+$/.test(name))
}

/**
 * What a session gets: no more time than its kind has, and a GPU only where there is one. Clients of the original know no
 * refusal of that, so it is what is kept and shown.
 */
export async function grantedBy(
  { parameters, maxMinutes }: Definition,
  options: Options,
  place: ResourceRow | undefined,
): Promise<Wanted> {
  const wanted = wantedBy(parameters, options)
  return {
    ...wanted,
    minutes: maxMinutes === null ? wanted.minutes : Math.min(wanted.minutes ?? maxMinutes, maxMinutes),
    gpus: wanted.gpus > 0 && place && (await hasGpu(place)) ? wanted.gpus : 0,
  }
}
