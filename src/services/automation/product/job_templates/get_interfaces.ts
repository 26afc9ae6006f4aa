import { openDevice } from './lib/device.ts'
import type { Task } from './template.d.ts'

/** Lists the interfaces of each device in brief, with their addresses and states. */
export async function job_function(task: Task): Promise<string> {
  switch (task.host.platform) {
    case 'linux':
      return task.ssh().read(['ip', '-brief', 'address'])
    case 'frr':
      return openDevice(task).show('show interface brief')
    case 'junos':
      return openDevice(task).show('show interfaces terse')
    default:
      return openDevice(task).show('show ip interface brief')
  }
}
