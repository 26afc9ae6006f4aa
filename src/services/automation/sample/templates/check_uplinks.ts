import { setTimeout as sleep } from 'node:timers/promises'
import type { Task } from '../../product/job_templates/template.d.ts'

const STEPS = ['Asking for the interfaces', 'Asking for the neighbours', 'Comparing with the plan']

/** Plays a check of the uplinks of a host: nothing leaves this machine. Some hosts of the sample have a fault. */
export async function job_function(task: Task): Promise<object> {
  for (const step of STEPS) {
    task.log(step)
    await sleep(200 + (task.host.name.length % 7) * 250, undefined, { signal: task.signal })
  }
  const fault = task.host.get('fault')
  if (typeof fault === 'string') throw new Error(fault)
  return { uplinks: 2, up: 2, neighbours: ['spine1', 'spine2'] }
}
