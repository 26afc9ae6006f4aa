import { openDevice } from './lib/device.ts'
import type { Task } from './template.d.ts'

/** Lists the neighbours that each device sees by CDP, or by LLDP where it has no CDP. */
export async function job_function(task: Task): Promise<string> {
  const { platform } = task.host
  if (platform === 'linux' || platform === 'frr') return task.ssh().read(['lldpcli', 'show', 'neighbors'])
  return openDevice(task).show(platform === 'junos' ? 'show lldp neighbors' : 'show cdp neighbors')
}
